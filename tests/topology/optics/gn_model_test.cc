#include "topology/optics/gn_model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/constants.h"
#include "topology/optics/receiver.h"

namespace lightloom::optics {
namespace {

SpectralState comb(std::size_t count, double spacing_hz, double launch_dbm) {
  return uniform_comb(count, 192e12, spacing_hz, 64e9, to_linear(Dbm{launch_dbm}));
}

TEST(GnModel, OneDecibelMoreLaunchTakesTwoDecibelsOfNonlinearSnr) {
  SpectralState low = comb(11, 75e9, 0);
  SpectralState high = comb(11, 75e9, 1);
  add_nonlinear_interference(low, test::standard_fibre());
  add_nonlinear_interference(high, test::standard_fibre());
  for (std::size_t i = 0; i < low.size(); ++i) {
    EXPECT_NEAR(to_decibel(nli_to_signal(high, i)).value - to_decibel(nli_to_signal(low, i)).value, 2.0,
                1e-9);
  }
}

TEST(GnModel, MiddleChannelSuffersMost) {
  SpectralState state = comb(41, 75e9, 0);
  add_nonlinear_interference(state, test::standard_fibre());
  EXPECT_GT(state.nli_w[20], state.nli_w[0]);
  EXPECT_GT(state.nli_w[20], state.nli_w[40]);
}

// At an angle below a thousandth asinh is its argument, so psi tends to pi B B' / 4 whatever the fibre.
TEST(GnModel, PsiWithoutDispersionIsTheLimitOfLittleDispersion) {
  const double limit = psi_per_square_metre({4.6e-5, 0.0}, 75e9, 64e9, 32e9);
  const double little = psi_per_square_metre({4.6e-5, 1e-30}, 75e9, 64e9, 32e9);
  EXPECT_NEAR(little / limit, 1.0, 1e-6);
}

TEST(GnModel, PsiIsTheSameOnBothSidesOfTheChannel) {
  const PsiFibre fibre{4.6e-5, 2.1e-26};
  EXPECT_NEAR(
      psi_per_square_metre(fibre, 150e9, 64e9, 32e9) / psi_per_square_metre(fibre, -150e9, 64e9, 32e9), 1.0,
      1e-12);
}

RC_GTEST_PROP(GnModel, PrefixSumsOverDistanceEqualTheSumOverPairs, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 60);
  const double spacing = *rc::gen::inRange(70, 300) * 1e9;
  SpectralState by_pairs = comb(count, spacing, 3);
  const Fibre fibre = test::standard_fibre();
  const PsiFibre psi{attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, kReferenceFrequency))};
  const auto factors = uniform_comb_factors(psi, count, spacing, 64e9);
  // A comb that is not quite uniform is summed pair by pair.
  by_pairs.baud_rate_hz.back() *= 1.0 + 1e-12;
  add_nonlinear_interference(by_pairs, fibre);
  const double power = by_pairs.signal_w[0];
  for (std::size_t i = 0; i < count; ++i) {
    const double reach = gamma_per_w_per_m(fibre, by_pairs.frequency_hz[i]) * effective_length_m(fibre);
    const double expected = power * power * power * reach * reach * factors[i];
    RC_ASSERT(std::abs(by_pairs.nli_w[i] / expected - 1.0) < 1e-7);
  }
}

RC_GTEST_PROP(GnModel, SumOverDistancesEqualsTheSumOverPairs, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(3, 40);
  SpectralState by_distance = comb(count, 75e9, 0);
  for (std::size_t i = 0; i < count; ++i) by_distance.signal_w[i] *= 1.0 + 0.01 * static_cast<double>(i);
  SpectralState by_pair = by_distance;
  by_pair.baud_rate_hz.back() *= 1.0 + 1e-12;
  add_nonlinear_interference(by_distance, test::standard_fibre());
  add_nonlinear_interference(by_pair, test::standard_fibre());
  for (std::size_t i = 0; i < count; ++i) {
    RC_ASSERT(std::abs(by_distance.nli_w[i] / by_pair.nli_w[i] - 1.0) < 1e-7);
  }
}

TEST(GnModel, UnequalChannelsActByTheSquareOfTheirOwnPower) {
  SpectralState dark = comb(2, 100e9, 0);
  SpectralState bright = dark;
  bright.signal_w[1] *= 2;
  dark.signal_w[1] = 0;
  SpectralState one = comb(2, 100e9, 0);
  for (auto* state : {&dark, &bright, &one}) add_nonlinear_interference(*state, test::standard_fibre());
  const double from_equal = one.nli_w[0] - dark.nli_w[0];
  EXPECT_NEAR((bright.nli_w[0] - dark.nli_w[0]) / from_equal, 4.0, 1e-9);
}

}  // namespace
}  // namespace lightloom::optics
