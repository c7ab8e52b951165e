#include "topology/gnpy/planner_network.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/formats/text_edits.h"
#include "tests/topology/gnpy/small_library.h"
#include "topology/formats/files.h"
#include "topology/gnpy/library_file.h"
#include "topology/optics/constants.h"

namespace lightloom::gnpy {
namespace {

using formats::with;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kData = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy/";

// One direction from A to Z.
constexpr const char* kNetwork = R"({
  "elements": [
    {"uid": "trx A", "type": "Transceiver",
     "metadata": {"location": {"city": "A", "region": "", "latitude": 1.5, "longitude": -2.5}}},
    {"uid": "roadm A", "type": "Roadm"},
    {"uid": "booster", "type": "Edfa", "type_variety": "medium",
     "operational": {"gain_target": 20, "delta_p": null, "tilt_target": 0, "out_voa": ""}},
    {"uid": "span", "type": "Fiber", "type_variety": "SSMF", "params":
      {"length": 80, "loss_coef": 0.2, "length_units": "km", "att_in": 1, "con_in": 0.5, "con_out": null}},
    {"uid": "joint", "type": "Fused"},
    {"uid": "preamp", "type": "Edfa"},
    {"uid": "roadm Z", "type": "Roadm", "type_variety": "detailed"},
    {"uid": "trx Z", "type": "Transceiver", "type_variety": "nobody's"}
  ],
  "connections": [
    {"from_node": "trx A", "to_node": "roadm A"}, {"from_node": "roadm A", "to_node": "booster"},
    {"from_node": "booster", "to_node": "span"}, {"from_node": "span", "to_node": "joint"},
    {"from_node": "joint", "to_node": "preamp"}, {"from_node": "preamp", "to_node": "roadm Z"},
    {"from_node": "roadm Z", "to_node": "trx Z"}
  ]
})";
constexpr const char* kSpanParams =
    R"("length": 80, "loss_coef": 0.2, "length_units": "km", "att_in": 1, "con_in": 0.5, "con_out": null)";
constexpr const char* kRoadmA = R"({"uid": "roadm A", "type": "Roadm"})";
constexpr const char* kPreamp = R"({"uid": "preamp", "type": "Edfa"})";

Result<PlannerNetwork> read(const std::string& text) {
  static const auto kLibrary = read_small_library().value();
  return read_planner_network(text, "net.json", kLibrary);
}
PlannerNetwork network(std::string_view from = "", std::string_view to = "") {
  return read(with(kNetwork, from, to)).value();
}
template <class What>
What what(const PlannerNetwork& network, const std::string& uid) {
  return std::get<What>(network.elements.at(network.by_uid.at(uid)).what);
}
FibreElement span_of(const std::string& params) {
  return what<FibreElement>(network(kSpanParams, params), "span");
}
RoadmElement roadm_of(const std::string& rest) {
  return what<RoadmElement>(network(kRoadmA, R"({"uid": "roadm A", "type": "Roadm", )" + rest + "}"),
                            "roadm A");
}
std::string message(std::string_view from, std::string_view to) {
  const auto found = read(with(kNetwork, from, to));
  return found ? "" : found.error().message;
}

TEST(PlannerNetwork, ElementsKeepTheOrderOfTheFile) {
  const auto found = network();
  ASSERT_EQ(found.elements.size(), 8U);
  EXPECT_EQ(found.elements[2].uid, "booster");
  EXPECT_EQ(found.by_uid.at("trx Z"), 7U);
  EXPECT_EQ(found.elements[0].city, "A");
  EXPECT_EQ(found.elements[0].longitude, -2.5);
}

TEST(PlannerNetwork, ConnectionsLeadBothWays) {
  const auto found = network();
  EXPECT_THAT(found.elements[1].to, ElementsAre(2U));
  EXPECT_THAT(found.elements[2].from, ElementsAre(1U));
  EXPECT_THAT(found.elements[7].to, IsEmpty());
}

TEST(PlannerNetwork, AConnectionGivenTwiceIsOne) {
  const auto found =
      network(R"("connections": [)", R"("connections": [{"from_node": "span", "to_node": "joint"},)");
  EXPECT_THAT(found.elements[3].to, ElementsAre(4U));
  EXPECT_THAT(found.elements[4].from, ElementsAre(3U));
}

