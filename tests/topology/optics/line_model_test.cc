#include "topology/optics/line_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/topology/optics/national_network.h"
#include "tests/topology/optics/small_line.h"
#include "topology/optics/directed_line.h"
#include "topology/optics/full_load.h"
#include "topology/optics/receiver.h"
#include "topology/optics/roadm.h"

namespace lightloom::optics {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const LineModel& national_model() {
  static const LineModel kModel = LineModel::build(test::national_network()).value();
  return kModel;
}

// GNPy prints two decimals, so 0.005 dB is rounding; it also sets the comb half a spacing higher than a grid
// that keeps whole slots inside the band does.
TEST(LineModel, FullLoadAgreesWithGnpyOnEveryNationalRequest) {
  double worst = 0;
  double worst_osnr = 0;
  const auto answers = test::expected_answers();
  EXPECT_EQ(answers.size(), 60U);
  for (const auto& answer : answers) {
    const double gsnr = national_model().full_load_gsnr_0p1nm(answer.mode, answer.hops).value;
    const double osnr = national_model().full_load_osnr_ase_0p1nm(answer.mode, answer.hops).value;
    EXPECT_NEAR(gsnr, answer.gsnr_0p1nm_db, 0.01) << "request " << answer.id;
    EXPECT_NEAR(osnr, answer.osnr_0p1nm_db, 0.01) << "request " << answer.id;
    worst = std::max(worst, std::abs(gsnr - answer.gsnr_0p1nm_db));
    worst_osnr = std::max(worst_osnr, std::abs(osnr - answer.osnr_0p1nm_db));
  }
  RecordProperty("worst_gsnr_db", std::to_string(worst));
  RecordProperty("worst_osnr_db", std::to_string(worst_osnr));
}

// The route that the demo shows.
std::vector<Hop> demo_route() {
  return test::hops_from(test::national_network(), "horinger",
                         {"horinger-taiyuan-1", "zhengzhou-taiyuan-1", "zhengzhou-wuhan-1",
                          "wuhan-changsha-1", "changsha-shaoguan-1"});
}
ModeIndex demo_mode() { return test::mode_named(test::national_network(), "coherent-90G", "400G-PCS16QAM"); }
constexpr Slot kDemoSlot{-376, 8};

TEST(LineModel, DemoRouteHas22p7DecibelsAtFullLoad) {
  EXPECT_NEAR(national_model().admission_gsnr_0p1nm(demo_mode(), demo_route()).value, 22.7, 0.05);
}

TEST(LineModel, DemoChannelAloneIsReportedBetterAndAtTheTargetPower) {
  const auto hops = demo_route();
  const std::vector<std::vector<LitChannel>> alone(hops.size(), {{demo_mode(), kDemoSlot.slices()}});
  const auto received = national_model().as_lit(demo_mode(), kDemoSlot.slices(), hops, alone);
  ASSERT_TRUE(received.has_value()) << received.error().message;
  EXPECT_NEAR(received->gsnr_0p1nm.value, 23.25, 0.1);
  EXPECT_GT(received->osnr_ase_0p1nm.value, received->gsnr_0p1nm.value);
  EXPECT_NEAR(received->power.value, -16.99, 0.005);  // 0.0002 mW/GHz over 100 GHz
}

// The bound that lets a search prune: never above what the route really adds.
TEST(LineModel, SumOfHopNoiseNeverExceedsTheRoutesOwn) {
  const Network& network = test::national_network();
  for (const auto& answer : test::expected_answers()) {
    for (std::uint32_t mode = 0; mode < network.equipment().modes.size(); ++mode) {
      double least = 0;
      for (const Hop hop : answer.hops) least += national_model().hop_noise({mode}, hop).least.value;
      const Mode& data = network.mode({mode});
      const double fixed =
          to_linear(-data.tx_osnr).value + to_linear(-network.equipment().roadm.add_drop_osnr).value;
      const Decibel gsnr = national_model().admission_gsnr_0p1nm({mode}, answer.hops);
      const double noise = to_linear(-gsnr).value;
      EXPECT_LE(least + fixed, noise * (1 + 1e-12));
      EXPECT_GT(least + fixed, noise * 0.9) << "a bound so loose would not prune";
      if (gsnr.value >= data.required_osnr.value + network.equipment().line.margin.value) {
        EXPECT_LE(least, national_model().noise_budget({mode}).value);
      }
    }
  }
}

// Element by element with every pair of channels, ROADMs included: what the table of shapes must come to.
double exact_full_load_db(const Network& network, ModeIndex index, const std::vector<Hop>& hops) {
  const Mode& mode = network.mode(index);
  const LoadComb comb = load_comb(mode, network.equipment().line, network.equipment().roadm.target);
  const Milliwatt target{comb.target_w * 1e3};
  SpectralState state = uniform_comb(comb.count, comb.first_hz, comb.spacing_hz, comb.baud_rate_hz, target);
  const auto models = AmplifierModels::build(network).value();
  for (const Hop hop : hops) {
    propagate(state, directed_line(network, models, hop).value());
    equalise(state, target);
  }
  const double fixed =
      to_linear(-mode.tx_osnr).value + to_linear(-network.equipment().roadm.add_drop_osnr).value;
  double mean = 0;
  for (std::size_t i = 0; i < comb.count; ++i) {
    const double noise = noise_to_signal(state, i).value * 12.5e9 / comb.baud_rate_hz + fixed;
    mean -= 10.0 * std::log10(noise) / static_cast<double>(comb.count);
  }
  return mean;
}

double full_load_db(const Network& network, const std::vector<Hop>& hops) {
  const auto model = LineModel::build(network);
  EXPECT_TRUE(model.has_value());
  return model->full_load_gsnr_0p1nm({0}, hops).value;
}

// What remains is that neighbours' signals fall off not quite alike when noise takes its share of the target.
constexpr double kOfSharedNoise = 1e-3;

TEST(LineModel, FullLoadEqualsElementByElementPropagation) {
  const Network network = Network::build(test::row_of_sites({3, 8, 1, 12})).value();
  const auto hops = test::whole_row(network);
  EXPECT_NEAR(full_load_db(network, hops), exact_full_load_db(network, {0}, hops), kOfSharedNoise);
}

TEST(LineModel, FullLoadFollowsTiltedAmplifiers) {
  NetworkRecord record = test::row_of_sites({3, 8});
  for (Amplifier& amplifier : record.links[1].amps_az) amplifier.tilt = {0.8};
  const Network network = Network::build(record).value();
  const auto hops = test::whole_row(network);
  EXPECT_NEAR(full_load_db(network, hops), exact_full_load_db(network, {0}, hops), 2e-2);
  EXPECT_GT(std::abs(full_load_db(network, hops) - full_load_db(network, test::reversed(hops))), 1e-4);
}

TEST(LineModel, FullLoadFollowsADispersionSlope) {
  NetworkRecord record = test::row_of_sites({3, 2});
  record.equipment.fibres[0].dispersion_slope_s_per_m3 = 60.0;
  const Network network = Network::build(record).value();
  const auto hops = test::whole_row(network);
  EXPECT_NEAR(full_load_db(network, hops), exact_full_load_db(network, {0}, hops), kOfSharedNoise);
}

TEST(LineModel, FullLoadFollowsSaturation) {
  NetworkRecord record = test::row_of_sites({4, 5});
  record.equipment.amplifiers[0].p_max = {16};  // 40 channels at +2 dBm would need 18
  const Network network = Network::build(record).value();
  const auto hops = test::whole_row(network);
  const Network free = Network::build(test::row_of_sites({4, 5})).value();
  EXPECT_NEAR(full_load_db(network, hops), exact_full_load_db(network, {0}, hops), kOfSharedNoise);
  EXPECT_GT(std::abs(full_load_db(network, hops) - full_load_db(free, hops)), 0.1);
}

TEST(LineModel, FullLoadFollowsALineThatLeavesTooLittleForTheTarget) {
  NetworkRecord record = test::row_of_sites({2, 3, 2});
  record.links[0].amps_az.back().gain = {-8};
  const Network network = Network::build(record).value();
  const auto hops = test::whole_row(network);
  EXPECT_NEAR(full_load_db(network, hops), exact_full_load_db(network, {0}, hops), kOfSharedNoise);
}

TEST(LineModel, AsLitWithTheWholeCombEqualsFullLoad) {
  const Network network = Network::build(test::row_of_sites({3, 8, 2})).value();
  const auto hops = test::whole_row(network);
  const auto model = LineModel::build(network).value();
  std::vector<LitChannel> comb;
  for (int i = 0; i < 40; ++i) comb.push_back({{0}, {-336 + 16 * i, 16}});  // 191 to 195 THz
  const std::vector<std::vector<LitChannel>> lit(hops.size(), comb);
  double mean = 0;
  for (const LitChannel& channel : comb) {
    mean += model.as_lit({0}, channel.slices, hops, lit).value().gsnr_0p1nm.value / 40.0;
  }
  EXPECT_NEAR(mean, model.full_load_gsnr_0p1nm({0}, hops).value, kOfSharedNoise);
}

TEST(LineModel, EveryNeighbourThatIsLitCostsGsnr) {
  const Network network = Network::build(test::row_of_sites({10})).value();
  const auto hops = test::whole_row(network);
  const auto model = LineModel::build(network).value();
  std::vector<std::vector<LitChannel>> lit(1, {{{0}, {0, 16}}});
  double before = model.as_lit({0}, {0, 16}, hops, lit).value().gsnr_0p1nm.value;
  for (int i = 1; i < 6; ++i) {
    lit[0].push_back({{0}, {16 * i, 16}});
    const double now = model.as_lit({0}, {0, 16}, hops, lit).value().gsnr_0p1nm.value;
    EXPECT_LT(now, before);
    before = now;
  }
}

TEST(LineModel, AdmissionTakesTheWorseDirection) {
  NetworkRecord record = test::row_of_sites({5, 5});
  for (Amplifier& amplifier : record.links[1].amps_za) amplifier.gain = amplifier.gain - Decibel{1};
  const Network network = Network::build(record).value();
  const auto hops = test::whole_row(network);
  const auto model = LineModel::build(network).value();
  const double there = model.full_load_gsnr_0p1nm({0}, hops).value;
  const double back = model.full_load_gsnr_0p1nm({0}, test::reversed(hops)).value;
  EXPECT_GT(std::abs(there - back), 0.05);
  EXPECT_NEAR(model.admission_gsnr_0p1nm({0}, hops).value, std::min(there, back), 1e-12);
  EXPECT_NEAR(model.admission_gsnr_0p1nm({0}, test::reversed(hops)).value, std::min(there, back), 1e-12);
}

TEST(LineModel, ModeWithoutRoomForOneChannelNeverCloses) {
  NetworkRecord record = test::row_of_sites({1});
  record.equipment.modes[0].f_max = record.equipment.modes[0].f_min + Mhz{50'000};
  const Network network = Network::build(record).value();
  EXPECT_TRUE(std::isinf(full_load_db(network, test::whole_row(network))));
}

TEST(LineModel, BuildNamesTheAmplifierTypeWithoutAModel) {
  NetworkRecord record = test::row_of_sites({1});
  record.equipment.amplifiers[0].nf_min = {2};
  const auto model = LineModel::build(Network::build(record).value());
  ASSERT_FALSE(model.has_value());
  EXPECT_THAT(model.error().message, HasSubstr("line-amp"));
}

TEST(LineModel, BuildNamesTheFibreTypeThatSaysNothingOfItsCore) {
  NetworkRecord record = test::row_of_sites({1});
  record.equipment.fibres[0].effective_area_m2 = 0;
  const auto model = LineModel::build(Network::build(record).value());
  ASSERT_FALSE(model.has_value());
  EXPECT_THAT(model.error().message, HasSubstr("SSMF"));
}

std::string refusal_of(const NetworkRecord& record) {
  const auto model = LineModel::build(Network::build(record).value());
  return model ? "built" : model.error().message;
}

TEST(LineModel, BuildRefusesModesThatNoLineCanCarry) {
  NetworkRecord record = test::row_of_sites({1});
  record.equipment.modes[0].baud_rate = Mhz{100'001};
  EXPECT_THAT(refusal_of(record), HasSubstr("at least the symbol rate"));
  record.equipment.modes[0].baud_rate = Mhz{1};
  record.equipment.modes[0].min_spacing = Mhz{1};
  EXPECT_THAT(refusal_of(record), HasSubstr("6250 MHz"));
  record = test::row_of_sites({1});
  record.equipment.roadm.target.value = 0;
  EXPECT_THAT(refusal_of(record), HasSubstr("no power"));
}

TEST(LineModel, BuildRefusesATiltOverNoBand) {
  NetworkRecord record = test::row_of_sites({1});
  record.links[0].amps_az[1].tilt = {1};
  record.equipment.amplifiers[0].f_max = record.equipment.amplifiers[0].f_min;
  EXPECT_THAT(refusal_of(record), AllOf(HasSubstr("c0"), HasSubstr("line-amp")));
}

TEST(LineModel, AsLitRefusesListsThatDoNotFit) {
  const Network network = Network::build(test::row_of_sites({1, 1})).value();
  const auto hops = test::whole_row(network);
  const auto model = LineModel::build(network).value();
  const LitChannel own{{0}, {0, 16}};
  using Lists = std::vector<std::vector<LitChannel>>;
  EXPECT_THAT(model.as_lit({0}, own.slices, hops, Lists{{own}}).error().message, HasSubstr("one list a hop"));
  EXPECT_THAT(model.as_lit({0}, own.slices, hops, Lists{{own}, {}}).error().message,
              HasSubstr("are not among"));
  EXPECT_THAT(model.as_lit({0}, own.slices, hops, Lists{{own}, {own, {{0}, {8, 16}}}}).error().message,
              HasSubstr("overlap"));
}

// What is left is the amplifiers' noise, so twice the power is 3 dB better however much there is.
TEST(LineModel, HollowCoresMakeNoInterference) {
  auto record = test::national_network().record();
  for (auto& fibre : record.equipment.fibres) fibre.nonlinear_index_m2_per_w = 0;
  const auto network = Network::build(std::move(record)).value();
  const auto model = LineModel::build(network).value();
  const auto hops = demo_route();
  EXPECT_GT(model.full_load_gsnr_0p1nm(demo_mode(), hops).value,
            national_model().full_load_gsnr_0p1nm(demo_mode(), hops).value + 0.5);
  EXPECT_NEAR(model.full_load_gsnr_0p1nm(demo_mode(), hops).value,
              model.full_load_osnr_ase_0p1nm(demo_mode(), hops).value, 1e-9);
  EXPECT_GT(model.hop_noise(demo_mode(), hops.front()).least.value, 0);
}

}  // namespace
}  // namespace lightloom::optics
