#include "topology/optics/gain_shape.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace lightloom::optics {
namespace {

GainProfile rising_dgt() { return {191e12, 196e12, {1.0, 1.3, 1.7, 2.2, 2.6}, {}, {}}; }

std::vector<double> frequencies(std::size_t count) {
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(191.5e12 + 4e12 * static_cast<double>(i) / static_cast<double>(count));
  }
  return result;
}

std::vector<double> factors(const GainShape& shape, const std::vector<double>& input) {
  std::vector<double> result(input.size());
  shape.factors(input, result);
  return result;
}

double mean_gain(const std::vector<double>& factors, const std::vector<double>& input) {
  return std::inner_product(factors.begin(), factors.end(), input.begin(), 0.0) /
         std::accumulate(input.begin(), input.end(), 0.0);
}

TEST(GainShape, IsFlatWithoutRippleAndTilt) {
  const GainShape shape(rising_dgt(), {0}, frequencies(20));
  EXPECT_TRUE(shape.is_flat());
  EXPECT_TRUE(shape.noise_factors().empty());
  for (const double factor : factors(shape, std::vector<double>(20, 1e-3))) EXPECT_EQ(factor, 1.0);
}

TEST(GainShape, OneChannelHasTheSetGain) {
  GainProfile profile = rising_dgt();
  profile.gain_ripple_db = {0.3, -0.4};
  EXPECT_TRUE(GainShape(profile, {2}, frequencies(1)).is_flat());
}

// Tilt falls towards high frequencies; its line has the slope tilt / band.
TEST(GainShape, TiltFallsOverTheBand) {
  const auto channels = frequencies(40);
  const auto result = factors(GainShape(rising_dgt(), {1.5}, channels), std::vector<double>(40, 1e-3));
  const double fall = 10.0 * std::log10(result.front() / result.back());
  EXPECT_NEAR(fall, 1.5 * (channels.back() - channels.front()) / 5e12, 0.1);
}

// What comes out is what goes in times the set gain, whatever the shape and the load: to what one step of the
// secant leaves, a hundredth of a decibel here.
TEST(GainShape, MeanOverTheLightIsTheSetGain) {
  GainProfile profile = rising_dgt();
  profile.gain_ripple_db = {0.4, -0.3, 0.2, -0.5, 0.3};
  std::vector<double> input;
  for (std::size_t i = 0; i < 30; ++i) input.push_back(1e-3 * (1.0 + 0.04 * static_cast<double>(i)));
  for (const double tilt : {-3.0, 0.0, 1.0, 4.0}) {
    const GainShape shape(profile, {tilt}, frequencies(30));
    EXPECT_FALSE(shape.is_flat());
    EXPECT_NEAR(10.0 * std::log10(mean_gain(factors(shape, input), input)), 0.0, 0.01) << tilt;
  }
}

// A load at one end only moves the gain along the dynamic gain tilt, far enough to leave the polynomial.
TEST(GainShape, AnswersAnUnevenLoadByTheDynamicGainTilt) {
  GainProfile profile = rising_dgt();
  profile.gain_ripple_db = {3.0, 1.0, 0.0, -1.0, -3.0};
  const auto channels = frequencies(30);
  std::vector<double> low(30, 1e-9);
  std::vector<double> even(30, 1e-3);
  for (std::size_t i = 0; i < 5; ++i) low[i] = 1e-3;
  const GainShape shape(profile, {0}, channels);
  const auto uneven = factors(shape, low);
  const auto full = factors(shape, even);
  EXPECT_LT(uneven.front(), full.front());
  // The two differ by a multiple of the DGT in decibels: 1.13 at the first channel and 2.49 at the last.
  const auto change = [&](std::size_t i) { return std::log10(uneven[i] / full[i]); };
  const auto dgt = [&](double frequency) {
    const double at = (frequency - 191e12) / 1.25e12;
    const auto left = static_cast<std::size_t>(at);
    return profile.dgt[left] + (at - std::floor(at)) * (profile.dgt[left + 1] - profile.dgt[left]);
  };
  EXPECT_NEAR(change(29) / change(0), dgt(channels[29]) / dgt(channels[0]), 1e-9);
}

TEST(GainShape, RippleOfTheNoiseFigureIsLinearBetweenEqualSteps) {
  GainProfile profile = rising_dgt();
  profile.nf_ripple_db = {0.0, 1.0, 0.0};
  const GainShape shape(profile, {0}, std::vector<double>{192.25e12, 193.5e12, 197e12});
  ASSERT_EQ(shape.noise_factors().size(), 3U);
  EXPECT_NEAR(10 * std::log10(shape.noise_factors()[0]), 0.5, 1e-12);
  EXPECT_NEAR(10 * std::log10(shape.noise_factors()[1]), 1.0, 1e-12);
  EXPECT_NEAR(10 * std::log10(shape.noise_factors()[2]), 0.0, 1e-12);
}

}  // namespace
}  // namespace lightloom::optics
