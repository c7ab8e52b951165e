// The calendar on the national network: 145 cables, 960 slices, a year of reservations, beside a plain list a
// cable in the same run. Fails where a budget is exceeded; the budgets are about three times what one core of
// a small server needs, so that a busy machine does not fail them.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <queue>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "topology/calendar/calendar.h"

namespace lightloom {
namespace {

constexpr std::int32_t kSlices = 960;
constexpr std::uint32_t kPorts = 400;
constexpr std::size_t kRoutes = 3;
constexpr Instant kNewYear{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
constexpr Duration kYear = std::chrono::days{365};

using Links = std::vector<LinkIndex>;

/// Sites and cables of the plant record, with routes by number of cables.
struct Graph {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  std::vector<std::vector<std::uint32_t>> cables_at;

  static Graph read() {
    std::ifstream file(std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national/cables.csv");
    Graph graph;
    std::map<std::string, std::uint32_t> sites;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::array<std::string, 5> cell;  // cable, a_site, a_port, z_site, z_port
      std::istringstream cells(line);
      for (auto& text : cell) std::getline(cells, text, ',');
      const auto a = sites.try_emplace(cell[1], static_cast<std::uint32_t>(sites.size())).first->second;
      const auto z = sites.try_emplace(cell[3], static_cast<std::uint32_t>(sites.size())).first->second;
      graph.ends.emplace_back(a, z);
    }
    graph.cables_at.resize(sites.size());
    for (std::uint32_t cable = 0; cable < graph.ends.size(); ++cable) {
      graph.cables_at[graph.ends[cable].first].push_back(cable);
      graph.cables_at[graph.ends[cable].second].push_back(cable);
    }
    return graph;
  }

  /// Three routes, each avoiding the cables of the ones before where it can.
  std::array<Links, kRoutes> routes(std::uint32_t from, std::uint32_t to) const {
    std::array<Links, kRoutes> found;
    std::vector<std::uint32_t> cost(ends.size(), 1);
    for (auto& route : found) {
      route = cheapest(from, to, cost);
      for (const LinkIndex link : route) cost[link.at()] += 2;
    }
    return found;
  }

 private:
  Links cheapest(std::uint32_t from, std::uint32_t to, const std::vector<std::uint32_t>& cost) const {
    std::vector<std::uint32_t> distance(cables_at.size(), ~0U);
    std::vector<std::uint32_t> entered_by(cables_at.size(), ~0U);
    using Reached = std::pair<std::uint32_t, std::uint32_t>;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> frontier;
    distance[from] = 0;
    frontier.emplace(0, from);
    while (!frontier.empty()) {
      const auto [so_far, site] = frontier.top();
      frontier.pop();
      if (so_far > distance[site]) continue;
      for (const auto cable : cables_at[site]) {
        const auto next = other_end(cable, site);
        if (so_far + cost[cable] >= distance[next]) continue;
        distance[next] = so_far + cost[cable];
        entered_by[next] = cable;
        frontier.emplace(distance[next], next);
      }
    }
    Links links;
    for (auto site = to; site != from; site = other_end(links.back().value, site)) {
      links.push_back({entered_by[site]});
    }
    return links;
  }
  std::uint32_t other_end(std::uint32_t cable, std::uint32_t site) const {
    return ends[cable].first == site ? ends[cable].second : ends[cable].first;
  }
};

/// Somebody who asks for `width` slices between two sites over a window.
struct Request {
  SiteIndex from, to;
  const std::array<Links, kRoutes>* routes = nullptr;
  std::int32_t width = 0;
  Window window;
};

class Requests {
 public:
  explicit Requests(unsigned seed) : random_(seed) {}

  Request next() {
    static const Graph kGraph = Graph::read();
    static std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<Links, kRoutes>> routes;
    const auto sites = static_cast<std::uint32_t>(kGraph.cables_at.size());
    const std::uint32_t from = below(sites);
    const std::uint32_t to = (from + 1 + below(sites - 1)) % sites;
    auto& known = routes[{from, to}];
    if (known.front().empty()) known = kGraph.routes(from, to);
    const Instant start = kNewYear + uniform(Duration::zero(), kYear);
    constexpr std::array<std::int32_t, 4> kWidths{8, 12, 14, 16};
    return {{from}, {to}, &known, kWidths[below(4)], {start, start + length()}};
  }
  std::uint32_t below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random_);
  }

