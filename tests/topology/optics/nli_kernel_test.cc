#include "topology/optics/nli_kernel.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

struct Comb {
  std::vector<double> frequency_hz, baud_rate_hz;
};
Comb comb_of(std::size_t count) {
  Comb comb;
  for (std::size_t i = 0; i < count; ++i) comb.frequency_hz.push_back(192e12 + 75e9 * static_cast<double>(i));
  comb.baud_rate_hz.assign(count, 64e9);
  return comb;
}

std::vector<double> nli(const Comb& comb, const Fibre& fibre, const std::vector<double>& reach) {
  std::vector<double> result(reach.size());
  NliKernel(comb.frequency_hz, comb.baud_rate_hz, fibre).nli_to_signal(reach, result);
  return result;
}

TEST(NliKernel, ByDistanceEqualsByPair) {
  for (const std::size_t count : {3UL, 4UL, 6UL, 17UL}) {
    const Comb comb = comb_of(count);
    std::vector<double> reach;
    for (std::size_t i = 0; i < count; ++i) reach.push_back(1.0 + 0.1 * static_cast<double>(i % 5));
    Fibre by_pair = test::standard_fibre();
    // One loss at every frequency, but said by a table.
    by_pair.loss_table = {{190e12, 198e12}, {by_pair.loss_db_per_m, by_pair.loss_db_per_m}};
    const auto left = nli(comb, test::standard_fibre(), reach);
    const auto right = nli(comb, by_pair, reach);
    for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(left[i] / right[i], 1.0, 1e-9);
  }
}

// Formula (25), written out for two channels of different symbol rates on a fibre whose loss differs.
TEST(NliKernel, TakesTheLossOfTheChannelThatActs) {
  const Comb comb{{193e12, 194e12}, {32e9, 64e9}};
  Fibre fibre = test::standard_fibre();
  fibre.loss_table = {{193e12, 194e12}, {0.19e-3, 0.25e-3}};
  const double beta2 = std::abs(beta2_s2_per_m(fibre, 193e12));
  const double gamma = gamma_per_w_per_m(fibre, 193e12);
  const double own = psi_per_square_metre({attenuation_per_m(fibre, 193e12), beta2}, 0, 32e9, 32e9);
  const double other = psi_per_square_metre({attenuation_per_m(fibre, 194e12), beta2}, 1e12, 32e9, 64e9);
  const double expected =
      gamma * gamma * (kSelfWeight * own * 2.0 / (32e9 * 32e9) + kCrossWeight * other * 3.0 / (64e9 * 64e9));
  EXPECT_NEAR(nli(comb, fibre, {2.0, 3.0})[0] / expected, 1.0, 1e-12);
}

TEST(NliKernel, GivesWhatTheSpanGivesToACombOfUnequalPowers) {
  SpectralState state = uniform_comb(9, 193e12, 75e9, 64e9, {1.0});
  for (std::size_t i = 0; i < state.size(); ++i) state.signal_w[i] *= 1.0 + 0.05 * static_cast<double>(i);
  const Fibre fibre = test::standard_fibre();
  std::vector<double> reach;
  for (const double signal : state.signal_w) reach.push_back(std::pow(signal * effective_length_m(fibre), 2));
  std::vector<double> ratio(state.size());
  NliKernel(state.frequency_hz, state.baud_rate_hz, fibre).nli_to_signal(reach, ratio);
  SpectralState behind = state;
  add_nonlinear_interference(behind, fibre);
  for (std::size_t i = 0; i < state.size(); ++i) {
    EXPECT_NEAR(behind.nli_w[i] / (ratio[i] * state.signal_w[i]), 1.0, 1e-9);
  }
}

TEST(NliKernel, KeepsOneCoefficientADistanceWhereItCan) {
  const Comb comb = comb_of(10);
  Fibre fibre = test::standard_fibre();
  EXPECT_EQ(NliKernel(comb.frequency_hz, comb.baud_rate_hz, fibre).weights(), 19U);
  fibre.dispersion_slope_s_per_m3 = 60.0;
  EXPECT_EQ(NliKernel(comb.frequency_hz, comb.baud_rate_hz, fibre).weights(), 100U);
}

TEST(NliKernel, HollowCoreMakesNone) {
  Fibre fibre = test::standard_fibre();
  fibre.nonlinear_index_m2_per_w = 0;
  for (const double ratio : nli(comb_of(5), fibre, std::vector<double>(5, 1.0))) EXPECT_EQ(ratio, 0.0);
}

TEST(NliKernel, KnowsAnEvenComb) {
  Comb comb = comb_of(5);
  EXPECT_TRUE(is_uniform_comb(comb.frequency_hz, comb.baud_rate_hz));
  comb.frequency_hz[4] += 12.5e9;
  EXPECT_FALSE(is_uniform_comb(comb.frequency_hz, comb.baud_rate_hz));
  comb = comb_of(5);
  comb.baud_rate_hz[2] = 32e9;
  EXPECT_FALSE(is_uniform_comb(comb.frequency_hz, comb.baud_rate_hz));
}

}  // namespace
}  // namespace lightloom::optics
