// Light through a designed network, against what GNPy 2.12 recorded for the same files.
#include "topology/gnpy/propagation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

namespace lightloom::gnpy {
namespace {

using ::testing::HasSubstr;
namespace json = boost::json;

const std::string kFolder = std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/data/gnpy/every_element/";

std::string text_of(const std::string& name) {
  std::ifstream file(kFolder + name);
  return {std::istreambuf_iterator<char>(file), {}};
}
Result<std::string> beside(const std::string& name, void* /*context*/) { return text_of(name); }

PlannerComb comb_of(const json::value& text) {
  const auto number = [&](const char* key) { return text.at(key).to_number<double>(); };
  return {{number("f_min"), number("f_max")},
          number("baud_rate"),
          number("spacing"),
          0.15,
          number("tx_power"),
          number("offset")};
}

class Propagation : public ::testing::Test {
 protected:
  void SetUp() override {
    auto library = read_library(text_of("equipment.json"), "equipment.json", beside, nullptr);
    ASSERT_TRUE(library.has_value()) << library.error().message;
    library_ = *std::move(library);
    auto network = read_planner_network(text_of("topology.json"), "topology.json", library_);
    ASSERT_TRUE(network.has_value()) << network.error().message;
    network_ = *std::move(network);
    expected_ = json::parse(text_of("expected.json"));
  }

  Propagator propagator() const {
    auto built = Propagator::build(network_, library_);
    EXPECT_TRUE(built.has_value()) << built.error().message;
    return *std::move(built);
  }
  const json::array& cases() const { return expected_.at("cases").as_array(); }
  std::vector<ElementIndex> path_of(const json::value& recorded) const {
    std::vector<ElementIndex> path;
    for (const auto& uid : recorded.at("path").as_array()) {
      path.push_back(network_.by_uid.at(json::value_to<std::string>(uid)));
    }
    return path;
  }
  template <class What>
  What& element(const std::string& uid) {
    return std::get<What>(network_.elements[network_.by_uid.at(uid)].what);
  }
  std::string refusal() const {
    const auto built = Propagator::build(network_, library_);
    return built ? "" : built.error().message;
  }

  Library library_;
  PlannerNetwork network_;
  json::value expected_;
};

double decibel(double ratio) { return 10.0 * std::log10(ratio); }

void expect_decibels(const std::vector<double>& ours, const json::value& theirs, const char* what) {
  ASSERT_EQ(ours.size(), theirs.as_array().size()) << what;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto recorded = theirs.as_array()[i].to_number<double>();
    // The file has eight digits.
    EXPECT_NEAR(decibel(ours[i]), decibel(recorded), 1e-6) << what << " of channel " << i;
  }
}
void expect_numbers(const std::vector<double>& ours, const json::value& theirs, const char* what) {
  ASSERT_EQ(ours.size(), theirs.as_array().size()) << what;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto recorded = theirs.as_array()[i].to_number<double>();
    EXPECT_NEAR(ours[i], recorded, 1e-7 * std::abs(recorded)) << what << " of channel " << i;
  }
}

void expect_arrival(const Arrival& arrival, const json::value& recorded) {
  expect_decibels(arrival.signal_w, recorded.at("signal_w"), "signal");
  expect_decibels(arrival.ase_w, recorded.at("ase_w"), "ASE");
  expect_decibels(arrival.nli_w, recorded.at("nli_w"), "NLI");
  expect_decibels(arrival.roadm_noise, recorded.at("roadm_noise"), "noise of ROADMs");
  expect_numbers(arrival.chromatic_dispersion_ps_per_nm, recorded.at("chromatic_dispersion_ps_per_nm"), "CD");
  expect_numbers(arrival.pmd_ps, recorded.at("pmd_ps"), "PMD");
  expect_numbers(arrival.pdl_db, recorded.at("pdl_db"), "PDL");
  EXPECT_NEAR(arrival.latency_s, recorded.at("latency_s").to_number<double>(), 1e-15);
}

// Every kind of amplifier, saturated and not; tilt and ripple; fibres with slope, curves, loss over
// frequency, lumped losses; ROADMs by power and both densities, by degree, with losses and impairments by
// band; two bands.
TEST_F(Propagation, IsGnpysOnEveryChannelOfEveryCase) {
  Propagator propagator = this->propagator();
  ASSERT_EQ(cases().size(), 7U);
  for (const auto& recorded : cases()) {
    const auto path = path_of(recorded);
    SCOPED_TRACE(network_.elements[path.front()].uid + " to " + network_.elements[path.back()].uid);
    const auto arrival = propagator.propagate(path, comb_of(recorded.at("comb")));
    ASSERT_TRUE(arrival.has_value()) << arrival.error().message;
    std::vector<double> frequency_ghz;
    for (const double hz : arrival->frequency_hz) frequency_ghz.push_back(hz * 1e-9);
    expect_numbers(frequency_ghz, recorded.at("frequency_ghz"), "frequency");
    expect_arrival(*arrival, recorded);
  }
}

TEST_F(Propagation, DoesNotDependOnWhatPassedBefore) {
  Propagator propagator = this->propagator();
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = cases().size(); i-- > 0;) {
      const auto& recorded = cases()[i];
      const auto arrival = propagator.propagate(path_of(recorded), comb_of(recorded.at("comb")));
      ASSERT_TRUE(arrival.has_value());
      expect_arrival(*arrival, recorded);
    }
  }
}

