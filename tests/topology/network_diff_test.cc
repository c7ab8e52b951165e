#include "topology/network_diff.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <map>
#include <random>

#include "tests/topology/national_network.h"
#include "tests/topology/random_network.h"

namespace lightloom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NetworkBuilder;
using testing::pick;

// A triangle: x-y-1, y-z-1, x-z-1.
NetworkRecord triangle() {
  NetworkBuilder builder;
  builder.site("x", 4).site("y", 4).site("z");
  builder.cable("x", "y", 100'000).cable("y", "z", 200'000).cable("x", "z", 300'000);
  return builder.record();
}

NetworkDiff after(const std::function<void(NetworkRecord&)>& change) {
  auto record = triangle();
  change(record);
  return diff(triangle(), record);
}

// Moves values to random places; `place[i]` is where the i-th went.
template <class Value>
std::vector<std::uint32_t> shuffle(std::vector<Value>& values, std::mt19937& random) {
  std::vector<std::uint32_t> from(values.size());
  for (std::uint32_t i = 0; i < from.size(); ++i) from[i] = i;
  std::shuffle(from.begin(), from.end(), random);
  std::vector<Value> moved;
  std::vector<std::uint32_t> place(values.size());
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    moved.push_back(std::move(values[from[i]]));
    place[from[i]] = i;
  }
  values = std::move(moved);
  return place;
}

// The same plant, everything in another order.
NetworkRecord shuffled(NetworkRecord record, unsigned seed) {
  std::mt19937 random(seed);
  const auto sites = shuffle(record.sites, random);
  const auto fibres = shuffle(record.equipment.fibres, random);
  const auto amplifiers = shuffle(record.equipment.amplifiers, random);
  shuffle(record.equipment.modes, random);
  shuffle(record.links, random);
  for (auto& link : record.links) {
    link.a_site = {sites[link.a_site.at()]};
    link.z_site = {sites[link.z_site.at()]};
    link.fibre_type = {fibres[link.fibre_type.at()]};
    for (auto* amps : {&link.amps_az, &link.amps_za})
      for (auto& amp : *amps) amp.type = {amplifiers[amp.type.at()]};
    shuffle(link.srlgs, random);
  }
  return record;
}

TEST(NetworkDiff, OfARecordAndItselfIsEmpty) {
  EXPECT_EQ(diff(triangle(), triangle()), NetworkDiff{});
  EXPECT_TRUE(diff(triangle(), triangle()).is_empty());
}

TEST(NetworkDiff, TellsAddedAndRemovedSitesAndCablesTogetherInOrder) {
  NetworkBuilder more;
  more.site("x", 4).site("y", 4).site("z").site("a");
  more.cable("x", "y", 100'000).cable("y", "z", 200'000).cable("x", "z", 300'000).cable("z", "a", 50'000);
  const auto grown = diff(triangle(), more.record());
  EXPECT_THAT(grown.added, ElementsAre("a", "z-a-1"));
  EXPECT_THAT(grown.removed, IsEmpty());
  EXPECT_THAT(grown.removed_sites, IsEmpty());
  const auto shrunk = diff(more.record(), triangle());
  EXPECT_THAT(shrunk.removed, ElementsAre("a", "z-a-1"));
  EXPECT_THAT(shrunk.removed_sites, ElementsAre("a"));
  EXPECT_THAT(shrunk.removed_links, ElementsAre("z-a-1"));
  EXPECT_THAT(shrunk.added, IsEmpty());
}

TEST(NetworkDiff, TellsANameOnceThoughASiteAndACableBearIt) {
  const auto found = after([](NetworkRecord& record) {
    record.sites[0].name = "same";
    record.links[0].name = "same";
  });
  EXPECT_THAT(found.added, ElementsAre("same"));
  EXPECT_THAT(found.removed, ElementsAre("x", "x-y-1"));
}

