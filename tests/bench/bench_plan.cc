// How long a decision takes: route, mode and slot on the national network at half load, beside the textbook's
// way in the same run. Fails where the mean is over its budget.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "topology/formats/load_network.h"
#include "topology/plan/plan.h"

namespace lightloom {
namespace {

constexpr double kBudgetUs = 40;
constexpr std::size_t kDemands = 100'000;
constexpr std::size_t kPeerDemands = 2'000;
constexpr std::size_t kPeerRoutes = 8;
constexpr Instant kDawn{std::chrono::hours(24) * 20'000};
constexpr Kbps kGbps{1'000'000};

class Demands {
 public:
  explicit Demands(Planner& planner) : planner_(planner) {}

  /// 100 to 800 Gbit/s, 1 to 12 hours of one day; 30 % within 1.0 to 1.5 times what light takes.
  Demand next() {
    const auto sites = static_cast<std::uint32_t>(planner_.network().sites().size());
    const SiteIndex from{below(sites)};
    const SiteIndex to{(from.value + 1 + below(sites - 1)) % sites};
    const Instant start = kDawn + std::chrono::minutes(below(12 * 60));
    Demand demand{from,
                  to,
                  {},
                  {},
                  kGbps * (100 * (1 + std::int64_t{below(8)})),
                  {},
                  {start, start + std::chrono::minutes(60 + below(11 * 60))}};
    if (below(10) < 3) {
      const auto fastest = planner_.routes(from, to, {}, 1).value().front().latency;
      demand.max_latency = fastest + fastest / 100 * below(50);
    }
    return demand;
  }
  /// From up to 30 days before the day until up to 30 days after it.
  Window around_the_day() {
    return {kDawn - std::chrono::minutes(below(30 * 24 * 60)),
            kDawn + std::chrono::hours(24) + std::chrono::minutes(below(30 * 24 * 60))};
  }
  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }

 private:
  Planner& planner_;
  std::mt19937 random_{20'260'101};
};

/// Fills cables over the day, line ports left free.
class Load {
 public:
  explicit Load(const Network& network)
      : network_(network),
        calendar_(network.links().size(), network.sites().size()),
        taken_(network.links().size()),
        half_(static_cast<std::int64_t>(network.links().size()) * network.band().count / 2) {}

  bool is_half() const { return slices_ >= half_; }
  double share() const { return 0.5 * static_cast<double>(slices_) / static_cast<double>(half_); }
  const Calendar& calendar() const { return calendar_; }
  std::size_t lightpaths() const { return calendar_.size(); }

  void book(std::vector<LinkIndex> links, SliceRange bits, const Window& window) {
    for (const auto link : links) taken_[link.at()].occupy(bits.first, bits.count);
    slices_ += static_cast<std::int64_t>(links.size()) * bits.count;
    calendar_.insert({LightpathId{next_++}, std::move(links), bits, {0}, {1}, 0, 0, window});
  }
  void book(const PathPlan& plan, const Window& window) {
    std::vector<LinkIndex> links;
    for (const auto& hop : plan.route.hops) links.push_back(hop.link);
    for (const auto& lightpath : plan.lightpaths) {
      auto bits = lightpath.slot.slices();
      bits.first -= network_.band().first;
      book(links, bits, window);
    }
  }
  /// One lightpath of 100 GHz on the emptiest cable alone.
  void fill_emptiest(const Window& window) {
    constexpr std::int32_t kWidth = 16;
    const auto emptiest = std::min_element(
        taken_.begin(), taken_.end(), [](const auto& a, const auto& b) { return a.count() < b.count(); });
    const auto bit = first_fit(*emptiest, kWidth, 0, network_.band().count);
    book({{static_cast<std::uint32_t>(emptiest - taken_.begin())}}, {bit.value(), kWidth}, window);
  }

