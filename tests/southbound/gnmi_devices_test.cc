// The driver against devices that misbehave, one way each.
#include "southbound/gnmi_devices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "southbound/gnmi/path.h"
#include "southbound/openconfig/names.h"
#include "southbound/proto/gnmi/gnmi.pb.h"
#include "tests/scratch_folder.h"
#include "tests/southbound/counting_devices.h"
#include "tests/southbound/openconfig/tree.h"

namespace lightloom::southbound {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Manner = SmallDevice::Manner;
using Verdict = ApplyReport::Verdict;

CountingDevices driver(const Options& options = quick_options()) {
  return CountingDevices(small_modes(), options);
}

TEST(GnmiDevices, TellsANodeAsSoonAsItIsThere) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  EXPECT_EQ(devices.news_of("guian").back().chassis_id, "chassis-guian");
  const auto counters = devices.counters_of("guian");
  EXPECT_TRUE(counters.connected);
  EXPECT_EQ(counters.sets, 0U);
  EXPECT_GT(counters.updates, 0U);
}

TEST(GnmiDevices, WritesNothingWhereAllIsAsOrdered) {
  SmallDevice device(at_site("guian"));
  {
    auto devices = driver();
    devices.add(device.record());
    EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
    EXPECT_EQ(device.sets(), 1);
    EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
    EXPECT_EQ(device.sets(), 1);
  }
  auto after_a_restart = driver();
  after_a_restart.add(device.record());
  EXPECT_EQ(after_a_restart.observe_now("guian").holds, some_lightpath());
  EXPECT_EQ(after_a_restart.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_EQ(device.sets(), 1);
}

TEST(GnmiDevices, SpeaksJsonWithADeviceThatLacksProto) {
  auto options = at_site("guian");
  options.speaks = SmallDeviceOptions::Speaks::kJsonIetf;
  SmallDevice device(options);
  auto devices = driver();
  devices.add(device.record());
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_EQ(devices.observe_now("guian").holds, some_lightpath());
  EXPECT_EQ(devices.apply_now("guian", {}).verdict, Verdict::kDone);
  EXPECT_EQ(devices.observe_now("guian").holds, NodeDesired{});
}

TEST(GnmiDevices, RefusesADeviceWhoseEncodingsItDoesNotRead) {
  auto options = at_site("guian");
  options.speaks = SmallDeviceOptions::Speaks::kAscii;
  SmallDevice device(options);
  auto devices = driver();
  devices.add(device.record());
  EXPECT_THAT(devices.trouble_of("guian"), AllOf(HasSubstr("ASCII"), HasSubstr("needs PROTO or JSON_IETF")));
}

TEST(GnmiDevices, TakesSamplesWhereMeasurementsAreNotToldOnChange) {
  auto options = at_site("guian");
  options.allows_measurements_on_change = false;
  SmallDevice device(options);
  auto devices = driver();
  devices.add(device.record());
  EXPECT_TRUE(devices.hears_reachable("guian"));
}

TEST(GnmiDevices, DoesNotBelieveADeviceThatAnswersForAnother) {
  auto options = at_site("guian");
  options.hostname = "roadm-wuhan";
  SmallDevice device(options);
  auto devices = driver();
  devices.add(device.record());
  EXPECT_THAT(devices.trouble_of("guian"), AllOf(HasSubstr("roadm-wuhan"), HasSubstr("roadm-guian")));
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kSilent);
  EXPECT_EQ(device.sets(), 0);
}

TEST(GnmiDevices, LosesADeviceThatComesToAnswerForAnother) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.put(std::string(kHostname), "roadm-wuhan");
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("roadm-wuhan"));
}

