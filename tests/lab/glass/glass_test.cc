// What a device sees of the glass as crosses, lasers, cables and power come and go.
#include "lab/glass/glass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/lab/glass/lit_network.h"
#include "tests/topology/network_builder.h"

namespace lightloom::lab::testing {
namespace {

using ::lightloom::testing::NetworkBuilder;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ModeIndex k400G{1};  // 91.6 GBd in 100 GHz
constexpr ModeIndex k100G{4};  // 30 GBd in 50 GHz
constexpr Slot kSlot{-300, 8};
constexpr SiteIndex kA{0}, kB{1}, kC{2};
constexpr LinkIndex kAb{0}, kBc{1};

// a - b - c with 3 and 5 spans.
NetworkBuilder row() {
  NetworkBuilder builder;
  builder.cable("a", "b", 240'000).cable("b", "c", 400'000);
  return builder;
}
std::vector<Hop> whole_row() { return {{kAb, true}, {kBc, true}}; }

struct LitRow : ::testing::Test {
  LitNetwork lit{row().build()};
  Glass& glass = lit.glass();
  Lightpath path = lit.light(k400G, kSlot, whole_row());

  LitRow() { lit.tell_all(); }
  std::optional<Reception> at_c() { return glass.reception(kC, path.z_port); }
  std::optional<Reception> at_a() { return glass.reception(kA, path.a_port); }
};

bool is_same(const std::optional<Reception>& one, const std::optional<Reception>& other) {
  return one && other && one->power == other->power && one->esnr == other->esnr &&
         one->osnr_0p1nm == other->osnr_0p1nm && one->pre_fec_ber == other->pre_fec_ber;
}

TEST_F(LitRow, ReceiversFindEachOthersLasersAtTheTarget) {
  ASSERT_TRUE(at_c() && at_a());
  EXPECT_NEAR(at_c()->power.value, -16.99, 0.005);
  EXPECT_EQ(at_c()->from_site, "a");
  EXPECT_EQ(at_a()->from_site, "c");
  EXPECT_GT(at_c()->esnr.value, 10);
  EXPECT_LT(at_c()->pre_fec_ber, 2e-2);
  // 640 km of 16.7 ps/(nm km), a little less at 191.2 THz, where beta2 is the same but the wavelength longer.
  EXPECT_NEAR(at_c()->chromatic_dispersion_ps_per_nm, 640 * 16.7, 300);
}

TEST_F(LitRow, NothingIsReceivedWithoutALaserOfOnesOwn) {
  lit.config(kC).transmitters.clear();
  lit.tell(kC);
  EXPECT_FALSE(at_c().has_value());
  EXPECT_FALSE(at_a().has_value()) << "nobody sends to it";
  EXPECT_FALSE(glass.reception(kB, "line-1").has_value());
  EXPECT_FALSE(glass.reception(kA, "no such port").has_value());
}

TEST_F(LitRow, NothingIsReceivedWhereACrossIsMissing) {
  lit.config(kB).crosses.pop_back();  // from c to a
  lit.tell(kB);
  EXPECT_TRUE(at_c().has_value());
  EXPECT_FALSE(at_a().has_value());
}

TEST_F(LitRow, ReceiversFollowTheFrequencyWithinHalfASliceAndTheMode) {
  Transmitter& laser = lit.config(kC).transmitters.front();
  const Transmitter before = laser;
  laser.frequency = before.frequency + Mhz{3'125};
  lit.tell(kC);
  EXPECT_TRUE(at_c().has_value());
  laser.frequency = before.frequency + Mhz{3'126};
  lit.tell(kC);
  EXPECT_FALSE(at_c().has_value());
  laser = before;
  laser.mode = ModeIndex{2};  // as wide, another rate
  lit.tell(kC);
  EXPECT_FALSE(at_c().has_value());
}

TEST_F(LitRow, LasersThatCannotBeMakeNoLight) {
  for (const Transmitter& laser :
       {Transmitter{path.a_port, ModeIndex{99}, kSlot.centre()}, Transmitter{path.a_port, k400G, Mhz{-5}},
        Transmitter{path.a_port, k400G, Mhz{std::numeric_limits<std::int64_t>::max()}},
        Transmitter{path.a_port, k400G, kSlot.centre(), Dbm{NAN}}}) {
    lit.config(kA).transmitters = {laser};
    lit.tell(kA);
    EXPECT_FALSE(at_c().has_value());
    EXPECT_THAT(glass.fibre(kAb, true).channels, IsEmpty());
  }
}

TEST_F(LitRow, MonitorsShowTheMediaChannelsInRisingFrequency) {
  lit.light(k100G, {-370, 4}, {{kAb, true}});
  lit.light(k100G, {-100, 4}, {{kAb, true}});
  lit.tell_all();
  const auto& channels = glass.fibre(kAb, true).channels;
  ASSERT_EQ(channels.size(), 3U);
  EXPECT_LT(channels[0].upper, channels[1].lower);
  EXPECT_EQ(channels[1].lower, kSlot.centre() - Mhz{50'000});
  EXPECT_EQ(channels[1].upper, kSlot.centre() + Mhz{50'000});
  EXPECT_LT(channels[1].upper, channels[2].lower);
  EXPECT_EQ(glass.fibre(kBc, true).channels.size(), 1U);
}

TEST_F(LitRow, AWeakLaserIsNotRaisedToTheTarget) {
  lit.config(kA).transmitters.front().power = {-30};
  lit.tell(kA);
  EXPECT_NEAR(glass.fibre(kAb, true).amplifier_in.front().value, -30, 1e-9);
}

// ---- what physics says

double nli_to_signal(const Reception& reception, double baud_hz) {
  return to_linear(-reception.esnr).value - to_linear(-reception.osnr_0p1nm).value * baud_hz / 12.5e9;
}

TEST(GlassLaws, OneDecibelMoreLaunchIsTwoMoreOfInterferenceToSignal) {
  LitNetwork lit(row().build());
  const auto path = lit.light(k400G, kSlot, {{kAb, true}});
  lit.light(k400G, {kSlot.n + 16, 8}, {{kAb, true}});
  lit.tell_all();
  const auto before = lit.glass().reception(kB, path.z_port).value();
  const Amplifier& booster = lit.network().link(kAb).amps_az.front();
  lit.config(kA).amplifiers.push_back({kAb, true, 0, booster.gain + Decibel{1}, booster.tilt});
  lit.tell(kA);
  const auto after = lit.glass().reception(kB, path.z_port).value();
  const double rise = nli_to_signal(after, 91.6e9) / nli_to_signal(before, 91.6e9);
  EXPECT_NEAR(to_decibel(LinearRatio{rise}).value, 2.0, 1e-6);
  EXPECT_GT(after.osnr_0p1nm, before.osnr_0p1nm);
}

TEST(GlassLaws, WeakLightMeetsOnlyAmplifiersNoise) {
  NetworkRecord record = row().record();
  record.equipment.roadm.target = {RoadmTarget::Kind::kPerChannelDbm, -45};
  LitNetwork lit(std::make_shared<const Network>(Network::build(record).value()));
  const auto path = lit.light(k400G, kSlot, whole_row());
  lit.tell_all();
  const auto found = lit.received(path).value();
  EXPECT_NEAR(found.gsnr_0p1nm.value, found.osnr_ase_0p1nm.value, 1e-3);
  EXPECT_LT(found.osnr_ase_0p1nm.value, 12);
}

TEST(GlassLaws, ANeighbourDisturbsLessTheFartherAwayItIs) {
  double before = -100;
  for (const std::int32_t distance : {16, 32, 64, 256}) {
    LitNetwork lit(row().build());
    const auto path = lit.light(k400G, kSlot, whole_row());
    lit.light(k400G, {kSlot.n + distance, 8}, whole_row());
    lit.tell_all();
    const double gsnr = lit.received(path)->gsnr_0p1nm.value;
    EXPECT_GT(gsnr, before) << distance;
    before = gsnr;
  }
}

TEST_F(LitRow, AnOverlappingChannelIsNoiseToBoth) {
  const auto alone = lit.received(path).value();
  const auto other = lit.light(k400G, {kSlot.n + 8, 8}, {{kBc, true}});
  lit.tell_all();
  ASSERT_TRUE(at_c().has_value());
  // Half of the spectrum overlaps, at the same power: 3 dB in the symbol rate.
  EXPECT_NEAR(at_c()->esnr.value, 3.4, 0.3);
  EXPECT_NEAR(glass.reception(kC, other.z_port)->esnr.value, 3.4, 0.3);
  EXPECT_LT(lit.received(path)->gsnr_0p1nm.value, alone.gsnr_0p1nm.value - 5);
}

TEST_F(LitRow, ABentFibreLetsLessThrough) {
  const auto before = at_c();
  const double power = glass.fibre(kAb, true).channels.front().power.value;
  glass.bend(kAb, {6});
  EXPECT_NEAR(glass.fibre(kAb, true).amplifier_in[0].value, -16.99, 0.01);
  // A little noise of the amplifiers remains.
  EXPECT_NEAR(glass.fibre(kAb, true).channels.front().power.value, power - 6, 0.2);
  EXPECT_LT(at_c()->osnr_0p1nm, before->osnr_0p1nm);
  EXPECT_LT(at_a()->osnr_0p1nm, before->osnr_0p1nm);
  glass.bend(kAb, {0});
  EXPECT_TRUE(is_same(at_c(), before));
}

// ---- cuts and power

TEST_F(LitRow, ASpliceRestoresEveryNumberToTheLastBit) {
  const auto before = at_c();
  const auto power = glass.fibre(kBc, true).amplifier_in;
  glass.cut(kAb, Glass::Direction::kBoth);
  EXPECT_FALSE(at_c().has_value());
  EXPECT_FALSE(at_a().has_value());
  glass.splice(kAb);
  EXPECT_TRUE(is_same(at_c(), before));
  EXPECT_EQ(glass.fibre(kBc, true).amplifier_in, power);
}

TEST_F(LitRow, AmplifiersTellWhereAFibreIsBroken) {
  glass.cut(kAb, Glass::Direction::kBoth, 100.0);  // in the second of three spans of 80 km
  const Fibre& out = glass.fibre(kAb, true);
  EXPECT_TRUE(out.is_dark);
  EXPECT_THAT(out.channels, IsEmpty());
  EXPECT_GT(out.amplifier_in[0].value, -20);
  EXPECT_GT(out.amplifier_in[1].value, -20);
  EXPECT_EQ(out.amplifier_in[2].value, -60);
  EXPECT_EQ(out.amplifier_out[3].value, -60);
  const Fibre& back = glass.fibre(kAb, false);
  EXPECT_GT(back.amplifier_in[1].value, -20);
  EXPECT_EQ(back.amplifier_in[2].value, -60);
  EXPECT_THAT(glass.fibre(kBc, true).amplifier_in, Each(Dbm{-60}));
}

TEST_F(LitRow, ABreakBeyondTheCableIsAtItsEnd) {
  glass.cut(kAb, Glass::Direction::kForward, 1e9);
  EXPECT_GT(glass.fibre(kAb, true).amplifier_in[2].value, -20);
  EXPECT_EQ(glass.fibre(kAb, true).amplifier_in[3].value, -60);
  glass.splice(kAb);
  glass.cut(kAb, Glass::Direction::kForward, -1);
  EXPECT_EQ(glass.fibre(kAb, true).amplifier_in[1].value, -60);
}

TEST_F(LitRow, OneFibreOfACableMayBreak) {
  glass.cut(kAb, Glass::Direction::kBackward);
  EXPECT_TRUE(glass.is_cut(kAb, false));
  EXPECT_FALSE(glass.is_cut(kAb, true));
  EXPECT_TRUE(at_c().has_value());
  EXPECT_FALSE(at_a().has_value());
}

TEST_F(LitRow, ASiteWithoutPowerLetsNoLightThrough) {
  glass.set_power(kB, false);
  EXPECT_FALSE(at_c().has_value());
  EXPECT_FALSE(glass.fibre(kAb, true).is_dark) << "a still sends";
  EXPECT_GT(glass.fibre(kAb, true).amplifier_in.back().value, -20);
  EXPECT_EQ(glass.fibre(kAb, true).amplifier_out.back().value, -60);
  EXPECT_THAT(glass.fibre(kAb, true).channels, IsEmpty());
  EXPECT_TRUE(glass.fibre(kAb, false).is_dark);
  EXPECT_TRUE(glass.fibre(kBc, true).is_dark);
  EXPECT_THAT(glass.fibre(kBc, true).amplifier_in, Each(Dbm{-60}));
}

TEST_F(LitRow, ASiteKeepsWhatItIsToldWithoutPower) {
  const auto before = at_c();
  glass.set_power(kA, false);
  EXPECT_FALSE(at_c().has_value());
  lit.tell(kA);
  EXPECT_FALSE(at_c().has_value());
  glass.set_power(kA, true);
  EXPECT_TRUE(is_same(at_c(), before));
}

TEST_F(LitRow, AnAmplifierThatIsOffPassesNothing) {
  lit.config(kA).amplifiers.push_back({kAb, true, 2, {18}, {0}, false});
  lit.tell(kA);
  EXPECT_FALSE(at_c().has_value());
  EXPECT_GT(glass.fibre(kAb, true).amplifier_in[2].value, -20);
  EXPECT_EQ(glass.fibre(kAb, true).amplifier_out[2].value, -60);
  EXPECT_FALSE(glass.fibre(kAb, true).is_dark) << "supervisory light goes round amplifiers";
  EXPECT_TRUE(at_a().has_value());
}

TEST_F(LitRow, AmplifiersObeyTheSiteThatOwnsThem) {
  const auto before = at_c();
  lit.config(kB).amplifiers = {{kAb, true, 2, {5}, {0}}, {kAb, true, 0, {5}, {0}}, {kAb, false, 9, {5}, {0}}};
  lit.tell(kB);
  EXPECT_TRUE(is_same(at_c(), before)) << "those are a's, or none";
  lit.config(kB).amplifiers = {{kAb, true, 3, {5}, {0}}};
  lit.tell(kB);
  EXPECT_NEAR(glass.fibre(kAb, true).amplifier_out[3].value, glass.fibre(kAb, true).amplifier_in[3].value + 5,
              0.1);
}

TEST_F(LitRow, ATiltedAmplifierFavoursLowFrequencies) {
  const auto low = lit.light(k100G, {-370, 4}, {{kAb, true}});
  const auto high = lit.light(k100G, {500, 4}, {{kAb, true}});
  lit.config(kA).amplifiers.push_back({kAb, true, 0, {16}, {3}});
  lit.tell_all();
  const auto& channels = glass.fibre(kAb, true).channels;
  EXPECT_GT(channels.front().power.value, channels.back().power.value + 2);
}

// ---- crosses that do not make a lightpath

TEST(GlassCrosses, ARingOfCrossesEnds) {
  NetworkBuilder builder;
  builder.cable("a", "b", 80'000).cable("b", "c", 80'000).cable("c", "a", 80'000);
  LitNetwork lit(builder.build());
  const std::vector<Hop> ring{{{0}, true}, {{1}, true}, {{2}, true}};
  const Mhz lower = kSlot.centre() - Mhz{50'000};
  const Mhz upper = kSlot.centre() + Mhz{50'000};
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Hop from = ring[(i + 2) % 3];
    lit.config(start_of(lit.network(), ring[i]))
        .crosses.push_back({end_port(lit.network(), from), start_port(lit.network(), ring[i]), lower, upper});
  }
  lit.config(kA).transmitters.push_back({"line-1", k400G, kSlot.centre()});
  lit.config(kA).crosses.push_back({"line-1", start_port(lit.network(), ring[0]), lower, upper});
  lit.tell_all();
  for (const Hop hop : ring) EXPECT_EQ(lit.glass().fibre(hop.link, true).channels.size(), 1U);
  for (const Hop hop : ring) EXPECT_THAT(lit.glass().fibre(hop.link, false).channels, IsEmpty());
}

TEST(GlassCrosses, OneLaserMayFeedSeveralDegrees) {
  NetworkBuilder builder;
  builder.cable("a", "b", 80'000).cable("a", "c", 80'000);
  LitNetwork lit(builder.build());
  const auto path = lit.light(k400G, kSlot, {{{0}, true}});
  lit.config(kA).crosses.push_back({path.a_port, lit.network().link({1}).a_port, kSlot.centre() - Mhz{50'000},
                                    kSlot.centre() + Mhz{50'000}});
  lit.tell_all();
  EXPECT_EQ(lit.glass().fibre({0}, true).channels.size(), 1U);
  EXPECT_EQ(lit.glass().fibre({1}, true).channels.size(), 1U);
  EXPECT_TRUE(lit.received(path).has_value());
}

TEST(GlassCrosses, ALineMayBeLoopedToALine) {
  LitNetwork lit(row().build());
  for (const char* port : {"line-1", "line-2"})
    lit.config(kA).transmitters.push_back({port, k400G, kSlot.centre()});
  lit.config(kA).crosses.push_back({"line-1", "line-2", {190'000'000}, {197'000'000}});
  lit.config(kA).crosses.push_back({"line-2", "degree-77", {190'000'000}, {197'000'000}});
  lit.tell_all();
  ASSERT_TRUE(lit.glass().reception(kA, "line-2").has_value());
  EXPECT_EQ(lit.glass().reception(kA, "line-2")->chromatic_dispersion_ps_per_nm, 0);
  EXPECT_FALSE(lit.glass().reception(kA, "line-1").has_value());
}

// ---- who has to be told

TEST_F(LitRow, ChangesAreToldToSitesThatSeeThem) {
  EXPECT_THAT(glass.take_changed(), ElementsAre(kA, kB, kC));
  EXPECT_THAT(glass.take_changed(), IsEmpty());
  glass.cut(kBc, Glass::Direction::kForward);
  EXPECT_THAT(glass.take_changed(), ElementsAre(kB, kC));
  glass.cut(kBc, Glass::Direction::kBackward);
  EXPECT_THAT(glass.take_changed(), ElementsAre(kA, kB, kC));
  lit.tell_all();
  EXPECT_THAT(glass.take_changed(), IsEmpty());
}

TEST_F(LitRow, WhatComesAndGoesBetweenTwoLooksIsNotTold) {
  glass.take_changed();
  glass.cut(kAb, Glass::Direction::kBoth);
  glass.splice(kAb);
  EXPECT_THAT(glass.take_changed(), IsEmpty());
  glass.cut(kAb, Glass::Direction::kBoth);
  EXPECT_FALSE(at_c().has_value());
  glass.splice(kAb);
  EXPECT_THAT(glass.take_changed(), IsEmpty());
}

TEST_F(LitRow, SmallChangesAreToldOnceTheyAddUp) {
  glass.take_changed();
  std::size_t told = 0;
  for (int step = 1; step <= 10; ++step) {
    glass.bend(kAb, {0.001 * step});
    if (!glass.take_changed().empty()) ++told;
  }
  EXPECT_GE(told, 1U);
  EXPECT_LE(told, 5U) << "each cable and receiver about once";
}

TEST(GlassChanges, AnUnlitNetworkHasNothingToTell) {
  LitNetwork lit(row().build());
  EXPECT_THAT(lit.glass().take_changed(), IsEmpty());
  lit.glass().set_power(kC, false);
  EXPECT_THAT(lit.glass().take_changed(), ElementsAre(kB, kC));
}

}  // namespace
}  // namespace lightloom::lab::testing
