#include "topology/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "topology/formats/equipment_json.h"

namespace lightloom {
namespace {

Site site(const std::string& name) {
  Site made;
  made.name = name;
  return made;
}

Link link(const std::string& name, std::uint32_t a, std::uint32_t z, const std::string& a_port,
          const std::string& z_port) {
  Link made;
  made.name = name;
  made.a_site = {a};
  made.z_site = {z};
  made.a_port = a_port;
  made.z_port = z_port;
  made.length = Metres{140'000};
  made.spans.assign(2, {Metres{70'000}, 0.2, Decibel{0.25}, Decibel{0.25}, {}});
  made.amps_az.assign(3, {});
  made.amps_za.assign(3, {});
  return made;
}

// A triangle with two cables between x and y.
NetworkRecord triangle() {
  return {{site("x"), site("y"), site("z")},
          {link("x-y-1", 0, 1, "degree-1", "degree-1"), link("x-y-2", 0, 1, "degree-2", "degree-2"),
           link("y-z-1", 1, 2, "degree-3", "degree-1"), link("z-x-1", 2, 0, "degree-2", "degree-3")},
          formats::builtin_equipment()->equipment};
}

std::string refusal(const std::function<void(NetworkRecord&)>& spoil) {
  auto record = triangle();
  spoil(record);
  const auto network = Network::build(std::move(record));
  return network ? "" : network.error().message;
}

TEST(Network, LeadsFromEachSiteOverEveryCableBothWays) {
  const auto network = Network::build(triangle());
  ASSERT_TRUE(network) << network.error().message;
  ASSERT_EQ(network->ways_from({0}).size(), 3U);
  EXPECT_EQ(network->ways_from({0})[2].hop, (Hop{LinkIndex{3}, false}));
  EXPECT_EQ(network->ways_from({0})[2].to, SiteIndex{2});
  EXPECT_EQ(network->ways_from({0})[0].latency, fibre_latency(Metres{140'000}));
  EXPECT_EQ(network->link(LinkIndex{0}).latency, fibre_latency(Metres{140'000}));
}

// 1.003 / c instead of 1.468 / c: 3.346 us a kilometre.
TEST(Network, TakesTheSpeedOfLightFromTheKindOfFibre) {
  auto record = triangle();
  record.equipment.fibres.push_back(record.equipment.fibres.front());
  record.equipment.fibres.back().group_index = 1.003;
  record.links[0].fibre_type = {static_cast<std::uint32_t>(record.equipment.fibres.size() - 1)};
  const auto network = Network::build(std::move(record));
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(ceil_us(network->link({0}).latency), 469);
  EXPECT_EQ(ceil_us(network->link({1}).latency), 686);
  EXPECT_THAT(refusal([](NetworkRecord& spoilt) { spoilt.equipment.fibres.front().group_index = 0.9; }),
              testing::HasSubstr("group index of 0.9; needs 1 to 2"));
}

TEST(Network, FindsByNameAndByUid) {
  auto record = triangle();
  record.sites[1].uid = "roadm Y";
  const auto network = Network::build(std::move(record));
  ASSERT_TRUE(network);
  EXPECT_EQ(network->find_site("y"), SiteIndex{1});
  EXPECT_EQ(network->find_site("roadm Y"), SiteIndex{1});
  EXPECT_EQ(network->find_link("y-z-1"), LinkIndex{2});
  EXPECT_FALSE(network->find_link("y-z-2"));
  EXPECT_EQ(network->find_mode("coherent-90G", "400G-PCS16QAM"), ModeIndex{3});
  EXPECT_FALSE(network->find_mode("coherent-140G", "400G-PCS16QAM"));
}

TEST(Network, SaysTheNearestSite) {
  auto record = triangle();
  record.sites[0].name = "zhangjiakou";
  const auto network = Network::build(std::move(record));
  ASSERT_TRUE(network);
  const auto missed = network->find_site("zhangjiaku");
  ASSERT_FALSE(missed);
  EXPECT_EQ(missed.error().message, "no site \"zhangjiaku\"; the nearest is zhangjiakou");
  EXPECT_EQ(missed.error().nearest, "zhangjiakou");
  EXPECT_EQ(network->find_site("quite another").error().message,
            "no site \"quite another\"; the network has 3 sites, as zhangjiakou");
}

TEST(Network, ASitesNameStandsBeforeAnothersUid) {
  auto record = triangle();
  record.sites[0].uid = "y";
  const auto network = Network::build(std::move(record));
  ASSERT_TRUE(network);
  EXPECT_EQ(network->find_site("y"), SiteIndex{1});
}

TEST(Network, HoldsTheLinesBandAndWhereEachModeMayLie) {
  const auto network = Network::build(triangle());
  ASSERT_TRUE(network);
  // 190.7 to 196.7 THz: 6 THz in slices of 6.25 GHz, from 2.4 THz below the anchor.
  EXPECT_EQ(network->band(), (SliceRange{-384, 960}));
  EXPECT_EQ(network->slot_slices({3}), 16) << "100 GHz";
  EXPECT_EQ(network->tuning_bits({3}), (std::pair{0, 960}));
  // OpenZR+ tunes from 191.3 to 196.1 THz.
  EXPECT_EQ(network->slot_slices({5}), 12) << "75 GHz";
  EXPECT_EQ(network->tuning_bits({5}), (std::pair{96, 864}));
}

TEST(Network, RefusesWhatIsNoNetwork) {
  EXPECT_EQ(refusal([](auto& r) { r.sites.clear(); }), "the network has no sites; needs at least one");
  EXPECT_EQ(refusal([](auto& r) { r.sites[1].name.clear(); }), "site 2 has no name");
  EXPECT_EQ(refusal([](auto& r) { r.sites[2].name = "x"; }), "site x: named twice; each name is used once");
  EXPECT_EQ(refusal([](auto& r) { r.sites[2].line_ports = 1'921; }), "site z: 1921 line ports; at most 1920");
  EXPECT_EQ(refusal([](auto& r) { r.links[1].name = "x-y-1"; }),
            "cable x-y-1: named twice; each name is used once");
  EXPECT_EQ(refusal([](auto& r) { r.links[1].name.clear(); }),
            "a cable has no name; each needs one of its own");
}

TEST(Network, RefusesADanglingCable) {
  EXPECT_EQ(refusal([](auto& r) { r.links[0].a_site = {3}; }),
            "cable x-y-1: its a end is not a site of the record");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].z_site = {9}; }),
            "cable x-y-1: its z end is not a site of the record");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].z_site = {0}; }),
            "cable x-y-1: both ends are x; a cable joins two sites");
}

TEST(Network, RefusesAPortUsedTwice) {
  EXPECT_EQ(refusal([](auto& r) { r.links[1].a_port = "degree-1"; }),
            "cable x-y-2: port x/degree-1 is already that of cable x-y-1; a port ends one cable");
  EXPECT_EQ(refusal([](auto& r) { r.links[3].z_port = "degree-2"; }),
            "cable z-x-1: port x/degree-2 is already that of cable x-y-2; a port ends one cable");
  EXPECT_EQ(refusal([](auto& r) { r.links[1].z_port.clear(); }),
            "cable x-y-2: its port at y has no name; each end needs one");
}

TEST(Network, RefusesLengthsThatAreNoneOrDoNotAddUp) {
  EXPECT_EQ(refusal([](auto& r) { r.links[0].length = {0}; }),
            "cable x-y-1: length is 0 m; needs more than 0");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].spans[1].length = {0}; }),
            "cable x-y-1: a span of 0 m; each needs more than 0");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].spans[1].length = {70'001}; }),
            "cable x-y-1: spans sum to 140001 m, the cable is 140000 m; they must be the same");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].spans.clear(); }),
            "cable x-y-1: it has no spans; needs at least one");
  EXPECT_EQ(refusal([](auto& r) {
              r.links[0].length = {1'000'000'000'001};
              r.links[0].spans = {{r.links[0].length, 0.2, {}, {}, {}}};
              r.links[0].amps_az.resize(2);
              r.links[0].amps_za.resize(2);
            }),
            "cable x-y-1: length is 1000000000001 m; at most 100000000 m");
}

