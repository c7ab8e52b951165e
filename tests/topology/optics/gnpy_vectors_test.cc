// GNPy's own results for explicit chains, 66 by the analytic model and 17 by the generalised one with the
// Raman effect: numbers that this code did not make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "topology/formats/qot_file.h"
#include "topology/optics/chain.h"
#include "topology/optics/ggn_tables.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

constexpr const char* kVectors = "gnpy_vectors.json";
constexpr const char* kMore = "isrs_more.json";

struct Quantity {
  const char* name;
  std::vector<double> QotResult::*values;
  bool is_relative;
  bool is_of_chosen_channels;  ///< GNPy computed the interference of some and interpolated the others
};
constexpr Quantity kGsnrIn0p1nm{"gsnr_0p1nm_db", &QotResult::gsnr_0p1nm_db, false, true};
constexpr Quantity kGsnr{"gsnr_signal_bandwidth_db", &QotResult::gsnr_signal_bandwidth_db, false, true};
constexpr Quantity kOsnr{"osnr_ase_0p1nm_db", &QotResult::osnr_ase_0p1nm_db, false, false};
constexpr Quantity kNonlinearSnr{"snr_nli_signal_bandwidth_db", &QotResult::snr_nli_signal_bandwidth_db,
                                 false, true};
constexpr Quantity kPower{"power_dbm", &QotResult::power_dbm, false, false};
constexpr Quantity kDispersion{"chromatic_dispersion_ps_per_nm", &QotResult::chromatic_dispersion_ps_per_nm,
                               true, false};
constexpr Quantity kPmd{"pmd_ps", &QotResult::pmd_ps, true, false};
constexpr Quantity kLatency{"latency_us", &QotResult::latency_us, true, false};

struct Compared {
  double worst = 0;  ///< greatest difference
  std::size_t values = 0;
};

void compare(Compared& compared, double ours, double theirs, bool is_relative) {
  // Below a picosecond and the like the fifth decimal of the file is all there is.
  const double scale = is_relative ? std::max(std::abs(theirs), 1e-2) : 1.0;
  compared.worst = std::max(compared.worst, std::abs(ours - theirs) / scale);
  EXPECT_TRUE(std::isfinite(ours));
  ++compared.values;
}

class GnpyVectors : public ::testing::Test {
 protected:
  void load(const std::string& name) {
    std::ifstream file(std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/qot/" + name);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto read = formats::read_qot_cases(text);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    cases_ = *read;
    const auto document = boost::json::parse(text);
    for (const auto& each : document.at("cases").as_array()) documents_.push_back(each);
    ASSERT_EQ(cases_.size(), documents_.size());
  }

  /// Over all cases of the model.
  Compared over(const std::string& model, const Quantity& quantity) {
    Compared compared;
    GgnTables tables;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i].model != model) continue;
      const auto result = evaluate(cases_[i], tables);
      EXPECT_TRUE(result.has_value());
      if (!result) continue;
      const auto& ours = (*result).*(quantity.values);
      const auto& theirs = documents_[i].at("expected").at(quantity.name).as_array();
      EXPECT_EQ(ours.size(), theirs.size());
      for (const std::size_t channel : channels_of(i, quantity)) {
        compare(compared, ours.at(channel), theirs.at(channel).to_number<double>(), quantity.is_relative);
      }
    }
    RecordProperty(std::string("worst_") + quantity.name, std::to_string(compared.worst));
    return compared;
  }
  /// What holds of every value that GNPy gives for the analytic model.
  double worst_analytic(const Quantity& quantity) {
    load(kVectors);
    const Compared compared = over(kAnalyticGn, quantity);
    EXPECT_EQ(compared.values, 693U);
    return compared.worst;
  }
  double worst_isrs(const char* file, const Quantity& quantity) {
    load(file);
    const Compared compared = over(kIsrsGgn, quantity);
    EXPECT_GE(compared.values, 27U);
    return compared.worst;
  }

  std::vector<std::size_t> channels_of(std::size_t i, const Quantity& quantity) const {
    std::vector<std::size_t> channels;
    const auto& document = documents_[i].as_object();
    if (quantity.is_of_chosen_channels && document.contains("compare_channels")) {
      for (const auto& each : document.at("compare_channels").as_array()) {
        channels.push_back(each.to_number<std::size_t>());
      }
    } else {
      for (std::size_t channel = 0; channel < cases_[i].channels.front().count; ++channel)
        channels.push_back(channel);
    }
    return channels;
  }

  std::vector<QotCase> cases_;
  std::vector<boost::json::value> documents_;
};

