#include "topology/optics/fibre.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

TEST(Fibre, LosesItsConnectorsAndItsLength) {
  EXPECT_NEAR(total_loss(test::standard_fibre()).value, 16.5, 1e-12);
  SpectralState state = uniform_comb(3, 193e12, 100e9, 64e9, {1.0});
  propagate(state, test::standard_fibre());
  EXPECT_NEAR(10.0 * std::log10(state.signal_w[1] / 1e-3), -16.5, 1e-12);
}

// 0.2 dB/km: alpha = 0.2 / 4.3429 per km, L_eff = (1 - 10^-1.6) / alpha = 21.17 km.
TEST(Fibre, EffectiveLengthTendsToOneOverAlpha) {
  Fibre fibre = test::standard_fibre();
  EXPECT_NEAR(effective_length_m(fibre), 21'169.0, 1.0);
  fibre.length_m = 1e7;
  EXPECT_NEAR(effective_length_m(fibre) * attenuation_per_m(fibre), 1.0, 1e-12);
  fibre.length_m = 0;
  EXPECT_EQ(effective_length_m(fibre), 0.0);
}

// -D lambda^2 / (2 pi c) at 1550 nm and 16.7 ps/(nm km) is -21.3 ps^2/km (Agrawal, Nonlinear Fiber Optics).
TEST(Fibre, Beta2FollowsFromTheDispersion) {
  EXPECT_NEAR(beta2_s2_per_m(test::standard_fibre(), kReferenceFrequency), -21.3e-27, 0.05e-27);
}

TEST(Fibre, Beta2IsConstantWithoutASlope) {
  const Fibre fibre = test::standard_fibre();
  EXPECT_NEAR(beta2_s2_per_m(fibre, 190e12) / beta2_s2_per_m(fibre, 197e12), 1.0, 1e-12);
}

TEST(Fibre, SlopeChangesTheDispersionAwayFromTheReference) {
  Fibre fibre = test::standard_fibre();
  fibre.dispersion_slope_s_per_m3 = 60.0;  // 0.06 ps/(nm^2 km)
  EXPECT_NEAR(chromatic_dispersion_s_per_m(fibre, kReferenceFrequency), 16.7e-6 * 80e3, 1e-9);
  const double longer = kLightSpeed / 1'560e-9;
  // 10 nm longer: 0.6 ps/(nm km) more; the expansion to third order is good to a hundredth of the change.
  EXPECT_NEAR(beta2_s2_per_m(fibre, longer), -17.3e-6 * 1'560e-9 * 1'560e-9 / (2 * kPi * kLightSpeed), 1e-31);
  EXPECT_GT(chromatic_dispersion_s_per_m(fibre, longer),
            chromatic_dispersion_s_per_m(fibre, kReferenceFrequency));
}

// 2 pi n2 / (lambda A_eff) = 1.27 per W and km for 83 um^2 and n2 = 2.6e-20 m^2/W.
TEST(Fibre, GammaFollowsFromTheEffectiveArea) {
  const Fibre fibre = test::standard_fibre();
  EXPECT_NEAR(gamma_per_w_per_m(fibre, kReferenceFrequency), 1.27e-3, 0.002e-3);
  EXPECT_GT(gamma_per_w_per_m(fibre, 197e12), gamma_per_w_per_m(fibre, 190e12));
  EXPECT_NEAR(effective_area_of_gamma(gamma_per_w_per_m(fibre, kReferenceFrequency)), 83e-12, 1e-18);
}

TEST(Fibre, AddsDispersionDelayAndPmdBySquares) {
  SpectralState state = uniform_comb(1, 193e12, 0, 64e9, {1.0});
  for (int i = 0; i < 4; ++i) propagate(state, test::standard_fibre());
  EXPECT_NEAR(state.dispersion_s_per_m[0] * 1e3, 16.7 * 320, 1e-6);
  EXPECT_NEAR(std::sqrt(state.pmd_squared_s2), 1.265e-15 * std::sqrt(320e3), 1e-20);
  EXPECT_NEAR(state.latency_s, 320e3 * 1.468 / 299'792'458.0, 1e-15);
}

TEST(FrequencyTable, IsLinearBetweenItsPoints) {
  const FrequencyTable table{{190e12, 194e12, 196e12}, {2, 4, 3}};
  EXPECT_DOUBLE_EQ(value_at(table, 191e12), 2.5);
  EXPECT_DOUBLE_EQ(value_at(table, 195e12), 3.5);
  EXPECT_DOUBLE_EQ(value_at(table, 196e12), 3);
  EXPECT_DOUBLE_EQ(value_at(table, 189e12), 2);
  EXPECT_TRUE(covers(table, 190e12));
  EXPECT_FALSE(covers(table, 189.9e12));
  EXPECT_FALSE(covers(table, 196.1e12));
  EXPECT_TRUE(covers({{193e12}, {1}}, 150e12));
}

TEST(Fibre, LosesByFrequencyWhatItsTableSays) {
  Fibre fibre = test::standard_fibre();
  fibre.loss_table = {{193e12, 193.2e12}, {0.2e-3, 0.3e-3}};
  EXPECT_FALSE(has_flat_loss(fibre));
  EXPECT_NEAR(effective_length_m(fibre, 193e12), effective_length_m(test::standard_fibre()), 1e-6);
  SpectralState state = uniform_comb(3, 193e12, 100e9, 64e9, {1.0});
  propagate(state, fibre);
  EXPECT_NEAR(10.0 * std::log10(state.signal_w[0] / 1e-3), -16.5, 1e-9);
  EXPECT_NEAR(10.0 * std::log10(state.signal_w[1] / 1e-3), -20.5, 1e-9);
  EXPECT_NEAR(10.0 * std::log10(state.signal_w[2] / 1e-3), -24.5, 1e-9);
}

TEST(Fibre, LumpedLossesCountButDoNotShortenTheEffectiveLength) {
  Fibre fibre = test::standard_fibre();
  fibre.lumped = {{20e3, {1.5}}, {40e3, {0.5}}};
  EXPECT_NEAR(total_loss(fibre).value, 18.5, 1e-12);
  SpectralState lumped = uniform_comb(3, 193e12, 100e9, 64e9, {1.0});
  SpectralState plain = lumped;
  propagate(lumped, fibre);
  propagate(plain, test::standard_fibre());
  EXPECT_NEAR(10.0 * std::log10(plain.signal_w[1] / lumped.signal_w[1]), 2.0, 1e-9);
  EXPECT_NEAR(plain.nli_w[1] / plain.signal_w[1], lumped.nli_w[1] / lumped.signal_w[1], 1e-15);
}

// Dispersion of beta2(f) = b0 + b1 x + b2 x^2, x = f - f0: its accumulated value is that of b0 + b1 x, as
// formula (4) stops at beta3.
TEST(Fibre, BetaThreeOfACurveIsTheSlopeOfItsParabola) {
  Fibre fibre = test::standard_fibre();
  const double b0 = -21.3e-27;
  const double b1 = 0.6e-39;
  const double b2 = 4e-54;
  for (const double f : {187e12, 190e12, 191e12, 194e12, 197e12, 199e12}) {
    const double x = f - kReferenceFrequency;
    const double beta2 = b0 + b1 * x + b2 * x * x;
    fibre.dispersion_table.frequency_hz.push_back(f);
    fibre.dispersion_table.value.push_back(-beta2 * 2 * kPi * f * f / kLightSpeed);
  }
  EXPECT_FALSE(has_constant_beta2(fibre));
  const double f = 197e12;  // a point of the table, where nothing is interpolated
  const double x = f - kReferenceFrequency;
  const double expected = -(b0 + b1 * x + b2 * x * x + b1 * x) * 2 * kPi * kReferenceFrequency *
                          kReferenceFrequency / kLightSpeed * 80e3;
  EXPECT_NEAR(chromatic_dispersion_s_per_m(fibre, f) / expected, 1.0, 1e-9);
}

TEST(Fibre, OnePointOfDispersionIsAScalarGivenThere) {
  Fibre fibre = test::standard_fibre();
  fibre.dispersion_table = {{kReferenceFrequency}, {1.67e-5}};
  fibre.dispersion_slope_s_per_m3 = 60.0;  // the table takes its place too
  EXPECT_TRUE(has_constant_beta2(fibre));
  EXPECT_NEAR(chromatic_dispersion_s_per_m(fibre, 197e12) /
                  chromatic_dispersion_s_per_m(test::standard_fibre(), 197e12),
              1.0, 1e-12);
}

}  // namespace
}  // namespace lightloom::optics