TEST(NetworkDiff, TellsWhichCableCarriesOtherLight) {
  const std::map<std::string, std::function<void(Link&)>> changes{
      {"end", [](Link& link) { link.z_site = {2}; }},
      {"ends exchanged", [](Link& link) { std::swap(link.a_site, link.z_site); }},
      {"a port", [](Link& link) { link.a_port = "degree-9"; }},
      {"z port", [](Link& link) { link.z_port = "degree-9"; }},
      {"fibre type", [](Link& link) { link.fibre_type = {1}; }},
      {"length", [](Link& link) { link.length += Metres{1}; }},
      {"span's loss", [](Link& link) { link.spans[1].loss_db_per_km = 0.21; }},
      {"span's pad", [](Link& link) { link.spans[0].pad += Decibel{1}; }},
      {"fewer spans", [](Link& link) { link.spans.pop_back(); }},
      {"amplifier's type", [](Link& link) { link.amps_az[0].type = {link.amps_az[0].type.value ^ 1U}; }},
      {"amplifier's gain", [](Link& link) { link.amps_za[1].gain += Decibel{0.5}; }},
      {"amplifier's attenuator", [](Link& link) { link.amps_za[0].out_voa = {1}; }},
      {"amplifier's tilt", [](Link& link) { link.amps_az[2].tilt = {1}; }},
      {"fewer amplifiers", [](Link& link) { link.amps_az.pop_back(); }},
  };
  for (const auto& [what, change] : changes) {
    auto before = triangle();
    before.equipment.fibres.push_back(before.equipment.fibres[0]);
    before.equipment.fibres[1].name = "other";
    auto record = before;
    change(record.links[0]);
    NetworkDiff expected;
    expected.changed = expected.reshaped_links = {"x-y-1"};
    EXPECT_EQ(diff(before, record), expected) << what;
  }
}

TEST(NetworkDiff, TellsALabelOfACableThatLeavesItsLightAsItIs) {
  NetworkDiff expected;
  expected.changed = {"x-z-1"};
  EXPECT_EQ(after([](NetworkRecord& record) { record.links[2].srlgs = {"duct:1"}; }), expected);
  EXPECT_EQ(after([](NetworkRecord& record) { record.links[2].fibre = "G.654.E"; }), expected);
}

TEST(NetworkDiff, IgnoresLatencyWhichFollowsFromLength) {
  EXPECT_TRUE(diff(triangle(), Network::build(triangle())->record()).is_empty());
}

TEST(NetworkDiff, IgnoresTheOrderOfRiskGroups) {
  auto before = triangle();
  before.links[0].srlgs = {"duct:1", "rail:1"};
  auto record = before;
  record.links[0].srlgs = {"rail:1", "duct:1", "rail:1"};
  EXPECT_TRUE(diff(before, record).is_empty());
}

