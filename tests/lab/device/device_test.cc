#include "lab/device/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "lab/device/json_print.h"
#include "tests/lab/device/rig.h"

namespace lightloom::lab {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::facts_at;
using ::testing::IsEmpty;
using testing::laser_switch;
using testing::media_channel;
using testing::national;
using ::testing::Not;
using testing::optics;
using testing::path;
using testing::Rig;
using ::testing::SizeIs;
using testing::update;

/// A device beside a glass in which every site has power.
class DeviceInGlass : public ::testing::Test {
 protected:
  DeviceInGlass() : glass(national()) {
    for (const auto& site : national()->sites()) identities.push_back(identity_of("test", site));
    rig.device.refresh(around());
  }
  Surroundings around(std::uint64_t seed = 0) { return {&glass, &identities, ++now, seed}; }
  std::vector<Change> look() {
    glass.set_site(rig.device.facts().site(), rig.device.site_config());
    return rig.device.refresh(around());
  }
  const Degree& degree(std::size_t index = 0) const { return rig.device.facts().degrees()[index]; }

  std::uint64_t now = 1;
  Glass glass;
  std::vector<Identity> identities;
  Rig rig;
};

TEST_F(DeviceInGlass, HearsItsNeighbourOnEveryDegree) {
  const auto far = identities[degree().far_site.at()];
  const auto neighbour =
      "/lldp/interfaces/interface[name=" + degree().port + "]/neighbors/neighbor[id=1]/state";
  EXPECT_THAT(rig.read(neighbour),
              ElementsAre(neighbour + "/id = 1", neighbour + "/chassis-id = " + far.chassis_id,
                          neighbour + "/port-id = " + degree().far_port,
                          neighbour + "/system-name = " + far.system_name));
  EXPECT_THAT(rig.read("/system/alarms"), IsEmpty());
}

TEST_F(DeviceInGlass, LosesItWithTheFibreAndKeepsTheTimeOfTheAlarm) {
  const auto alarm = "/system/alarms/alarm[id=los-" + degree().port + "]/state";
  glass.cut(degree().link, degree().is_a_end ? Glass::Direction::kBackward : Glass::Direction::kForward);
  look();
  const auto first = rig.read(alarm);
  EXPECT_THAT(first, Contains(alarm + "/type-id = LOS"));
  EXPECT_THAT(first, Contains(alarm + "/resource = " + degree().port));
  EXPECT_THAT(rig.read("/lldp/interfaces/interface[name=" + degree().port + "]/neighbors"), IsEmpty());
  look();
  EXPECT_EQ(rig.read(alarm), first);
  glass.splice(degree().link);
  look();
  EXPECT_THAT(rig.read(alarm), IsEmpty());
}

TEST_F(DeviceInGlass, HearsOnWhenOnlyItsOwnFibreIsCut) {
  glass.cut(degree().link, degree().is_a_end ? Glass::Direction::kForward : Glass::Direction::kBackward);
  look();
  EXPECT_THAT(rig.read("/system/alarms/alarm[id=los-" + degree().port + "]"), IsEmpty());
}

TEST_F(DeviceInGlass, ALaserWithoutAnswerRaisesAnAlarm) {
  ASSERT_TRUE(rig.set({update(optics("line-7"), Json{R"({"frequency": 193150000, "operational-mode": 4})"}),
                       update(laser_switch("line-7"), true)}));
  look();
  const std::string state = "/components/component[name=och-line-7]/optical-channel/state";
  EXPECT_THAT(rig.read(state), Contains(state + "/input-power/instant = -60.00"));
  EXPECT_THAT(rig.read(state), Contains(state + "/output-power/instant = 0.00"));
  EXPECT_THAT(rig.read(state + "/esnr"), IsEmpty());
  EXPECT_THAT(rig.read("/system/alarms/alarm[id=los-och-line-7]"), Not(IsEmpty()));
}

TEST_F(DeviceInGlass, AChannelIsUpWhileItsLaserIsOn) {
  ASSERT_TRUE(rig.set({media_channel(5, "line-7", "degree-1")}));
  look();
  const auto status = testing::channel(5) + "/state/oper-status";
  EXPECT_THAT(rig.read(status), ElementsAre(status + " = DOWN"));
  ASSERT_TRUE(rig.set({update(optics("line-7"), Json{R"({"frequency": 193150000, "operational-mode": 4})"}),
                       update(laser_switch("line-7"), true)}));
  look();
  EXPECT_THAT(rig.read(status), ElementsAre(status + " = UP"));
}

TEST_F(DeviceInGlass, RepeatsItsConfigAsState) {
  ASSERT_TRUE(rig.set({media_channel(5, "line-7", "degree-1")}));
  look();
  EXPECT_THAT(rig.read(testing::channel(5) + "/dest/state/port-name"),
              ElementsAre(testing::channel(5) + "/dest/state/port-name = degree-1"));
}

TEST_F(DeviceInGlass, SaysNothingWhenNothingChanged) { EXPECT_THAT(look(), IsEmpty()); }

TEST_F(DeviceInGlass, InstrumentsErrTheSameWayForASeed) {
  auto exact = rig.device, one = rig.device, again = rig.device;
  ASSERT_TRUE(rig.set({media_channel(5, "line-7", "degree-1"),
                       update(optics("line-7"), Json{R"({"frequency": 193150000, "operational-mode": 4})"}),
                       update(laser_switch("line-7"), true)}));
  glass.set_site(rig.device.facts().site(), rig.device.site_config());
  exact.refresh(around());
  const auto changed = one.refresh(around(7));
  EXPECT_THAT(changed, Not(IsEmpty()));
  EXPECT_EQ(one.refresh(around(7)), std::vector<Change>());
  const auto power = select(path("/optical-amplifier/amplifiers/amplifier/state/output-power-total")).value();
  const auto found = one.read(power), true_ones = exact.read(power);
  ASSERT_EQ(found.size(), true_ones.size());
  for (const auto& [leaf, value] : found)
    EXPECT_NEAR(to_double(std::get<Decimal>(value)), to_double(std::get<Decimal>(true_ones.at(leaf))), 0.06)
        << "0.05 dB and half a digit each";
}

TEST(Device, StartsAgainWithOrWithoutItsConfig) {
  Rig rig;
  ASSERT_TRUE(rig.set({media_channel(5, "line-7", "degree-1")}));
  rig.device.restart(2'000, true);
  EXPECT_EQ(rig.device.configured_leaves(), 7U);
  EXPECT_THAT(rig.read("/system/state/boot-time"), ElementsAre("/system/state/boot-time = 2000"));
  rig.device.restart(3'000, false);
  EXPECT_EQ(rig.device.configured_leaves(), 0U);
}

TEST(Device, OwnsTheAmplifiersThatTheContractGivesIt) {
  std::set<std::string> all;
  std::size_t count = 0;
  for (const auto& site : national()->sites()) {
    const auto facts = facts_at(site.name);
    for (const auto& amplifier : facts.amplifiers()) all.insert(amplifier.name);
    count += facts.amplifiers().size();
  }
  std::size_t expected = 0;
  for (const auto& link : national()->links()) expected += link.amps_az.size() + link.amps_za.size();
  EXPECT_EQ(all.size(), expected);
  EXPECT_EQ(count, expected) << "each has one owner";
  const auto& link = national()->links().front();
  const auto far = facts_at(national()->site(link.z_site).name);
  EXPECT_NE(far.find_amplifier("amp-" + link.name + "-za-0"), nullptr);
  EXPECT_EQ(far.find_amplifier("amp-" + link.name + "-az-0"), nullptr);
}

TEST(Device, ChassisIdsAreLocallyAdministeredAndDiffer) {
  std::set<std::string> ids;
  for (const auto& site : national()->sites()) ids.insert(identity_of("test", site).chassis_id);
  EXPECT_EQ(ids.size(), national()->sites().size());
  EXPECT_THAT(*ids.begin(), ::testing::MatchesRegex("02:4c:4c:[0-9a-f:]+"));
  EXPECT_NE(identity_of("other", national()->sites()[0]), identity_of("test", national()->sites()[0]));
}

TEST(DeviceJson, PrintsListsWithTheirKeysAndWideNumbersAsText) {
  Rig rig;
  ASSERT_TRUE(
      rig.set({update(optics("line-7"), Json{R"({"frequency": 193150000, "target-output-power": -1.5})"})}));
  const auto selection =
      select(path("/components/component[name=och-line-7]/optical-channel")).value().front();
  const Leaf place{selection.node, selection.concrete_keys()};
  const auto leaves = rig.device.read({selection});
  EXPECT_EQ(json_of(leaves, place, JsonStyle::kIetf),
            R"({"config":{"frequency":"193150000","target-output-power":"-1.50"}})");
  EXPECT_EQ(json_of(leaves, place, JsonStyle::kPlain),
            R"({"config":{"frequency":193150000,"target-output-power":-1.5}})");
}

TEST(DeviceJson, ReadsBackWhatItPrints) {
  Rig rig, copy;
  ASSERT_TRUE(rig.set({media_channel(5, "line-7", "degree-1"), media_channel(6, "degree-1", "line-7"),
                       update(laser_switch("line-7"), true)}));
  const Leaf root{Schema::kRoot, {}};
  for (const auto style : {JsonStyle::kIetf, JsonStyle::kPlain}) {
    const auto printed = json_of(rig.device.read(select(path("/")).value(), Part::kConfig), root, style);
    ASSERT_EQ(copy.message({testing::replace("/", Json{printed})}), "");
    EXPECT_EQ(copy.device.config(), rig.device.config());
  }
}

}  // namespace
}  // namespace lightloom::lab
