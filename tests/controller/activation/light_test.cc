// Light at the receivers belongs to LIT, and what is told when it goes and comes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "controller/activation/activation.h"
#include "tests/controller/activation/glass.h"

namespace lightloom::activation {
namespace {

using fakes::Manner;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> kNodes{"guian", "wuhan", "xian"};
const LightpathConfig kPath = lightpath_over("l-1", {"guian", "wuhan", "xian"});
constexpr const char* kNoLight = "l-1 FAILING: no light of l-1 arrives at xian, though all is configured";

TEST(Light, IsLitOnlyWithLightAtBothReceivers) {
  for (const char* dark : {"guian", "xian"}) {
    Glass glass(kNodes);
    glass.devices.shade(dark, "l-1");
    glass.want_lit(kPath);
    glass.run_for(milliseconds(1'900));
    EXPECT_TRUE(glass.devices.holds("xian").lasers.contains("l-1"));
    EXPECT_THAT(glass.news(), IsEmpty()) << "it may still come";
    EXPECT_THAT(glass.activation().unlit(), IsEmpty());
    glass.run_for(milliseconds(700));  // by the next look
    EXPECT_THAT(glass.news(), ElementsAre(std::string("l-1 FAILING: no light of l-1 arrives at ") + dark +
                                          ", though all is configured"));
    EXPECT_THAT(glass.activation().unlit(), ElementsAre(std::pair<std::string, std::string>("l-1", dark)));
    const int writes = glass.devices.writes();
    glass.devices.shade(dark, "l-1", false);
    glass.run();
    EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
    EXPECT_THAT(glass.activation().unlit(), IsEmpty());
    EXPECT_EQ(glass.devices.writes(), writes);
  }
}

TEST(Light, ThatComesWithinItsGraceIsNoTrouble) {
  Glass glass(kNodes);
  glass.devices.shade("xian", "l-1");
  glass.want_lit(kPath);
  glass.run_for(milliseconds(1'500));
  glass.devices.shade("xian", "l-1", false);
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Light, ThatComesWithoutNewsIsFoundSoon) {
  Glass glass(kNodes);
  glass.devices.shade("xian", "l-1");
  glass.want_lit(kPath);
  glass.run();
  // Nobody hears the news: the device is not heard until the next look.
  glass.devices.behave("xian", Manner::kMute);
  glass.devices.shade("xian", "l-1", false);
  glass.devices.behave("xian", Manner::kPrompt);
  glass.run_for(milliseconds(250));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Light, ThatIsLostIsFailingAtOnceAndLitWhenItIsBack) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.shade("xian", "l-1");
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre(kNoLight));
  EXPECT_THAT(glass.activation().unlit(), SizeIs(1));
  EXPECT_EQ(glass.state("xian").state, DeviceState::kUp) << "the device is well";
  EXPECT_EQ(glass.state("xian").drift, 0U);
  EXPECT_THAT(glass.activation().lost(), IsEmpty());
  glass.devices.shade("xian", "l-1", false);
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Light, ThatIsMissingIsLookedForEverMoreSeldom) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.devices.shade("xian", "l-1");
  glass.run();
  const auto looks_in = [&](Duration time) {
    const int before = glass.devices.looks("xian");
    glass.run_for(time);
    return glass.devices.looks("xian") - before;
  };
  const int second = looks_in(seconds(1));
  EXPECT_GE(second, 3);
  EXPECT_LE(second, 5);  // every 250 ms
  const int minute = looks_in(seconds(59));
  EXPECT_LE(minute, 30);
  EXPECT_GE(minute, 8);
  glass.run_for(hours(1));
  EXPECT_LE(looks_in(hours(1)), 61) << "no more than without trouble";
  EXPECT_EQ(glass.devices.writes("xian"), 2) << "a channel and a laser, and nothing since";
}

TEST(Light, IsMissedAfterARestart) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.shade("xian", "l-1");
  glass.restart({kPath});
  const int writes = glass.devices.writes();
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre(kNoLight));
  EXPECT_EQ(glass.devices.writes(), writes);
  glass.devices.shade("xian", "l-1", false);
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Light, IsNotWaitedForWhenDarkIsOrdered) {
  Glass glass(kNodes);
  glass.devices.shade("xian", "l-1");
  glass.want_lit(kPath);
  glass.run_for(seconds(5));
  glass.news();
  glass.want_dark("l-1");
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
  EXPECT_THAT(glass.activation().unlit(), IsEmpty());
}

TEST(Light, OfOneLightpathSaysNothingAboutAnother) {
  Glass glass(kNodes);
  const LightpathConfig other = lightpath_over("l-2", {"wuhan", "xian"}, 40);
  glass.want_lit(kPath);
  glass.want_lit(other);
  glass.run();
  glass.news();
  glass.devices.shade("xian", "l-2");
  glass.run_for(seconds(10));
  EXPECT_THAT(glass.news(),
              ElementsAre("l-2 FAILING: no light of l-2 arrives at xian, though all is configured"));
}

TEST(Light, ThatIsLostBehindASilentNodeIsMissedAllTheSame) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("wuhan", Manner::kSilent);
  glass.run_for(seconds(70));
  EXPECT_THAT(glass.news(), IsEmpty());
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kSilent);
  glass.devices.shade("xian", "l-1");
  glass.devices.shade("guian", "l-1");
  glass.run();
  EXPECT_EQ(glass.news().back(),
            "l-1 FAILING: no light of l-1 arrives at guian, and wuhan on its way does not answer");
  // Light that arrives is proof enough, whoever is silent.
  glass.devices.shade("xian", "l-1", false);
  glass.devices.shade("guian", "l-1", false);
  glass.run();
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
}

