// Planners' own files as networks that can be controlled: which can, and that light is predicted on the
// record as `plan` predicts it on the file.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "topology/formats/files.h"
#include "topology/formats/load_network.h"
#include "topology/gnpy/design.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/propagation.h"
#include "topology/gnpy/reception.h"
#include "topology/optics/line_model.h"
#include "topology/plan/plan.h"

namespace lightloom::gnpy {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const fs::path kData = LIGHTLOOM_SOURCE_DIR "/tests/data/gnpy";

std::string refusal(const fs::path& network, const fs::path& equipment) {
  const auto loaded = formats::load_network(kData / network, kData / equipment);
  return loaded ? "" : loaded.error().message;
}

struct Example {
  const char *topology, *equipment;
  std::size_t sites, links;
  std::size_t pair_step;  // every so manieth pair of sites is compared
  double most_difference_db;
};
void PrintTo(const Example& example, std::ostream* out) { *out << example.topology; }

class ControlledExample : public testing::TestWithParam<Example> {
 protected:
  void SetUp() override {
    const auto equipment = kData / GetParam().equipment;
    auto loaded = formats::load_network(kData / GetParam().topology, equipment);
    ASSERT_TRUE(loaded) << loaded.error().message;
    auto network = Network::build(std::move(loaded->record));
    ASSERT_TRUE(network) << network.error().message;
    network_ = std::make_shared<const Network>(std::move(*network));
    library_ = read_library_file(equipment).value();
    for (auto& [name, variety] : library_.amplifiers)
      variety.allowed_for_design &= variety.kind == AmplifierVariety::Kind::kVariableGain ||
                                    variety.kind == AmplifierVariety::Kind::kFixedGain;
    const auto text = formats::read_file(kData / GetParam().topology).value();
    auto designed = design(read_planner_network(text, "t", library_).value(), library_);
    ASSERT_TRUE(designed) << designed.error().message;
    designed_ = std::move(*designed);
  }

  // The elements of the planner's file from one ROADM to a neighbour, over the chain of that length.
  void append(std::vector<ElementIndex>& path, const Link& link, SiteIndex from, SiteIndex to) const {
    const auto end = designed_.by_uid.find(network_->site(to).uid)->second;
    const auto& start = designed_.elements[designed_.by_uid.find(network_->site(from).uid)->second];
    for (const auto first : start.to) {
      std::vector<ElementIndex> chain;
      double metres = 0;
      auto at = first;
      for (; !ends(at); at = designed_.elements[at].to.front()) {
        chain.push_back(at);
        const auto* const fibre = std::get_if<FibreElement>(&designed_.elements[at].what);
        if (fibre != nullptr) metres += fibre->fibre.length_m;
      }
      if (at != end || std::abs(metres - static_cast<double>(link.length.value)) > 50) continue;
      path.insert(path.end(), chain.begin(), chain.end());
      path.push_back(end);
      return;
    }
    ADD_FAILURE() << "no chain for " << link.name;
  }
  bool ends(ElementIndex at) const {
    const auto& what = designed_.elements[at].what;
    return std::holds_alternative<RoadmElement>(what) || std::holds_alternative<TransceiverElement>(what);
  }
  ElementIndex transceiver_at(SiteIndex site) const {
    const auto& roadm = designed_.elements[designed_.by_uid.find(network_->site(site).uid)->second];
    return *std::find_if(roadm.to.begin(), roadm.to.end(), [this](ElementIndex next) {
      return std::holds_alternative<TransceiverElement>(designed_.elements[next].what);
    });
  }
  std::vector<ElementIndex> elements_of(const Route& route) const {
    std::vector<ElementIndex> path{transceiver_at(route.from),
                                   designed_.by_uid.find(network_->site(route.from).uid)->second};
    auto at = route.from;
    for (const Hop& hop : route.hops) {
      const auto& link = network_->link(hop.link);
      const auto next = hop.forward ? link.z_site : link.a_site;
      append(path, link, at, next);
      at = next;
    }
    path.push_back(transceiver_at(route.to));
    return path;
  }

