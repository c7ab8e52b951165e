#include "topology/optics/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/receiver.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

QotCase spans(int count, double launch_dbm) {
  QotCase chain;
  chain.id = "q";
  chain.model = kAnalyticGn;
  chain.channels = {21, 192e12, 100e9, 91.6e9, 0.1, {launch_dbm}};
  for (int i = 0; i < count; ++i) {
    chain.elements.emplace_back(test::standard_fibre());
    chain.elements.emplace_back(PlainAmplifier{{16.5}, {5}});
  }
  return chain;
}

double linear(double decibel) { return std::pow(10.0, decibel / 10.0); }

TEST(Chain, HardlyAnyLightHasNoiseOfAmplifiersOnly) {
  const auto result = evaluate(spans(5, -80)).value();
  EXPECT_NEAR(result.gsnr_0p1nm_db[10], result.osnr_ase_0p1nm_db[10], 1e-9);
}

TEST(Chain, OneDecibelMoreLaunchGivesOneMoreOfOsnrAndTakesTwoOfNonlinearSnr) {
  const auto low = evaluate(spans(5, 0)).value();
  const auto high = evaluate(spans(5, 1)).value();
  EXPECT_NEAR(high.osnr_ase_0p1nm_db[10] - low.osnr_ase_0p1nm_db[10], 1.0, 1e-9);
  EXPECT_NEAR(high.snr_nli_signal_bandwidth_db[10] - low.snr_nli_signal_bandwidth_db[10], -2.0, 1e-9);
}

TEST(Chain, NoiseOfEqualSpansAddsUp) {
  const auto one = evaluate(spans(1, 1)).value();
  const auto ten = evaluate(spans(10, 1)).value();
  EXPECT_NEAR(one.gsnr_0p1nm_db[10] - ten.gsnr_0p1nm_db[10], 10.0, 1e-9);
}

// GSNR = P / (a + b P^3) is greatest where a = 2 b P^3.
TEST(Chain, LaunchIsBestWhereAmplifiersMakeTwiceTheNonlinearNoise) {
  double best_launch = -5;
  double best = -100;
  for (double launch = -5; launch <= 8; launch += 0.01) {
    const double gsnr = evaluate(spans(3, launch)).value().gsnr_0p1nm_db[10];
    if (gsnr > best) {
      best = gsnr;
      best_launch = launch;
    }
  }
  const auto result = evaluate(spans(3, best_launch)).value();
  const double ase = linear(-in_signal_bandwidth({result.osnr_ase_0p1nm_db[10]}, 91.6e9).value);
  const double nli = linear(-result.snr_nli_signal_bandwidth_db[10]);
  EXPECT_NEAR(ase / nli, 2.0, 0.02);  // 0.01 dB of launch is 0.7 % of this ratio
}

TEST(Chain, AttenuatorBeforeAnAmplifierCostsItsLossInOsnr) {
  QotCase chain = spans(1, -40);
  const double plain = evaluate(chain).value().osnr_ase_0p1nm_db[0];
  chain.elements.insert(chain.elements.begin(), Attenuator{{3}});
  EXPECT_NEAR(plain - evaluate(chain).value().osnr_ase_0p1nm_db[0], 3.0, 1e-9);
}

TEST(Chain, WithoutElementsHasNoNoiseAtAll) {
  const auto result = evaluate(spans(0, 0)).value();
  EXPECT_TRUE(std::isinf(result.gsnr_0p1nm_db[0]));
  EXPECT_NEAR(result.power_dbm[0], 0.0, 1e-12);
}

TEST(Chain, RefusesPowersBeyondADouble) {
  QotCase chain = spans(1, 0);
  for (int i = 0; i < 100; ++i) chain.elements.emplace_back(PlainAmplifier{{100}, {5}});
  const auto result = evaluate(chain);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("case q"));
}

}  // namespace
}  // namespace lightloom::optics
