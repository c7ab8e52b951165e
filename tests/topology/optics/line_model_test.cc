#include "topology/optics/line_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/topology/optics/national_network.h"
#include "topology/optics/directed_line.h"
#include "topology/optics/full_load.h"
#include "topology/optics/receiver.h"
#include "topology/optics/roadm.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

const LineModel& national_model() {
  static const LineModel kModel = LineModel::build(test::national_network()).value();
  return kModel;
}

// GNPy prints two decimals, so 0.005 dB is rounding; it also sets the comb half a spacing higher than a grid
// that keeps whole slots inside the band does.
TEST(LineModel, FullLoadAgreesWithGnpyOnEveryNationalRequest) {
  double worst = 0;
  double worst_osnr = 0;
  const auto answers = test::expected_answers();
  EXPECT_EQ(answers.size(), 60U);
  for (const auto& answer : answers) {
    const double gsnr = national_model().full_load_gsnr_0p1nm(answer.mode, answer.hops).value;
    const double osnr = national_model().full_load_osnr_ase_0p1nm(answer.mode, answer.hops).value;
    EXPECT_NEAR(gsnr, answer.gsnr_0p1nm_db, 0.01) << "request " << answer.id;
    EXPECT_NEAR(osnr, answer.osnr_0p1nm_db, 0.01) << "request " << answer.id;
    worst = std::max(worst, std::abs(gsnr - answer.gsnr_0p1nm_db));
    worst_osnr = std::max(worst_osnr, std::abs(osnr - answer.osnr_0p1nm_db));
  }
  RecordProperty("worst_gsnr_db", std::to_string(worst));
  RecordProperty("worst_osnr_db", std::to_string(worst_osnr));
}

}  // namespace
}  // namespace lightloom::optics