TEST(Network, RefusesTypesThatTheEquipmentLacks) {
  EXPECT_EQ(refusal([](auto& r) { r.links[0].fibre_type = {2}; }),
            "cable x-y-1: its fibre type is not in the equipment");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].amps_za[2].type = {3}; }),
            "cable x-y-1: an amplifier's type is not in the equipment");
  EXPECT_EQ(refusal([](auto& r) { r.links[0].amps_az.pop_back(); }),
            "cable x-y-1: 2 spans need 3 amplifiers a direction, found 2");
}

TEST(Network, RefusesABandBeyondTheCalendar) {
  EXPECT_EQ(refusal([](auto& r) { r.equipment.line.f_min = Mhz{180'000'000}; }),
            "the line's band holds 2672 slices of 6.25 GHz; needs 1 to 1920");
  EXPECT_EQ(refusal([](auto& r) { r.equipment.line.f_max = r.equipment.line.f_min; }),
            "the line's band holds 0 slices of 6.25 GHz; needs 1 to 1920");
}

TEST(FibreLatency, IsThatOfGroupIndex1468) {
  EXPECT_EQ(fibre_latency(Metres{0}), Latency{0});
  // 1'000 km * 1.468 / 299'792'458 m/s = 4'896.720918 us.
  EXPECT_EQ(fibre_latency(Metres{1'000'000}), Latency{4'896'720'918});
  EXPECT_EQ(ceil_us(fibre_latency(Metres{1'000'000})), 4'897);
}

RC_GTEST_PROP(FibreLatencyProperty, IsTheNearestPicosecondForAnyLength, ()) {
  const auto metres = *rc::gen::inRange<std::int64_t>(0, 100'000'000);
  const auto exact = static_cast<long double>(metres) * 1.468e12L / 299'792'458.0L;
  const auto error = static_cast<long double>(fibre_latency(Metres{metres}).count()) - exact;
  RC_ASSERT(error <= 0.5001L);
  RC_ASSERT(error >= -0.5001L);
}

}  // namespace
}  // namespace lightloom
