#include "topology/plan/slot_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using testing::all_routes;
using testing::kKilometre;
using testing::pick;

struct Searched {
  Planner planner;
  NoiseTable noise;
  TakenSpectrum taken;
  LatencyTable latencies;

  explicit Searched(const testing::NetworkBuilder& builder)
      : planner(testing::planner_of(builder)),
        noise(planner.network(), planner.optics()),
        taken(planner.network()),
        latencies(planner.network()) {}

  bool carries(const Route& route, const SlotNeed& need) {
    double sum = 0;
    for (const auto& hop : route.hops) sum += noise.of(hop.link)[need.mode.at()];
    return sum <= noise.budgets()[need.mode.at()] &&
           slots_that_fit(taken.along(route.hops), need) == need.count;
  }
};

RC_GTEST_PROP(SlotSearch, FindsTheFirstRouteOfAll, ()) {
  auto builder = testing::random_network(7, pick<std::int64_t>(1, 400) * kKilometre);
  testing::narrow_band(builder);
  Searched searched(builder);
  const auto& network = searched.planner.network();
  const auto calendar = testing::random_load(network, pick<int>(0, 80));
  searched.taken.look_at(calendar, testing::kDay);
  const auto sites = static_cast<std::uint32_t>(network.sites().size());
  SlotSearch search;
  for (int i = 0; i < 8; ++i) {
    const SiteIndex from{pick<std::uint32_t>(0, sites)};
    const SiteIndex to{(from.value + pick<std::uint32_t>(1, sites)) % sites};
    const auto max_latency =
        pick<int>(0, 2) == 0 ? fibre_latency({pick<std::int64_t>(1, 400) * 10 * kKilometre}) : kUnreachable;
    const ModeIndex mode{
        pick<std::uint32_t>(0, static_cast<std::uint32_t>(network.equipment().modes.size()))};
    const auto [low, high] = network.tuning_bits(mode);
    const SlotNeed need{mode, pick<std::int64_t>(1, 4), network.slot_slices(mode), low, high};

    std::optional<Route> expected;
    for (const auto& route : all_routes(network, from, to))
      if (!expected && route.latency <= max_latency && searched.carries(route, need)) expected = route;
    const auto found = search.find(
        {network, searched.noise, searched.taken, searched.latencies, from, to, max_latency}, need);
    RC_ASSERT(found.ending == (expected ? SlotSearch::Ending::kFound : SlotSearch::Ending::kNone));
    if (expected) RC_ASSERT(found.route == *expected);
  }
}

// Modes that are left out because another outreaches them must not be missed.
RC_GTEST_PROP(NoiseTable, OutreachesOnEveryRoute, ()) {
  Searched searched(testing::random_network(5, pick<std::int64_t>(50, 400) * kKilometre));
  const auto& network = searched.planner.network();
  for (std::uint32_t one = 0; one < searched.noise.modes(); ++one)
    for (std::uint32_t other = 0; other < searched.noise.modes(); ++other) {
      if (!searched.noise.outreaches({one}, {other})) continue;
      for (const auto& route : all_routes(network, {0}, {1})) {
        const auto closing = modes_that_close(network, searched.planner.optics(), searched.noise, route);
        const bool other_closes = std::any_of(closing.begin(), closing.end(), [&](const ClosingMode& mode) {
          return mode.mode == ModeIndex{other};
        });
        if (other_closes) RC_ASSERT(searched.carries(route, {ModeIndex{one}, 0, 2, 0, 64}));
      }
    }
}

}  // namespace
}  // namespace lightloom
