#include "topology/optics/amplifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/constants.h"
#include "topology/optics/receiver.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

AmplifierType type_of(double gain_max, double gain_min, double nf_min, double nf_max) {
  AmplifierType type = test::variable_gain_type();
  type.gain_flatmax = {gain_max};
  type.gain_min = {gain_min};
  type.nf_min = {nf_min};
  type.nf_max = {nf_max};
  return type;
}

// 58 dBm is -10 log10(h f 12.5 GHz) at 193.4 THz: OSNR = 58 + P - NF (Desurvire).
TEST(Amplifier, OsnrIsFiftyEightPlusInputLessNoiseFigure) {
  SpectralState state = uniform_comb(1, 193.4e12, 0, 64e9, to_linear(Dbm{-20}));
  amplify(state, Decibel{20}, Decibel{5});
  EXPECT_NEAR(in_0p1nm(-to_decibel(ase_to_signal(state, 0)), 64e9).value, 58.0 - 20.0 - 5.0, 0.05);
  EXPECT_NEAR(signal_power(state, 0).value, 0.0, 1e-12);
}

TEST(NoiseFigureModel, GivesBackTheDataSheetAtBothEnds) {
  for (const auto& type : {type_of(18, 10, 5, 9), type_of(26, 15, 5, 9), type_of(35, 25, 5, 6.5),
                           type_of(26, 15, 6, 10), type_of(16, 8, 6.5, 11)}) {
    const auto model = noise_figure_model(type);
    ASSERT_TRUE(model.has_value()) << model.error().message;
    EXPECT_NEAR(noise_figure(*model, type.gain_flatmax).value, type.nf_min.value, 0.01);
    EXPECT_NEAR(noise_figure(*model, type.gain_min).value, type.nf_max.value, 0.01);
  }
}

TEST(NoiseFigureModel, LessGainNeverMeansLessNoise) {
  const auto model = noise_figure_model(type_of(26, 15, 5, 9)).value();
  for (double gain = 5; gain < 26; gain += 0.5) {
    EXPECT_GE(noise_figure(model, {gain}).value, noise_figure(model, {gain + 0.5}).value);
  }
}

TEST(NoiseFigureModel, PadsBelowTheLeastGainDecibelForDecibel) {
  const auto model = noise_figure_model(type_of(26, 15, 5, 9)).value();
  EXPECT_NEAR(noise_figure(model, {12}).value, noise_figure(model, {15}).value + 3.0, 1e-12);
}

TEST(NoiseFigureModel, IsFlatForAFixedGain) {
  AmplifierType type = type_of(21, 20, 5.5, 5.5);
  type.kind = AmplifierType::Kind::kFixedGain;
  const auto model = noise_figure_model(type).value();
  EXPECT_NEAR(noise_figure(model, {20}).value, 5.5, 1e-12);
  EXPECT_NEAR(noise_figure(model, {21}).value, 5.5, 1e-12);
}

TEST(NoiseFigureModel, RefusesFiguresThatNoTwoStagesHave) {
  const auto model = noise_figure_model(type_of(26, 15, 3, 9));
  ASSERT_FALSE(model.has_value());
  EXPECT_THAT(model.error().message, HasSubstr("line-amp"));
  EXPECT_FALSE(noise_figure_model(type_of(26, 25.9, 5, 15)).has_value());
}

TEST(Amplifier, SaturatesAtItsGreatestPower) {
  EXPECT_NEAR(saturated_gain({20}, {23}, 1e-3).value, 20.0, 1e-12);   // 0 dBm in
  EXPECT_NEAR(saturated_gain({20}, {23}, 10e-3).value, 13.0, 1e-12);  // 10 dBm in
  EXPECT_NEAR(saturated_gain({20}, {23}, 0.0).value, 20.0, 1e-12);
}

RC_GTEST_PROP(Amplifier, TiltKeepsTheMeanGainAndFallsWithFrequency, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(2, 80);
  const double tilt = *rc::gen::inRange(1, 50) * 0.1;
  SpectralState state = uniform_comb(count, 191e12, 50e9, 32e9, {1.0});
  amplify(state, Decibel{10}, Decibel{5}, GainTilt{{tilt}, Mhz{190'600'000}, Mhz{196'600'000}});
  const double mean =
      std::accumulate(state.signal_w.begin(), state.signal_w.end(), 0.0) / static_cast<double>(count);
  RC_ASSERT(std::abs(mean / 10e-3 - 1.0) < 1e-9);
  const double drop = 10.0 * std::log10(state.signal_w.front() / state.signal_w.back());
  const double expected = tilt * static_cast<double>(count - 1) * 50e9 / 6e12;
  RC_ASSERT(std::abs(drop - expected) < 1e-9);
}

}  // namespace
}  // namespace lightloom::optics