TEST(Light, IsMissedAfterARestartAlsoBehindANodeThatNeverAnswered) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("wuhan", Manner::kSilent);
  glass.devices.shade("xian", "l-1");
  glass.restart({kPath});
  glass.run();
  EXPECT_THAT(glass.news(), IsEmpty()) << "wuhan may still say that it lost its channel";
  glass.run_for(seconds(5));
  EXPECT_EQ(glass.news().back(),
            "l-1 FAILING: no light of l-1 arrives at xian, and wuhan on its way does not answer");
}

TEST(Light, OfASilentReceiverIsTakenToBeAsItWas) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("xian", Manner::kSilent);
  glass.run_for(seconds(70));
  EXPECT_THAT(glass.news(), IsEmpty());
  EXPECT_THAT(glass.activation().unlit(), IsEmpty());
  glass.devices.behave("xian", Manner::kPrompt);
  glass.run_for(seconds(70));
  EXPECT_THAT(glass.news(), IsEmpty());
}

// Answers and news by hand, in the order that is hard to come by.
class ByHand {
 public:
  ByHand() : activation_(Options{}) {
    activation_.want_lit(lightpath_over("l-1", {"a", "b"}), now_);
    for (int turns = 0; turns < 20; ++turns)
      for (const auto& request : activation_.take_requests()) answer(request);
  }
  Activation& operator*() { return activation_; }
  Activation* operator->() { return &activation_; }
  NodeObserved seen(const std::string& node, bool is_dark = false) {
    NodeObserved observed;
    observed.node = node;
    observed.holds = holds_[node];
    if (!is_dark && holds_[node].lasers.contains("l-1")) observed.received["l-1"] = {{-17}, {23}, {}};
    return observed;
  }
  void answer(const Request& request, bool is_dark = false) {
    if (request.kind == Request::Kind::kObserve)
      return activation_.on_observed(seen(request.node, is_dark), now_);
    holds_[request.node] = request.desired;
    activation_.on_report(request.node, {}, now_);
  }
  Instant now_{hours(1)};

 private:
  Activation activation_;
  std::map<std::string, NodeDesired> holds_;
};

