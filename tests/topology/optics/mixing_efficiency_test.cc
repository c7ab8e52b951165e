#include "topology/optics/mixing_efficiency.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <complex>

#include "topology/optics/channel_overlap.h"
#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

PowerProfiles decaying(double length_m, const std::vector<double>& attenuation) {
  PowerProfiles profiles;
  for (double z = 0; z < length_m; z += kProfileStepM) profiles.z_m.push_back(z);
  profiles.z_m.push_back(length_m);
  profiles.attenuation_per_m = attenuation;
  for (const double alpha : attenuation) {
    for (const double z : profiles.z_m) profiles.ratio.push_back(std::exp(-alpha * z));
  }
  return profiles;
}

RC_GTEST_PROP(MixingEfficiency, OfADecayIsItsTransform, ()) {
  const double length = *rc::gen::inRange(1, 300'000);
  const double alpha = *rc::gen::inRange(1, 1'000) * 1e-7;
  const MismatchGrid grid = mismatch_grid();
  const auto efficiency = mixing_efficiencies(decaying(length, {alpha}), grid).front();
  for (std::size_t m = 0; m < grid.kappa_per_m.size(); ++m) {
    const std::complex<double> w(-alpha, grid.kappa_per_m[m]);
    const double exact = std::norm((std::exp(w * length) - 1.0) / w);
    RC_ASSERT(std::abs(efficiency.at_grid[m] - exact) <= 1e-7 * efficiency.at_grid[0]);
  }
  const double square = -std::expm1(-2 * alpha * length) / (2 * alpha);
  RC_ASSERT(std::abs(efficiency.square_length_m / square - 1) < 1e-6);
}

// Channels whose losses differ a little share integrals; what that costs stays below a thousandth.
TEST(MixingEfficiency, SharedIntegralsAreNearEachOnesOwn) {
  const MismatchGrid grid = mismatch_grid();
  const auto together = mixing_efficiencies(decaying(80e3, {4.2e-5, 4.3e-5, 4.39e-5, 4.9e-5}), grid);
  const auto alone = mixing_efficiencies(decaying(80e3, {4.39e-5}), grid).front();
  for (std::size_t m = 0; m < grid.kappa_per_m.size(); ++m) {
    EXPECT_NEAR(together[2].at_grid[m], alone.at_grid[m], 1e-3 * alone.at_grid[0]);
  }
  EXPECT_NEAR(together[2].square_length_m / alone.square_length_m, 1.0, 1e-3);
}

// Parseval: over all mismatches the efficiency is pi times the integral of the squared power.
TEST(MixingEfficiency, SumsToTheSquareOfPower) {
  const MismatchGrid grid = mismatch_grid();
  const auto efficiency = mixing_efficiencies(decaying(80e3, {4.6e-5}), grid).front();
  double sum = efficiency.at_grid[0] * kLeastMismatch;
  for (std::size_t i = 1; i < grid.edge_per_m.size(); ++i) {
    for (std::size_t point = 0; point < 3; ++point) {
      sum += kThreePoints.at(point).weight * (grid.edge_per_m[i] - grid.edge_per_m[i - 1]) *
             efficiency.at_grid[3 * i - 2 + point];
    }
  }
  EXPECT_NEAR(sum / (kPi * efficiency.square_length_m), 1.0, 1e-3);
}

TEST(CosineTail, IsTheIntegralOnBothSidesOfOne) {
  for (const double t : {0.2, 0.99, 1.01, 3.0, 20.0}) {
    // The midpoint rule to a whole number of turns, where the rest is a few millionths.
    const double end = t + 100 * 2 * kPi;
    constexpr int kSteps = 2'000'000;
    const double step = (end - t) / kSteps;
    double sum = 0;
    for (int i = 0; i < kSteps; ++i) {
      const double x = t + (i + 0.5) * step;
      sum += std::cos(x) / (x * x);
    }
    EXPECT_NEAR(cosine_tail(t), sum * step, 5e-6) << t;
  }
}

// Where everything is in phase what counts is the area of the product, whatever the distance.
RC_GTEST_PROP(ChannelOverlap, WeightsSumToTheAreaOfTheProduct, ()) {
  const double baud = *rc::gen::inRange(30, 140) * 1e9;
  const double other = *rc::gen::inRange(30, 140) * 1e9;
  const double roll_off = *rc::gen::inRange(2, 40) * 0.01;
  const double distance = *rc::gen::element(0.0, 1.0, -1.0) * (baud + other) * 0.6;
  const MismatchGrid grid = mismatch_grid();
  const auto sum_of = [&](double beta2) {
    double sum = 0;
    for (const double w : overlap_weights({beta2, 0, distance, {baud, roll_off}, {other, roll_off}}, grid))
      sum += w;
    return sum;
  };
  const double in_phase = sum_of(0);
  RC_ASSERT(in_phase > 0);
  RC_ASSERT(std::abs(sum_of(-21.3e-27) / in_phase - 1) < 0.005);
  RC_ASSERT(std::abs(sum_of(-6.4e-27) / in_phase - 1) < 0.005);
}

}  // namespace
}  // namespace lightloom::optics
