// From what devices say to alarms: one for each cause, with its root, cleared when it is over.
#include "controller/watch/watch.h"

#include <gmock/gmock.h>

#include "tests/controller/watch/watch_rig.h"

namespace lightloom::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The fastest way from a to b and on to c.
constexpr const char* kFirst = "a-b-1";

TEST(Watch, FindsThePlantWithoutAnAlarm) {
  WatchRig rig;
  EXPECT_EQ(rig.link(kFirst), LinkState::kUp);
  EXPECT_EQ(rig.device("a"), DeviceState::kUp);
  rig.light("a", "b");
  rig.pass(seconds(5));
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kActive);
  EXPECT_THAT(rig.alarms(), IsEmpty());
  EXPECT_EQ(rig.alarms_ever(), 0U);
}

TEST(Watch, RaisesExactlyOneAlarmForACutHoweverMuchLightIsLost) {
  WatchRig rig;
  rig.light("a", "b");
  rig.light("a", "b");
  rig.cut_cable(kFirst);
  rig.pass(seconds(30));
  ASSERT_THAT(rig.alarms(), ElementsAre("LINK_DOWN a-b-1"));
  EXPECT_EQ(rig.alarms_ever(), 1U);
  const AlarmView alarm = *rig.alarm("LINK_DOWN");
  EXPECT_EQ(alarm.severity, Severity::kCritical);
  EXPECT_EQ(alarm.message, "a-b-1: neither end hears the other");
  EXPECT_THAT(alarm.affects, ElementsAre("r-1", "r-2"));
  EXPECT_EQ(alarm.root, std::nullopt);
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kDegraded);
  rig.splice(kFirst);
  rig.pass(seconds(1));
  EXPECT_THAT(rig.alarms(), IsEmpty());
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kActive);
  EXPECT_EQ(rig.alarms_ever(), 1U);
}

TEST(Watch, SaysAtWhichSpanACableIsCut) {
  WatchRig rig;
  for (int i = 0; i <= 3; ++i)
    rig.amplifier(i == 3 ? "c" : "b", "amp-b-c-1-az-" + std::to_string(i), Dbm{i < 2 ? -3.0 : -60.0});
  rig.cut_cable("b-c-1");
  ASSERT_TRUE(rig.alarm("LINK_DOWN"));
  EXPECT_EQ(rig.alarm("LINK_DOWN")->span, (AlarmSpan{"b-c-1", 1, 70.0}));
}

TEST(Watch, RaisesLightLostWhereNoCableIsBroken) {
  WatchRig rig;
  rig.light("a", "b");
  rig.shade("b", "l-1");
  EXPECT_THAT(rig.alarms(), IsEmpty()) << "it may be the echo of a cable";
  rig.pass(seconds(3));
  ASSERT_THAT(rig.alarms(), ElementsAre("LIGHT_LOST l-1"));
  EXPECT_EQ(rig.alarm("LIGHT_LOST")->message, "no light of l-1 arrives at b");
  EXPECT_EQ(rig.alarm("LIGHT_LOST")->severity, Severity::kCritical);
  EXPECT_THAT(rig.alarm("LIGHT_LOST")->affects, ElementsAre("r-1"));
  rig.unshade();
  rig.pass(seconds(1));
  EXPECT_THAT(rig.alarms(), IsEmpty());
}

TEST(Watch, TellsOfACableThatWorksOneWayAndNotOfTheLightOnIt) {
  WatchRig rig;
  rig.light("a", "b");
  // The light goes first; that the cable is deaf is heard a little later.
  rig.shade("b", "l-1");
  rig.pass(milliseconds(500));
  rig.deafen("b", "degree-1");
  rig.pass(seconds(10));
  EXPECT_THAT(rig.alarms(), ElementsAre("LINK_ONE_WAY a-b-1"));
  EXPECT_EQ(rig.alarms_ever(), 1U);
  EXPECT_EQ(rig.alarm("LINK_ONE_WAY")->severity, Severity::kMajor);
}