TEST(PlannerNetwork, ConnectionsMayStandBeforeTheElements) {
  std::string text(kNetwork);
  const auto split = text.find(R"("connections")");
  const auto elements = text.substr(1, text.rfind(',', split) - 1);
  const auto connections = text.substr(split, text.rfind('}') - split);
  const auto found = read("{" + connections + "," + elements + "}");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->elements, network().elements);
}

TEST(PlannerNetwork, WhatAnAmplifierDoesNotSayIsForDesign) {
  const auto found = network();
  const auto booster = what<AmplifierElement>(found, "booster");
  EXPECT_EQ(booster.variety, "medium");
  EXPECT_EQ(booster.gain_target_db, 20);
  EXPECT_EQ(booster.tilt_target_db, 0);
  EXPECT_FALSE(booster.delta_p_db || booster.out_voa_db);
  EXPECT_EQ(what<AmplifierElement>(found, "preamp"), AmplifierElement{});
}

TEST(PlannerNetwork, DefaultAsATypeOfAmplifierIsNone) {
  const auto found = network(kPreamp, R"({"uid": "preamp", "type": "Edfa", "type_variety": "default",
                                          "variety_list": ["fixed", "two"]})");
  const auto preamp = what<AmplifierElement>(found, "preamp");
  EXPECT_EQ(preamp.variety, "");
  EXPECT_THAT(preamp.variety_list, ElementsAre("fixed", "two"));
}

TEST(PlannerNetwork, FusedLosesOneDecibelUnlessItSaysOtherwise) {
  EXPECT_EQ(what<FusedElement>(network(), "joint").loss_db, 1);
  const auto found = network(R"("type": "Fused")", R"("type": "Fused", "params": {"loss": 0})");
  EXPECT_EQ(what<FusedElement>(found, "joint").loss_db, 0);
}

TEST(PlannerNetwork, AFibreHasItsTypesFiguresAndItsOwn) {
  const auto span = what<FibreElement>(network(), "span");
  EXPECT_EQ(span.variety, "SSMF");
  EXPECT_EQ(span.fibre.length_m, 80e3);
  EXPECT_DOUBLE_EQ(span.fibre.loss_db_per_m, 0.2e-3);
  EXPECT_EQ(span.fibre.dispersion_s_per_m2, 1.67e-5);
  EXPECT_EQ(span.fibre.pmd_s_per_sqrt_m, 1.265e-15);
  EXPECT_EQ(span.con_in_db, 0.5);
  EXPECT_FALSE(span.con_out_db);
  EXPECT_EQ(span.att_in_db, 1);
  EXPECT_FALSE(span.is_raman);
}

TEST(PlannerNetwork, AFibresOwnFiguresCountBeforeItsTypes) {
  const auto fibre = span_of(R"("length": 5000, "length_units": "m", "loss_coef": 0.25, "dispersion": 8e-6,
      "dispersion_slope": 60, "effective_area": 70e-12, "pmd_coef": 3e-15, "gamma": 1e-3)")
                         .fibre;
  EXPECT_EQ(fibre.length_m, 5000);
  EXPECT_EQ(fibre.dispersion_s_per_m2, 8e-6);
  EXPECT_EQ(fibre.dispersion_slope_s_per_m3, 60);
  EXPECT_EQ(fibre.effective_area_m2, 70e-12) << "an area counts before gamma";
  EXPECT_EQ(fibre.pmd_s_per_sqrt_m, 3e-15);
}

TEST(PlannerNetwork, TheReferenceIsAWavelengthOrAFrequency) {
  EXPECT_DOUBLE_EQ(span_of(R"("length": 1, "loss_coef": 1)").fibre.reference_frequency_hz,
                   optics::kReferenceFrequency);
  EXPECT_DOUBLE_EQ(
      span_of(R"("length": 1, "loss_coef": 1, "ref_frequency": 193.5e12)").fibre.reference_frequency_hz,
      193.5e12);
  EXPECT_DOUBLE_EQ(
      span_of(R"("length": 1, "loss_coef": 1, "ref_wavelength": 1.56e-6)").fibre.reference_frequency_hz,
      optics::kLightSpeed / 1.56e-6);
}