TEST(GnmiDevices, BelievesTheFirstOfTwoWithOneChassis) {
  auto twin = at_site("wuhan");
  twin.chassis_id = "chassis-guian";
  SmallDevice first(at_site("guian")), second(twin);
  auto devices = driver();
  devices.add(first.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  devices.add(second.record());
  EXPECT_THAT(devices.trouble_of("wuhan"), AllOf(HasSubstr("chassis-guian"), HasSubstr("roadm-guian")));
  EXPECT_TRUE(devices.observe_now("guian").reachable);
  devices.remove("guian");
  EXPECT_TRUE(devices.hears_reachable("wuhan"));
}

TEST(GnmiDevices, SaysWhyADeviceIsNotReached) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  device.stop();
  devices.add(device.record());
  EXPECT_THAT(devices.trouble_of("guian"), AllOf(HasSubstr("roadm-guian"), HasSubstr(device.record().address),
                                                 HasSubstr("connection refused")));
  EXPECT_FALSE(devices.observe_now("guian").reachable);
  EXPECT_EQ(devices.apply_now("guian", {}).verdict, Verdict::kSilent);
  device.start();
  EXPECT_TRUE(devices.hears_reachable("guian"));
  EXPECT_GT(devices.counters_of("guian").reconnects, 0U);
}

TEST(GnmiDevices, SaysThatADeviceIsSilentAndNoticesItsReturn) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.behave(Manner::kSilent);
  EXPECT_THAT(devices.observe_now("guian").message, HasSubstr("no answer to Get within 0.4 s"));
  EXPECT_FALSE(devices.trouble_of("guian").empty());
  device.behave(Manner::kPrompt);
  EXPECT_TRUE(devices.hears_reachable("guian"));
}

TEST(GnmiDevices, AsksADeviceWhoseStreamIsStill) {
  auto options = quick_options();
  options.pulse = std::chrono::milliseconds(50);
  SmallDevice device(at_site("guian"));
  auto devices = driver(options);
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  EXPECT_TRUE(wait_until([&] { return device.gets() > 0; })) << "nobody asked for it";
  device.behave(Manner::kSilent);
  EXPECT_FALSE(devices.trouble_of("guian").empty());
}

TEST(GnmiDevices, TellsAfterALostAnswerWhatBecameOfTheOrder) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.behave(Manner::kForgetful);
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kSilent);
  EXPECT_EQ(devices.observe_now("guian").holds, some_lightpath());
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_EQ(device.sets(), 1);
}

TEST(GnmiDevices, HandsOnWhyADeviceRefuses) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  device.refuse("och-line-7: laser is faulty");
  auto desired = some_lightpath();
  desired.channels["l-8"] = {"degree-1", "degree-2", Slot{80, 4}};
  const auto report = devices.apply_now("guian", desired);
  EXPECT_EQ(report.verdict, Verdict::kRefused);
  EXPECT_EQ(report.message, "och-line-7: laser is faulty");
  EXPECT_EQ(report.failed_leaves,
            (std::map<std::string, std::string>{{"l-7", "och-line-7: laser is faulty"}}));
  EXPECT_TRUE(devices.observe_now("guian").reachable);
}

TEST(GnmiDevices, SendsNothingThatADeviceCannotDo) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  auto desired = some_lightpath();
  desired.lasers["l-7"].mode = "900G";
  const auto report = devices.apply_now("guian", desired);
  EXPECT_EQ(report.verdict, Verdict::kRefused);
  EXPECT_TRUE(report.failed_leaves.contains("l-7"));
  EXPECT_EQ(device.sets(), 0);
}

TEST(GnmiDevices, SeesThatADeviceLied) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  device.behave(Manner::kLying);
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_EQ(devices.observe_now("guian").holds, NodeDesired{});
}

TEST(GnmiDevices, TellsWhatOthersChange) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.put(enabled_leaf("line-9"), true);
  EXPECT_TRUE(devices.hears(
      "guian", [](const NodeObserved& seen) { return seen.holds.lasers.contains("foreign:line-9"); }));
  device.erase(enabled_leaf("line-9"));
  EXPECT_TRUE(devices.hears("guian", [](const NodeObserved& seen) { return seen.holds.lasers.empty(); }));
}

TEST(GnmiDevices, LeavesLightOfOthersUntilTheCoreWasToldOfIt) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  EXPECT_EQ(devices.observe_now("guian").holds, NodeDesired{});
  device.put(enabled_leaf("line-9"), true);
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_NE(device.leaves().find(enabled_leaf("line-9")), nullptr);
  EXPECT_TRUE(devices.observe_now("guian").holds.lasers.contains("foreign:line-9"));
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
  EXPECT_EQ(device.leaves().find(enabled_leaf("line-9")), nullptr);
}

