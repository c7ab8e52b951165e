// The engine alone, on the national network: decisions that reserve, with all that is encoded for the store,
// and the load of a store. Goals: 40 to 60 us a decision; 100,000 reservations loaded in less than 0.3 s.
#include <benchmark/benchmark.h>

#include <map>
#include <optional>
#include <random>
#include <stdexcept>

#include "controller/engine/engine.h"
#include "topology/formats/load_network.h"

namespace lightloom::engine {
namespace {

constexpr Instant kStart{std::chrono::hours(24 * 365 * 55)};
using Stored = std::map<std::pair<RecordKind, std::string>, std::string>;

std::shared_ptr<const Network> national() {
  static const auto network = [] {
    auto loaded = formats::load_network(LIGHTLOOM_SOURCE_DIR "/lab/networks/national", std::nullopt);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    auto made = Network::build(std::move(loaded->record));
    if (!made) throw std::runtime_error(made.error().message);
    return std::make_shared<const Network>(std::move(*made));
  }();
  return network;
}

Engine empty_engine() {
  auto engine = Engine::create(national(), {});
  if (!engine) throw std::runtime_error(engine.error().message);
  return std::move(*engine);
}

// Hours-long windows over a year, between random sites.
class Demands {
 public:
  ReserveRequest next() {
    const auto sites = national()->sites();
    ReserveRequest asked;
    const auto from = draw(sites.size());
    asked.from = sites[from].name;
    asked.to = sites[(from + 1 + draw(sites.size() - 1)) % sites.size()].name;
    asked.rate = {400'000'000};
    asked.start = kStart + std::chrono::minutes(1 + draw(365 * 24 * 60));
    asked.duration = std::chrono::minutes(30 + draw(8 * 60));
    return asked;
  }

 private:
  std::size_t draw(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  std::mt19937_64 random_{1};
};

void reserve(benchmark::State& state) {
  auto engine = empty_engine();
  Demands demands;
  for (std::int64_t i = 0; i < state.range(0); ++i) engine.handle(demands.next(), kStart);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto decision = engine.handle(demands.next(), kStart);
    for (const auto& change : decision.changes) bytes += change.bytes ? change.bytes->size() : 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] =
      benchmark::Counter(static_cast<double>(bytes), benchmark::Counter::kAvgIterations);
  const auto figures = engine.figures();
  state.counters["refused"] = static_cast<double>(figures.reservations_refused);
}

void load(benchmark::State& state) {
  auto engine = empty_engine();
  Demands demands;
  Stored stored;
  while (static_cast<std::int64_t>(engine.figures().reservations_granted) < state.range(0)) {
    auto decision = engine.handle(demands.next(), kStart);
    for (auto& change : decision.changes)
      if (!is_history(change.kind)) stored[{change.kind, change.id}] = std::move(*change.bytes);
  }
  for (auto _ : state) {
    state.PauseTiming();
    std::optional<Engine> loaded(empty_engine());
    state.ResumeTiming();
    for (const auto& [key, bytes] : stored)
      if (!loaded->load_record(key.first, key.second, bytes)) state.SkipWithError("a record is not read");
    if (!loaded->finish_load(engine.revision())) state.SkipWithError("records do not fit together");
    state.PauseTiming();
    if (loaded->digest() != engine.digest()) state.SkipWithError("what was loaded differs");
    loaded.reset();
    state.ResumeTiming();
  }
  state.counters["records"] = static_cast<double>(stored.size());
}

BENCHMARK(reserve)->Arg(0)->Arg(50'000)->Unit(benchmark::kMicrosecond)->MinTime(1);
BENCHMARK(load)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace lightloom::engine

BENCHMARK_MAIN();