TEST(PlannerNetwork, TablesOverFrequencyRiseAndGiveTheValueAtTheReference) {
  const auto fibre = span_of(R"("length": 1, "ref_frequency": 193e12,
      "loss_coef": {"value": [0.3, 0.2], "frequency": [194e12, 190e12]},
      "dispersion_per_frequency": {"value": [1e-5, 2e-5], "frequency": [190e12, 194e12]})")
                         .fibre;
  EXPECT_THAT(fibre.loss_table.frequency_hz, ElementsAre(190e12, 194e12));
  EXPECT_DOUBLE_EQ(fibre.loss_table.value[0], 0.2e-3);
  EXPECT_DOUBLE_EQ(fibre.loss_db_per_m, 0.275e-3);
  EXPECT_DOUBLE_EQ(fibre.dispersion_s_per_m2, 1.75e-5);
  EXPECT_FALSE(fibre.dispersion_slope_s_per_m3);
}

TEST(PlannerNetwork, LumpedLossesStandInTheOrderOfLight) {
  const auto fibre = span_of(R"("length": 80, "loss_coef": 0.2,
      "lumped_losses": [{"position": 50, "loss": 2}, {"position": 10, "loss": 1.5}])")
                         .fibre;
  EXPECT_THAT(fibre.lumped,
              ElementsAre(optics::LumpedLoss{10e3, Decibel{1.5}}, optics::LumpedLoss{50e3, Decibel{2}}));
}

TEST(PlannerNetwork, ARamanFibreIsKnownAsOne) {
  const auto found =
      network(R"("type": "Fiber")", R"("type": "RamanFiber", "operational": {"temperature": 283,
      "raman_pumps": [{"power": 0.2, "frequency": 205e12, "propagation_direction": "counterprop"}]})");
  EXPECT_TRUE(what<FibreElement>(found, "span").is_raman);
}

TEST(PlannerNetwork, ARoadmHasItsTypesSettings) {
  const auto found = network();
  const auto near = what<RoadmElement>(found, "roadm A");
  EXPECT_EQ(near.variety, "default");
  EXPECT_EQ(near.equalisation, (Equalisation{Equalisation::Kind::kPower, -20}));
  EXPECT_EQ(near.add_drop_osnr_db, 38);
  EXPECT_EQ(near.pdl_db, 0.5);
  EXPECT_THAT(near.preamp_varieties, ElementsAre("medium"));
  EXPECT_EQ(what<RoadmElement>(found, "roadm Z").equalisation.kind, Equalisation::Kind::kSymbolRateDensity);
}

TEST(PlannerNetwork, ARoadmsOwnSettingsCountBeforeItsTypes) {
  const auto roadm = roadm_of(R"("params": {"target_out_mWperSlotWidth": 2e-4, "add_drop_osnr": 33,
      "restrictions": {"preamp_variety_list": [], "booster_variety_list": ["fixed"]},
      "design_bands": [{"f_min": 191.3e12, "f_max": 195.1e12}],
      "per_degree_design_bands": {"booster": [{"f_min": 186.6e12, "f_max": 190e12}]}})");
  EXPECT_EQ(roadm.equalisation, (Equalisation{Equalisation::Kind::kSlotDensity, 2e-4}));
  EXPECT_EQ(roadm.add_drop_osnr_db, 33);
  EXPECT_THAT(roadm.preamp_varieties, IsEmpty()) << "an empty list lifts the restriction";
  EXPECT_THAT(roadm.booster_varieties, ElementsAre("fixed"));
  EXPECT_THAT(roadm.design_bands, ElementsAre(Band{191.3e12, 195.1e12}));
  EXPECT_THAT(roadm.per_degree_design_bands.at("booster"), ElementsAre(Band{186.6e12, 190e12}));
}

TEST(PlannerNetwork, OfADegreesEqualisationsPowerCountsBeforeDensity) {
  const auto roadm = roadm_of(R"("params": {"per_degree_pch_out_db": {"booster": -18},
      "per_degree_psd_out_mWperGHz": {"booster": 1e-4, "other": 2e-4},
      "per_degree_psd_out_mWperSlotWidth": {"third": 3e-4}})");
  EXPECT_EQ(roadm.per_degree.at("booster"), (Equalisation{Equalisation::Kind::kPower, -18}));
  EXPECT_EQ(roadm.per_degree.at("other"), (Equalisation{Equalisation::Kind::kSymbolRateDensity, 2e-4}));
  EXPECT_EQ(roadm.per_degree.at("third"), (Equalisation{Equalisation::Kind::kSlotDensity, 3e-4}));
}

