#include "topology/formats/equipment_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/topology/formats/text_edits.h"
#include "topology/formats/files.h"

namespace lightloom::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string national_text() {
  return read_file(LIGHTLOOM_SOURCE_DIR "/lab/networks/national/equipment.json").value();
}

std::string message(const std::string& text) {
  const auto read = read_equipment_json(text, "e.json");
  return read ? "" : read.error().message;
}

// A file of one of each, to change one thing of.
std::string small_text() {
  return R"({
    "Edfa": [{"type_variety": "flex", "type_def": "variable_gain", "gain_flatmax": 26, "gain_min": 15,
              "p_max": 23, "nf_min": 6, "nf_max": 10, "allowed_for_design": true}],
    "Fiber": [{"type_variety": "SSMF", "dispersion": 1.67e-05, "effective_area": 83e-12, "pmd_coef": 1.265e-15}],
    "Span": [{}],
    "Roadm": [{"target_pch_out_db": -20}],
    "SI": [{}],
    "Transceiver": [{"type_variety": "t", "frequency": {"min": 191.35e12, "max": 196.1e12}, "mode": [
        {"format": "m", "baud_rate": 32e9, "OSNR": 11, "bit_rate": 100e9, "roll_off": 0.15, "tx_osnr": 40,
         "min_spacing": 37.5e9, "cost": 1}]}]})";
}