TEST(Light, WhoseLossIsToldWhileAnOlderLookIsUnderWayIsNotForgotten) {
  ByHand hand;
  ASSERT_EQ(hand->take_outcomes().back().verdict, Verdict::kLit);
  hand->watch("b", hand.now_);
  ASSERT_THAT(hand->take_requests(), SizeIs(1));
  // The device answers with light, loses it, and says so; the answer arrives last.
  hand->on_news(hand.seen("b", true), hand.now_);
  hand->on_observed(hand.seen("b", false), hand.now_);
  const auto requests = hand->take_requests();
  ASSERT_THAT(requests, SizeIs(1)) << "only another look can settle it";
  hand.answer(requests.front(), true);
  const auto outcomes = hand->take_outcomes();
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes.front().verdict, Verdict::kFailing);
}

TEST(Light, WhoseNewsALookConfirmsNeedsNoOther) {
  ByHand hand;
  hand->watch("b", hand.now_);
  ASSERT_THAT(hand->take_requests(), SizeIs(1));
  hand->on_news(hand.seen("b", true), hand.now_);
  hand->on_observed(hand.seen("b", true), hand.now_);
  EXPECT_THAT(hand->take_requests(), IsEmpty());
}

// Whatever happened on the way, what was told last is how it is in the end.
RC_GTEST_PROP(LightProperty, WhatIsToldLastIsTrueOnceDevicesAnswer, ()) {
  Glass glass(kNodes);
  std::string last;
  const auto hear = [&] {
    for (const auto& told : glass.news()) last = told;
  };
  glass.want_lit(kPath);
  const auto turns = *rc::gen::inRange(0, 25);
  for (int i = 0; i < turns; ++i) {
    const std::string node = *rc::gen::elementOf(kNodes);
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1:
        glass.devices.shade(node, "l-1", *rc::gen::arbitrary<bool>());
        break;
      case 2:
        glass.devices.behave(node, *rc::gen::element(Manner::kSilent, Manner::kMute, Manner::kPrompt));
        break;
      case 3:
        glass.devices.delay(node, milliseconds(*rc::gen::inRange(0, 1'000)));
        break;
      case 4:
        glass.devices.reboot_empty(node);
        break;
      default:
        glass.restart({kPath});
        glass.want_lit(kPath);
    }
    glass.run_for(milliseconds(*rc::gen::element(0, 50, 400, 3'000, 70'000)));
    hear();
  }
  const bool is_dark = *rc::gen::arbitrary<bool>();
  for (const auto& node : kNodes) {
    glass.devices.behave(node, Manner::kPrompt);
    glass.devices.delay(node, Duration{0});
    glass.devices.shade(node, "l-1", is_dark && node == "xian");
  }
  glass.run_for(seconds(300));
  hear();
  RC_ASSERT(last == (is_dark ? kNoLight : "l-1 LIT"));
  RC_ASSERT(glass.activation().unlit().empty() != is_dark);
  RC_ASSERT(!glass.devices.calls_overlapped());
}

TEST(Watching, LooksAtANodeAgainAtOnce) {
  Glass glass(kNodes);
  glass.activation().watch("wuhan", glass.now());
  glass.run();
  EXPECT_EQ(glass.devices.looks("wuhan"), 1);
  glass.activation().watch("wuhan", glass.now());
  glass.run();
  EXPECT_EQ(glass.devices.looks("wuhan"), 2);
}

TEST(Lost, NamesNodesThatNoLongerHoldWhatWasLitThere) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.activation().advance(glass.now());
  EXPECT_THAT(glass.activation().lost(), IsEmpty()) << "it was never lit";
  glass.run();
  glass.devices.refuse("wuhan", "l-1", {"locked"});
  glass.devices.tamper("wuhan", {});
  glass.run();
  EXPECT_THAT(glass.activation().lost(), ElementsAre(std::pair<std::string, std::string>("wuhan", "l-1")));
  glass.devices.accept("wuhan", "l-1");
  glass.run_for(seconds(60));
  EXPECT_THAT(glass.activation().lost(), IsEmpty());
}

}  // namespace
}  // namespace lightloom::activation
