// Each kind of bad device, alone and in the middle of an activation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/activation/activation.h"
#include "controller/activation/backoff.h"
#include "controller/activation/words.h"
#include "tests/controller/activation/glass.h"

namespace lightloom::activation {
namespace {

using fakes::Manner;
using fakes::Refusal;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kNodes{"guian", "wuhan", "xian", "yinchuan"};
const LightpathConfig kPath = lightpath_over("l-1", {"guian", "wuhan", "xian"});
const LightpathConfig kOther = lightpath_over("l-2", {"wuhan", "yinchuan"}, 40);
constexpr const char* kNoReply = "wuhan does not answer: no reply within 2 s";

bool has_light(const Glass& glass, const std::string& name) {
  return std::any_of(kNodes.begin(), kNodes.end(), [&](const std::string& node) {
    return !leaf_of(glass.devices.holds(node), name).is_dark();
  });
}
bool has_laser(const Glass& glass, const std::string& name) {
  return std::any_of(kNodes.begin(), kNodes.end(), [&](const std::string& node) {
    return glass.devices.holds(node).lasers.contains(name);
  });
}

TEST(SilentNode, IsVisibleAndLightsNoLaserUntilItAnswers) {
  Glass glass(kNodes);
  glass.devices.behave("wuhan", Manner::kSilent);
  glass.want_lit(kPath);
  glass.run_for(seconds(30));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 FAILING: wuhan does not answer"));
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kSilent);
  EXPECT_GE(glass.state("wuhan").attempts, 3);
  EXPECT_EQ(glass.state("guian").state, DeviceState::kUp);
  EXPECT_FALSE(has_laser(glass, "l-1"));
  EXPECT_EQ(glass.devices.writes("wuhan"), 0);
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.run_for(seconds(60));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kUp);
  EXPECT_EQ(glass.state("wuhan").attempts, 0);
}

TEST(SilentNode, KeepsALightpathFromBeingDarkUntilItAnswers) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("xian", Manner::kSilent);
  glass.want_dark("l-1");
  glass.run_for(hours(2));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 FAILING: xian does not answer: no reply within 2 s"));
  // xian's laser may be on: no channel is taken away under it.
  EXPECT_TRUE(glass.devices.holds("wuhan").channels.contains("l-1"));
  EXPECT_FALSE(glass.devices.holds("guian").lasers.contains("l-1"));
  glass.devices.behave("xian", Manner::kPrompt);
  glass.run_for(seconds(62));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
  EXPECT_FALSE(has_light(glass, "l-1"));
}

TEST(SilentNode, DarkensNothingThatIsLit) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  const int writes = glass.devices.writes();
  glass.devices.behave("wuhan", Manner::kSilent);
  glass.run_for(hours(1));
  EXPECT_THAT(glass.news(), IsEmpty());
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kSilent);
  EXPECT_EQ(glass.devices.writes(), writes);
  EXPECT_TRUE(has_laser(glass, "l-1"));
}

TEST(SilentNode, DelaysNoLightpathThatDoesNotCrossIt) {
  Glass glass(kNodes);
  glass.devices.behave("guian", Manner::kSilent);
  glass.want_lit(kPath);
  glass.want_lit(kOther);
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-2 LIT"));
}

TEST(SilentNode, IsAskedAtOnceWhenItMakesNews) {
  Glass glass(kNodes);
  glass.devices.behave("wuhan", Manner::kSilent);
  glass.want_lit(kPath);
  glass.run_for(hours(1));
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.devices.reboot_empty("wuhan");
  glass.run();
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
}

TEST(MuteNode, IsFoundToHaveDoneItWhenItSpeaksAgain) {
  Glass glass(kNodes);
  glass.activation().watch("wuhan", glass.now());
  glass.run();
  glass.devices.behave("wuhan", Manner::kMute);
  glass.want_lit(kPath);
  glass.run_for(seconds(10));
  EXPECT_TRUE(glass.devices.holds("wuhan").channels.contains("l-1"));
  EXPECT_FALSE(has_laser(glass, "l-1"));
  EXPECT_THAT(glass.news(), ElementsAre(std::string("l-1 FAILING: ") + kNoReply));
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.run_for(seconds(20));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
  EXPECT_EQ(glass.devices.writes("wuhan"), 1);
}

TEST(UnpluggedNode, IsCompletedWhereItStopped) {
  Glass glass(kNodes);
  glass.activation().watch("wuhan", glass.now());
  glass.run();
  glass.devices.unplug_after("wuhan", 1);
  glass.want_lit(kPath);
  glass.want_lit(kOther);
  glass.run_for(seconds(10));
  EXPECT_EQ(glass.devices.holds("wuhan").channels.size(), 1U);
  EXPECT_EQ(glass.news().size(), 2U);
  EXPECT_FALSE(has_laser(glass, "l-1"));
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.run_for(seconds(60));
  EXPECT_THAT(glass.news(), testing::UnorderedElementsAre("l-1 LIT", "l-2 LIT"));
}