TEST(EquipmentJson, ReadsTheNationalLibrary) {
  const auto read = read_equipment_json(national_text(), "equipment.json");
  ASSERT_TRUE(read) << read.error().message;
  const auto& equipment = read->equipment;
  ASSERT_EQ(equipment.amplifiers.size(), 3U);
  EXPECT_EQ(equipment.amplifiers[1].name, "backbone_medium_gain");
  EXPECT_EQ(equipment.amplifiers[1].gain_min, Decibel{15});
  EXPECT_EQ(equipment.amplifiers[1].nf_max, Decibel{9});
  EXPECT_EQ(equipment.amplifiers[1].f_max, Mhz{196'800'000});
  ASSERT_EQ(equipment.fibres.size(), 2U);
  EXPECT_DOUBLE_EQ(equipment.fibres[1].effective_area_m2, 1.25e-10);
  EXPECT_FALSE(equipment.fibres[1].gamma_per_w_per_m);
  EXPECT_EQ(equipment.roadm.target, (RoadmTarget{RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 0.0002}));
  EXPECT_EQ(equipment.roadm.add_drop_osnr, Decibel{38});
  EXPECT_EQ(equipment.line.spacing, Mhz{150'000});
  EXPECT_EQ(equipment.line.launch_power, Dbm{4});
  EXPECT_EQ(equipment.line.margin, Decibel{1});
  EXPECT_EQ(equipment.line.padding, Decibel{8});
  EXPECT_EQ(equipment.line.max_length, Metres{150'000});
  ASSERT_EQ(equipment.modes.size(), 9U);
  const auto& mode = equipment.modes[3];
  EXPECT_EQ(mode.name, "400G-PCS16QAM");
  EXPECT_EQ(mode.transceiver, "coherent-90G");
  EXPECT_EQ(mode.rate, Kbps{400'000'000});
  EXPECT_EQ(mode.baud_rate, Mhz{91'600});
  EXPECT_EQ(mode.min_spacing, Mhz{100'000});
  EXPECT_EQ(mode.f_min, Mhz{190'700'000});
  EXPECT_EQ(mode.required_osnr, Decibel{20.5});
  EXPECT_TRUE(read->unsupported.empty());
}

TEST(EquipmentJson, BuiltInIsTheNationalLibrary) {
  const auto built_in = builtin_equipment();
  ASSERT_TRUE(built_in) << built_in.error().message;
  EXPECT_EQ(built_in->equipment, read_equipment_json(national_text(), "equipment.json")->equipment);
  EXPECT_EQ(builtin_equipment_json().substr(1),
            national_text().substr(0, builtin_equipment_json().size() - 1));
}

TEST(EquipmentJson, TakesGnpysDefaultsWhereAKeyIsAbsent) {
  const auto read = read_equipment_json(small_text(), "e.json");
  ASSERT_TRUE(read) << read.error().message;
  const auto& line = read->equipment.line;
  EXPECT_EQ(line.f_min, Mhz{191'350'000});
  EXPECT_EQ(line.f_max, Mhz{196'100'000});
  EXPECT_EQ(line.baud_rate, Mhz{32'000});
  EXPECT_EQ(line.spacing, Mhz{50'000});
  EXPECT_EQ(line.padding, Decibel{10});
  EXPECT_EQ(line.tx_osnr, Decibel{45});
  EXPECT_EQ(line.margin, Decibel{0});
  EXPECT_EQ(line.extended_gain, Decibel{2.5});
  EXPECT_EQ(read->equipment.roadm.name, "default");
  EXPECT_EQ(read->equipment.roadm.add_drop_osnr, Decibel{100});
  EXPECT_EQ(read->equipment.amplifiers[0].f_min, Mhz{191'275'000});
}

TEST(EquipmentJson, ReadsTheLabsLibraryWithItsHollowCore) {
  const auto text = read_file(LIGHTLOOM_SOURCE_DIR "/lab/equipment/equipment.json").value();
  const auto read = read_equipment_json(text, "lab/equipment/equipment.json");
  ASSERT_TRUE(read) << read.error().message;
  const auto fibre = read->fibre("HollowCore");
  ASSERT_TRUE(fibre) << fibre.error().message;
  EXPECT_EQ(read->equipment.fibres[fibre->at()].group_index, 1.003);
  EXPECT_EQ(read->equipment.fibres[fibre->at()].nonlinear_index_m2_per_w, 0);
  EXPECT_EQ(read->equipment.fibres[read->fibre("SSMF")->at()].group_index, 1.468);
  std::set<std::int64_t> rates;
  for (const auto& mode : read->equipment.modes) rates.insert(mode.rate.value / 1'000'000);
  EXPECT_THAT(rates, ElementsAre(100, 200, 300, 400, 600, 800, 1'200));
}

TEST(EquipmentJson, ReadsEachEqualisation) {
  const auto target = [](const std::string& field) {
    return read_equipment_json(with(small_text(), "\"target_pch_out_db\": -20", field), "e.json")
        ->equipment.roadm.target;
  };
  EXPECT_EQ(target("\"target_pch_out_db\": -18.5"), (RoadmTarget{RoadmTarget::Kind::kPerChannelDbm, -18.5}));
  EXPECT_EQ(target("\"target_psd_out_mWperGHz\": 3e-4"),
            (RoadmTarget{RoadmTarget::Kind::kPerSymbolRateMwPerGhz, 3e-4}));
  EXPECT_EQ(target("\"target_out_mWperSlotWidth\": 2e-4"),
            (RoadmTarget{RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 2e-4}));
  EXPECT_EQ(
      message(with(small_text(), "\"target_pch_out_db\": -20",
                   "\"target_pch_out_db\": -20, \"target_psd_out_mWperGHz\": 3e-4")),
      "e.json: Roadm[0].target_psd_out_mWperGHz: stands beside target_pch_out_db; a ROADM has one target");
  EXPECT_THAT(message(with(small_text(), "\"target_pch_out_db\": -20", "")),
              HasSubstr("e.json: Roadm[0].target_out_mWperSlotWidth: is missing; needs one of"));
}

TEST(EquipmentJson, ReadsFixedGain) {
  const auto read =
      read_equipment_json(with(small_text(), "\"variable_gain\", \"gain_flatmax\": 26, \"gain_min\": 15",
                               "\"fixed_gain\", \"gain_flatmax\": 21, \"gain_min\": 20, \"nf0\": 5.5"),
                          "e.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->equipment.amplifiers[0].kind, AmplifierType::Kind::kFixedGain);
  EXPECT_EQ(read->equipment.amplifiers[0].nf_min, Decibel{5.5});
  EXPECT_EQ(read->equipment.amplifiers[0].nf_max, Decibel{5.5});
}

TEST(EquipmentJson, RemembersAmplifiersOfOtherKindsByName) {
  const auto read = read_equipment_json(
      with(small_text(), "\"Edfa\": [",
           "\"Edfa\": [{\"type_variety\": \"double\", \"type_def\": \"dual_stage\", \"gain_min\": 25, "
           "\"preamp_variety\": \"a\", \"booster_variety\": \"b\"}, "),
      "e.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->equipment.amplifiers.size(), 1U);
  EXPECT_EQ(read->amplifier("flex"), AmplifierTypeIndex{0});
  const auto used = read->amplifier("double");
  ASSERT_FALSE(used);
  EXPECT_EQ(used.error().message,
            "type \"double\" is of kind dual_stage, which is not supported; supported are variable_gain and "
            "fixed_gain");
}

TEST(EquipmentJson, RemembersAmplifiersThatNoTwoStagesGive) {
  const auto read = read_equipment_json(
      with(small_text(), "\"Edfa\": [",
           "\"Edfa\": [{\"type_variety\": \"odd\", \"gain_flatmax\": 26, \"gain_min\": 15, \"p_max\": 23, "
           "\"nf_min\": 1, \"nf_max\": 30}, "),
      "e.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->amplifier("odd").error().message, HasSubstr("type \"odd\" cannot be used: "));
}

TEST(EquipmentJson, SaysTheNearestTypeThatItHas) {
  const auto read = read_equipment_json(small_text(), "e.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->fibre("SSMG").error().message, "e.json has no Fiber of type \"SSMG\"; the nearest is SSMF");
  EXPECT_EQ(read->amplifier("something else").error().message,
            "e.json has no Edfa of type \"something else\"; it has flex");
}

TEST(EquipmentJson, LeavesOutModesThatItCannotModelAndSaysSo) {
  const auto read = read_equipment_json(with(small_text(), "\"mode\": [",
                                             "\"mode\": [{\"format\": \"p\", \"baud_rate\": 32e9, \"OSNR\": "
                                             "11, \"bit_rate\": 100e9, \"roll_off\": "
                                             "null, \"tx_osnr\": 40, \"min_spacing\": 50e9, \"penalties\": "
                                             "[{\"pmd\": 1, \"penalty_value\": 0}]}, "
                                             "{\"format\": \"z\", \"baud_rate\": 60138546798, \"OSNR\": 24, "
                                             "\"bit_rate\": 400e9, \"tx_osnr\": 36, "
                                             "\"min_spacing\": 75e9}, "),
                                        "e.json");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->equipment.modes.size(), 1U);
  EXPECT_THAT(read->unsupported,
              ElementsAre(Unsupported{"Transceiver", "t/p", "has penalties, which is not supported"},
                          Unsupported{"Transceiver", "t/z",
                                      "has a baud_rate of 60138.546798 MHz, which is not whole and so not "
                                      "supported"}));
}

TEST(EquipmentJson, RefusesAFileOfWhichNoModeCanBeUsed) {
  EXPECT_EQ(
      message(with(small_text(), "\"baud_rate\": 32e9", "\"baud_rate\": 32.0000005e9")),
      "e.json: Transceiver: none can be used: t/m has a baud_rate of 32000.0005 MHz, which is not whole and "
      "so not supported");
}

TEST(EquipmentJson, NamesAModeByItsOtherNamesToo) {
  const auto read =
      read_equipment_json(with(small_text(), "\"cost\": 1", "\"other_name\": [\"m2\", \"m3\"]"), "e.json");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->equipment.modes.size(), 3U);
  EXPECT_EQ(read->equipment.modes[2].name, "m3");
  EXPECT_EQ(read->equipment.modes[2].required_osnr, Decibel{11});
}

TEST(EquipmentJson, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(message(with(small_text(), "\"gain_min\": 15,", "")),
            "e.json: Edfa[0].gain_min: is missing; needs a number");
  EXPECT_EQ(message(with(small_text(), "\"gain_min\": 15", "\"gain_min\": 27")),
            "e.json: Edfa[0].gain_min: 27 dB is above gain_flatmax, 26 dB");
  EXPECT_EQ(message(with(small_text(), "\"nf_min\": 6", "\"nf_min\": \"low\"")),
            "e.json: Edfa[0].nf_min: is a text; needs a number");
  EXPECT_EQ(message(with(small_text(), "\"OSNR\": 11", "\"OSNR\": 1e999")),
            "e.json: Transceiver[0].mode[0].OSNR: inf is out of range; needs -10 to 100");
  EXPECT_EQ(message(with(small_text(), "\"min_spacing\": 37.5e9", "\"min_spacing\": 30e9")),
            "e.json: Transceiver[0].mode[0].min_spacing: 30000 MHz is less than the baud rate, 32000 MHz");
  EXPECT_EQ(message(with(small_text(), "\"max\": 196.1e12", "\"max\": 190e12")),
            "e.json: Transceiver[0].frequency.max: 190000000 MHz does not lie above min, 191350000 MHz");
  EXPECT_EQ(message(with(small_text(), "\"Span\": [{}]", "\"Span\": [{\"paddin\": 8}]")),
            "e.json: Span[0].\"paddin\" is not known here; the nearest is padding");
  EXPECT_EQ(message(with(small_text(), "\"SI\": [{}]", "\"SI\": [{}, {}]")),
            "e.json: SI: has 2 entries (several bands); one is supported");
  EXPECT_EQ(message(with(small_text(), "\"SI\"", "\"SL\"")),
            "e.json: \"SL\" is not known here; the nearest is SI");
  EXPECT_EQ(message("{}"), "e.json: Edfa: is missing; needs an array of entries");
  EXPECT_EQ(message("[]"), "e.json: is not an object; needs Edfa, Fiber, Span, Roadm, SI, Transceiver");
}

TEST(EquipmentJson, RefusesANameDefinedTwice) {
  EXPECT_EQ(message(with(small_text(), "\"Fiber\": [", "\"Fiber\": [{\"type_variety\": \"SSMF\"}, ")),
            "e.json: Fiber[1].type_variety: \"SSMF\" is defined twice; each name is used once");
}

}  // namespace
}  // namespace lightloom::formats
