#include "topology/optics/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/topology/optics/small_line.h"
#include "topology/optics/ggn_tables.h"
#include "topology/optics/receiver.h"

namespace lightloom::optics {
namespace {

using ::testing::HasSubstr;

QotCase spans(int count, double launch_dbm) {
  QotCase chain;
  chain.id = "q";
  chain.model = kAnalyticGn;
  chain.channels = {{21, 192e12, 100e9, 91.6e9, 0.1, {launch_dbm}}};
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

QotCase two_bands(const char* model, double low_launch_dbm) {
  QotCase chain;
  chain.id = "c+l";
  chain.model = model;
  chain.channels = {{12, 186e12, 400e9, 130.5e9, 0.1, {low_launch_dbm}},
                    {12, 191.6e12, 400e9, 130.5e9, 0.1, {4}}};
  chain.elements.emplace_back(test::standard_fibre());
  chain.elements.emplace_back(
      MultibandAmplifier{{{185e12, 191e12, {{15.5}, {6}}}, {191.1e12, 197e12, {{17.5}, {5}}}}});
  return chain;
}

// Without the Raman effect each band has what its own amplifier gives.
TEST(Chain, AmplifiesEachBandByItsOwn) {
  const auto result = evaluate(two_bands(kAnalyticGn, 4)).value();
  ASSERT_EQ(result.power_dbm.size(), 24U);
  EXPECT_NEAR(result.power_dbm[0], 4 - 16.5 + 15.5, 1e-9);
  EXPECT_NEAR(result.power_dbm[23], 4 - 16.5 + 17.5, 1e-9);
  QotCase upper = two_bands(kAnalyticGn, 4);
  upper.channels.erase(upper.channels.begin());
  upper.elements[1] = PlainAmplifier{{17.5}, {5}};
  const auto alone = evaluate(upper).value();
  EXPECT_NEAR(alone.osnr_ase_0p1nm_db[11], result.osnr_ase_0p1nm_db[23], 1e-9);
  EXPECT_GT(alone.gsnr_0p1nm_db[0], result.gsnr_0p1nm_db[12]);  // the other band acts on it
}

// The upper band feeds the lower one, and the more of it there is the more it loses.
TEST(Chain, RamanMovesPowerFromTheUpperBandToTheLower) {
  const auto result = evaluate(two_bands(kIsrsGgn, 4)).value();
  EXPECT_GT(result.power_dbm[0], 4 - 16.5 + 15.5 + 0.2);
  EXPECT_LT(result.power_dbm[23], 4 - 16.5 + 17.5 - 0.2);
  const auto weak = evaluate(two_bands(kIsrsGgn, -30)).value();
  EXPECT_GT(weak.power_dbm[23], result.power_dbm[23] + 0.1);
}

TEST(Chain, NamesAChannelThatNoBandCarries) {
  auto chain = two_bands(kAnalyticGn, 4);
  std::get<MultibandAmplifier>(chain.elements[1]).bands.pop_back();
  const auto result = evaluate(chain);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message,
              HasSubstr("c+l: the channel at 191.6000 THz lies in no band of amplifier 1"));
}

// What the trace says of the last element is the result, and the shares of a channel add up to it.
TEST(Chain, TraceAddsUpToTheResult) {
  for (const auto* model : {kAnalyticGn, kIsrsGgn}) {
    QotCase chain = spans(4, 2);
    chain.model = model;
    chain.elements.insert(chain.elements.begin(), PlainAmplifier{{3}, {5}});
    GgnTables tables;
    QotTrace trace;
    const auto result = evaluate(chain, tables, &trace).value();
    ASSERT_EQ(trace.stages.size(), 9U);
    EXPECT_NEAR(trace.stages.back().length_m, 320e3, 1e-6);
    for (const std::size_t channel : {std::size_t{0}, std::size_t{10}}) {
      const auto shares = shares_of(trace, chain, channel);
      ASSERT_EQ(shares.stretches.size(), 5U);
      EXPECT_EQ(shares.stretches[0].where, "before the first fibre");
      EXPECT_EQ(shares.stretches[0].nli.value, 0);
      EXPECT_EQ(shares.stretches[2].where, "fibre 2 (element 3)");
      EXPECT_NEAR(shares.gsnr_0p1nm().value, result.gsnr_0p1nm_db[channel], 1e-9);
    }
  }
}

// The optimum that the shares promise is there when the launch is changed by it.
TEST(Chain, LaunchOptimumIsWhatItGains) {
  const auto chain = spans(6, -1);
  GgnTables tables;
  QotTrace trace;
  const auto now = evaluate(chain, tables, &trace).value();
  const auto optimum = launch_optimum(shares_of(trace, chain, 10));
  EXPECT_GT(optimum.global_gain.value, 0.1);
  const auto best = evaluate(spans(6, -1 + optimum.global.value)).value();
  EXPECT_NEAR(best.gsnr_0p1nm_db[10] - now.gsnr_0p1nm_db[10], optimum.global_gain.value, 1e-6);
}

// Air instead of glass: a third less time, and no interference.
TEST(Chain, HollowCoreIsFasterAndLinear) {
  auto chain = spans(1, 10);
  auto& fibre = std::get<Fibre>(chain.elements[0]);
  const auto glass = evaluate(chain).value();
  fibre.group_index = 1.003;
  fibre.nonlinear_index_m2_per_w = 0;
  for (const auto* model : {kAnalyticGn, kIsrsGgn}) {
    chain.model = model;
    const auto hollow = evaluate(chain).value();
    EXPECT_NEAR(hollow.latency_us[0] / glass.latency_us[0], 1.003 / 1.468, 1e-9);
    EXPECT_NEAR(hollow.gsnr_0p1nm_db[10], hollow.osnr_ase_0p1nm_db[10], 1e-9);
    EXPECT_NEAR(hollow.power_dbm[0], 10, 1e-9);
  }
}

}  // namespace
}  // namespace lightloom::optics
