#include "topology/gnpy/design.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/gnpy/line_builder.h"
#include "tests/topology/gnpy/small_library.h"

namespace lightloom::gnpy {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Spans get 0 to 3 dB more than a span of 20 dB does, connectors of 0.25 and 0.75 dB, 0.5 dB for repairs, at
// least 10 dB of loss; channels 1 dBm after a booster, -20 dBm out of a ROADM.
Library library() { return read_small_library().value(); }

PlannerNetwork designed(const NetworkBuilder& builder, const Library& with = library()) {
  auto result = design(builder.network(), with);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result ? *result : PlannerNetwork{};
}
std::string refused(const NetworkBuilder& builder, const Library& with = library()) {
  const auto result = design(builder.network(), with);
  EXPECT_FALSE(result.has_value());
  return result ? "" : result.error().message;
}

AmplifierElement amplifier(const PlannerNetwork& network, const std::string& uid) {
  return element_of<AmplifierElement>(network, uid);
}

TEST(Design, AddsBoosterInlineAmplifierAndPreamp) {
  auto line = two_sites();
  line.add("one", fibre_of(80)).add("two", fibre_of(80)).connect({"A", "one", "two", "Z"});
  EXPECT_THAT(uids_from(designed(line), "Edfa_booster_A_to_one"),
              ElementsAre("Edfa_booster_A_to_one", "one", "Edfa_one", "two", "Edfa_preamp_Z_from_two"));
}

TEST(Design, AddsNothingWhereToldSo) {
  auto line = two_sites();
  line.add("one", fibre_of(200)).connect({"A", "one", "Z"});
  const auto result = design(line.network(), library(), {.add_missing = false});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->elements.size(), line.network().elements.size());
}

TEST(Design, FusedKeepsAmplifiersAway) {
  auto line = two_sites();
  line.add("first", FusedElement{}).add("one", fibre_of(40)).add("joint", FusedElement{});
  line.add("two", fibre_of(40)).add("last", FusedElement{});
  line.connect({"A", "first", "one", "joint", "two", "last", "Z"});
  EXPECT_EQ(designed(line).elements.size(), line.network().elements.size());
}

TEST(Design, SplitsAFibreOfMaxLengthIntoEqualSpans) {
  auto line = two_sites();
  line.add("long", fibre_of(300)).connect({"A", "long", "Z"});
  const auto network = designed(line);
  EXPECT_EQ(network.by_uid.count("long"), 0U);
  for (const char* uid : {"long_(1/3)", "long_(2/3)", "long_(3/3)"}) {
    ASSERT_EQ(network.by_uid.count(uid), 1U) << uid;
    EXPECT_NEAR(element_of<FibreElement>(network, uid).fibre.length_m, 100e3, 1e-6);
  }
  EXPECT_EQ(uids_from(network, "Edfa_booster_A_to_long_(1/3)").size(), 7U);
}

TEST(Design, LeavesAFibreJustUnderMaxLengthWhole) {
  auto line = two_sites();
  line.add("long", fibre_of(149.999)).connect({"A", "long", "Z"});
  EXPECT_EQ(designed(line).by_uid.count("long"), 1U);
}

TEST(Design, AMissingTypeIsTheLeastNoisyThatFits) {
  auto line = two_sites();
  line.add("one", fibre_of(80)).connect({"A", "one", "Z"});
  // 16 dB of glass, 1 of connectors, 0.5 for repairs: 17.5 dB. (17.5 - 20) * 0.3 lies between two steps of
  // 0.5.
  const auto network = designed(line);
  const auto booster = amplifier(network, "Edfa_booster_A_to_one");
  EXPECT_EQ(booster.variety, "medium");
  EXPECT_NEAR(*booster.delta_p_db, -1.0, 1e-9);
  EXPECT_NEAR(*booster.gain_target_db, 1.0 - 1.0 + 20.0, 1e-9);
  EXPECT_EQ(booster.out_voa_db, 0.0);
  const auto preamp = amplifier(network, "Edfa_preamp_Z_from_one");
  EXPECT_EQ(preamp.variety, "medium");
  EXPECT_NEAR(*preamp.gain_target_db, 17.5 + 1.0, 1e-9);
  EXPECT_NEAR(*preamp.delta_p_db, 0.0, 1e-9);
}