 private:
  const Network& network_;
  Calendar calendar_;
  std::vector<SliceMap> taken_;
  std::int64_t half_;
  std::int64_t slices_ = 0;
  std::uint64_t next_ = 1;
};

Load half_load(Planner& planner, Demands& demands) {
  constexpr int kSaturated = 50;  // refusals in a row
  Load load(planner.network());
  for (int refused = 0; !load.is_half() && refused < kSaturated;) {
    auto demand = demands.next();
    demand.window = demands.around_the_day();
    const auto plan = planner.plan(load.calendar(), demand);
    refused = plan ? 0 : refused + 1;
    if (plan) load.book(*plan, demand.window);
  }
  fmt::print("planned load       {} lightpaths, {:.1f} % of all slices\n", load.lightpaths(),
             load.share() * 100);
  while (!load.is_half()) load.fill_emptiest(demands.around_the_day());
  fmt::print("with fillers       {} lightpaths, {:.1f} % of all slices\n", load.lightpaths(),
             load.share() * 100);
  return load;
}

/// The textbook: Yen (1971), the k shortest by Dijkstra with removed cables and sites; on each the modes and
/// first fit. Nothing is kept from demand to demand.
class Textbook {
 public:
  explicit Textbook(const Planner& planner) : planner_(planner), network_(planner.network()) {}

  std::optional<PathPlan> plan(const Calendar& calendar, const Demand& demand) const {
    for (const auto& route : shortest(demand.from, demand.to)) {
      if (demand.max_latency && route.latency > *demand.max_latency) break;
      SliceMap taken;
      for (const auto& hop : route.hops) calendar.add_taken(hop.link, demand.window, taken);
      for (const auto& choice : planner_.closing_modes(route, demand.rate)) {
        const auto [from, to] = network_.tuning_bits(choice.mode);
        const auto width = network_.slot_slices(choice.mode);
        if (const auto bits = first_fits(taken, {choice.mode, choice.count, width, from, to}))
          return PathPlan{route, std::vector<LightpathPlan>(bits->size())};
      }
    }
    return std::nullopt;
  }

 private:
  struct Before {
    bool operator()(const Route& left, const Route& right) const { return comes_before(left, right); }
  };

  std::optional<std::vector<Hop>> dijkstra(SiteIndex from, SiteIndex to, const std::vector<bool>& no_site,
                                           const std::vector<bool>& no_link) const {
    using Entry = std::pair<Latency, SiteIndex>;
    std::vector<Latency> least(network_.sites().size(), kUnreachable);
    std::vector<std::pair<SiteIndex, Hop>> back(network_.sites().size());
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    least[from.at()] = {};
    queue.emplace(Latency{}, from);
    while (!queue.empty()) {
      const auto [latency, site] = queue.top();
      queue.pop();
      if (site == to) break;
      if (latency > least[site.at()]) continue;
      for (const auto& way : network_.ways_from(site)) {
        const auto through = latency + way.latency;
        if (no_site[way.to.at()] || no_link[way.hop.link.at()] || through >= least[way.to.at()]) continue;
        least[way.to.at()] = through;
        back[way.to.at()] = {site, way.hop};
        queue.emplace(through, way.to);
      }
    }
    if (least[to.at()] == kUnreachable) return std::nullopt;
    std::vector<Hop> hops;
    for (SiteIndex at = to; at != from; at = back[at.at()].first) hops.push_back(back[at.at()].second);
    std::reverse(hops.begin(), hops.end());
    return hops;
  }

  Route route_of(SiteIndex from, SiteIndex to, std::vector<Hop> hops) const {
    Route route{from, to, std::move(hops), {}};
    for (const auto& hop : route.hops) route.latency += network_.link(hop.link).latency;
    return route;
  }