TEST(Watch, NamesTheSilentDeviceAsTheRootOfTheCablesOfADeadSite) {
  WatchRig rig;
  rig.light("a", "c");  // direct
  rig.kill("c");
  rig.pass(seconds(10));
  ASSERT_THAT(rig.alarms(), ElementsAre("DEVICE_SILENT roadm-c", "LINK_DOWN a-c-1", "LINK_DOWN b-c-1"));
  EXPECT_EQ(rig.alarms_ever(), 3U);
  const auto root = rig.alarm("DEVICE_SILENT");
  EXPECT_EQ(root->root, std::nullopt);
  EXPECT_THAT(root->affects, ElementsAre("r-1"));
  for (const auto& alarm : rig.world.engine.active_alarms()) {
    if (alarm.kind != "LINK_DOWN") continue;
    EXPECT_EQ(alarm.root, root->name) << alarm.resource;
  }
  rig.revive("c");
  rig.pass(seconds(60));
  EXPECT_THAT(rig.alarms(), IsEmpty());
}

TEST(Watch, DegradesWhatLedThroughADeadSite) {
  WatchRig rig;
  rig.cut_cable("a-c-1");
  rig.light("a", "c");  // over b
  ASSERT_EQ(rig.world.see("r-1").state, ReservationState::kActive);
  rig.kill("b");
  rig.pass(seconds(5));
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kDegraded) << "its receivers see no light";
  EXPECT_THAT(rig.world.see("r-1").state_message, HasSubstr("b on its way does not answer"));
  rig.revive("b");
  rig.pass(seconds(90));
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kActive);
}

TEST(Watch, TellsOfASilentDeviceOnlyAfterItsPatience) {
  WatchRig rig;
  rig.silence("b");
  EXPECT_EQ(rig.device("b"), DeviceState::kSilent);
  EXPECT_THAT(rig.alarms(), IsEmpty());
  rig.pass(seconds(2));
  EXPECT_THAT(rig.alarms(), ElementsAre("DEVICE_SILENT roadm-b"));
  EXPECT_EQ(rig.link(kFirst), LinkState::kUp) << "a still hears it";
  rig.silence("b", false);
  rig.pass(seconds(5));
  EXPECT_THAT(rig.alarms(), IsEmpty());
  EXPECT_EQ(rig.device("b"), DeviceState::kUp);
}

TEST(Watch, TellsOfADeviceThatNoLongerHoldsWhatWasLit) {
  WatchRig rig;
  rig.light("a", "b");
  rig.holds("a") = {};
  rig.change([] {});
  EXPECT_THAT(rig.alarms(), IsEmpty()) << "put back by now";
  rig.pass(seconds(1));
  EXPECT_EQ(rig.world.see("r-1").state, ReservationState::kActive);
  ASSERT_EQ(rig.alarms_ever(), 1U);
  const auto drift = rig.world.engine.alarm("a-1");
  ASSERT_TRUE(drift);
  EXPECT_EQ(drift->kind, "DEVICE_DRIFT");
  EXPECT_EQ(drift->resource, "roadm-a");
  EXPECT_EQ(drift->message, "roadm-a no longer holds all of l-1, which is being put back");
  EXPECT_TRUE(drift->cleared_time);
}

TEST(Watch, TellsOfForeignLightAndPlansAroundIt) {
  WatchRig rig;
  rig.world.ask(engine::request("a", "b"));
  const Slot first = rig.world.see("r-1").path.lightpaths.front().slot;
  rig.world.ask(engine::ReleaseCommand{"r-1", ""});
  rig.run();
  rig.holds("a").channels["alien"] = {"degree-1", "degree-3", first};
  rig.change([] {});
  rig.pass(seconds(1));
  EXPECT_THAT(rig.alarms(), IsEmpty());
  rig.pass(seconds(2));
  EXPECT_THAT(rig.alarms(), ElementsAre("FOREIGN_LIGHT a-b-1", "FOREIGN_LIGHT a-c-1"));
  EXPECT_THAT(rig.alarm("FOREIGN_LIGHT")->message, HasSubstr("alien at a"));
  const auto made = rig.world.ask(engine::request("a", "b"));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->path.links, std::vector<std::string>{kFirst});
  EXPECT_NE(made->path.lightpaths.front().slot, first);
  rig.run();
  EXPECT_TRUE(rig.holds("a").channels.contains("alien"));
  rig.holds("a").channels.erase("alien");
  rig.change([] {});
  EXPECT_THAT(rig.alarms(), IsEmpty());
}