TEST(Design, PadsAShortSpanAtItsFirstFibre) {
  auto line = two_sites();
  line.add("one", fibre_of(10)).add("joint", FusedElement{0.5}).add("two", fibre_of(10));
  line.connect({"A", "one", "joint", "two", "Z"});
  const auto network = designed(line);
  // Two times 2 dB and 1 dB of connectors, 0.5 dB of splice and of repairs: 7 dB.
  EXPECT_NEAR(element_of<FibreElement>(network, "one").att_in_db, 3.0, 1e-9);
  EXPECT_NEAR(element_of<FibreElement>(network, "one").fibre.loss_in.value, 3.25, 1e-9);
  EXPECT_EQ(element_of<FibreElement>(network, "two").att_in_db, 0.0);
  EXPECT_NEAR(*element_of<FibreElement>(network, "two").design_span_loss_db, 10.0, 1e-9);
}

TEST(Design, RepairsAreAllowedForAtTheEndOfASpanOnly) {
  auto line = two_sites();
  auto given = fibre_of(60);
  given.con_out_db = 0.1;
  line.add("one", given).add("joint", FusedElement{}).add("two", given);
  line.connect({"A", "one", "joint", "two", "Z"});
  const auto network = designed(line);
  EXPECT_NEAR(element_of<FibreElement>(network, "one").fibre.loss_out.value, 0.1, 1e-12);
  EXPECT_NEAR(element_of<FibreElement>(network, "two").fibre.loss_out.value, 0.6, 1e-12);
}

// 20 dB from the ROADM's -20 dBm to the amplifier's 1 dBm, less 0.5 for a short span.
NetworkBuilder line_with_booster(const AmplifierElement& booster, double length_km = 90) {
  auto line = two_sites();
  line.add("booster", booster).add("one", fibre_of(length_km)).connect({"A", "booster", "one", "Z"});
  return line;
}

TEST(Design, AGivenGainCountsWithoutPowerModeOnly) {
  auto booster = amplifier_of("medium");
  booster.gain_target_db = 16;
  Library by_gain = library();
  by_gain.span.power_mode = false;
  const auto kept = amplifier(designed(line_with_booster(booster), by_gain), "booster");
  EXPECT_EQ(kept.gain_target_db, 16.0);
  EXPECT_EQ(kept.delta_p_db, std::nullopt);
  const auto set = amplifier(designed(line_with_booster(booster)), "booster");
  EXPECT_NEAR(*set.gain_target_db, 21.0, 1e-9);
  EXPECT_NEAR(*set.delta_p_db, 0.0, 1e-9);
}

TEST(Design, ATypesPowerBoundsTheGain) {
  auto booster = amplifier_of("fixed");
  booster.delta_p_db = 3;
  const auto set = amplifier(designed(line_with_booster(booster)), "booster");
  // 96 channels (19.82 dB) of 1 + 3 dBm are 23.82 dBm; the type gives 21.
  EXPECT_NEAR(*set.delta_p_db, 3.0 - (1.0 + 3.0 + 10 * std::log10(96.0) - 21.0), 1e-9);
  EXPECT_NEAR(*set.gain_target_db, 21.0 + *set.delta_p_db, 1e-9);
}

TEST(Design, AnAttenuatorTakesTheGainThatIsLeft) {
  Library with_voa = library();
  with_voa.amplifiers.at("medium").out_voa_auto = true;
  const auto set = amplifier(designed(line_with_booster(amplifier_of("medium")), with_voa), "booster");
  // Power: 23 - 20.82 = 2.18 dB, gain: 26 - 21 = 5 dB; the lesser to half decibels, less 1.
  EXPECT_NEAR(*set.out_voa_db, 1.0, 1e-9);
  EXPECT_NEAR(*set.gain_target_db, 22.0, 1e-9);
  EXPECT_NEAR(*set.delta_p_db, 1.0, 1e-9);
}

TEST(Design, ARestrictionAllowsWhatIsNotForDesign) {
  auto booster = amplifier_of("");
  booster.variety_list = {"fixed"};
  EXPECT_EQ(amplifier(designed(line_with_booster(booster)), "booster").variety, "fixed");
}

