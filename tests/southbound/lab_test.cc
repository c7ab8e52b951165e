// The driver against the emulated network: light from end to end, and what the glass says of it.
#include <gmock/gmock.h>

#include "tests/controller/activation/devices_conformance.h"
#include "tests/southbound/lab_rig.h"

namespace lightloom {

INSTANTIATE_TYPED_TEST_SUITE_P(Lab, DevicesConformance, southbound::LabRig);

namespace southbound {
namespace {

using Verdict = ApplyReport::Verdict;

NodeDesired lit() { return {{{"l-7", LabRig::channel(4)}}, {{"l-7", LabRig::laser(4)}}}; }
bool receives(const NodeObserved& seen) { return seen.received.contains("l-7"); }

void expect_light(CountingDevices& devices, const std::string& node) {
  ASSERT_TRUE(devices.hears(node, receives));
  const auto light = devices.news_of(node).back().received.at("l-7");
  EXPECT_NEAR(light.power.value, -17, 6);  // what ROADMs are set to, in some slot width
  EXPECT_GT(light.gsnr_0p1nm.value, 16);   // two spans
}

TEST(GnmiDevicesInTheLab, LightALightpathAndHearWhatItsReceiversSay) {
  LabRig rig;
  for (const auto& node : LabRig::nodes()) rig.devices().apply_now(node, lit());
  for (const auto& node : LabRig::nodes()) {
    EXPECT_EQ(rig.devices().observe_now(node).holds, lit());
    expect_light(rig.devices(), node);
  }
}

TEST(GnmiDevicesInTheLab, HearThatTheOtherEndWentDark) {
  LabRig rig;
  for (const auto& node : LabRig::nodes()) rig.devices().apply_now(node, lit());
  ASSERT_TRUE(rig.devices().hears("beijing", receives));
  rig.devices().apply_now("tianjin", {});
  EXPECT_TRUE(rig.devices().hears("beijing", [](const NodeObserved& seen) { return !receives(seen); }));
}

TEST(GnmiDevicesInTheLab, LeaveNothingConfiguredWhereAllIsDark) {
  LabRig rig;
  rig.devices().apply_now("beijing", lit());
  EXPECT_GT(rig.lab().devices().front().configured_leaves, 0U);
  EXPECT_EQ(rig.devices().apply_now("beijing", {}).verdict, Verdict::kDone);
  EXPECT_EQ(rig.lab().devices().front().configured_leaves, 0U);
}

TEST(GnmiDevicesInTheLab, HearNeighboursAndDarkPorts) {
  LabRig rig;
  const auto seen = rig.devices().observe_now("beijing");
  ASSERT_TRUE(seen.neighbours.contains("degree-1"));
  EXPECT_EQ(seen.neighbours.at("degree-1").port_id, "degree-1");
  EXPECT_EQ(seen.neighbours.at("degree-1").system_name, "roadm-tianjin");
  EXPECT_EQ(seen.neighbours.at("degree-1").chassis_id, rig.devices().observe_now("tianjin").chassis_id);
  EXPECT_FALSE(seen.dark_ports.contains("degree-1"));
  EXPECT_TRUE(seen.amplifier_input.contains("amp-beijing-tianjin-1-az-0"));
  ASSERT_TRUE(rig.lab().cut("beijing-tianjin-1"));
  EXPECT_TRUE(rig.devices().hears("beijing", [](const NodeObserved& cut) {
    return cut.dark_ports.contains("degree-1") && !cut.neighbours.contains("degree-1");
  }));
  ASSERT_TRUE(rig.lab().splice("beijing-tianjin-1"));
  EXPECT_TRUE(rig.devices().hears("beijing", [](const NodeObserved& mended) {
    return !mended.dark_ports.contains("degree-1") && mended.neighbours.contains("degree-1");
  }));
}

TEST(GnmiDevicesInTheLab, SeeThatADeviceSaidYesAndDidNothing) {
  LabRig rig;
  const NodeDesired desired{{{"l-7", LabRig::channel(4)}}, {}};
  rig.behave("beijing", lab::Manner::kLying);
  EXPECT_EQ(rig.devices().apply_now("beijing", desired).verdict, Verdict::kDone);
  EXPECT_EQ(rig.devices().observe_now("beijing").holds, NodeDesired{});
}

TEST(GnmiDevicesInTheLab, AreToldWhyADeviceRefuses) {
  LabRig rig;
  rig.behave("beijing", lab::Manner::kRefusing);
  const auto report = rig.devices().apply_now("beijing", {{{"l-7", LabRig::channel(4)}}, {}});
  EXPECT_EQ(report.verdict, Verdict::kRefused);
  EXPECT_FALSE(report.message.empty());
  rig.behave("beijing", lab::Manner::kNormal);
  const NodeDesired nowhere{{{"l-7", {"line-1", "degree-99", Slot{4, 8}}}}, {}};
  const auto refused = rig.devices().apply_now("beijing", nowhere);
  EXPECT_EQ(refused.verdict, Verdict::kRefused);
  EXPECT_THAT(refused.message, ::testing::HasSubstr("degree-99"));
  EXPECT_TRUE(refused.failed_leaves.contains("l-7"));
}

TEST(GnmiDevicesInTheLab, AreToldOfADeviceWithoutPowerAndOfItsReturn) {
  LabRig rig;
  rig.behave("beijing", lab::Manner::kDead);
  EXPECT_THAT(rig.devices().trouble_of("beijing"), ::testing::HasSubstr("roadm-beijing"));
  EXPECT_FALSE(rig.devices().observe_now("beijing").reachable);
  rig.behave("beijing", lab::Manner::kNormal);
  EXPECT_TRUE(rig.devices().hears_reachable("beijing"));
}

}  // namespace
}  // namespace southbound
}  // namespace lightloom
