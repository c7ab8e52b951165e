#include "topology/formats/qot_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lightloom::formats {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kChannels = R"({"count": 3, "first_frequency_hz": 1.93e14, "spacing_hz": 1e11,
    "baud_rate_hz": 9e10, "roll_off": 0.1, "launch_power_dbm": 1.5})";
const std::string kFibre = R"({"type": "fiber", "fiber": "G.652.D", "length_km": 80, "loss_db_per_km": 0.2,
    "connector_in_db": 0.25, "connector_out_db": 0.5, "dispersion_ps_per_nm_km": 16.7,
    "effective_area_um2": 83, "pmd_coefficient_s_per_sqrt_m": 1.265e-15})";
const std::string kAmplifier = R"({"type": "amplifier", "gain_db": 16.5, "noise_figure_db": 5})";
const std::string kAttenuator = R"({"type": "attenuator", "loss_db": 3})";

std::string file_of(const std::string& channels, const std::string& elements) {
  return R"({"cases": [{"id": "q7", "model": "gn-analytic", "channels": )" + channels + R"(, "elements": [)" +
         elements + "]}]}";
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), instead);
}

std::string refusal_of(const std::string& text) {
  const auto read = read_qot_cases(text, "q.json");
  EXPECT_FALSE(read.has_value());
  const std::string message = read ? "" : read.error().message;
  EXPECT_THAT(message, AllOf(HasSubstr("q.json"), Not(HasSubstr("\n"))));
  return message;
}

std::string refused_channels(const std::string& what, const std::string& instead) {
  return refusal_of(file_of(with(kChannels, what, instead), kFibre));
}
std::string refused_fibre(const std::string& what, const std::string& instead) {
  return refusal_of(file_of(kChannels, kAmplifier + "," + with(kFibre, what, instead)));
}

TEST(QotFile, ReadsEveryElementInUnitsOfTheModel) {
  const auto read = read_qot_cases(file_of(kChannels, kFibre + "," + kAmplifier + "," + kAttenuator));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  const optics::QotCase& one = read->front();
  EXPECT_EQ(one.id, "q7");
  EXPECT_EQ(one.channels.at(0).count, 3U);
  EXPECT_DOUBLE_EQ(one.channels.at(0).launch_power.value, 1.5);
  ASSERT_EQ(one.elements.size(), 3U);
  const auto& fibre = std::get<optics::Fibre>(one.elements[0]);
  EXPECT_DOUBLE_EQ(fibre.length_m, 80e3);
  EXPECT_DOUBLE_EQ(fibre.loss_db_per_m, 0.2e-3);
  EXPECT_DOUBLE_EQ(fibre.loss_out.value, 0.5);
  EXPECT_DOUBLE_EQ(fibre.dispersion_s_per_m2, 16.7e-6);
  EXPECT_DOUBLE_EQ(fibre.effective_area_m2, 83e-12);
  EXPECT_DOUBLE_EQ(std::get<optics::PlainAmplifier>(one.elements[1]).noise_figure.value, 5);
  EXPECT_DOUBLE_EQ(std::get<optics::Attenuator>(one.elements[2]).loss.value, 3);
}

TEST(QotFile, LeavesAloneWhatACaseExpectsAndCasesOfOtherModels) {
  const auto read = read_qot_cases(
      R"({"source": "s", "cases": [{"id": "r", "model": "raman-pumped", "pumps": 3, "expected": {}}]})");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->front().model, "raman-pumped");
}

TEST(QotFile, NamesCaseElementAndField) {
  EXPECT_THAT(refused_fibre("80", "-1"), HasSubstr("cases[0].elements[1].length_km"));
  EXPECT_THAT(refused_fibre("0.2,", "0,"), HasSubstr("cases[0].elements[1].loss_db_per_km"));
  EXPECT_THAT(refused_fibre("\"length_km\": 80,", ""), AllOf(HasSubstr("length_km"), HasSubstr("missing")));
  EXPECT_THAT(refused_fibre("16.7", "\"16.7\""), HasSubstr("dispersion_ps_per_nm_km"));
  EXPECT_THAT(refused_fibre("length_km", "lenght_km"), HasSubstr("length_km"));
  EXPECT_THAT(refused_fibre("\"fiber\",", "\"fibre\","), AllOf(HasSubstr("fibre"), HasSubstr("needs fiber")));
}

TEST(QotFile, RefusesNumbersThatAreNone) {
  EXPECT_THAT(refused_fibre("80", "NaN"), HasSubstr("not JSON"));
  EXPECT_THAT(refused_fibre("80", "1e999"), HasSubstr("q.json"));
  EXPECT_THAT(refused_fibre("80", "null"), HasSubstr("length_km"));
}

