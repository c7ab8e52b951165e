// Chains of spans: the analytic model, and the generalised one with the Raman effect, whose tables are kept
// ("warm") or made each time ("cold"). Goals: 96 channels over 20 spans in 50 ms warm, 2 s cold.
#include <benchmark/benchmark.h>

#include "topology/optics/chain.h"
#include "topology/optics/ggn_tables.h"

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

}  // namespace
}  // namespace lightloom::optics

BENCHMARK_MAIN();