 private:
  Duration uniform(Duration low, Duration high) {
    return Duration{std::uniform_int_distribution<std::int64_t>(low.count(), high.count())(random_)};
  }
  /// Mostly hours, some days, a few weeks and months.
  Duration length() {
    const auto kind = below(1'000);
    if (kind < 700) return uniform(std::chrono::minutes{20}, std::chrono::hours{6});
    if (kind < 960) return uniform(std::chrono::hours{6}, std::chrono::hours{24});
    if (kind < 998) return uniform(std::chrono::days{1}, std::chrono::days{7});
    return uniform(std::chrono::days{7}, std::chrono::days{60});
  }
  std::mt19937 random_;
};

template <class Answer>
std::optional<std::pair<std::size_t, std::int32_t>> decide(const Answer& answer, const Request& request) {
  std::optional<std::pair<std::size_t, std::int32_t>> best;
  for (std::size_t route = 0; route < kRoutes; ++route) {
    SliceMap taken;
    answer.add_taken((*request.routes)[route], request.window, taken);
    const auto first = first_fit(taken, request.width, 0, kSlices);
    if (first && !best) best.emplace(route, *first);
  }
  return best;
}

/// The obvious peer: per cable a list by start.
class ListPerCable {
 public:
  explicit ListPerCable(const std::vector<Booking>& bookings) : cables_(145) {
    for (const Booking& booking : bookings) {
      for (const LinkIndex link : booking.links) {
        cables_[link.at()].push_back({booking.lightpath, booking.bits, booking.window});
      }
    }
    for (auto& cable : cables_) {
      std::ranges::sort(cable, {}, [](const Occupant& occupant) { return occupant.window.start; });
    }
  }
  void add_taken(const Links& links, const Window& window, SliceMap& taken) const {
    for (const LinkIndex link : links) add_taken(link, window, taken);
  }

 private:
  void add_taken(LinkIndex link, const Window& window, SliceMap& taken) const {
    for (const Occupant& occupant : cables_[link.at()]) {
      if (occupant.window.start >= window.end) break;
      if (occupant.window.overlaps(window)) taken.occupy(occupant.bits.first, occupant.bits.count);
    }
  }
  std::vector<std::vector<Occupant>> cables_;
};

/// A year of bookings, each placed by first fit as it came, and the calendar that holds them.
struct Year {
  std::vector<Booking> bookings;
  Calendar calendar;
  double bytes = 0;
  double load_s = 0;

  /// Builds each size once.
  static Year& of(std::int64_t size) {
    static std::map<std::int64_t, Year> years;
    auto& year = years[size];
    if (year.bookings.empty()) year.fill(static_cast<std::size_t>(size));
    return year;
  }
  static Calendar empty() { return {145, 40}; }

  double busiest_hour() const {
    double most = 0;
    for (auto hour = kNewYear; hour < kNewYear + kYear; hour += std::chrono::hours{24}) {
      double taken = 0;
      for (std::uint32_t link = 0; link < 145; ++link) {
        SliceMap map;
        calendar.add_taken({link}, {hour, hour + Duration{1}}, map);
        taken += map.count();
      }
      most = std::max(most, taken / (145.0 * kSlices));
    }
    return most;
  }