TEST_F(Propagation, DropsWhatAnAmplifierDoesNotCarry) {
  Propagator propagator = this->propagator();
  PlannerComb comb = comb_of(cases()[0].at("comb"));
  comb.band = {190.0e12, 197.0e12};
  const auto arrival = propagator.propagate(path_of(cases()[0]), comb);
  ASSERT_TRUE(arrival.has_value());
  // The band of "measured", from its profile: 191.3 to 196.1 THz.
  EXPECT_NEAR(arrival->frequency_hz.front(), 191.4e12, 1.0);
  EXPECT_NEAR(arrival->frequency_hz.back(), 196.0e12, 1.0);
}

TEST_F(Propagation, NamesTheAmplifierThatLeavesNothing) {
  Propagator propagator = this->propagator();
  PlannerComb comb = comb_of(cases()[0].at("comb"));
  comb.band = {186.0e12, 190.0e12};
  const auto arrival = propagator.propagate(path_of(cases()[0]), comb);
  ASSERT_FALSE(arrival.has_value());
  EXPECT_THAT(arrival.error().message, HasSubstr("topology.json: booster AB: found no channel that passes"));
}

TEST_F(Propagation, RefusesACombWithoutRoom) {
  Propagator propagator = this->propagator();
  PlannerComb comb = comb_of(cases()[0].at("comb"));
  comb.spacing_hz = 0;
  EXPECT_FALSE(propagator.propagate(path_of(cases()[0]), comb).has_value());
  comb.spacing_hz = 200e9;
  comb.tx_power_w = 0;
  EXPECT_FALSE(propagator.propagate(path_of(cases()[0]), comb).has_value());
  comb.tx_power_w = 1e-3;
  comb.spacing_hz = 50e9;  // under the symbol rate
  const auto crowded = propagator.propagate(path_of(cases()[0]), comb);
  ASSERT_FALSE(crowded.has_value());
  EXPECT_THAT(crowded.error().message, HasSubstr("found 64 GBd in 50 GHz"));
}

// GNPy 2.12 gives other NLI at the edges of bands that are listed in falling order (docs/physics.md).
TEST_F(Propagation, DoesNotDependOnTheOrderInWhichBandsAreListed) {
  for (const char* uid : {"booster CD", "preamp CD"}) {
    auto& amplifiers = element<MultibandElement>(uid).amplifiers;
    std::swap(amplifiers.front(), amplifiers.back());
  }
  const auto& recorded = cases()[5];
  const auto arrival = propagator().propagate(path_of(recorded), comb_of(recorded.at("comb")));
  ASSERT_TRUE(arrival.has_value());
  expect_arrival(*arrival, recorded);
}

TEST_F(Propagation, GivesTheSameAfterMoreCombsThanItKeeps) {
  Propagator propagator = this->propagator();
  const auto path = path_of(cases()[0]);
  const PlannerComb comb = comb_of(cases()[0].at("comb"));
  PlannerComb other = comb;
  for (int i = 0; i < 40; ++i) {
    other.spacing_hz += 1e9;
    ASSERT_TRUE(propagator.propagate(path, other).has_value());
  }
  const auto arrival = propagator.propagate(path, comb);
  ASSERT_TRUE(arrival.has_value());
  expect_arrival(*arrival, cases()[0]);
}

TEST_F(Propagation, NamesTheFibreWhoseTableEndsEarly) {
  auto& table = element<FibreElement>("AB 3").fibre.loss_table;
  table.frequency_hz.back() = 195.5e12;
  Propagator propagator = this->propagator();
  const auto arrival = propagator.propagate(path_of(cases()[0]), comb_of(cases()[0].at("comb")));
  ASSERT_FALSE(arrival.has_value());
  EXPECT_THAT(arrival.error().message, HasSubstr("AB 3"));
}

TEST_F(Propagation, RefusesAPathThatDoesNotEndInTransceivers) {
  Propagator propagator = this->propagator();
  std::vector<ElementIndex> path = path_of(cases()[0]);
  path.pop_back();
  EXPECT_FALSE(propagator.propagate(path, comb_of(cases()[0].at("comb"))).has_value());
  path = {network_.by_uid.at("trx A"), network_.by_uid.at("roadm A"), network_.by_uid.at("trx A")};
  const auto straight = propagator.propagate(path, comb_of(cases()[0].at("comb")));
  ASSERT_FALSE(straight.has_value());
  EXPECT_THAT(straight.error().message, HasSubstr("roadm A"));
}

TEST_F(Propagation, RefusesRamanFibre) {
  element<FibreElement>("BA 1").is_raman = true;
  EXPECT_THAT(refusal(), HasSubstr("topology.json: BA 1: found a RamanFiber"));
}

TEST_F(Propagation, RefusesAnAmplifierThatIsNotDesigned) {
  element<AmplifierElement>("booster AB").gain_target_db.reset();
  EXPECT_THAT(refusal(), HasSubstr("booster AB: found no gain"));
  element<AmplifierElement>("booster AB").variety = "varable";
  const auto built = Propagator::build(network_, library_);
  ASSERT_FALSE(built.has_value());
  EXPECT_EQ(built.error().nearest, "variable");
}

TEST_F(Propagation, RefusesAnImpairmentThatTheTypeDoesNotList) {
  element<RoadmElement>("roadm B").per_degree_impairment[{"preamp CB", "booster BA"}] = 8;
  EXPECT_THAT(refusal(), HasSubstr("roadm B: found the impairment 8"));
}

}  // namespace
}  // namespace lightloom::gnpy