TEST(PlannerNetwork, AWayThroughARoadmMayHaveItsOwnImpairments) {
  const auto roadm = roadm_of(R"("type_variety": "detailed", "params": {"per_degree_impairments":
      [{"from_degree": "trx A", "to_degree": "booster", "impairment_id": 7}]})");
  EXPECT_EQ(roadm.per_degree_impairment.at({"trx A", "booster"}), 7);
}

TEST(PlannerNetwork, AMultibandAmplifierHasOneABand) {
  const auto found =
      network(kPreamp, R"({"uid": "preamp", "type": "Multiband_amplifier", "type_variety": "both",
      "amplifiers": [{"type_variety": "fixed", "operational": {"gain_target": 20.5}},
                     {"type_variety": "fixed_l"}]})");
  const auto preamp = what<MultibandElement>(found, "preamp");
  ASSERT_EQ(preamp.amplifiers.size(), 2U);
  EXPECT_EQ(preamp.amplifiers[0].gain_target_db, 20.5);
  EXPECT_EQ(preamp.amplifiers[1].variety, "fixed_l");
}

struct BadNetwork {
  std::string_view from, to, says;
};
class PlannerNetworkRefuses : public testing::TestWithParam<BadNetwork> {};

TEST_P(PlannerNetworkRefuses, InOneSentence) {
  const auto found = message(GetParam().from, GetParam().to);
  EXPECT_THAT(found, AllOf(StartsWith("net.json: "), HasSubstr(std::string(GetParam().says))));
  EXPECT_EQ(found.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Elements, PlannerNetworkRefuses,
    testing::Values(
        BadNetwork{R"("uid": "joint")", R"("uid": "span")", R"("span": uid: is used twice)"},
        BadNetwork{R"("uid": "joint", )", "", "elements[4].uid: is missing"},
        BadNetwork{R"("Fused")", R"("Fuse")",
                   R"("joint": type: no kind of element "Fuse"; the nearest is "Fused")"},
        BadNetwork{R"("medium")", R"("mediun")",
                   R"("booster": type_variety: no amplifier type "mediun"; the nearest is "medium")"},
        BadNetwork{R"("gain_target": 20)", R"("gain_target": 60)",
                   R"("booster": operational.gain_target: 60 dB is out of the range of "medium")"},
        BadNetwork{R"("gain_target": 20)", R"("gain_target": -20)",
                   R"("booster": operational.gain_target: -20 dB is out of the range of "medium")"},
        BadNetwork{R"("SSMF")", R"("SMMF")",
                   R"("span": type_variety: no fibre type "SMMF"; the nearest is "SSMF")"},
        BadNetwork{R"("type_variety": "SSMF", )", "", R"("span": type_variety: is missing)"},
        BadNetwork{R"("type_variety": "detailed")", R"("type_variety": "detail")",
                   R"("roadm Z": type_variety: no ROADM type "detail"; the nearest is "detailed")"},
        BadNetwork{R"("loss_coef": 0.2)", R"("loss_coef": -0.2)",
                   R"("span": params.loss_coef: -0.2 is out of range)"},
        BadNetwork{R"("loss_coef": 0.2,)", "", R"("span": params.loss_coef: is missing)"},
        BadNetwork{R"("length": 80)", R"("length": -80)", R"("span": params.length: -80 is out of range)"},
        BadNetwork{R"("length": 80)", R"("length": 1e9)",
                   R"("span": params.length: 1000000000 is out of range)"},
        BadNetwork{R"("length": 80)", R"("length": [80])",
                   R"("span": params.length: is an array; needs a number)"},
        BadNetwork{R"("length_units": "km")", R"("length_units": "yards")",
                   R"("span": params.length_units: "yards" is not known; needs m or km)"},
        BadNetwork{R"("att_in": 1)", R"("lumped_losses": [{"position": 80, "loss": 1}])",
                   R"("span": params.lumped_losses[0].position: 80 km is not inside the fibre of 80 km)"},
        BadNetwork{R"("loss_coef": 0.2)", R"("loss_coef": {"value": [0.2, 0.3], "frequency": [193e12]})",
                   R"("span": params.loss_coef.value: 2 values for 1 frequencies)"},
        BadNetwork{kRoadmA,
                   R"({"uid": "roadm A", "type": "Roadm",
                       "params": {"target_pch_out_db": -20, "target_psd_out_mWperGHz": 1e-4}})",
                   R"("roadm A": params.target_psd_out_mWperGHz: given beside target_pch_out_db)"},
        BadNetwork{
            kRoadmA,
            R"({"uid": "roadm A", "type": "Roadm", "params": {"per_degree_impairments":
                       [{"from_degree": "a", "to_degree": "b", "impairment_id": 9}]}})",
            R"("roadm A": params.per_degree_impairments: type default has no roadm-path-impairments-id 9)"},
        BadNetwork{kPreamp, R"({"uid": "preamp", "type": "Edfa", "type_variety": "both"})",
                   R"("preamp": type_variety: "both" is a multi_band type)"},
        BadNetwork{kPreamp, R"({"uid": "preamp", "type": "Edfa", "params": {"p_max": 30}})",
                   R"("preamp": params.p_max: is read from the library)"},
        BadNetwork{kPreamp, R"({"uid": "preamp", "type": "Multiband_amplifier", "type_variety": "fixed"})",
                   R"("preamp": type_variety: "fixed" is not a multi_band type)"},
        BadNetwork{kPreamp,
                   R"({"uid": "preamp", "type": "Multiband_amplifier", "type_variety": "both",
                       "amplifiers": [{"type_variety": "fixed"}, {"type_variety": "medium"}]})",
                   R"("preamp": amplifiers: two are of the same band, C)"},
        BadNetwork{kPreamp,
                   R"({"uid": "preamp", "type": "Multiband_amplifier", "type_variety": "both",
                       "amplifiers": [{"type_variety": "medium"}]})",
                   R"("preamp": amplifiers: "medium" is not one of type "both")"},
        BadNetwork{R"("to_node": "preamp")", R"("to_node": "preamb")",
                   R"(connections[4].to_node: no element "preamb"; the nearest is "preamp")"},
        BadNetwork{R"("to_node": "preamp")", R"("to_node": "joint")",
                   R"(connections[4].to_node: "joint" is connected to itself)"},
        BadNetwork{R"("connections")", R"("links")", "connections: is missing; needs an array"}));