TEST(GnmiDevices, ReadsBackOnlyWhatWasWritten) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  devices.apply_now("guian", some_lightpath());
  devices.observe_now("guian");
  EXPECT_THAT(device.last_get(), AllOf(Contains("/system/state"), Contains(media_channel_path(1'000'014)),
                                       Contains(logical_channel_path(7)), Not(Contains("/components"))));
  devices.observe_now("guian");
  EXPECT_EQ(device.last_get(), std::vector<std::string>{"/system/state"});
}

TEST(GnmiDevices, ReadsTheWholeTreeFromTimeToTime) {
  auto options = quick_options();
  options.full_look = Duration{0};
  SmallDevice device(at_site("guian"));
  auto devices = driver(options);
  devices.add(device.record());
  devices.observe_now("guian");
  EXPECT_THAT(device.last_get(), Contains("/components"));
}

TEST(GnmiDevices, ReadsAllWhereNothingIsAnsweredByNo) {
  auto options = at_site("guian");
  options.says_not_found = true;
  SmallDevice device(options);
  for (const std::string path : {"/system/alarms/x", "/lldp/state/x", "/wavelength-router/media-channels/x",
                                 "/components/x", "/optical-amplifier/amplifiers/x"})
    device.put(path, "y");
  auto devices = driver();
  devices.add(device.record());
  devices.apply_now("guian", some_lightpath());
  EXPECT_EQ(devices.observe_now("guian").holds, some_lightpath());
  devices.apply_now("guian", {});
  EXPECT_EQ(devices.observe_now("guian").holds, NodeDesired{}) << "channels that are gone are not found";
}

TEST(GnmiDevices, GoesOnWhereADeviceTellsNonsense) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  ::gnmi::Notification nonsense;
  auto& broken = *nonsense.add_update();
  broken.mutable_path()->add_elem()->set_name("system");
  broken.mutable_val()->set_json_ietf_val("{\"state\": ");
  auto& wrong_type = *nonsense.add_update();
  ASSERT_TRUE(parse_path(optical_leaf("line-7", "config/frequency"), *wrong_type.mutable_path()));
  wrong_type.mutable_val()->set_string_val("violet");
  nonsense.add_update()->mutable_path()->add_elem()->set_name("no name");
  device.tell(nonsense);
  device.put(enabled_leaf("line-9"), true);
  EXPECT_TRUE(devices.hears(
      "guian", [](const NodeObserved& seen) { return seen.holds.lasers.contains("foreign:line-9"); }));
  EXPECT_EQ(devices.apply_now("guian", some_lightpath()).verdict, Verdict::kDone);
}

TEST(GnmiDevices, ContainsATreeWithoutEnd) {
  auto options = quick_options();
  options.tree.leaves = 1000;
  SmallDevice device(at_site("guian"));
  auto devices = driver(options);
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.tell_endlessly([](std::size_t number) {
    ::gnmi::Notification message;
    auto& update = *message.add_update();
    update.mutable_path()->add_elem()->set_name("leaf-" + std::to_string(number));
    update.mutable_val()->set_uint_val(number);
    return message;
  });
  device.put("/lldp/x", "go");
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("more than 1000 leaves"));
  EXPECT_TRUE(wait_until([&] { return device.streams() == 0; })) << "the stream is closed";
}

TEST(GnmiDevices, ContainsAStreamWithoutEnd) {
  auto options = quick_options();
  options.updates_per_sample = 2000;
  SmallDevice device(at_site("guian"));
  auto devices = driver(options);
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.tell_endlessly([](std::size_t number) {
    ::gnmi::Notification message;
    auto& update = *message.add_update();
    update.mutable_path()->add_elem()->set_name("leaf");
    update.mutable_val()->set_uint_val(number);
    return message;
  });
  device.put("/lldp/x", "go");
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("floods"));
}

