#include "topology/optics/noise_shares.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/topology/optics/national_network.h"
#include "topology/optics/line_model.h"

namespace lightloom::optics {
namespace {

const LineModel& national_model() {
  static const LineModel kModel = LineModel::build(test::national_network()).value();
  return kModel;
}

std::vector<Hop> demo_route() {
  return test::hops_from(test::national_network(), "horinger",
                         {"horinger-taiyuan-1", "zhengzhou-taiyuan-1", "zhengzhou-wuhan-1",
                          "wuhan-changsha-1", "changsha-shaoguan-1"});
}

// One channel of forty, so not the mean of all; they differ by less than 0.2 dB there.
TEST(NoiseShares, AddUpToTheGsnrOfTheRoute) {
  for (const auto& answer : test::expected_answers()) {
    const auto shares = national_model().noise_shares(answer.mode, answer.hops);
    EXPECT_NEAR(shares.gsnr_0p1nm().value,
                national_model().full_load_gsnr_0p1nm(answer.mode, answer.hops).value, 0.2)
        << answer.id;
  }
}

TEST(NoiseShares, NameEveryStretchInTheOrderOfTheCable) {
  const auto hops = demo_route();
  const auto mode = test::mode_named(test::national_network(), "coherent-90G", "400G-PCS16QAM");
  const auto shares = national_model().noise_shares(mode, hops);
  std::size_t expected = 0;
  for (const auto& hop : hops) expected += test::national_network().link(hop.link).spans.size() + 1;
  ASSERT_EQ(shares.stretches.size(), expected);
  EXPECT_EQ(shares.stretches[0].where, "horinger-taiyuan-1 booster");
  EXPECT_EQ(shares.stretches[0].nli.value, 0);
  EXPECT_EQ(shares.stretches[1].where.find("horinger-taiyuan-1 span 1 of "), 0U);
  // Against the cable's own direction its last span comes first.
  const auto spans = test::national_network().link(hops[1].link).spans.size();
  const auto second = test::national_network().link(hops[0].link).spans.size() + 2;
  EXPECT_FALSE(hops[1].forward);
  EXPECT_EQ(shares.stretches[second].where,
            "zhengzhou-taiyuan-1 span " + std::to_string(spans) + " of " + std::to_string(spans));
  EXPECT_NE(in_words(shares).find("amplifiers "), std::string::npos);
  EXPECT_NE(in_words(shares).find(shares.worst().where), std::string::npos);
}

NoiseShares any_shares() {
  NoiseShares shares;
  const auto count = *rc::gen::inRange<std::size_t>(1, 8);
  const auto noise = [] { return std::pow(10.0, -static_cast<double>(*rc::gen::inRange(200, 450)) / 100.0); };
  for (std::size_t i = 0; i < count; ++i) shares.stretches.push_back({"s", {noise()}, {noise()}});
  return shares;
}

double noise_at(const NoiseShares& shares, const std::vector<Decibel>& change) {
  double sum = 0;
  for (std::size_t i = 0; i < shares.stretches.size(); ++i) {
    const double p = to_linear(change[i]).value;
    sum += shares.stretches[i].ase.value / p + shares.stretches[i].nli.value * p * p;
  }
  return sum;
}

RC_GTEST_PROP(LaunchOptimum, NoOtherCommonPowerIsBetter, ()) {
  const auto shares = any_shares();
  const auto best = launch_optimum(shares);
  const auto everywhere = [&](Decibel change) {
    return std::vector<Decibel>(shares.stretches.size(), change);
  };
  const double now = noise_at(shares, everywhere({0}));
  const double least = noise_at(shares, everywhere(best.global));
  RC_ASSERT(std::abs(10 * std::log10(now / least) - best.global_gain.value) < 1e-9);
  RC_ASSERT(best.global_gain.value > -1e-9);
  for (const double step : {-1.0, -0.1, 0.1, 1.0})
    RC_ASSERT(noise_at(shares, everywhere(best.global + Decibel{step})) > least);
  // Amplifiers make twice the noise of the fibre there.
  const double p = to_linear(best.global).value;
  RC_ASSERT(std::abs(shares.ase().value / p / (shares.nli().value * p * p) - 2.0) < 1e-9);
}

RC_GTEST_PROP(LaunchOptimum, EachStretchsOwnIsNeverWorseThanACommonOne, ()) {
  const auto shares = any_shares();
  const auto best = launch_optimum(shares);
  RC_ASSERT(best.local_gain.value >= best.global_gain.value - 1e-9);
  RC_ASSERT(std::abs(10 * std::log10(noise_at(shares, std::vector<Decibel>(shares.stretches.size())) /
                                     noise_at(shares, best.local)) -
                     best.local_gain.value) < 1e-9);
}

TEST(LaunchOptimum, HasNothingToSayWithoutInterference) {
  NoiseShares shares;
  shares.stretches = {{"booster", {1e-3}, {0}}, {"hollow", {1e-3}, {0}}};
  const auto best = launch_optimum(shares);
  EXPECT_EQ(best.global.value, 0);
  EXPECT_EQ(best.global_gain.value, 0);
  EXPECT_EQ(best.local_gain.value, 0);
}

}  // namespace
}  // namespace lightloom::optics