 private:
  void fill(std::size_t size) {
    Requests requests(7);
    Calendar scratch = empty();
    bookings.reserve(size);
    while (bookings.size() < size) {
      if (auto booking = place(scratch, requests.next())) {
        scratch.insert(*booking);
        bookings.push_back(std::move(*booking));
      }
    }
    scratch = empty();
    const auto before = mallinfo2().uordblks;
    const auto began = std::chrono::steady_clock::now();
    calendar = Calendar::load(145, 40, bookings);
    load_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    bytes = static_cast<double>(mallinfo2().uordblks - before);
  }
  std::optional<Booking> place(const Calendar& held, const Request& request) const {
    const auto fit = decide(held, request);
    SliceMap from_ports;
    SliceMap to_ports;
    held.add_taken_ports(request.from, request.window, from_ports);
    held.add_taken_ports(request.to, request.window, to_ports);
    const auto from_port = first_fit(from_ports, 1, 0, kPorts);
    const auto to_port = first_fit(to_ports, 1, 0, kPorts);
    if (!fit || !from_port || !to_port) return std::nullopt;
    return Booking{{bookings.size() + 1},
                   (*request.routes)[fit->first],
                   {fit->second, request.width},
                   request.from,
                   request.to,
                   static_cast<PortNumber>(*from_port + 1),
                   static_cast<PortNumber>(*to_port + 1),
                   request.window};
  }
};

/// Times single operations: their mean is the benchmark's time, the tail goes beside it.
class Stopwatch {
 public:
  explicit Stopwatch(benchmark::State& state) : state_(state) {}
  template <class Operation>
  void time(Operation operation) {
    const auto began = std::chrono::steady_clock::now();
    operation();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    state_.SetIterationTime(seconds);
    samples_.push_back(seconds);
  }
  ~Stopwatch() {
    if (samples_.empty()) return;
    const auto p99 = samples_.begin() + static_cast<std::ptrdiff_t>(samples_.size() * 99 / 100);
    std::nth_element(samples_.begin(), p99, samples_.end());
    state_.counters["p99_us"] = *p99 * 1e6;
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  benchmark::State& state_;
  std::vector<double> samples_;
};

template <class Answer>
void time_decisions(benchmark::State& state, const Answer& answer, bool open_ended) {
  Requests requests(11);
  Stopwatch watch(state);
  for (auto _ : state) {
    Request request = requests.next();
    if (open_ended) request.window.end = kForever;
    watch.time([&] { benchmark::DoNotOptimize(decide(answer, request)); });
  }
}

void calendar_decide(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  time_decisions(state, year.calendar, false);
  state.counters["busiest"] = year.busiest_hour();
}
void calendar_decide_open_ended(benchmark::State& state) {
  time_decisions(state, Year::of(state.range(0)).calendar, true);
}
void list_decide(benchmark::State& state) {
  time_decisions(state, ListPerCable(Year::of(state.range(0)).bookings), false);
}
void list_decide_open_ended(benchmark::State& state) {
  time_decisions(state, ListPerCable(Year::of(state.range(0)).bookings), true);
}

/// Removes and inserts bookings at random; one of the two is timed.
void time_writes(benchmark::State& state, bool inserts, bool after_snapshot) {
  Year& year = Year::of(state.range(0));
  Requests requests(13);
  Stopwatch watch(state);
  for (auto _ : state) {
    const Booking& booking = year.bookings[requests.below(static_cast<std::uint32_t>(state.range(0)))];
    const auto remove = [&] { year.calendar.remove(booking); };
    const auto insert = [&] { year.calendar.insert(booking); };
    if (inserts) {
      remove();
      const Calendar snapshot = after_snapshot ? year.calendar : Calendar();
      watch.time(insert);
    } else {
      watch.time(remove);
      insert();
    }
  }
}
void calendar_insert(benchmark::State& state) { time_writes(state, true, false); }
void calendar_insert_after_snapshot(benchmark::State& state) { time_writes(state, true, true); }
void calendar_remove(benchmark::State& state) { time_writes(state, false, false); }

void calendar_snapshot(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  for (auto _ : state) {
    Calendar snapshot = year.calendar;
    benchmark::DoNotOptimize(snapshot);
  }
}

void calendar_occupants(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  Requests requests(17);
  Stopwatch watch(state);
  for (auto _ : state) {
    const Request request = requests.next();
    const Window now{request.window.start, request.window.start + Duration{1}};
    watch.time([&] { benchmark::DoNotOptimize(year.calendar.occupants((*request.routes)[0][0], now)); });
  }
}

/// A tenth of the band on one route for half a day, within 30 days.
void calendar_earliest_start(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  Requests requests(19);
  Stopwatch watch(state);
  for (auto _ : state) {
    const Request request = requests.next();
    const Instant start = request.window.start;
    watch.time([&] {
      benchmark::DoNotOptimize(year.calendar.earliest_start((*request.routes)[0], 192, {0, kSlices}, start,
                                                            start + std::chrono::days{30},
                                                            std::chrono::hours{12}));
    });
  }
}

void calendar_load(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  for (auto _ : state) {
    const auto began = std::chrono::steady_clock::now();
    const Calendar loaded = Calendar::load(145, 40, year.bookings);
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  state.counters["MB"] = year.bytes / 1e6;
}

void calendar_check_invariants(benchmark::State& state) {
  const Year& year = Year::of(state.range(0));
  for (auto _ : state) {
    if (const auto defect = year.calendar.check_invariants()) state.SkipWithError(defect->c_str());
  }
}

constexpr std::int64_t kSmall = 100'000;
constexpr std::int64_t kLarge = 1'000'000;
BENCHMARK(calendar_decide)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(list_decide)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_decide_open_ended)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(list_decide_open_ended)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_insert)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_insert_after_snapshot)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_remove)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_snapshot)->Arg(kLarge);
BENCHMARK(calendar_occupants)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_earliest_start)->Arg(kSmall)->Arg(kLarge)->UseManualTime();
BENCHMARK(calendar_load)->Arg(kSmall)->Arg(kLarge)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(calendar_check_invariants)->Arg(kLarge)->Iterations(1)->Unit(benchmark::kMillisecond);

