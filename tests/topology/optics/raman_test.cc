#include "topology/optics/raman.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

SpectralState comb(std::size_t count, double spacing_hz, double launch_w) {
  return uniform_comb(count, 191e12, spacing_hz, 64e9, {launch_w * 1e3});
}

double decibels(double ratio) { return 10.0 * std::log10(ratio); }

/// What the lowest channel has over the highest one at the far end.
double tilt_db(const SpectralState& state, const Fibre& fibre) {
  const auto profiles = raman_profiles(state, fibre);
  return decibels(profiles.at_end(0) / profiles.at_end(state.size() - 1));
}

/// The equation itself, dP_i/dz = -alpha P_i + P_i sum C_ij P_j, by Runge and Kutta's steps of `step_m`.
std::vector<double> integrated(const SpectralState& state, const Fibre& fibre, double step_m) {
  const RamanCoefficients coefficients(state.frequency_hz, fibre);
  const double alpha = attenuation_per_m(fibre);
  const std::size_t n = state.size();
  const auto slope = [&](const std::vector<double>& power) {
    std::vector<double> gain(n);
    coefficients.apply(power, gain);
    for (std::size_t i = 0; i < n; ++i) gain[i] = (gain[i] - alpha) * power[i];
    return gain;
  };
  const auto moved = [n](const std::vector<double>& from, const std::vector<double>& by, double factor) {
    std::vector<double> result(n);
    for (std::size_t i = 0; i < n; ++i) result[i] = from[i] + by[i] * factor;
    return result;
  };
  std::vector<double> power = state.signal_w;
  for (double z = 0; z < fibre.length_m - step_m / 2; z += step_m) {
    const auto k1 = slope(power);
    const auto k2 = slope(moved(power, k1, step_m / 2));
    const auto k3 = slope(moved(power, k2, step_m / 2));
    const auto k4 = slope(moved(power, k3, step_m));
    for (std::size_t i = 0; i < n; ++i) power[i] += step_m / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
  return power;
}

TEST(Raman, WithoutPowerOnlyTheGlassTakesLight) {
  const auto profiles = raman_profiles(comb(5, 1e12, 0), test::standard_fibre());
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(decibels(profiles.at_end(i)), -16.0, 1e-9);
}

TEST(Raman, IsGivenEveryTenKilometresAndAtTheEnd) {
  Fibre fibre = test::standard_fibre();
  fibre.length_m = 25e3;
  fibre.lumped = {{12e3, {1}}};
  EXPECT_EQ(raman_profiles(comb(2, 1e12, 1e-3), fibre).z_m, (std::vector<double>{0, 10e3, 12e3, 20e3, 25e3}));
}

// First order in power: the tilt in dB is twice as much at twice the power.
TEST(Raman, TiltGrowsInProportionToSmallPowers) {
  const Fibre fibre = test::standard_fibre();
  const double once = tilt_db(comb(40, 100e9, 1e-5), fibre);
  EXPECT_GT(once, 0);
  EXPECT_NEAR(tilt_db(comb(40, 100e9, 2e-5), fibre) / once, 2.0, 1e-3);
}

// Agrawal, Nonlinear Fiber Optics, ch. 8: the peak lies near 13.2 THz. With 83 um^2 and the pump at 1500 nm
// it is around 0.38 /(W km).
TEST(Raman, PeaksAtThirteenTerahertz) {
  const RamanCoefficients near({{186.8e12, 193e12, 194.5e12, 196e12, 200e12}}, test::standard_fibre());
  const double peak = near.at(0, 4);
  EXPECT_NEAR(peak, 0.38e-3, 0.04e-3);
  EXPECT_GT(peak, 3 * near.at(3, 4));
  EXPECT_GT(near.at(1, 4), near.at(2, 4));
}

TEST(Raman, SecondOrderFollowsTheEquation) {
  const Fibre fibre = test::standard_fibre();
  const SpectralState state = comb(50, 100e9, 1.5e-3);
  const auto profiles = raman_profiles(state, fibre);
  const auto exact = integrated(state, fibre, 500);
  EXPECT_GT(tilt_db(state, fibre), 0.9);
  for (std::size_t i = 0; i < state.size(); ++i) {
    // The third order of a tilt of 1 dB.
    EXPECT_NEAR(decibels(state.signal_w[i] * profiles.at_end(i) / exact[i]), 0.0, 0.01);
  }
}

// What one channel takes another gives: power only leaves by the glass's own loss.
RC_GTEST_PROP(Raman, PassesOnWhatItTakes, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 40);
  SpectralState state = comb(count, *rc::gen::inRange(70, 250) * 1e9, 0);
  for (double& power : state.signal_w) power = *rc::gen::inRange(0, 1000) * 1e-7;
  Fibre fibre = test::standard_fibre();
  fibre.effective_area_m2 = *rc::gen::inRange(60, 150) * 1e-12;
  const RamanCoefficients coefficients(state.frequency_hz, fibre);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) RC_ASSERT(coefficients.at(i, j) == -coefficients.at(j, i));
  }
  const auto profiles = raman_profiles(state, fibre, coefficients);
  double at_end = 0;
  for (std::size_t i = 0; i < count; ++i) at_end += state.signal_w[i] * profiles.at_end(i);
  const double total = std::accumulate(state.signal_w.begin(), state.signal_w.end(), 0.0);
  RC_ASSERT(std::abs(at_end - total * std::exp(-attenuation_per_m(fibre) * fibre.length_m)) <= 1e-5 * at_end);
}

