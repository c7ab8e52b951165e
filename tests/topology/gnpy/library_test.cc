#include "topology/gnpy/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scratch_folder.h"
#include "tests/topology/formats/text_edits.h"
#include "tests/topology/gnpy/small_library.h"
#include "topology/gnpy/default_profiles.h"
#include "topology/gnpy/library_file.h"

namespace lightloom::gnpy {
namespace {

using formats::with;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = AmplifierVariety::Kind;

constexpr const char* kData = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy/";

Library library(const std::string& text = kSmallLibrary) { return read_small_library(text).value(); }
std::string message(std::string_view from, std::string_view to) {
  const auto read = read_small_library(with(kSmallLibrary, from, to));
  return read ? "" : read.error().message;
}

TEST(GnpyLibrary, VariableGainTakesTheDefaultBandAndTilt) {
  const auto medium = library().amplifiers.at("medium");
  EXPECT_EQ(medium.kind, Kind::kVariableGain);
  EXPECT_EQ(medium.band, kDefaultAmplifierBand);
  EXPECT_EQ(medium.dgt.size(), 96U);
  EXPECT_DOUBLE_EQ(medium.dgt.back(), 2.714526681131686);
  EXPECT_TRUE(medium.gain_ripple_db.empty());
  EXPECT_EQ(medium.nf_max_db, 10);
  EXPECT_TRUE(medium.allowed_for_design);
}

TEST(GnpyLibrary, AnEntrysBandCountsBeforeTheDefault) {
  EXPECT_EQ(library().amplifiers.at("fixed_l").band, (Band{186.55e12, 190.05e12}));
}

TEST(GnpyLibrary, AnAdvancedModelHasWhatItsFileSays) {
  const auto detailed = library().amplifiers.at("detailed");
  EXPECT_THAT(detailed.nf_fit_coeff, ElementsAre(0.0002, 0.05, 0.04, 5.8));
  EXPECT_THAT(detailed.nf_ripple_db, ElementsAre(0.5, -0.5));
  EXPECT_THAT(detailed.gain_ripple_db, ElementsAre(0.25, -0.25));
  EXPECT_THAT(detailed.dgt, ElementsAre(1, 1.5, 2.5));
}

TEST(GnpyLibrary, TheFilesBandCountsUnlessTheEntryHasOne) {
  const auto text = with(kSmallLibrary, R"("advanced_config_from_json")",
                         R"("f_min": 192e12, "f_max": 195e12, "dgt": [9], "advanced_config_from_json")");
  const auto detailed = library(text).amplifiers.at("detailed");
  EXPECT_EQ(detailed.band, (Band{192e12, 195e12}));
  EXPECT_THAT(detailed.dgt, ElementsAre(1, 1.5, 2.5)) << "the file counts for all but the band";
}

TEST(GnpyLibrary, AnyGainTypeMayHaveAProfileFile) {
  const auto text =
      with(kSmallLibrary, R"("nf0": 5.5)", R"("nf0": 5.5, "default_config_from_json": "profile.json")");
  const auto fixed = library(text).amplifiers.at("fixed");
  EXPECT_THAT(fixed.gain_ripple_db, ElementsAre(0.25, -0.25));
  EXPECT_TRUE(fixed.nf_fit_coeff.empty()) << "its noise figure is nf0";
}

TEST(GnpyLibrary, ADualStageAddsGainsAndHasTheBoostersPower) {
  const auto two = library().amplifiers.at("two");
  EXPECT_EQ(two.gain_flatmax_db, 47);
  EXPECT_EQ(two.p_max_dbm, 21);
  EXPECT_EQ(two.gain_min_db, 25);
}

TEST(GnpyLibrary, TheLastOfSameTypesCountsInTheFirstOnesPlace) {
  const auto text = with(kSmallLibrary, R"({"type_variety": "fixed_l")",
                         R"({"type_variety": "medium", "type_def": "fixed_gain", "gain_flatmax": 30,
                             "gain_min": 15, "p_max": 20, "nf0": 7}, {"type_variety": "fixed_l")");
  const auto read = library(text);
  EXPECT_EQ(read.amplifiers.at("medium").nf0_db, 7);
  EXPECT_THAT(read.amplifier_order, ElementsAre("medium", "fixed", "fixed_l", "detailed", "two", "both"));
}

TEST(GnpyLibrary, FibreHasGnpysDefaults) {
  const auto bare = library().fibres.at("bare");
  EXPECT_FALSE(bare.has_loss);
  EXPECT_DOUBLE_EQ(bare.fibre.effective_area_m2, 83e-12);
  EXPECT_EQ(bare.fibre.pmd_s_per_sqrt_m, 0);
}

TEST(GnpyLibrary, GammaGivesTheAreaWhereThatIsMissing) {
  const auto text = with(kSmallLibrary, R"("dispersion": 0.5e-05)", R"("gamma": 1.27e-3)");
  const auto bare = library(text).fibres.at("bare");
  EXPECT_DOUBLE_EQ(bare.fibre.dispersion_s_per_m2, 1.67e-5);
  EXPECT_NEAR(bare.fibre.effective_area_m2, 82.9885e-12, 1e-15);  // 2 pi n2 / (lambda gamma)
}

TEST(GnpyLibrary, OldRamanEfficiencyIsTakenAtGnpysPump) {
  const auto text = with(kSmallLibrary, R"("dispersion": 0.5e-05)",
                         R"("raman_efficiency": {"cr": [0, 1e-4], "frequency_offset": [0, 1e13]})");
  const auto raman = library(text).fibres.at("bare").fibre.raman;
  EXPECT_DOUBLE_EQ(raman.reference_frequency_hz, 206.184634112792e12);
  EXPECT_THAT(raman.gain_per_w_per_m, ElementsAre(0, 1e-4));
}

TEST(GnpyLibrary, RoadmsHaveTheirEqualisationAndImpairments) {
  const auto read = library();
  const auto& plain = read.roadms.at("default");
  EXPECT_EQ(plain.equalisation, (Equalisation{Equalisation::Kind::kPower, -20}));
  EXPECT_THAT(plain.preamp_varieties, ElementsAre("medium"));
  const auto& detailed = read.roadms.at("detailed");
  EXPECT_EQ(detailed.equalisation, (Equalisation{Equalisation::Kind::kSymbolRateDensity, 3e-4}));
  ASSERT_EQ(detailed.impairments.size(), 1U);
  EXPECT_EQ(detailed.impairments[0].id, 7);
  EXPECT_EQ(detailed.impairments[0].way, RoadmPathImpairments::Way::kAdd);
  ASSERT_EQ(detailed.impairments[0].bands.size(), 1U);
  EXPECT_EQ(detailed.impairments[0].bands[0].osnr_db, 41);
  EXPECT_EQ(detailed.impairments[0].bands[0].band, (Band{191.3e12, 196.1e12}));
}

TEST(GnpyLibrary, PenaltiesRiseAndBeginAtZeroUnlessTheyGoBelow) {
  const auto modes = library().transceivers.at("Voyager").modes;
  ASSERT_EQ(modes.size(), 2U);
  EXPECT_THAT(modes[0].pdl.up_to, ElementsAre(0, 1, 2));
  EXPECT_THAT(modes[0].pdl.penalty_db, ElementsAre(0, 0.5, 1));
  EXPECT_THAT(modes[0].chromatic_dispersion.up_to, ElementsAre(-1e3, 4e4));
  EXPECT_TRUE(modes[0].pmd.up_to.empty());
  EXPECT_EQ(modes[0].equalisation_offset_db, 1.5);
  EXPECT_EQ(modes[1].equalisation_offset_db, 0);
}

TEST(GnpyLibrary, SpanAndSpectrumAreRead) {
  const auto read = library();
  EXPECT_EQ(read.span.max_length_m, 150e3);
  EXPECT_THAT(read.span.delta_power_range_db, ElementsAre(-2, 3, 0.5));
  EXPECT_EQ(read.span.eol_db, 0.5);
  EXPECT_EQ(read.span.con_out_db, 0.75);
  ASSERT_EQ(read.spectrum.size(), 1U);
  EXPECT_EQ(read.spectrum[0].tx_power_dbm, -3);
  EXPECT_EQ(read.spectrum[0].sys_margins_db, 2);
}

TEST(GnpyLibrary, TheDefaultSpectrumComesFirst) {
  const auto text = with(kSmallLibrary, R"("SI": [)",
                         R"("SI": [{"type_variety": "lband", "f_min": 186e12, "f_max": 190e12},)");
  const auto spectrum = library(text).spectrum;
  ASSERT_EQ(spectrum.size(), 2U);
  EXPECT_EQ(spectrum[0].band.f_min_hz, 191.3e12);
  EXPECT_EQ(spectrum[1].band.f_min_hz, 186e12);
  EXPECT_EQ(spectrum[1].roll_off, 0.15) << "GNPy's default";
}

TEST(GnpyLibrary, AnEmptyLibraryHasGnpysDefaults) {
  const auto read = library("{}");
  EXPECT_THAT(read.spectrum, ElementsAre(SpectrumRules{}));
  EXPECT_EQ(read.span, SpanRules{});
}

TEST(GnpyLibrary, AnotherLibraryAddsOnlyWhatIsMissing) {
  auto both = library();
  add_missing_types(both, library(R"({
      "Edfa": [{"type_variety": "new", "type_def": "fixed_gain", "gain_flatmax": 9,
                "gain_min": 9, "p_max": 9, "nf0": 5},
               {"type_variety": "fixed", "type_def": "fixed_gain", "gain_flatmax": 9,
                "gain_min": 9, "p_max": 9, "nf0": 9}],
      "Transceiver": [{"type_variety": "ZR", "frequency": {"min": 191e12, "max": 196e12}, "mode": []}],
      "Span": [{"padding": 3}], "SI": [{"spacing": 100e9}]})"));
  EXPECT_THAT(both.amplifier_order,
              ElementsAre("medium", "fixed", "fixed_l", "detailed", "two", "both", "new"));
  EXPECT_EQ(both.amplifiers.at("new").nf0_db, 5);
  EXPECT_EQ(both.amplifiers.at("fixed").nf0_db, 5.5);
  EXPECT_EQ(both.transceivers.size(), 2U);
  EXPECT_EQ(both.span, library().span);
  EXPECT_EQ(both.spectrum, library().spectrum);
}

struct BadLibrary {
  std::string_view from, to, says;
};
class GnpyLibraryRefuses : public testing::TestWithParam<BadLibrary> {};

TEST_P(GnpyLibraryRefuses, InOneSentence) {
  const auto found = message(GetParam().from, GetParam().to);
  EXPECT_THAT(found, AllOf(StartsWith("eqpt.json"), HasSubstr(std::string(GetParam().says))));
  EXPECT_EQ(found.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Entries, GnpyLibraryRefuses,
    testing::Values(
        BadLibrary{R"("OSNR": 12,)", "", "Transceiver[0].mode[0].OSNR: is missing; needs a number"},
        BadLibrary{R"("gain_min": 15, "p_max": 23)", R"("gain_min": 27, "p_max": 23)",
                   "Edfa[0].gain_min: 27 is above gain_flatmax, 26"},
        BadLibrary{R"("nf_max": 10)", R"("nf_max": 5)", "Edfa[0].nf_min: 6 is above nf_max, 5"},
        BadLibrary{R"("nf_max": 10)", R"("nf_max": 30)", "Edfa[0].nf_min: amplifier type medium"},
        BadLibrary{R"("nf0": 5.5,)", "", "Edfa[1].nf0: is missing"},
        BadLibrary{R"("fixed_gain", "gain)", R"("fixed_gian", "gain)", R"(the nearest is "fixed_gain")"},
        BadLibrary{R"("type_variety": "medium", )", "", "Edfa[0].type_variety: is missing"},
        BadLibrary{R"("preamp_variety": "medium")", R"("preamp_variety": "mediun")",
                   R"("two": preamp_variety: no amplifier type "mediun"; the nearest is "medium")"},
        BadLibrary{R"("gain_min": 25, "preamp)", R"("gain_min": 10, "preamp)",
                   "is below that of its preamp, 15"},
        BadLibrary{R"("fixed_l"])", R"("fixed_x"])", R"("both": amplifiers: no amplifier type "fixed_x")"},
        BadLibrary{"profile.json", "other.json",
                   "advanced_config_from_json: other.json: there is no such file"},
        BadLibrary{R"("target_pch_out_db": -20)",
                   R"("target_pch_out_db": -20, "target_out_mWperSlotWidth": 2e-4)",
                   "Roadm[0].target_out_mWperSlotWidth: given beside target_pch_out_db"},
        BadLibrary{R"("target_pch_out_db": -20, )", "", "Roadm[0].target_pch_out_db: is missing"},
        BadLibrary{R"(["medium"])", R"(["medum"])",
                   R"(restrictions.preamp_variety_list: no amplifier type "medum")"},
        BadLibrary{R"({"pdl": 2, "penalty_value": 1})", R"({"pdl": 2, "pmd": 3, "penalty_value": 1})",
                   "penalties[0].penalty_value: stands with 2 impairments"},
        BadLibrary{R"({"pdl": 2, "penalty_value": 1})", R"({"pdl": 2})",
                   "penalties[0].penalty_value: is missing; needs a number of dB"},
        BadLibrary{R"({"pdl": 2, "penalty_value": 1})", "7",
                   "penalties: is a number; needs an array of objects"},
        BadLibrary{R"("max": 196.1e12)", R"("max": 191e12)",
                   "frequency.max: 191000000000000 is not above min"},
        BadLibrary{R"("length_units": "km")", R"("length_units": "mile")", "Span[0].length_units: \"mile\""},
        BadLibrary{R"("spacing": 50e9)", R"("spacing": -50e9)",
                   "SI[0].spacing: -50000000000 is out of range"},
        BadLibrary{R"("baud_rate": 32e9, "OSNR")", R"("baud_rate": "fast", "OSNR")",
                   "baud_rate: is a text; needs a number"},
        BadLibrary{R"("Span":)", R"("Spam":)", R"("Spam": is no kind of equipment)"},
        BadLibrary{R"("roadm-add-path")", R"("roadm-sub-path")", "roadm-express-path: is missing"}));

TEST(GnpyLibrary, WhereALibraryComesFromIsNoEquipment) {
  EXPECT_TRUE(read_small_library(
      formats::with(kSmallLibrary, "\"Edfa\": [", "\"library-information\": {}, \"Edfa\": [")));
}

TEST(GnpyLibrary, TruncatedJsonIsRefusedWithItsLine) {
  const std::string text(kSmallLibrary);
  const auto read = read_small_library(text.substr(0, text.size() / 2));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, AllOf(StartsWith("eqpt.json:"), HasSubstr("not JSON")));
}

TEST(GnpyLibrary, ProfilesOfDifferentLengthAreRefused) {
  const auto source = [](const std::string&, void*) -> Result<std::string> {
    return with(kSmallProfile, "[0.5, -0.5]", "[0.5, 0, -0.5]");
  };
  const auto read = read_library(kSmallLibrary, "eqpt.json", source, nullptr);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message,
              StartsWith("profile.json: nf_ripple: 3 values beside a gain_ripple of 2"));
}

TEST(GnpyLibrary, EveryExampleOfGnpyIsRead) {
  const auto standard = read_library_file(std::string(kData) + "eqpt_config.json");
  ASSERT_TRUE(standard) << standard.error().message;
  EXPECT_EQ(standard->amplifiers.size(), 19U);
  EXPECT_EQ(standard->amplifiers.at("Juniper_BoosterHG").band, (Band{191.4e12, 196.1e12}));
  EXPECT_EQ(standard->amplifiers.at("high_detail_model_example").gain_ripple_db.size(), 96U);
  const auto multiband = read_library_file(std::string(kData) + "eqpt_config_multiband.json");
  ASSERT_TRUE(multiband) << multiband.error().message;
  EXPECT_THAT(multiband->amplifiers.at("std_medium_gain_multiband").amplifiers,
              ElementsAre("std_medium_gain_C", "std_medium_gain_L"));
  EXPECT_EQ(multiband->spectrum.size(), 2U);
  for (const auto* const name : {"eqpt_config_openroadm_ver4.json", "eqpt_config_openroadm_ver5.json"}) {
    const auto read = read_library_file(std::string(kData) + name);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->amplifiers.at("openroadm_mw_mw_booster").kind, Kind::kOpenRoadmBooster);
    EXPECT_THAT(read->amplifiers.at("openroadm_ila_standard").nf_coef,
                ElementsAre(-5.952e-4, -6.250e-2, -1.071, 28.99));
  }
}

TEST(GnpyLibraryFile, AProfileLiesBesideTheLibraryAndNowhereElse) {
  const test::ScratchFolder folder;
  const auto refer_to = [&](std::string_view name) {
    const auto read =
        read_library_file(folder.put("library.json", with(kSmallLibrary, "profile.json", name)));
    return read ? "" : read.error().message;
  };
  EXPECT_THAT(refer_to("../profile.json"), HasSubstr("\"../profile.json\" is not the name of a file beside"));
  EXPECT_THAT(refer_to("no_such_profile.json"), HasSubstr("there is no such file"));
}

}  // namespace
}  // namespace lightloom::gnpy