TEST(NetworkDiff, TellsSitesWithFewerLinePortsAndHowMany) {
  const auto found = after([](NetworkRecord& record) {
    record.sites[0].line_ports = 3;
    record.sites[1].line_ports = 5;
    record.sites[2].line_ports = 96;
  });
  EXPECT_THAT(found.changed, ElementsAre("x", "y", "z"));
  EXPECT_THAT(found.fewer_ports,
              ElementsAre(NetworkDiff::FewerPorts{"x", 3, 0}, NetworkDiff::FewerPorts{"z", 96, 0}));
  // Regenerators have line ports too, from the top.
  const auto taken = after([](NetworkRecord& record) { record.sites[2].regenerators = 1; });
  EXPECT_THAT(taken.fewer_ports, ElementsAre(NetworkDiff::FewerPorts{"z", 1'918, 1}));
  const auto unlimited = after([](NetworkRecord& record) { record.sites[0].line_ports = std::nullopt; });
  EXPECT_THAT(unlimited.changed, ElementsAre("x"));
  EXPECT_THAT(unlimited.fewer_ports, IsEmpty());
}

TEST(NetworkDiff, TellsASiteOfWhichAnyFieldChanged) {
  const std::map<std::string, std::function<void(Site&)>> changes{
      {"name_zh", [](Site& site) { site.name_zh = "z"; }},
      {"uid", [](Site& site) { site.uid = "roadm z"; }},
      {"latitude", [](Site& site) { site.latitude_deg = 0; }},
      {"longitude", [](Site& site) { site.longitude_deg = 0; }},
      {"kind", [](Site& site) { site.kind = "relay"; }},
      {"hub", [](Site& site) { site.hub = "x"; }},
  };
  NetworkDiff expected;
  expected.changed = {"z"};
  for (const auto& [what, change] : changes)
    EXPECT_EQ(after([&change = change](NetworkRecord& record) { change(record.sites[2]); }), expected)
        << what;
}

TEST(NetworkDiff, TellsModesByTransceiverAndName) {
  const auto found = after([](NetworkRecord& record) {
    auto& modes = record.equipment.modes;
    modes[1].required_osnr = {21};
    modes[0].name = "1000G";
    modes[4].transceiver = "pluggable";
  });
  EXPECT_TRUE(found.equipment_changed);
  EXPECT_THAT(found.removed_modes, ElementsAre("coherent 100G", "coherent 800G"));
  EXPECT_THAT(found.changed_modes, ElementsAre("coherent 400G"));
  EXPECT_THAT(found.changed, IsEmpty());
}

TEST(NetworkDiff, TellsThatAnyPartOfTheEquipmentChanged) {
  const std::map<std::string, std::function<void(Equipment&)>> changes{
      {"amplifier", [](Equipment& equipment) { equipment.amplifiers[2].nf_max = {7}; }},
      {"amplifier added",
       [](Equipment& equipment) {
         auto more = equipment.amplifiers[0];
         more.name = "more";
         equipment.amplifiers.push_back(more);
       }},
      {"fibre", [](Equipment& equipment) { equipment.fibres[0].gamma_per_w_per_m = 0.001; }},
      {"roadm", [](Equipment& equipment) { equipment.roadm.add_drop_osnr = {30}; }},
      {"line", [](Equipment& equipment) { equipment.line.margin = {2}; }},
      {"mode added",
       [](Equipment& equipment) {
         equipment.modes.push_back(testing::mode_of("1200G", 1'200, 131'000, 150'000, 30));
       }},
  };
  NetworkDiff expected;
  expected.equipment_changed = true;
  for (const auto& [what, change] : changes)
    EXPECT_EQ(after([&change = change](NetworkRecord& record) { change(record.equipment); }), expected)
        << what;
}

TEST(NetworkDiff, ComparesTypesByNameThroughEachRecordsOwnEquipment) {
  // A type less shifts the indices of the others; no cable has the one that goes.
  auto before = triangle();
  auto unused = before.equipment.amplifiers[0];
  unused.name = "unused";
  before.equipment.amplifiers.insert(before.equipment.amplifiers.begin(), unused);
  for (auto& link : before.links)
    for (auto* amps : {&link.amps_az, &link.amps_za})
      for (auto& amp : *amps) ++amp.type.value;
  NetworkDiff expected;
  expected.equipment_changed = true;
  EXPECT_EQ(diff(before, triangle()), expected);
}

TEST(NetworkDiff, OfTheNationalNetworkInAnotherOrderIsEmpty) {
  const auto network = testing::national_network();
  EXPECT_TRUE(diff(network->record(), shuffled(network->record(), 1)).is_empty());
}

RC_GTEST_PROP(NetworkDiff, OfEqualsIsEmptyInAnyOrder, ()) {
  const auto record = testing::random_network(8, 30'000).record();
  RC_ASSERT(diff(record, record).is_empty());
  RC_ASSERT(diff(record, shuffled(record, pick(0U, 1'000'000U))).is_empty());
}

RC_GTEST_PROP(NetworkDiff, TheOtherWayRoundExchangesAddedAndRemoved, ()) {
  const auto a = testing::random_network(8, 30'000).record();
  const auto b = testing::random_network(8, 30'000).record();
  const auto there = diff(a, b);
  const auto back = diff(b, a);
  RC_ASSERT(there.added == back.removed);
  RC_ASSERT(there.removed == back.added);
  RC_ASSERT(there.changed == back.changed);
  RC_ASSERT(there.reshaped_links == back.reshaped_links);
  RC_ASSERT(there == diff(a, shuffled(b, pick(0U, 1'000'000U))));
}

RC_GTEST_PROP(NetworkDiff, NamesWhatOneSideAloneHasAndNothingElse, ()) {
  const auto whole = testing::random_network(8, 30'000).record();
  auto part = whole;
  const auto gone = part.links.begin() + pick<std::ptrdiff_t>(0, std::ssize(part.links));
  NetworkDiff expected;
  expected.removed = expected.removed_links = {gone->name};
  part.links.erase(gone);
  RC_ASSERT(diff(whole, shuffled(part, pick(0U, 1'000'000U))) == expected);
}

}  // namespace
}  // namespace lightloom
