// What one light path costs: in a planner's network at full load, and beside what is lit.
//
// Chains of spans: the analytic model, and the generalised one with the Raman effect, whose tables are kept
// ("warm") or made each time ("cold"). Goals: 96 channels over 20 spans in 50 ms warm, 2 s cold.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/topology/national_network.h"
#include "topology/gnpy/design.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/propagation.h"
#include "topology/optics/chain.h"
#include "topology/optics/ggn_tables.h"
#include "topology/plan/plan.h"

namespace lightloom::optics {
namespace {

struct Glass {
  double dispersion_s_per_m2, effective_area_m2;
};
constexpr Glass kStandard{16.7e-6, 83e-12};
constexpr Glass kLargeArea{21e-6, 125e-12};
constexpr Glass kLittleDispersion{5e-6, 72e-12};

QotCase chain(const char* model, std::size_t channels, int spans, const std::vector<Glass>& glasses) {
  QotCase result;
  result.id = "bench";
  result.model = model;
  result.channels = {{channels, 191.35e12, 50e9, 43.5e9, 0.1, {1}}};
  for (int i = 0; i < spans; ++i) {
    const Glass& glass = glasses[static_cast<std::size_t>(i) % glasses.size()];
    Fibre fibre;
    fibre.length_m = 60e3 + 2.37e3 * i;  // no two of one length, as in the ground
    fibre.loss_db_per_m = 0.2e-3;
    fibre.dispersion_s_per_m2 = glass.dispersion_s_per_m2;
    fibre.effective_area_m2 = glass.effective_area_m2;
    result.elements.emplace_back(fibre);
    result.elements.emplace_back(PlainAmplifier{{fibre.loss_db_per_m * fibre.length_m}, {5}});
  }
  return result;
}

void analytic_30_spans_of_40_channels(benchmark::State& state) {
  const QotCase item = chain(kAnalyticGn, 40, 30, {kStandard});
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(item));
}
BENCHMARK(analytic_30_spans_of_40_channels)->Unit(benchmark::kMillisecond);

void warm(benchmark::State& state, const std::vector<Glass>& glasses) {
  const QotCase item = chain(kIsrsGgn, 96, 20, glasses);
  GgnTables tables;
  benchmark::DoNotOptimize(evaluate(item, tables));
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(item, tables));
}
void cold(benchmark::State& state, const std::vector<Glass>& glasses) {
  const QotCase item = chain(kIsrsGgn, 96, 20, glasses);
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(item));
}

void isrs_20_spans_of_96_channels_warm(benchmark::State& state) { warm(state, {kStandard}); }
void isrs_20_spans_of_96_channels_cold(benchmark::State& state) { cold(state, {kStandard}); }
void isrs_three_glasses_warm(benchmark::State& state) {
  warm(state, {kStandard, kLargeArea, kLittleDispersion});
}
void isrs_three_glasses_cold(benchmark::State& state) {
  cold(state, {kStandard, kLargeArea, kLittleDispersion});
}
BENCHMARK(isrs_20_spans_of_96_channels_warm)->Unit(benchmark::kMillisecond);
BENCHMARK(isrs_20_spans_of_96_channels_cold)->Unit(benchmark::kMillisecond);
BENCHMARK(isrs_three_glasses_warm)->Unit(benchmark::kMillisecond);
BENCHMARK(isrs_three_glasses_cold)->Unit(benchmark::kMillisecond);

// Elements from one transceiver of a row of amplified fibres to the other.
struct PlannerLine {
  gnpy::Library library;
  gnpy::PlannerNetwork network;
  std::vector<gnpy::ElementIndex> path;
};
PlannerLine planner_line(int spans) {
  const auto library =
      gnpy::read_library_file(std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national/equipment.json");
  if (!library) throw std::runtime_error(library.error().message);
  std::string elements = R"({"uid": "a", "type": "Transceiver"}, {"uid": "ra", "type": "Roadm"},
      {"uid": "rz", "type": "Roadm"}, {"uid": "z", "type": "Transceiver"},
      {"uid": "booster", "type": "Edfa", "type_variety": "backbone_low_gain",
       "operational": {"gain_target": 18, "out_voa": 0, "tilt_target": 0}})";
  std::vector<std::string> order{"a", "ra", "booster"};
  for (int i = 0; i < spans; ++i) {
    const auto number = std::to_string(i);
    elements += R"(, {"uid": "f)" + number +
                R"(", "type": "Fiber", "type_variety": "SSMF", "params": {"length": 80,
        "length_units": "km", "loss_coef": 0.2, "con_in": 0.25, "con_out": 0.25}}, {"uid": "e)" +
                number +
                R"(", "type": "Edfa", "type_variety": "backbone_medium_gain",
        "operational": {"gain_target": 16.5, "out_voa": 0, "tilt_target": 0}})";
    order.push_back("f" + number);
    order.push_back("e" + number);
  }
  order.insert(order.end(), {"rz", "z"});
  std::string connections;
  for (std::size_t i = 1; i < order.size(); ++i)
    connections += std::string(i == 1 ? "" : ", ") + R"({"from_node": ")" + order[i - 1] +
                   R"(", "to_node": ")" + order[i] + "\"}";
  auto network = gnpy::read_planner_network(
      "{\"elements\": [" + elements + "], \"connections\": [" + connections + "]}", "bench", *library);
  if (!network) throw std::runtime_error(network.error().message);
  auto designed = gnpy::design(std::move(*network), *library);
  if (!designed) throw std::runtime_error(designed.error().message);
  PlannerLine line{*library, std::move(*designed), {}};
  for (const auto& uid : order) line.path.push_back(line.network.by_uid.find(uid)->second);
  return line;
}