  void spurs_of(const std::vector<Route>& routes, std::set<Route, Before>& candidates) const {
    const Route& last = routes.back();
    const auto sites = sites_of(network_, last);
    std::vector<bool> no_site(network_.sites().size());
    for (std::size_t spur = 0; spur < last.hops.size(); ++spur) {
      std::vector<bool> no_link(network_.links().size());
      for (const auto& route : routes)
        if (route.hops.size() > spur &&
            std::equal(last.hops.begin(), last.hops.begin() + static_cast<long>(spur), route.hops.begin()))
          no_link[route.hops[spur].link.at()] = true;
      if (auto rest = dijkstra(sites[spur], last.to, no_site, no_link)) {
        std::vector<Hop> hops(last.hops.begin(), last.hops.begin() + static_cast<long>(spur));
        hops.insert(hops.end(), rest->begin(), rest->end());
        candidates.insert(route_of(last.from, last.to, std::move(hops)));
      }
      no_site[sites[spur].at()] = true;
    }
  }

  std::vector<Route> shortest(SiteIndex from, SiteIndex to) const {
    const std::vector<bool> no_site(network_.sites().size());
    const std::vector<bool> no_link(network_.links().size());
    std::vector<Route> routes;
    std::set<Route, Before> candidates;
    if (auto first = dijkstra(from, to, no_site, no_link))
      routes.push_back(route_of(from, to, std::move(*first)));
    while (!routes.empty() && routes.size() < kPeerRoutes) {
      spurs_of(routes, candidates);
      if (candidates.empty()) break;
      routes.push_back(*candidates.begin());
      candidates.erase(candidates.begin());
    }
    return routes;
  }

  const Planner& planner_;
  const Network& network_;
};

/// Times `decide(demand)`, which says whether it was granted; prints a line, gives the mean in us.
template <class Decide>
double measure(const char* name, const std::vector<Demand>& demands, const Decide& decide) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> us;
  us.reserve(demands.size());
  std::size_t granted = 0;
  double sum = 0;
  for (const auto& demand : demands) {
    const auto start = Clock::now();
    granted += decide(demand) ? 1U : 0U;
    us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    sum += us.back();
  }
  std::sort(us.begin(), us.end());
  const double mean = sum / static_cast<double>(us.size());
  fmt::print(
      "{:<18} mean {:8.2f} us  p50 {:8.2f} us  p99 {:8.2f} us  max {:9.1f} us  granted {:.2f} %  ({} "
      "demands)\n",
      name, mean, us[us.size() / 2], us[us.size() * 99 / 100], us.back(),
      100.0 * static_cast<double>(granted) / static_cast<double>(us.size()), us.size());
  return mean;
}

int run(const std::string& folder) {
  auto loaded = formats::load_network(folder, {});
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message);
    return EXIT_FAILURE;
  }
  auto network = Network::build(std::move(loaded->record));
  if (!network) {
    fmt::print(stderr, "{}\n", network.error().message);
    return EXIT_FAILURE;
  }
  auto planner = Planner::build(std::make_shared<const Network>(std::move(*network))).value();
  Demands source(planner);
  const auto load = half_load(planner, source);
  const auto& calendar = load.calendar();
  std::vector<Demand> demands;
  for (std::size_t i = 0; i < kDemands; ++i) demands.push_back(source.next());
  const std::vector<Demand> few(demands.begin(), demands.begin() + kPeerDemands);

  auto cold = Planner::build(planner.shared_network()).value();
  measure("decision, cold", few,
          [&](const Demand& demand) { return cold.plan(calendar, demand).has_value(); });
  const double mean = measure(
      "decision", demands, [&](const Demand& demand) { return planner.plan(calendar, demand).has_value(); });
  const Textbook textbook(planner);
  measure("textbook, Yen k=8", few,
          [&](const Demand& demand) { return textbook.plan(calendar, demand).has_value(); });
  if (mean <= kBudgetUs) return EXIT_SUCCESS;
  fmt::print(stderr, "decision: mean {:.1f} us; the budget is {:.0f} us\n", mean, kBudgetUs);
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace lightloom

int main(int argc, char** argv) {
  return lightloom::run(argc > 1 ? argv[1] : std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national");
}
