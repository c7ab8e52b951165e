#include "topology/optics/roadm.h"

#include <gtest/gtest.h>

namespace lightloom::optics {
namespace {

TEST(Roadm, TargetFollowsItsKind) {
  const Mhz slot{100'000};
  const Mhz baud{64'000};
  EXPECT_NEAR(target_power({RoadmTarget::Kind::kPerChannelDbm, -20}, slot, baud).value, 0.01, 1e-12);
  EXPECT_NEAR(target_power({RoadmTarget::Kind::kPerSymbolRateMwPerGhz, 2e-4}, slot, baud).value, 0.0128,
              1e-12);
  EXPECT_NEAR(target_power({RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 2e-4}, slot, baud).value, 0.02, 1e-12);
}

TEST(Roadm, BringsSignalAndNoiseTogetherToTheTarget) {
  SpectralState state = uniform_comb(2, 193e12, 100e9, 64e9, {1.0});
  state.ase_w = {0.2e-3, 0.0};
  state.nli_w = {0.3e-3, 0.0};
  equalise(state, {0.02});
  EXPECT_NEAR(state.signal_w[0] + state.ase_w[0] + state.nli_w[0], 0.02e-3, 1e-18);
  EXPECT_NEAR(state.signal_w[0], 0.02e-3 / 1.5, 1e-18);
  EXPECT_NEAR(state.signal_w[1], 0.02e-3, 1e-18);
}

TEST(Roadm, DoesNotAmplify) {
  SpectralState state = uniform_comb(1, 193e12, 100e9, 64e9, {0.01});
  equalise(state, {0.02});
  EXPECT_NEAR(state.signal_w[0], 0.01e-3, 1e-18);
}

TEST(Roadm, EqualisesWhatItsLossLeaves) {
  SpectralState state = uniform_comb(3, 193e12, 100e9, 64e9, {0.05});
  equalise(state, {0.02}, std::vector<double>{1.0, 0.5, 0.1});
  EXPECT_NEAR(state.signal_w[0], 0.02e-3, 1e-18);
  EXPECT_NEAR(state.signal_w[1], 0.02e-3, 1e-18);
  EXPECT_NEAR(state.signal_w[2], 0.005e-3, 1e-18);
}

}  // namespace
}  // namespace lightloom::optics