TEST(Design, TwoDesignBandsMakeAMultibandAmplifierEach) {
  auto line = two_sites(roadm_of({{191.3e12, 196.0e12}, {186.6e12, 190.0e12}}));
  line.add("one", fibre_of(80)).connect({"A", "one", "Z"});
  Library both = library();
  both.amplifiers.at("both").allowed_for_design = true;
  const auto network = designed(line, both);
  const auto booster = element_of<MultibandElement>(network, "Edfa_booster_A_to_one");
  EXPECT_EQ(booster.variety, "both");
  ASSERT_EQ(booster.amplifiers.size(), 2U);
  // In the order of frequency.
  EXPECT_EQ(booster.amplifiers[0].variety, "fixed_l");
  EXPECT_EQ(booster.amplifiers[1].variety, "fixed");
}

TEST(Design, TheFirstRoadmOfTheFileDecidesOfWhichKindALineIs) {
  const std::vector<Band> bands{{191.3e12, 196.0e12}, {186.6e12, 190.0e12}};
  auto line = two_sites(roadm_of(bands));
  line.add("back", fibre_of(80)).connect({"Z", "back", "A"});
  // The preamp of A comes before the booster of Z, sees no amplifier and is an Edfa.
  EXPECT_THAT(refused(line), AllOf(HasSubstr("net.json: Roadm Z: 2 design bands"), HasSubstr("has Edfa")));
}

TEST(Design, IsTheSameASecondTime) {
  auto line = two_sites();
  line.add("one", fibre_of(300)).add("two", fibre_of(8)).connect({"A", "one", "two", "Z"});
  Library plain = library();
  plain.span.eol_db = 0;  // is added once each time, as the file does not say that it was
  const auto once = designed(line, plain);
  const auto twice = design(once, plain);
  ASSERT_TRUE(twice.has_value()) << twice.error().message;
  ASSERT_EQ(twice->elements.size(), once.elements.size());
  for (std::size_t i = 0; i < once.elements.size(); ++i) {
    EXPECT_EQ(twice->elements[i].uid, once.elements[i].uid);
    const auto* before = std::get_if<AmplifierElement>(&once.elements[i].what);
    if (before == nullptr) continue;
    const auto& after = std::get<AmplifierElement>(twice->elements[i].what);
    EXPECT_EQ(after.variety, before->variety);
    EXPECT_NEAR(*after.gain_target_db, *before->gain_target_db, 1e-9) << once.elements[i].uid;
  }
}

TEST(Design, ALineOfTwentyThousandSpansIsDesigned) {
  auto line = two_sites();
  std::vector<std::string> uids{"A"};
  for (int i = 0; i < 20'000; ++i) {
    uids.push_back(fmt::format("span {}", i));
    line.add(uids.back(), fibre_of(80));
  }
  uids.emplace_back("Z");
  line.connect(uids);
  const auto network = designed(line);
  EXPECT_EQ(network.elements.size(), 4U + 20'000U + 20'001U);
  EXPECT_TRUE(amplifier(network, "Edfa_preamp_Z_from_span 19999").gain_target_db.has_value());
}

TEST(Design, RefusesMoreSpansThanItCanHold) {
  auto line = two_sites();
  line.add("endless", fibre_of(1e9)).connect({"A", "endless", "Z"});
  EXPECT_THAT(refused(line), AllOf(HasSubstr("net.json: Fiber endless:"), HasSubstr("11111111 spans")));
}

TEST(Design, RefusesALoopWithoutRoadm) {
  auto line = two_sites();
  line.add("one", fibre_of(80)).add("two", fibre_of(80)).connect({"A", "one", "two", "one"});
  EXPECT_THAT(refused(line), AllOf(HasSubstr("net.json: Fiber one:"), HasSubstr("loop without ROADM")));
}

TEST(Design, RefusesALoopOfSplices) {
  auto line = two_sites();
  line.add("one", FusedElement{}).add("two", FusedElement{}).connect({"A", "one", "two", "one"});
  EXPECT_THAT(refused(line), AllOf(HasSubstr("net.json: Fused one:"), HasSubstr("loop")));
}

TEST(Design, RefusesAFibreThatLeadsNowhere) {
  auto line = two_sites();
  line.add("one", fibre_of(80)).connect({"A", "one"});
  EXPECT_THAT(refused(line), AllOf(HasSubstr("net.json: Fiber one:"), HasSubstr("no connection leaves it")));
}

