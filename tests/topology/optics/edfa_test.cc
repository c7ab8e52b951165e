#include "topology/optics/edfa.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/amplifier.h"

namespace lightloom::optics {
namespace {

const GainProfile kFlat{191e12, 196e12, {}, {}, {}};

NoiseModel two_stages() { return StageNoise{noise_figure_model(test::variable_gain_type()).value()}; }

SpectralState comb() { return uniform_comb(7, 193e12, 100e9, 64e9, to_linear(Dbm{-18})); }

std::optional<double> amplify_all(SpectralState& state, const Edfa& edfa, const GainProfile& profile,
                                  double tilt) {
  std::vector<double> scratch(2 * state.size());
  return edfa.amplify(state, {0, state.size()}, GainShape(profile, {tilt}, state.frequency_hz), scratch);
}

TEST(Edfa, IsThePlainAmplifierWhereItIsFlat) {
  SpectralState state = comb();
  SpectralState expected = state;
  const auto grown = amplify_all(state, Edfa({{20}, {1}, {23}}, two_stages()), kFlat, 0);
  amplify(expected, Decibel{20}, noise_figure(two_stages(), {20}, {}));
  scale(expected, to_linear(Decibel{-1}).value);
  ASSERT_TRUE(grown.has_value());
  EXPECT_NEAR(*grown, std::pow(10, 1.9), 1e-9);
  for (std::size_t i = 0; i < state.size(); ++i) {
    EXPECT_NEAR(state.signal_w[i] / expected.signal_w[i], 1.0, 1e-12);
    EXPECT_NEAR(state.ase_w[i] / expected.ase_w[i], 1.0, 1e-12);
  }
}

TEST(Edfa, SaturatesAndTakesTheNoiseFigureOfTheGainReached) {
  SpectralState state = comb();
  SpectralState expected = state;
  const double input = total_power_w(state);
  amplify_all(state, Edfa({{24}, {0}, {8}}, two_stages()), kFlat, 0);
  const Decibel reached = saturated_gain({24}, {8}, input);
  amplify(expected, reached, noise_figure(two_stages(), reached, {}));
  EXPECT_LT(reached.value, 24);
  EXPECT_NEAR(state.signal_w[3] / expected.signal_w[3], 1.0, 1e-12);
  EXPECT_NEAR(state.ase_w[3] / expected.ase_w[3], 1.0, 1e-12);
}

TEST(Edfa, LeavesChannelsOutsideItsRangeAlone) {
  SpectralState state = comb();
  const SpectralState before = state;
  std::vector<double> scratch(2 * state.size());
  const std::span<const double> all(state.frequency_hz);
  const GainShape shape(kFlat, {0}, all.subspan(2, 3));
  Edfa({{20}, {0}, {23}}, two_stages()).amplify(state, {2, 5}, shape, scratch);
  for (const std::size_t outside : {0UL, 1UL, 5UL, 6UL}) {
    EXPECT_EQ(state.signal_w[outside], before.signal_w[outside]);
    EXPECT_EQ(state.ase_w[outside], 0.0);
  }
  EXPECT_GT(state.signal_w[2], before.signal_w[2]);
}

TEST(Edfa, SaysWhereChannelsAreNotTreatedAlike) {
  SpectralState state = comb();
  const GainProfile profile{191e12, 196e12, {1.0, 2.0}, {0.5, -0.5}, {}};
  EXPECT_FALSE(amplify_all(state, Edfa({{20}, {0}, {23}}, two_stages()), profile, 0).has_value());
  EXPECT_GT(state.signal_w.front(), state.signal_w.back());
  // ASE grows with its channel: over the signal it is that of the same noise figure.
  const auto ratio = [&](std::size_t i) {
    return state.ase_w[i] / (state.signal_w[i] * state.frequency_hz[i]);
  };
  EXPECT_NEAR(ratio(0) / ratio(6), 1.0, 1e-12);
}

// 100 GHz apart at -18 dBm is -21.01 dBm in 50 GHz.
TEST(Edfa, AsksOpenRoadmForItsInputPer50Ghz) {
  SpectralState state = comb();
  amplify_all(state, Edfa({{20}, {0}, {23}}, StageNoise{OpenRoadmPreampNoise{}}), kFlat, 0);
  const double input = -18 - 10 * std::log10(2.0);
  SpectralState expected = comb();
  amplify(expected, Decibel{20}, Decibel{input + 58 - (4 * input + 275) / 7});
  EXPECT_NEAR(state.ase_w[0] / expected.ase_w[0], 1.0, 1e-9);
}

}  // namespace
}  // namespace lightloom::optics