  // As `plan` does it, with the comb that the record's own prediction is for: the transceiver's range within
  // the band of the line, full.
  double planned_db(Propagator& propagator, const Route& route, const Mode& mode) const {
    const auto& line = network_->equipment().line;
    const auto hz = [](Mhz mhz) { return static_cast<double>(mhz.value) * 1e6; };
    PlannerComb comb;
    comb.band = {hz(std::max(line.f_min, mode.f_min)), hz(std::min(line.f_max, mode.f_max))};
    comb.baud_rate_hz = hz(mode.baud_rate);
    comb.spacing_hz = hz(mode.min_spacing);
    comb.roll_off = mode.roll_off;
    const auto arrival = propagator.propagate(elements_of(route), comb);
    if (!arrival) ADD_FAILURE() << arrival.error().message;
    if (!arrival) return 0;
    TransceiverMode received;
    received.tx_osnr_db = mode.tx_osnr.value;
    return receive(*arrival, received).gsnr_0p1nm_db;
  }

  std::shared_ptr<const Network> network_;
  Library library_;
  PlannerNetwork designed_;
};

TEST_P(ControlledExample, IsPredictedAsPlanPredictsIt) {
  ASSERT_EQ(network_->sites().size(), GetParam().sites);
  ASSERT_EQ(network_->links().size(), GetParam().links);
  auto planner = Planner::build(network_);
  ASSERT_TRUE(planner) << planner.error().message;
  auto propagator = Propagator::build(designed_, library_);
  ASSERT_TRUE(propagator) << propagator.error().message;
  std::size_t pair = 0, compared = 0;
  double most = 0;
  const auto sites = static_cast<std::uint32_t>(network_->sites().size());
  for (std::uint32_t a = 0; a < sites; ++a) {
    for (std::uint32_t z = 0; z < sites; ++z) {
      if (a == z || ++pair % GetParam().pair_step != 0) continue;
      const auto routes = planner->routes({a}, {z}, std::nullopt, 1);
      if (!routes) continue;  // testTopology is in two parts
      const ModeIndex mode{0};
      const double ours = planner->optics().full_load_gsnr_0p1nm(mode, routes->front().hops).value;
      const double planned = planned_db(*propagator, routes->front(), network_->mode(mode));
      most = std::max(most, std::abs(ours - planned));
      EXPECT_NEAR(ours, planned, GetParam().most_difference_db)
          << network_->site({a}).name << " to " << network_->site({z}).name;
      ++compared;
    }
  }
  RecordProperty("compared", static_cast<int>(compared));
  RecordProperty("most_difference_mdb", static_cast<int>(most * 1000));
  EXPECT_GE(compared, 10U);
}

INSTANTIATE_TEST_SUITE_P(
    Files, ControlledExample,
    testing::Values(Example{"meshTopologyExampleV2.json", "eqpt_config.json", 5, 6, 1, 0.1},
                    Example{"CORONET_Global_Topology.json", "eqpt_config.json", 100, 136, 331, 0.005},
                    Example{"testTopology_expected.json", "testTopology_eqpt_config.json", 13, 15, 3, 0.1}),
    [](const auto& test) {
      const std::string name = test.param.topology;
      return name.substr(0, name.find('_')).substr(0, name.find('.'));
    });

TEST(ControlledExamples, WhatARecordCannotExpressIsRefusedByName) {
  EXPECT_EQ(
      refusal("Sweden_OpenROADMv4_example_network.json", "eqpt_config.json"),
      (kData / "Sweden_OpenROADMv4_example_network.json").string() +
          ": \"Edfa_booster_roadm_Stockholm_to_fiber (Stockholm → Västerås)\": type_variety: type "
          "\"openroadm_mw_mw_booster\" is of kind openroadm_booster, which is not supported; supported are "
          "variable_gain and fixed_gain");
  for (const auto* const version : {"4", "5"})
    EXPECT_THAT(
        refusal(fmt::format("Sweden_OpenROADMv{}_example_network.json", version),
                fmt::format("eqpt_config_openroadm_ver{}.json", version)),
        HasSubstr("Edfa: none can be used: openroadm_ila_low_noise is of kind openroadm, which is not "
                  "supported; supported are variable_gain and fixed_gain"));
  EXPECT_EQ(refusal("every_element/topology.json", "every_element/equipment.json"),
            (kData / "every_element/topology.json").string() +
                ": \"booster CD\": type: \"Multiband_amplifier\" is not supported in a network that is "
                "controlled; supported are Transceiver, Roadm, Fiber, Fused, Edfa");
  EXPECT_NE(refusal("multiband_example_network.json", "eqpt_config_multiband.json"), "");
}

}  // namespace
}  // namespace lightloom::gnpy