TEST(Design, RefusesALineWithBothKindsOfAmplifiers) {
  auto line = two_sites();
  line.add("single", amplifier_of("medium")).add("one", fibre_of(80)).add("multi", MultibandElement{});
  line.connect({"A", "single", "one", "multi", "Z"});
  EXPECT_THAT(refused(line), AllOf(HasSubstr("Multiband_amplifier multi:"), HasSubstr("of one kind")));
}

TEST(Design, RefusesABandThatNoAmplifierCarries) {
  Library wide = library();
  wide.spectrum.front().band = {186.0e12, 196.1e12};
  EXPECT_THAT(refused(line_with_booster(amplifier_of("")), wide),
              AllOf(HasSubstr("net.json: Edfa booster:"), HasSubstr("186.000 to 196.100 THz")));
}

TEST(Design, RefusesAGainTooSmallForTheOnlyTypeIfThatHasRaman) {
  Library raman = library();
  raman.amplifiers.at("medium").raman = true;
  auto booster = amplifier_of("");
  booster.variety_list = {"medium"};
  EXPECT_THAT(refused(line_with_booster(booster), raman),
              AllOf(HasSubstr("net.json: Edfa booster:"), HasSubstr("no amplifier that is allowed here")));
}

TEST(Design, RefusesRamanPumps) {
  auto line = two_sites();
  auto pumped = fibre_of(80);
  pumped.is_raman = true;
  line.add("pumped", pumped).connect({"A", "pumped", "Z"});
  EXPECT_THAT(refused(line),
              HasSubstr("net.json: RamanFiber pumped: the gain of Raman pumps is not designed"));
}

TEST(Design, RefusesAUidThatItWouldHaveToUseTwice) {
  auto line = two_sites();
  line.add("one", fibre_of(80)).add("Edfa_booster_A_to_one", FusedElement{}).connect({"A", "one", "Z"});
  EXPECT_THAT(refused(line), HasSubstr("Edfa Edfa_booster_A_to_one, but there is an element of that uid"));
}

NetworkBuilder line_with_roadm(const RoadmElement& roadm) {
  auto line = two_sites();
  line.add("B", roadm).add("trx B", TransceiverElement{}).add("one", fibre_of(80)).add("two", fibre_of(80));
  return line.connect({"A", "one", "B", "two", "Z"}).connect({"trx B", "B", "trx B"});
}

TEST(Design, RefusesDesignBandsOfADegreeThatIsNotThere) {
  RoadmElement roadm;
  roadm.per_degree_design_bands["Edfa_booster_B_to_twe"] = {{191.3e12, 196.0e12}};
  EXPECT_THAT(refused(line_with_roadm(roadm)),
              AllOf(HasSubstr("Roadm B: per_degree_design_bands of Edfa_booster_B_to_twe"),
                    HasSubstr("nearest: Edfa_booster_B_to_two")));
}

RoadmElement with_way(const std::string& from, const std::string& to, int id) {
  RoadmElement roadm = roadm_of();
  roadm.variety = "detailed";
  roadm.per_degree_impairment[{from, to}] = id;
  return roadm;
}

TEST(Design, AWayThroughARoadmIsOfTheKindOfItsEnds) {
  const std::string in = "Edfa_preamp_B_from_one";
  const std::string out = "Edfa_booster_B_to_two";
  // Profile 7 is for adding; between two lines any will do.
  EXPECT_EQ(designed(line_with_roadm(with_way("trx B", out, 7))).by_uid.count(out), 1U);
  EXPECT_EQ(designed(line_with_roadm(with_way(in, out, 7))).by_uid.count(out), 1U);
  EXPECT_THAT(refused(line_with_roadm(with_way(in, "trx B", 7))),
              HasSubstr("impairment_id 7 is for add, this way is for drop"));
  EXPECT_THAT(refused(line_with_roadm(with_way(in, out, 8))),
              HasSubstr("impairment_id 8 is not in its type"));
  EXPECT_THAT(refused(line_with_roadm(with_way("one", out, 7))), HasSubstr("no connection from one"));
}

}  // namespace
}  // namespace lightloom::gnpy
