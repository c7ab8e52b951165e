// GNPy's own results for 66 explicit chains: numbers that this code did not make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "topology/formats/qot_file.h"
#include "topology/optics/chain.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

std::string vectors_text() {
  std::ifstream file(std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/qot/gnpy_vectors.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Compared {
  double worst = 0;  ///< greatest difference
  std::size_t values = 0;
};

void compare(Compared& compared, const std::vector<double>& ours, const boost::json::value& theirs,
             bool is_relative) {
  ASSERT_EQ(ours.size(), theirs.as_array().size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto expected = theirs.as_array()[i].to_number<double>();
    const double difference = std::abs(ours[i] - expected);
    // Below a picosecond and the like the fifth decimal of the file is all there is.
    const double scale = is_relative ? std::max(std::abs(expected), 1e-2) : 1.0;
    compared.worst = std::max(compared.worst, difference / scale);
    EXPECT_TRUE(std::isfinite(ours[i]));
    ++compared.values;
  }
}

class GnpyVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string text = vectors_text();
    auto read = formats::read_qot_cases(text);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    cases_ = *read;
    const auto document = boost::json::parse(text);
    for (const auto& each : document.at("cases").as_array()) expected_.push_back(each.at("expected"));
    ASSERT_EQ(cases_.size(), expected_.size());
  }

  Compared over_all(std::vector<double> QotResult::*quantity, const char* name, bool is_relative) {
    Compared compared;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i].model != kAnalyticGn) continue;
      const auto result = evaluate(cases_[i]);
      EXPECT_TRUE(result.has_value());
      if (result) compare(compared, (*result).*quantity, expected_[i].at(name), is_relative);
    }
    EXPECT_EQ(compared.values, 693U);
    RecordProperty(std::string("worst_") + name, std::to_string(compared.worst));
    return compared;
  }

  std::vector<QotCase> cases_;
  std::vector<boost::json::value> expected_;
};

// The file has five decimals, so half a unit of the last one is 5e-6; 1e-4 dB leaves room for summation
// order.
constexpr double kDecibels = 1e-4;
constexpr double kRelative = 1e-3;

TEST_F(GnpyVectors, HoldSixtySixCasesOfTheAnalyticModel) {
  EXPECT_EQ(std::count_if(cases_.begin(), cases_.end(), [](const auto& c) { return c.model == kAnalyticGn; }),
            66);
}
TEST_F(GnpyVectors, GsnrIn0p1nmAgrees) {
  EXPECT_LT(over_all(&QotResult::gsnr_0p1nm_db, "gsnr_0p1nm_db", false).worst, kDecibels);
}
TEST_F(GnpyVectors, GsnrInSignalBandwidthAgrees) {
  EXPECT_LT(over_all(&QotResult::gsnr_signal_bandwidth_db, "gsnr_signal_bandwidth_db", false).worst,
            kDecibels);
}
TEST_F(GnpyVectors, OsnrOfAmplifiersAgrees) {
  EXPECT_LT(over_all(&QotResult::osnr_ase_0p1nm_db, "osnr_ase_0p1nm_db", false).worst, kDecibels);
}
TEST_F(GnpyVectors, SnrOfNonlinearInterferenceAgrees) {
  EXPECT_LT(over_all(&QotResult::snr_nli_signal_bandwidth_db, "snr_nli_signal_bandwidth_db", false).worst,
            kDecibels);
}
TEST_F(GnpyVectors, PowerAgrees) {
  EXPECT_LT(over_all(&QotResult::power_dbm, "power_dbm", false).worst, kDecibels);
}
TEST_F(GnpyVectors, ChromaticDispersionAgrees) {
  EXPECT_LT(
      over_all(&QotResult::chromatic_dispersion_ps_per_nm, "chromatic_dispersion_ps_per_nm", true).worst,
      kRelative);
}
TEST_F(GnpyVectors, PolarisationModeDispersionAgrees) {
  EXPECT_LT(over_all(&QotResult::pmd_ps, "pmd_ps", true).worst, kRelative);
}
TEST_F(GnpyVectors, LatencyAgrees) {
  EXPECT_LT(over_all(&QotResult::latency_us, "latency_us", true).worst, kRelative);
}
TEST_F(GnpyVectors, ModelThatIsNotOursIsRefusedByName) {
  const auto other =
      std::find_if(cases_.begin(), cases_.end(), [](const auto& c) { return c.model == "isrs-ggn"; });
  ASSERT_NE(other, cases_.end());
  const auto result = evaluate(*other);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr(other->id));
  EXPECT_THAT(result.error().message, HasSubstr("isrs-ggn"));
}

}  // namespace
}  // namespace lightloom::optics