TEST(Watch, TellsOfPowerThatIsOffThePrediction) {
  WatchRig rig;
  rig.light("a", "b");
  rig.pass(seconds(1));
  auto report = *rig.world.engine.lightpath("l-1");
  rig.watch().complete(report);
  ASSERT_TRUE(report.receivers[1].predicted_power);
  rig.receive("b", "l-1", *report.receivers[1].predicted_power - Decibel{2.5});
  rig.pass(milliseconds(2'900));
  EXPECT_THAT(rig.alarms(), IsEmpty());
  rig.pass(milliseconds(200));
  EXPECT_THAT(rig.alarms(), ElementsAre("POWER_OFF_PREDICTION l-1"));
  EXPECT_EQ(rig.alarm("POWER_OFF_PREDICTION")->severity, Severity::kWarning);
  rig.receive("b", "l-1", *report.receivers[1].predicted_power);
  EXPECT_THAT(rig.alarms(), IsEmpty());
}

TEST(Watch, KeepsItsAlarmsOverARestart) {
  WatchRig rig;
  rig.light("a", "b");
  rig.light("a", "c");
  rig.silence("b");
  rig.shade("c", "l-2");
  rig.cut_cable("b-c-1");
  rig.pass(seconds(5));
  const auto before = rig.alarms();
  ASSERT_THAT(before, ElementsAre("DEVICE_SILENT roadm-b", "LIGHT_LOST l-2", "LINK_DOWN b-c-1"));
  const auto ever = rig.alarms_ever();
  rig.restart();
  rig.run();
  EXPECT_EQ(rig.alarms(), before);
  rig.pass(seconds(60));
  EXPECT_EQ(rig.alarms(), before);
  EXPECT_EQ(rig.alarms_ever(), ever) << "none was cleared and raised again";
}

TEST(Watch, ClearsAfterARestartWhatIsOver) {
  WatchRig rig;
  rig.light("a", "b");
  rig.cut_cable(kFirst);
  rig.silence("c");
  rig.pass(seconds(5));
  ASSERT_THAT(rig.alarms(), ElementsAre("DEVICE_SILENT roadm-c", "LINK_DOWN a-b-1"));
  rig.restart();
  rig.silence("c", false);
  rig.splice(kFirst);
  rig.pass(seconds(10));
  EXPECT_THAT(rig.alarms(), IsEmpty());
}

TEST(Watch, TellsAnewOfADeviceThatWasChangedForAnother) {
  WatchRig rig;
  rig.world.ask(engine::AddDevice{{"roadm-a", "a", "127.0.0.1:9999", {}, {}, {}}});
  EXPECT_EQ(rig.device("a"), DeviceState::kConnecting);
  rig.watch().forget("a");
  rig.run();
  EXPECT_EQ(rig.device("a"), DeviceState::kConnecting) << "what was known is of the one before";
  rig.activation().watch("a", rig.world.now);
  rig.run();
  EXPECT_EQ(rig.device("a"), DeviceState::kUp);
}

TEST(Watch, ClearsTheAlarmsOfADeviceThatIsRemoved) {
  WatchRig rig;
  rig.silence("b");
  rig.pass(seconds(2));
  ASSERT_THAT(rig.alarms(), ElementsAre("DEVICE_SILENT roadm-b"));
  rig.world.ask(engine::RemoveDevice{"roadm-b"});
  rig.watch().forget("b");
  rig.run();
  EXPECT_THAT(rig.alarms(), IsEmpty());
  EXPECT_EQ(rig.link(kFirst), LinkState::kUp);
}

TEST(Watch, SleepsWhenNothingIsDue) {
  WatchRig rig;
  rig.cut_cable(kFirst);
  rig.pass(seconds(10));
  EXPECT_EQ(rig.watch().next_due(), std::nullopt);
  rig.light("a", "c");
  rig.pass(seconds(5));
  ASSERT_TRUE(rig.watch().next_due());
  EXPECT_GT(*rig.watch().next_due(), rig.world.now) << "the next sample";
}

}  // namespace
}  // namespace lightloom::watch
