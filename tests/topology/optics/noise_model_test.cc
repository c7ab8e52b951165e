#include "topology/optics/noise_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lightloom::optics {
namespace {

double figure(const NoiseModel& model, double gain, double input = -20) {
  return noise_figure(model, {gain}, {input}).value;
}

TEST(NoiseModel, PolynomialIsOfTheGainLessTheGreatest) {
  const PolynomialNoise model{{0.01, -0.2, 5.5}, {15}, {25}};
  EXPECT_NEAR(figure(StageNoise{model}, 25), 5.5, 1e-12);
  EXPECT_NEAR(figure(StageNoise{model}, 20), 0.01 * 25 + 0.2 * 5 + 5.5, 1e-12);
  // Above the greatest gain nothing more is gained; below the least it pads.
  EXPECT_NEAR(figure(StageNoise{model}, 27), 5.5, 1e-12);
  EXPECT_NEAR(figure(StageNoise{model}, 13), 0.01 * 100 + 0.2 * 10 + 5.5 + 2, 1e-12);
}

// OpenROADM 4's standard ILA at -20 dBm: OSNR = -8.104e-4 P^3 - 6.221e-2 P^2 - 5.889e-1 P + 37.62 = 30.9972
// dB.
TEST(NoiseModel, OpenRoadmStatesAnOsnr) {
  const OpenRoadmLineNoise model{{-8.104e-4, -6.221e-2, -5.889e-1, 37.62}, {0}};
  const double osnr = -8.104e-4 * -8000 - 6.221e-2 * 400 - 5.889e-1 * -20 + 37.62;
  EXPECT_NEAR(figure(StageNoise{model}, 10), 58 - 20 - osnr, 1e-12);
  EXPECT_NEAR(figure(StageNoise{model}, 20), figure(StageNoise{model}, 10), 1e-12);
  EXPECT_TRUE(depends_on_input(StageNoise{model}));
}

// The mask: OSNR is min((4 P + 275)/7, 33) dB.
TEST(NoiseModel, OpenRoadmPreampMeetsItsMask) {
  const NoiseModel model = StageNoise{OpenRoadmPreampNoise{}};
  EXPECT_NEAR(figure(model, 10, -17), 58 - 17 - (275.0 - 68) / 7, 1e-12);
  EXPECT_NEAR(figure(model, 10, -5), 58 - 5 - 33, 1e-12);
}

TEST(NoiseModel, ABoosterOfOpenRoadmAddsNothing) {
  EXPECT_EQ(to_linear(noise_figure(StageNoise{Noiseless{}}, {20}, {-20})).value, 0.0);
}

// Friis: the second stage's noise over the first one's gain.
TEST(NoiseModel, SecondStageIsSeenThroughTheFirst) {
  NoiseFigureModel first;
  first.is_constant = true;
  first.first_stage = {5};
  NoiseFigureModel second = first;
  second.first_stage = {9};
  second.gain_min = {8};
  const NoiseModel model = DualStageNoise{first, second, {20}};
  const double expected = std::pow(10, 0.5) + std::pow(10, (9.0 - 20) / 10);
  EXPECT_NEAR(figure(model, 30), 10 * std::log10(expected), 1e-12);
  // 25 dB leave 5 dB to a second stage that has at least 8: three of padding.
  const double padded = std::pow(10, 0.5) + std::pow(10, (12.0 - 20) / 10);
  EXPECT_NEAR(figure(model, 25), 10 * std::log10(padded), 1e-12);
  EXPECT_FALSE(depends_on_input(model));
}

}  // namespace
}  // namespace lightloom::optics
