// The parts that light passes, one by one: glass, amplifiers, ROADMs, receivers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "lab/glass/constants.h"
#include "lab/glass/edfa.h"
#include "lab/glass/receiver.h"
#include "lab/glass/roadm.h"
#include "lab/glass/silica.h"

namespace lightloom::lab::physics {
namespace {

FibreType standard_fibre() {
  FibreType type;
  type.dispersion_s_per_m2 = 1.67e-5;
  type.effective_area_m2 = 83e-12;
  return type;
}

AmplifierType two_stage_type() {
  AmplifierType type;
  type.gain_min = {15};
  type.gain_flatmax = {26};
  type.nf_min = {5};
  type.nf_max = {9};
  type.p_max = {23};
  return type;
}

TEST(Silica, DispersesAsTheDataSheetSaysAt1550Nanometres) {
  EXPECT_NEAR(dispersion_s_per_m2(standard_fibre(), kReferenceFrequencyHz), 1.67e-5, 1e-15);
  EXPECT_NEAR(beta2_s2_per_m(standard_fibre(), kReferenceFrequencyHz), -2.130e-26, 1e-29);
}

TEST(Silica, KeepsBeta2OverTheBandWithoutASlope) {
  EXPECT_NEAR(beta2_s2_per_m(standard_fibre(), 191e12) / beta2_s2_per_m(standard_fibre(), 196e12), 1.0,
              1e-12);
}

TEST(Silica, DispersesMoreAtLongerWavelengthsWithASlope) {
  FibreType type = standard_fibre();
  type.dispersion_slope_s_per_m3 = 60.0;
  const double longer = kLightSpeed / 1'560e-9;
  EXPECT_NEAR(dispersion_s_per_m2(type, longer), 1.67e-5 + 60.0 * 10e-9, 1e-12);
}

TEST(Silica, TakesGammaFromTheAreaOrTheAreaFromGamma) {
  const double gamma = gamma_per_w_per_m(standard_fibre(), kReferenceFrequencyHz);
  EXPECT_NEAR(gamma, 1.27e-3, 1e-5);
  FibreType given;
  given.gamma_per_w_per_m = gamma;
  EXPECT_NEAR(gamma_per_w_per_m(given, 192e12), gamma_per_w_per_m(standard_fibre(), 192e12), 1e-12);
  EXPECT_EQ(gamma_per_w_per_m(FibreType{}, 192e12), 0);
}

TEST(TwoStageNoise, GivesBothFiguresOfTheDataSheet) {
  const TwoStageNoise noise(two_stage_type());
  EXPECT_NEAR(to_decibel(LinearRatio{noise.factor_at({26})}).value, 5.0, 1e-9);
  EXPECT_NEAR(to_decibel(LinearRatio{noise.factor_at({15})}).value, 9.0, 1e-9);
  EXPECT_EQ(noise.factor_at({10}), noise.factor_at({15}));
}

TEST(TwoStageNoise, ImprovesWithGain) {
  const TwoStageNoise noise(two_stage_type());
  for (double gain = 15; gain < 30; gain += 0.5)
    EXPECT_GT(noise.factor_at({gain}), noise.factor_at({gain + 0.5}));
}

TEST(TwoStageNoise, IsOneFigureWhereTheDataSheetHasOne) {
  AmplifierType type = two_stage_type();
  type.nf_max = type.nf_min;
  EXPECT_DOUBLE_EQ(TwoStageNoise(type).factor_at({15}), ratio({5}));
  type = two_stage_type();
  type.kind = AmplifierType::Kind::kFixedGain;
  EXPECT_DOUBLE_EQ(TwoStageNoise(type).factor_at({15}), ratio({5}));
}

TEST(Edfa, GivesNoMoreThanItsGreatestPower) {
  EXPECT_DOUBLE_EQ(reached_gain({20}, {23}, watt({0})).value, 20);
  EXPECT_DOUBLE_EQ(reached_gain({20}, {23}, watt({10})).value, 13);
  EXPECT_DOUBLE_EQ(reached_gain({20}, {23}, 0).value, 20);
}

TEST(Roadm, PassesAChannelOnlyWhole) {
  const Carrier carrier{{193'100'000}, {91'600}};
  EXPECT_TRUE(passes({"line-1", "degree-1", {193'050'000}, {193'150'000}}, carrier));
  EXPECT_TRUE(passes({"line-1", "degree-1", {193'054'200}, {193'145'800}}, carrier));
  EXPECT_FALSE(passes({"line-1", "degree-1", {193'054'201}, {193'150'000}}, carrier));
  EXPECT_FALSE(passes({"line-1", "degree-1", {193'050'000}, {193'145'799}}, carrier));
  EXPECT_FALSE(passes({"line-1", "degree-1", {193'150'000}, {193'050'000}}, carrier));
  const auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_TRUE(passes({"line-1", "degree-1", {0}, {most}}, carrier)) << "no edge is too far out";
}

TEST(Roadm, SetsPowerByChannelSymbolRateOrSlot) {
  using Kind = RoadmTarget::Kind;
  EXPECT_NEAR(target_w({Kind::kPerChannelDbm, -20}, {100'000}, {60'000}), 1e-5, 1e-15);
  EXPECT_NEAR(target_w({Kind::kPerSymbolRateMwPerGhz, 2e-4}, {100'000}, {60'000}), 1.2e-5, 1e-15);
  EXPECT_NEAR(target_w({Kind::kPerSlotWidthMwPerGhz, 2e-4}, {100'000}, {60'000}), 2e-5, 1e-15);
}

TEST(Roadm, AttenuatesSignalAndNoiseAlikeAndNeverAmplifies) {
  const Light light{6e-5, 3e-5, 1e-5};
  const Light less = levelled(light, 1e-5);
  EXPECT_NEAR(less.total_w(), 1e-5, 1e-18);
  EXPECT_NEAR(less.ase_w / less.signal_w, 0.5, 1e-12);
  EXPECT_EQ(levelled(light, 1e-3), light);
}

TEST(Receiver, CorrectsJustAtTheRequiredOsnr) {
  EXPECT_NEAR(pre_fec_ber({20.5}, {20.5}), 2e-2, 1e-9);
  EXPECT_LT(pre_fec_ber({21.5}, {20.5}), 1.2e-2);
  EXPECT_GT(pre_fec_ber({19.5}, {20.5}), 3e-2);
  EXPECT_NEAR(pre_fec_ber({-200}, {20.5}), 0.5, 1e-6);
}

TEST(PartInBand, IsTheShareOfTheOthersSpectrumThatOverlaps) {
  const Carrier own{{193'100'000}, {60'000}};
  EXPECT_DOUBLE_EQ(part_in_band(own, own), 1.0);
  EXPECT_DOUBLE_EQ(part_in_band(own, {{193'200'000}, {60'000}}), 0.0);
  EXPECT_DOUBLE_EQ(part_in_band(own, {{193'130'000}, {60'000}}), 0.5);
  EXPECT_DOUBLE_EQ(part_in_band(own, {{193'100'000}, {120'000}}), 0.5);
  EXPECT_DOUBLE_EQ(part_in_band({{193'100'000}, {120'000}}, {{193'110'000}, {60'000}}), 1.0);
}

TEST(PowerMeter, ShowsDarknessAsMinus60) {
  EXPECT_EQ(metered(0).value, -60);
  EXPECT_EQ(metered(1e-30).value, -60);
  EXPECT_NEAR(metered(1e-3).value, 0, 1e-12);
}

}  // namespace
}  // namespace lightloom::lab::physics