TEST(PlannerNetwork, TruncatedJsonIsRefused) {
  const auto found = read(std::string(kNetwork).substr(0, 700));
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, AllOf(StartsWith("net.json:"), HasSubstr("not JSON")));
}

TEST(PlannerNetwork, WhatIsNotAnObjectIsRefused) {
  EXPECT_EQ(read("[]").error().message, "net.json: is not an object; needs elements and connections");
}

struct Example {
  const char* network;
  const char* library;
  std::size_t elements;
  std::size_t amplifiers;
};
class PlannerNetworkOfGnpy : public testing::TestWithParam<Example> {};

TEST_P(PlannerNetworkOfGnpy, IsRead) {
  const auto library = read_library_file(std::string(kData) + GetParam().library);
  ASSERT_TRUE(library) << library.error().message;
  const auto bytes = formats::read_file(std::string(kData) + GetParam().network).value();
  const auto found = read_planner_network(bytes, GetParam().network, *library);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->elements.size(), GetParam().elements);
  EXPECT_EQ(found->by_uid.size(), GetParam().elements);
  std::size_t amplifiers = 0;
  for (const auto& element : found->elements)
    amplifiers += static_cast<std::size_t>(std::holds_alternative<AmplifierElement>(element.what));
  EXPECT_EQ(amplifiers, GetParam().amplifiers);
}

INSTANTIATE_TEST_SUITE_P(Examples, PlannerNetworkOfGnpy,
                         testing::Values(Example{"meshTopologyExampleV2.json", "eqpt_config.json", 62, 21},
                                         Example{"CORONET_Global_Topology.json", "eqpt_config.json", 472, 0},
                                         Example{"Sweden_OpenROADMv4_example_network.json",
                                                 "eqpt_config_openroadm_ver4.json", 254, 134},
                                         Example{"Sweden_OpenROADMv5_example_network.json",
                                                 "eqpt_config_openroadm_ver5.json", 254, 134},
                                         Example{"multiband_example_network.json",
                                                 "eqpt_config_multiband.json", 82, 34}));

}  // namespace
}  // namespace lightloom::gnpy