TEST(UnpluggedNode, MidwayThroughDarkeningKeepsChannelsUnderALaserThatMayBeOn) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.devices.unplug_after("xian", 0);
  glass.want_dark("l-1");
  glass.run_for(seconds(60));
  EXPECT_TRUE(glass.devices.holds("xian").lasers.contains("l-1"));
  for (const char* node : {"guian", "wuhan", "xian"}) {
    EXPECT_TRUE(glass.devices.holds(node).channels.contains("l-1")) << node;
  }
  glass.devices.behave("xian", Manner::kPrompt);
  glass.run_for(seconds(70));
  EXPECT_EQ(glass.news().back(), "l-1 DARK");
}

TEST(RefusingNode, IsQuotedOnceAndRetriedEverMoreSlowly) {
  Glass glass(kNodes);
  glass.devices.behave("wuhan", Manner::kRefusing);
  glass.want_lit(kPath);
  glass.run_for(hours(1));
  EXPECT_THAT(glass.news(),
              ElementsAre("l-1 FAILING: wuhan refuses l-1: configuration is locked by another session"));
  const NodeStatus status = glass.state("wuhan");
  EXPECT_EQ(status.state, DeviceState::kRefusing);
  EXPECT_EQ(status.message, "wuhan refuses l-1: configuration is locked by another session");
  EXPECT_EQ(status.drift, 1U);
  ASSERT_TRUE(status.next_try.has_value());
  EXPECT_GT(*status.next_try, glass.now());
  // Waits of (30 s, 60 s] once it is slow: an hour holds 60 to 120 of them, and a few quick ones before.
  EXPECT_GE(status.attempts, 60);
  EXPECT_LE(status.attempts, 127);
  EXPECT_EQ(glass.devices.writes("wuhan"), status.attempts);
  EXPECT_FALSE(has_laser(glass, "l-1"));
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.run_for(seconds(61));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(RefusingNode, OfOneLightpathTakesTheOthersOfTheSameOrder) {
  Glass glass(kNodes);
  glass.devices.refuse("wuhan", "l-1", {"no such degree"});
  glass.want_lit(kPath);
  glass.want_lit(kOther);
  glass.run();
  EXPECT_THAT(glass.news(),
              testing::UnorderedElementsAre("l-1 FAILING: wuhan refuses l-1: no such degree", "l-2 LIT"));
}

TEST(RefusingNode, OfOneLightpathWithAllOthersGetsTheOthersByThemselvesAtOnce) {
  Glass glass(kNodes);
  glass.devices.refuse("wuhan", "l-1", {"no such degree", true, true});
  glass.want_lit(kPath);
  glass.want_lit(kOther);
  glass.run();
  EXPECT_THAT(glass.news(),
              testing::UnorderedElementsAre("l-1 FAILING: wuhan refuses l-1: no such degree", "l-2 LIT"));
}

TEST(RefusingNode, ThatDoesNotSayWhatItRefusesIsAskedOneByOne) {
  Glass glass(kNodes);
  glass.devices.refuse("wuhan", "l-1", {"", false, true});
  glass.want_lit(kPath);
  glass.want_lit(kOther);
  glass.run_for(seconds(5));
  EXPECT_THAT(glass.news(), Contains("l-2 LIT"));
  glass.devices.accept("wuhan", "l-1");
  glass.run_for(seconds(60));
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
}

TEST(RefusingNode, OfANewOrderHoldsUpNoLaterOne) {
  Glass glass(kNodes);
  glass.devices.refuse("wuhan", "l-1", {"no such degree"});
  glass.want_lit(kPath);
  glass.run_for(seconds(100));
  glass.news();
  glass.want_lit(kOther);
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-2 LIT"));
}

TEST(RefusingNode, IsAskedAtOnceForTheOppositeOrder) {
  Glass glass(kNodes);
  glass.devices.behave("xian", Manner::kRefusing);
  glass.want_lit(kPath);
  glass.run_for(hours(1));
  glass.news();
  glass.want_dark("l-1");
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
  EXPECT_EQ(glass.state("xian").state, DeviceState::kUp);
}

TEST(LyingNode, IsFoundOutByTheLeafAndRetried) {
  Glass glass(kNodes);
  glass.devices.behave("wuhan", Manner::kLying);
  glass.want_lit(kPath);
  glass.run_for(seconds(30));
  const std::string lie = "wuhan said done for l-1 but holds no channel degree-1 - degree-2 on slot (4, 4)";
  EXPECT_THAT(glass.news(), ElementsAre("l-1 FAILING: " + lie));
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kLying);
  EXPECT_EQ(glass.state("wuhan").message, lie);
  EXPECT_GE(glass.state("wuhan").attempts, 3);
  EXPECT_FALSE(has_laser(glass, "l-1"));
  glass.devices.behave("wuhan", Manner::kPrompt);
  glass.run_for(seconds(60));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(LyingNode, AboutALaserKeepsChannelsWhileDarkening) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("xian", Manner::kLying);
  glass.want_dark("l-1");
  glass.run_for(seconds(60));
  EXPECT_THAT(glass.news(),
              ElementsAre("l-1 FAILING: xian said done for l-1 but still holds the laser on line-2"));
  EXPECT_TRUE(glass.devices.holds("wuhan").channels.contains("l-1"));
  glass.devices.behave("xian", Manner::kPrompt);
  glass.run_for(seconds(61));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
}