void planner_path_of_30_spans_and_40_channels(benchmark::State& state) {
  const auto line = planner_line(30);
  auto propagator = gnpy::Propagator::build(line.network, line.library);
  const gnpy::PlannerComb comb{{190.7e12, 196.7e12}, 131e9, 150e9, 0.1, 1e-3, 0};
  for (auto _ : state) {
    auto arrival = propagator->propagate(line.path, comb);
    if (!arrival) throw std::runtime_error(arrival.error().message);
    benchmark::DoNotOptimize(arrival);
  }
}
BENCHMARK(planner_path_of_30_spans_and_40_channels)->Unit(benchmark::kMicrosecond);

// One more channel beside 39 on a cable: its own ratios. An affected cable costs as much a channel that it
// meets.
void as_lit_beside_39_channels(benchmark::State& state) {
  const auto network = testing::national_network();
  const auto model = LineModel::build(*network).value();
  const auto link = network->find_link("horinger-taiyuan-1").value();
  const ModeIndex mode{0};
  const auto width = network->slot_slices(mode);
  std::vector<std::vector<LitChannel>> lit(1);
  for (std::int32_t i = 0; i < 40; ++i) lit[0].push_back({mode, {network->band().first + i * width, width}});
  const std::vector<Hop> hops{{link, true}};
  for (auto _ : state) benchmark::DoNotOptimize(model.as_lit(mode, lit[0][20].slices, hops, lit));
}
BENCHMARK(as_lit_beside_39_channels)->Unit(benchmark::kMicrosecond);

// A decision by the actual load with 400 lightpaths lit.
void admit_beside_400_lightpaths(benchmark::State& state) {
  const auto network = testing::national_network();
  auto planner = Planner::build(network, {AdmissionPolicy::Load::kActual, Decibel{0.5}}).value();
  Calendar calendar(network->links().size(), network->sites().size());
  auto lit = std::make_shared<std::vector<LitPath>>();
  const auto sites = static_cast<std::uint32_t>(network->sites().size());
  Demand demand;
  demand.rate = Kbps{400'000'000};
  demand.window = {Instant{}, kForever};
  for (std::uint32_t i = 0; lit->size() < 400 && i < 5'000; ++i) {
    demand.from = {i * 7 % sites};
    demand.to = {(i * 13 + i / sites) % sites};
    if (demand.from == demand.to) continue;
    demand.lit = std::make_shared<const std::vector<LitPath>>(*lit);
    const auto plan = planner.plan(calendar, demand);
    if (!plan) continue;
    for (const auto& lightpath : plan->lightpaths) {
      std::vector<LinkIndex> links;
      for (const auto& hop : plan->route.hops) links.push_back(hop.link);
      auto bits = lightpath.slot.slices();
      bits.first -= network->band().first;
      calendar.insert({LightpathId{lit->size() + 1}, links, bits, demand.from, demand.to, lightpath.from_port,
                       lightpath.to_port, demand.window});
      lit->push_back({lightpath.mode, lightpath.slot, plan->route.hops, demand.window});
    }
  }
  demand.lit = lit;
  demand.from = network->find_site("horinger").value();
  demand.to = network->find_site("shaoguan").value();
  for (auto _ : state) benchmark::DoNotOptimize(planner.plan(calendar, demand));
  state.counters["lit"] = static_cast<double>(lit->size());
}
BENCHMARK(admit_beside_400_lightpaths)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lightloom::optics

BENCHMARK_MAIN();