/// What a benchmark may take at most, in microseconds.
const std::map<std::string, double> kBudgetsUs{
    {"calendar_decide/1000000", 20},  {"calendar_decide_open_ended/1000000", 35},
    {"calendar_insert/1000000", 6},   {"calendar_insert_after_snapshot/1000000", 60},
    {"calendar_remove/1000000", 20},  {"calendar_snapshot/1000000", 0.2},
    {"calendar_load/1000000", 1.8e6},
};
constexpr double kMemoryBudgetMb = 220;

class BudgetReporter : public benchmark::ConsoleReporter {
 public:
  BudgetReporter() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto name = run.run_name.function_name + "/" + run.run_name.args;
      const double us = run.real_accumulated_time / static_cast<double>(run.iterations) * 1e6;
      const auto budget = kBudgetsUs.find(name);
      if (run.error_occurred) fail(name + " did not run");
      if (budget != kBudgetsUs.end() && us > budget->second) {
        fail(name + " took " + std::to_string(us) + " us, over its budget of " +
             std::to_string(budget->second));
      }
      const auto memory = run.counters.find("MB");
      if (memory != run.counters.end() && memory->second > kMemoryBudgetMb) {
        fail(name + " holds " + std::to_string(memory->second.value) + " MB, over its budget of " +
             std::to_string(kMemoryBudgetMb));
      }
    }
  }
  bool is_within() const { return is_within_; }

 private:
  void fail(const std::string& sentence) {
    std::cerr << sentence << '\n';
    is_within_ = false;
  }
  bool is_within_ = true;
};

}  // namespace
}  // namespace lightloom

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  lightloom::BudgetReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return reporter.is_within() ? 0 : 1;
}