TEST(RebootedNode, IsProvisionedAgainAndSaysSo) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.reboot_empty("xian");
  glass.run();
  EXPECT_THAT(
      glass.news(),
      ElementsAre("l-1 FAILING: xian no longer holds all of l-1, which is being put back", "l-1 LIT"));
  EXPECT_TRUE(glass.devices.holds("xian").lasers.contains("l-1"));
  EXPECT_EQ(glass.devices.writes("guian"), 2);  // channel, laser; nothing for the reboot elsewhere
}

TEST(RebootedNode, MidwayThroughAnActivationIsStartedOver) {
  Glass glass(kNodes);
  glass.devices.delay("xian", milliseconds(400));
  glass.want_lit(kPath);
  glass.run_for(seconds(1));
  glass.devices.reboot_empty("guian");
  glass.run_for(seconds(10));
  EXPECT_THAT(glass.news(), Contains("l-1 LIT"));
  EXPECT_TRUE(glass.devices.holds("guian").lasers.contains("l-1"));
}

TEST(RebootedNode, ThatComesUpLyingChangesItsStory) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.behave("wuhan", Manner::kLying);
  glass.devices.reboot_empty("wuhan");
  glass.run_for(seconds(20));
  const std::string gap = "holds no channel degree-1 - degree-2 on slot (4, 4)";
  EXPECT_THAT(glass.news(),
              ElementsAre("l-1 FAILING: wuhan no longer holds all of l-1, which is being put back",
                          "l-1 FAILING: wuhan said done for l-1 but " + gap));
}

TEST(SlowNode, BeyondTheCallersPatienceIsSilent) {
  Glass glass(kNodes);
  glass.devices.delay("wuhan", seconds(3));
  glass.want_lit(kPath);
  glass.run_for(seconds(20));
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kSilent);
  glass.devices.delay("wuhan", seconds(1));
  glass.run_for(seconds(60));
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
}

TEST(Backoff, DoublesUpToTheLimitWithAHalfDrawn) {
  for (int attempts = 1; attempts <= 40; ++attempts) {
    const Duration base = std::min<Duration>(seconds(60), seconds(1) * (1 << std::min(attempts - 1, 6)));
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const Duration wait = backoff(seed, "wuhan", attempts, seconds(1), seconds(60));
      EXPECT_GT(wait, base / 2);
      EXPECT_LE(wait, base);
    }
  }
}

TEST(Backoff, SpreadsNodesAndRepeatsBySeed) {
  std::set<Duration> waits;
  for (int node = 0; node < 1'000; ++node) {
    waits.insert(backoff(7, "node-" + std::to_string(node), 5, seconds(1), seconds(60)));
  }
  EXPECT_GT(waits.size(), 990U);  // of 8 million values; a collision is rare
  EXPECT_EQ(backoff(7, "wuhan", 5, seconds(1), seconds(60)), backoff(7, "wuhan", 5, seconds(1), seconds(60)));
  EXPECT_NE(backoff(7, "wuhan", 5, seconds(1), seconds(60)), backoff(8, "wuhan", 5, seconds(1), seconds(60)));
}

TEST(Backoff, OfAWholeRunFollowsItsSeed) {
  const auto tries_of = [](std::uint64_t seed) {
    Options options;
    options.seed = seed;
    Glass glass(kNodes, options);
    glass.devices.behave("wuhan", Manner::kRefusing);
    glass.want_lit(kPath);
    std::vector<std::optional<Instant>> tries;
    for (int i = 0; i < 100; ++i) {
      glass.run_for(seconds(1));
      tries.push_back(glass.state("wuhan").next_try);
    }
    return tries;
  };
  EXPECT_EQ(tries_of(1), tries_of(1));
  EXPECT_NE(tries_of(1), tries_of(2));
}

TEST(DeviceWords, BecomeOneShortLine) {
  EXPECT_EQ(one_line("locked\r\nby \tadmin.\n"), "locked  by  admin");
  EXPECT_EQ(one_line(std::string(500, 'x')).size(), 200U);
  EXPECT_EQ(one_line(std::string(196, 'x') + "\xe6\xad\xa6\xe6\xb1\x89"), std::string(196, 'x') + "...");
  EXPECT_EQ(one_line(""), "");
}

}  // namespace
}  // namespace lightloom::activation