TEST(GnmiDevices, GoesOnServingOthersWhileOneIsInTrouble) {
  SmallDevice silent(at_site("guian")), prompt(at_site("wuhan"));
  auto devices = driver();
  devices.add(silent.record());
  devices.add(prompt.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  ASSERT_TRUE(devices.hears_reachable("wuhan"));
  silent.behave(Manner::kSilent);
  std::vector<std::string> order;
  devices.observe("guian", [&](const NodeObserved& seen) { order.push_back(seen.node); });
  devices.apply("wuhan", some_lightpath(), [&](const ApplyReport&) { order.emplace_back("applied"); });
  ASSERT_TRUE(devices.settle());
  EXPECT_EQ(order, (std::vector<std::string>{"applied", "guian"}));
}

TEST(GnmiDevices, AsksForTheUserThatIsRegistered) {
  auto options = at_site("guian");
  options.username = "operator";
  options.password = "secret";
  SmallDevice device(options);
  auto devices = driver();
  devices.add(device.record());
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("wrong password"));
  const test::ScratchFolder folder;
  const auto file = folder.put("password", "secret\n");
  auto record = device.record();
  record.username = "operator";
  record.password_file = file;
  devices.add(record);
  EXPECT_TRUE(devices.hears_reachable("guian"));
  record.password_file = file + "-absent";
  devices.add(record);
  EXPECT_THAT(devices.trouble_of("guian"), AllOf(HasSubstr("password_file"), HasSubstr("cannot be read")));
}

TEST(GnmiDevices, AnswersAtOnceForSitesWithoutADevice) {
  auto devices = driver();
  EXPECT_FALSE(devices.observe_now("guian").reachable);
  EXPECT_THAT(devices.apply_now("guian", {}).message, HasSubstr("guian has no device"));
}

TEST(GnmiDevices, ForgetsADeviceThatIsRemoved) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  devices.apply_now("guian", some_lightpath());
  devices.remove("guian");
  EXPECT_THAT(devices.trouble_of("guian"), HasSubstr("no device"));
  EXPECT_TRUE(wait_until([&] { return device.streams() == 0; }));
  EXPECT_NE(device.leaves().find(enabled_leaf("line-7")), nullptr) << "nothing is darkened";
  EXPECT_TRUE(devices.counters().empty());
}

TEST(GnmiDevices, HearsOnlyTheDeviceThatWasRegisteredLast) {
  SmallDevice former(at_site("guian")), latter(at_site("guian"));
  auto devices = driver();
  devices.add(former.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  devices.add(latter.record());
  devices.apply_now("guian", some_lightpath());
  EXPECT_EQ(former.sets(), 0);
  EXPECT_EQ(latter.sets(), 1);
  former.put(enabled_leaf("line-9"), true);
  EXPECT_EQ(devices.observe_now("guian").holds, some_lightpath());
}

TEST(GnmiDevices, AnswersWhatIsUnderWayWhenItEnds) {
  SmallDevice device(at_site("guian"));
  auto devices = driver({});
  devices.add(device.record());
  ASSERT_TRUE(devices.hears_reachable("guian"));
  device.behave(Manner::kSilent);
  std::vector<std::string> words;
  devices.observe("guian", [&](const NodeObserved& seen) { words.push_back(seen.message); });
  devices.apply("guian", some_lightpath(),
                [&](const ApplyReport& report) { words.push_back(report.message); });
  devices.end();
  ASSERT_TRUE(devices.settle());
  EXPECT_EQ(words.size(), 2U);
}

TEST(GnmiDevices, ReadsModesByTheLatestEquipment) {
  SmallDevice device(at_site("guian"));
  auto devices = driver();
  devices.add(device.record());
  devices.apply_now("guian", some_lightpath());
  device.put(optical_leaf("line-7", "state/input-power/instant"), -17.0);
  device.put(optical_leaf("line-7", "state/esnr/instant"), 16.0);
  ASSERT_TRUE(devices.hears("guian", [](const NodeObserved& seen) { return seen.received.contains("l-7"); }));
  devices.equip({});
  EXPECT_TRUE(devices.hears("guian", [](const NodeObserved& seen) { return seen.received.empty(); }));
}

}  // namespace
}  // namespace lightloom::southbound
