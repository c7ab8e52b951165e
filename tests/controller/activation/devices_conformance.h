// What every Devices must keep to, fake or real. A driver's test defines a rig, a class with
//   Devices& devices();                // with a device registered at each of its nodes
//   std::vector<std::string> nodes();  // at least two, empty and answering
//   MediaChannel channel(int n);       // one that its nodes can have, centred at slice n: 4, 40 or 80
//   Laser laser(int n);                // likewise; both go with each other
//   void settle();                     // lets all calls made so far be answered; bounded
//   std::optional<NodeObserved> news();  // the last unasked-for piece, waiting for one after a reboot
//   void silence(const std::string& node);  void wake(const std::string& node);
//   void reboot_empty(const std::string& node);
// and says INSTANTIATE_TYPED_TEST_SUITE_P(Fake, DevicesConformance, TheRig). Calls back on any thread must
// have happened before `settle` returns.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/ports/devices.h"

namespace lightloom {

template <class Rig>
class DevicesConformance : public ::testing::Test {
 protected:
  using Verdict = ApplyReport::Verdict;

  /// The answer, and a failure where it did not come exactly once.
  ApplyReport apply(const std::string& node, const NodeDesired& desired) {
    return once<ApplyReport>([&](auto done) { rig.devices().apply(node, desired, std::move(done)); });
  }
  NodeObserved observe(const std::string& node) {
    return once<NodeObserved>([&](auto done) { rig.devices().observe(node, std::move(done)); });
  }
  std::string first() { return rig.nodes().at(0); }
  std::string second() { return rig.nodes().at(1); }

  NodeDesired one(const std::string& name, int n) {
    return {{{name, rig.channel(n)}}, {{name, rig.laser(n)}}};
  }

  Rig rig;

 private:
  template <class Answer>
  Answer once(const std::function<void(std::function<void(Answer)>)>& call) {
    std::vector<Answer> answers;
    call([&answers](Answer answer) { answers.push_back(std::move(answer)); });
    rig.settle();
    EXPECT_EQ(answers.size(), 1U);
    return answers.empty() ? Answer{} : answers.front();
  }
};

TYPED_TEST_SUITE_P(DevicesConformance);

TYPED_TEST_P(DevicesConformance, HoldsExactlyWhatWasApplied) {
  const NodeDesired desired = this->one("l-1", 4);
  EXPECT_EQ(this->apply(this->first(), desired).verdict, ApplyReport::Verdict::kDone);
  const NodeObserved observed = this->observe(this->first());
  EXPECT_TRUE(observed.reachable);
  EXPECT_EQ(observed.node, this->first());
  EXPECT_EQ(observed.holds, desired);
  EXPECT_EQ(this->observe(this->second()).holds, NodeDesired{});
}

TYPED_TEST_P(DevicesConformance, RemovesWhatIsAbsentAndChangesWhatDiffers) {
  NodeDesired desired = this->one("l-1", 4);
  desired.channels["l-2"] = this->rig.channel(40);
  this->apply(this->first(), desired);
  desired = this->one("l-1", 80);
  EXPECT_EQ(this->apply(this->first(), desired).verdict, ApplyReport::Verdict::kDone);
  EXPECT_EQ(this->observe(this->first()).holds, desired);
  this->apply(this->first(), {});
  EXPECT_EQ(this->observe(this->first()).holds, NodeDesired{});
}

TYPED_TEST_P(DevicesConformance, AppliesTheSameTwiceWithTheSameEffect) {
  const NodeDesired desired = this->one("l-1", 4);
  this->apply(this->first(), desired);
  EXPECT_EQ(this->apply(this->first(), desired).verdict, ApplyReport::Verdict::kDone);
  EXPECT_EQ(this->observe(this->first()).holds, desired);
}

TYPED_TEST_P(DevicesConformance, AnswersForASilentNodeThatItIsSilent) {
  this->rig.silence(this->first());
  const ApplyReport report = this->apply(this->first(), this->one("l-1", 4));
  EXPECT_EQ(report.verdict, ApplyReport::Verdict::kSilent);
  EXPECT_FALSE(report.message.empty());
  const NodeObserved observed = this->observe(this->first());
  EXPECT_FALSE(observed.reachable);
  EXPECT_EQ(observed.node, this->first());
}

// Else a laser could come on long after its lightpath was darkened.
TYPED_TEST_P(DevicesConformance, CarriesOutNoOrderAfterALaterLookWasAnswered) {
  this->rig.silence(this->first());
  this->apply(this->first(), this->one("l-1", 4));
  this->rig.wake(this->first());
  const NodeDesired seen = this->observe(this->first()).holds;
  this->rig.settle();
  EXPECT_EQ(this->observe(this->first()).holds, seen);
}

TYPED_TEST_P(DevicesConformance, ServesOtherNodesWhileOneIsSilent) {
  this->rig.silence(this->first());
  std::vector<std::string> order;
  this->rig.devices().observe(this->first(), [&](const NodeObserved& seen) { order.push_back(seen.node); });
  this->rig.devices().observe(this->second(), [&](const NodeObserved& seen) { order.push_back(seen.node); });
  this->rig.settle();
  EXPECT_EQ(order, (std::vector<std::string>{this->second(), this->first()}));
}

TYPED_TEST_P(DevicesConformance, AnswersForANodeItDoesNotKnow) {
  EXPECT_NE(this->apply("no-such-node", this->one("l-1", 4)).verdict, ApplyReport::Verdict::kDone);
  EXPECT_FALSE(this->observe("no-such-node").reachable);
}

TYPED_TEST_P(DevicesConformance, MakesNewsOfAReboot) {
  this->apply(this->first(), this->one("l-1", 4));
  this->rig.reboot_empty(this->first());
  this->rig.settle();
  const std::optional<NodeObserved> news = this->rig.news();
  ASSERT_TRUE(news.has_value());
  EXPECT_EQ(news->node, this->first());
  EXPECT_EQ(this->observe(this->first()).holds, NodeDesired{});
}

REGISTER_TYPED_TEST_SUITE_P(DevicesConformance, HoldsExactlyWhatWasApplied,
                            RemovesWhatIsAbsentAndChangesWhatDiffers, AppliesTheSameTwiceWithTheSameEffect,
                            AnswersForASilentNodeThatItIsSilent, CarriesOutNoOrderAfterALaterLookWasAnswered,
                            ServesOtherNodesWhileOneIsSilent, AnswersForANodeItDoesNotKnow,
                            MakesNewsOfAReboot);

}  // namespace lightloom