// The file has five decimals, so half a unit of the last one is 5e-6; 1e-4 dB leaves room for summation
// order.
constexpr double kDecibels = 1e-4;
constexpr double kRelative = 1e-3;
// GNPy sums the interference on a grid of frequencies, which moves two channels of 32 GBd by 2e-3 dB.
constexpr double kSummedDecibels = 5e-3;

TEST_F(GnpyVectors, HoldCasesOfBothModels) {
  load(kVectors);
  const auto count = [this](const std::string& model) {
    return std::count_if(cases_.begin(), cases_.end(), [&](const auto& c) { return c.model == model; });
  };
  EXPECT_EQ(count(kAnalyticGn), 66);
  EXPECT_EQ(count(kIsrsGgn), 11);
}
TEST_F(GnpyVectors, GsnrIn0p1nmAgrees) { EXPECT_LT(worst_analytic(kGsnrIn0p1nm), kDecibels); }
TEST_F(GnpyVectors, GsnrInSignalBandwidthAgrees) { EXPECT_LT(worst_analytic(kGsnr), kDecibels); }
TEST_F(GnpyVectors, OsnrOfAmplifiersAgrees) { EXPECT_LT(worst_analytic(kOsnr), kDecibels); }
TEST_F(GnpyVectors, SnrOfNonlinearInterferenceAgrees) { EXPECT_LT(worst_analytic(kNonlinearSnr), kDecibels); }
TEST_F(GnpyVectors, PowerAgrees) { EXPECT_LT(worst_analytic(kPower), kDecibels); }
TEST_F(GnpyVectors, ChromaticDispersionAgrees) { EXPECT_LT(worst_analytic(kDispersion), kRelative); }
TEST_F(GnpyVectors, PolarisationModeDispersionAgrees) { EXPECT_LT(worst_analytic(kPmd), kRelative); }
TEST_F(GnpyVectors, LatencyAgrees) { EXPECT_LT(worst_analytic(kLatency), kRelative); }

class IsrsVectors : public GnpyVectors, public ::testing::WithParamInterface<const char*> {};

TEST_P(IsrsVectors, GsnrIn0p1nmAgrees) { EXPECT_LT(worst_isrs(GetParam(), kGsnrIn0p1nm), kSummedDecibels); }
TEST_P(IsrsVectors, GsnrInSignalBandwidthAgrees) {
  EXPECT_LT(worst_isrs(GetParam(), kGsnr), kSummedDecibels);
}
TEST_P(IsrsVectors, OsnrOfAmplifiersAgrees) { EXPECT_LT(worst_isrs(GetParam(), kOsnr), kDecibels); }
TEST_P(IsrsVectors, SnrOfNonlinearInterferenceAgrees) {
  EXPECT_LT(worst_isrs(GetParam(), kNonlinearSnr), kSummedDecibels);
}
TEST_P(IsrsVectors, PowerAgrees) { EXPECT_LT(worst_isrs(GetParam(), kPower), kDecibels); }
TEST_P(IsrsVectors, ChromaticDispersionAgrees) { EXPECT_LT(worst_isrs(GetParam(), kDispersion), kRelative); }
TEST_P(IsrsVectors, PolarisationModeDispersionAgrees) { EXPECT_LT(worst_isrs(GetParam(), kPmd), kRelative); }
TEST_P(IsrsVectors, LatencyAgrees) { EXPECT_LT(worst_isrs(GetParam(), kLatency), kRelative); }

INSTANTIATE_TEST_SUITE_P(OfBothFiles, IsrsVectors, ::testing::Values(kVectors, kMore),
                         [](const auto& file) { return std::string(file.param).substr(0, 4); });

TEST_F(GnpyVectors, ModelThatIsNotOursIsRefusedByName) {
  load(kVectors);
  QotCase other = cases_.front();
  other.model = "isrs-ggm";
  const auto result = evaluate(other);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr(other.id));
  EXPECT_THAT(result.error().message, HasSubstr("isrs-ggm"));
  EXPECT_THAT(result.error().message, HasSubstr("gn-analytic and isrs-ggn"));
  EXPECT_EQ(result.error().nearest, kIsrsGgn);
}

}  // namespace
}  // namespace lightloom::optics