TEST(Raman, HigherChannelGivesAndLowerOneTakes) {
  const RamanCoefficients coefficients({{192e12, 196e12}}, test::standard_fibre());
  EXPECT_GT(coefficients.at(0, 1), 0);
  EXPECT_LT(coefficients.at(1, 0), 0);
  EXPECT_EQ(coefficients.at(1, 1), 0);
}

TEST(Raman, LumpedLossWeakensWhatFollowsIt) {
  Fibre fibre = test::standard_fibre();
  const SpectralState state = comb(40, 100e9, 2e-3);
  const auto without = raman_profiles(state, fibre);
  fibre.lumped = {{10e3, {3}}};
  const auto with = raman_profiles(state, fibre);
  EXPECT_EQ(with.of(0)[1], without.of(0)[1]);
  const double lost = decibels(with.at_end(20) / without.at_end(20));
  EXPECT_NEAR(lost, -3.0, 0.1);
  // Less light, less tilt.
  EXPECT_LT(decibels(with.at_end(0) / with.at_end(39)), decibels(without.at_end(0) / without.at_end(39)));
}

TEST(Raman, EachChannelHasItsOwnLoss) {
  Fibre fibre = test::standard_fibre();
  fibre.loss_table = {{190e12, 200e12}, {0.18e-3, 0.28e-3}};
  const auto profiles = raman_profiles(comb(2, 1e12, 1e-9), fibre);
  EXPECT_NEAR(decibels(profiles.at_end(0)), -0.19 * 80, 1e-4);
  EXPECT_NEAR(decibels(profiles.at_end(1)), -0.20 * 80, 1e-4);
}

TEST(Raman, CurveThatIsGivenReplacesThatOfSilica) {
  Fibre fibre = test::standard_fibre();
  const SpectralState state = comb(2, 5e12, 1e-3);
  fibre.raman = {206e12, {0, 10e12}, {0, 4e-4}};
  const double once = tilt_db(state, fibre);
  fibre.raman.gain_per_w_per_m = {0, 8e-4};
  EXPECT_NEAR(tilt_db(state, fibre) / once, 2.0, 0.01);
  fibre.raman.gain_per_w_per_m = {0, 0};
  EXPECT_NEAR(tilt_db(state, fibre), 0.0, 1e-12);
}

// GNPy 2.12 with the same curve as raman_coefficient, perturbative, second order, every 100 m.
TEST(Raman, CurveThatIsGivenActsAsInGnpy) {
  Fibre fibre = test::standard_fibre();
  fibre.effective_area_m2 = 72e-12;
  fibre.raman = {206e12, {0, 2e12, 8e12, 13e12, 18e12}, {0, 1e-4, 3e-4, 4e-4, 1e-4}};
  const auto profiles = raman_profiles(uniform_comb(40, 191.4e12, 100e9, 64e9, {2.0}), fibre);
  EXPECT_NEAR(2e-3 * profiles.at_end(0) / 5.7205131726090646e-05, 1.0, 1e-6);
  EXPECT_NEAR(2e-3 * profiles.at_end(20) / 4.990817642006282e-05, 1.0, 1e-6);
  EXPECT_NEAR(2e-3 * profiles.at_end(39) / 4.3767458131294446e-05, 1.0, 1e-6);
}

TEST(Raman, HollowCoreHasNone) {
  Fibre fibre = test::standard_fibre();
  fibre.nonlinear_index_m2_per_w = 0;
  EXPECT_NEAR(tilt_db(comb(40, 100e9, 10e-3), fibre), 0.0, 1e-12);
}

}  // namespace
}  // namespace lightloom::optics