TEST(QotFile, RefusesCombsThatCannotBe) {
  EXPECT_THAT(refused_channels("\"count\": 3", "\"count\": 0"), HasSubstr("channels.count"));
  EXPECT_THAT(refused_channels("\"count\": 3", "\"count\": 2001"), HasSubstr("1 to 2000"));
  EXPECT_THAT(refused_channels("\"count\": 3", "\"count\": 2.5"), HasSubstr("whole number"));
  EXPECT_THAT(refused_channels("1e11", "8e10"), HasSubstr("overlap"));
  EXPECT_THAT(refused_channels("1.93e14", "193"), HasSubstr("first_frequency_hz"));
  EXPECT_THAT(refused_channels("\"count\": 3", "\"count\": 1000"), HasSubstr("THz"));
  EXPECT_THAT(refusal_of(file_of("[]", kFibre)), HasSubstr("channels"));
}

TEST(QotFile, RefusesTwoCasesOfOneId) {
  const std::string one = R"({"id": "a", "model": "raman-pumped"})";
  EXPECT_THAT(refusal_of(R"({"cases": [)" + one + "," + one + "]}"), HasSubstr("given twice"));
}

TEST(QotFile, RefusesMoreElementsThanItReads) {
  std::string elements = kAttenuator;
  for (int i = 0; i < 10'000; ++i) elements += "," + kAttenuator;
  EXPECT_THAT(refusal_of(file_of(kChannels, elements)), AllOf(HasSubstr("10001"), HasSubstr("10000")));
}

TEST(QotFile, RefusesWhatIsNotAFileOfCases) {
  EXPECT_THAT(refusal_of(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of("[]"), HasSubstr("cases"));
  EXPECT_THAT(refusal_of("{}"), HasSubstr("cases"));
  EXPECT_THAT(refusal_of(R"({"cases": 3})"), HasSubstr("cases"));
  EXPECT_THAT(refusal_of(R"({"cases": [3]})"), HasSubstr("cases[0]"));
  EXPECT_THAT(refusal_of(std::string(100'000, '[')), HasSubstr("nested deeper"));
}

TEST(QotFile, RefusesEveryTruncationOfAFile) {
  const std::string whole = file_of(kChannels, kFibre + "," + kAmplifier);
  ASSERT_TRUE(read_qot_cases(whole).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_qot_cases(whole.substr(0, size)).has_value()) << size;
  }
}

const std::string kBands = R"({"type": "amplifier", "bands": [
    {"f_min_hz": 1.84e14, "f_max_hz": 1.905e14, "gain_db": 14, "noise_figure_db": 6},
    {"f_min_hz": 1.906e14, "f_max_hz": 1.968e14, "gain_db": 18, "noise_figure_db": 5}]})";

TEST(QotFile, ReadsBandsSideBySide) {
  const auto read = read_qot_cases(
      file_of("[" + with(kChannels, "1.93e14", "1.85e14") + "," + kChannels + "]", kFibre + "," + kBands));
  ASSERT_TRUE(read) << read.error().message;
  const auto& one = read->front();
  ASSERT_EQ(one.channels.size(), 2U);
  EXPECT_EQ(one.channels[1].first_frequency_hz, 1.93e14);
  const auto& multiband = std::get<optics::MultibandAmplifier>(one.elements.at(1));
  ASSERT_EQ(multiband.bands.size(), 2U);
  EXPECT_EQ(multiband.bands[0].f_max_hz, 1.905e14);
  EXPECT_EQ(multiband.bands[1].amplifier, (optics::PlainAmplifier{{18}, {5}}));
}

TEST(QotFile, RefusesBandsThatMeet) {
  EXPECT_THAT(refusal_of(file_of("[" + kChannels + "," + kChannels + "]", kFibre)),
              HasSubstr("begins below the end of the one before it"));
  EXPECT_THAT(refusal_of(file_of(kChannels, with(kBands, "1.905e14", "1.91e14"))),
              HasSubstr("bands lie apart"));
  EXPECT_THAT(refusal_of(file_of(kChannels, with(kBands, "1.905e14", "1.83e14"))),
              HasSubstr("lies not above f_min_hz"));
  EXPECT_THAT(refusal_of(file_of("[]", kFibre)), HasSubstr("has no band"));
}

TEST(QotFile, ReadsAHollowCore) {
  const auto read = read_qot_cases(
      file_of(kChannels, with(kFibre, "\"length_km\": 80",
                              "\"length_km\": 80, \"group_index\": 1.003, \"nonlinear_index_m2_per_w\": 0")));
  ASSERT_TRUE(read) << read.error().message;
  const auto& fibre = std::get<optics::Fibre>(read->front().elements.at(0));
  EXPECT_EQ(fibre.group_index, 1.003);
  EXPECT_EQ(fibre.nonlinear_index_m2_per_w, 0);
  EXPECT_THAT(refused_fibre("\"length_km\": 80", "\"length_km\": 80, \"group_index\": 0.5"),
              HasSubstr("group_index"));
}

}  // namespace
}  // namespace lightloom::formats
