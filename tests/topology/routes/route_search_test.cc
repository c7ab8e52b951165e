#include "topology/routes/route_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/network_builder.h"
#include "tests/topology/random_network.h"

namespace lightloom {
namespace {

using testing::all_routes;
using testing::NetworkBuilder;
using testing::pick;
using testing::random_network;

constexpr std::int64_t kKilometre = 1'000;
const ClosedLinks kNoneClosed;

std::vector<Route> search_all(const Network& network, const RouteQuery& query,
                              const ClosedLinks& closed = kNoneClosed) {
  const auto least = latencies_to(network, query.to, closed);
  RouteSearch search(network, query, least, closed);
  std::vector<Route> routes;
  while (auto route = search.next()) routes.push_back(std::move(*route));
  EXPECT_FALSE(search.is_stopped());
  return routes;
}

std::pair<SiteIndex, SiteIndex> random_pair(const Network& network) {
  const auto sites = static_cast<std::uint32_t>(network.sites().size());
  const auto from = pick<std::uint32_t>(0, sites);
  const auto to = (from + pick<std::uint32_t>(1, sites)) % sites;
  return {SiteIndex{from}, SiteIndex{to}};
}

TEST(RouteSearch, TakesParallelCablesForDifferentRoutes) {
  const auto network = NetworkBuilder()
                           .cable("a", "b", 100 * kKilometre)
                           .cable("a", "b", 90 * kKilometre)
                           .cable("b", "c", 50 * kKilometre)
                           .build();
  const auto routes = search_all(*network, {SiteIndex{0}, SiteIndex{2}, {}});
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(network->link(routes[0].hops[0].link).name, "a-b-2");
  EXPECT_EQ(network->link(routes[1].hops[0].link).name, "a-b-1");
}

TEST(RouteSearch, PutsFewerHopsFirstWhereLatenciesTie) {
  const std::int64_t direct = 3;  // metres: 4897 + 9793 = 14690 ps, rounded each
  const auto network = NetworkBuilder()
                           .cable("a", "b", direct / 3)
                           .cable("b", "c", direct / 3 * 2)
                           .cable("a", "c", direct)
                           .build();
  const auto routes = search_all(*network, {SiteIndex{0}, SiteIndex{2}, {}});
  ASSERT_EQ(routes.size(), 2U);
  ASSERT_EQ(routes[0].latency, routes[1].latency);
  EXPECT_EQ(routes[0].hops.size(), 1U);
}

TEST(RouteSearch, FindsNothingWhereSitesAreNotJoined) {
  const auto network = NetworkBuilder().cable("a", "b", kKilometre).cable("c", "d", kKilometre).build();
  EXPECT_TRUE(search_all(*network, {SiteIndex{0}, SiteIndex{2}, {}}).empty());
}

TEST(RouteSearch, MeetsABudgetThatIsExactlyTheLatency) {
  const auto network = NetworkBuilder().cable("a", "b", 777).build();
  const Latency exact = network->link(LinkIndex{0}).latency;
  EXPECT_EQ(search_all(*network, {SiteIndex{0}, SiteIndex{1}, exact}).size(), 1U);
  EXPECT_TRUE(search_all(*network, {SiteIndex{0}, SiteIndex{1}, exact - Latency(1)}).empty());
}

TEST(RouteSearch, SaysThatItWasStopped) {
  const auto network = NetworkBuilder().cable("a", "b", 1).cable("a", "b", 2).cable("a", "b", 3).build();
  const auto least = latencies_to(*network, SiteIndex{1});
  RouteSearch search(*network, {SiteIndex{0}, SiteIndex{1}, {}, nullptr, 2}, least, kNoneClosed);
  while (search.next()) {
  }
  EXPECT_TRUE(search.is_stopped());
}

// A comb of dead ends that a bound blind to loops would enumerate in 2^30 prefixes before the one way round.
TEST(RouteSearch, IsNotLostInDeadEnds) {
  NetworkBuilder builder;
  builder.cable("from", "gate", kKilometre)
      .cable("gate", "to", kKilometre)
      .cable("from", "to", 5'000 * kKilometre);
  for (int i = 0; i < 30; ++i) {
    const auto here = i == 0 ? std::string("gate") : "d" + std::to_string(i);
    const auto there = "d" + std::to_string(i + 1);
    builder.cable(here, there, kKilometre).cable(here, there, kKilometre);
  }
  const auto network = builder.build();
  const auto from = *network->find_site("from");
  const auto to = *network->find_site("to");
  const auto least = latencies_to(*network, to);
  RouteSearch search(*network, {from, to, {}}, least, kNoneClosed);
  ASSERT_TRUE(search.next());
  ASSERT_TRUE(search.next());
  EXPECT_FALSE(search.next());
  EXPECT_LT(search.prefixes(), 20U);
}

RC_GTEST_PROP(RouteSearch, EqualsBruteForce, ()) {
  const auto network = random_network(7, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  RC_ASSERT(search_all(*network, {from, to, {}}) == all_routes(*network, from, to));
}

RC_GTEST_PROP(RouteSearch, WithABudgetEqualsBruteForceCutOff, ()) {
  const auto network = random_network(7, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  const auto budget = fibre_latency({pick<std::int64_t>(1, 250) * kKilometre});
  auto expected = all_routes(*network, from, to);
  std::erase_if(expected, [&](const Route& route) { return route.latency > budget; });
  RC_ASSERT(search_all(*network, {from, to, budget}) == expected);
  RC_ASSERT(count_loopless_routes(*network, from, to, budget, 10'000) == expected.size());
}

RC_GTEST_PROP(RouteSearch, LeavesOutClosedCablesOnly, ()) {
  const auto network = random_network(6, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  ClosedLinks closed(network->links().size());
  for (std::size_t i = 0; i < closed.size(); ++i) closed[i] = pick<int>(0, 4) == 0;
  auto expected = all_routes(*network, from, to);
  std::erase_if(expected, [&](const Route& route) {
    return std::any_of(route.hops.begin(), route.hops.end(),
                       [&](const Hop& hop) { return closed[hop.link.at()]; });
  });
  RC_ASSERT(search_all(*network, {from, to, {}}, closed) == expected);
}

/// Refuses prefixes that use two cables of one colour: monotone, as noise and occupancy are.
class ColourPruner : public RoutePruner {
 public:
  explicit ColourPruner(std::vector<int> colours) : colours_(std::move(colours)) {}
  void extend(std::span<const Hop> prefix) override { prefix_.assign(prefix.begin(), prefix.end()); }
  bool admits(const Adjacency& way) override {
    return std::none_of(prefix_.begin(), prefix_.end(),
                        [&](const Hop& hop) { return colour(hop) == colour(way.hop); });
  }
  int colour(const Hop& hop) const { return colours_[hop.link.at()]; }

 private:
  std::vector<int> colours_;
  std::vector<Hop> prefix_;
};

RC_GTEST_PROP(RouteSearch, PrunedEqualsBruteForceFiltered, ()) {
  const auto network = random_network(7, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  std::vector<int> colours(network->links().size());
  for (auto& colour : colours) colour = pick<int>(0, 6);
  ColourPruner pruner(colours);
  auto expected = all_routes(*network, from, to);
  std::erase_if(expected, [&](const Route& route) {
    for (std::size_t i = 0; i < route.hops.size(); ++i) {
      pruner.extend(std::span(route.hops).first(i));
      if (!pruner.admits({route.hops[i], {}, {}})) return true;
    }
    return false;
  });
  RC_ASSERT(search_all(*network, {from, to, {}, &pruner}) == expected);
}

RC_GTEST_PROP(CountRoutes, StopsAtTheLimit, ()) {
  const auto network = random_network(6, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  const auto limit = pick<std::size_t>(0, 10);
  RC_ASSERT(count_loopless_routes(*network, from, to, {}, limit) ==
            std::min(limit, all_routes(*network, from, to).size()));
}

TEST(Route, ReadsTheSameBackwards) {
  const auto network = NetworkBuilder().cable("a", "b", 1'000).cable("c", "b", 2'000).build();
  const auto route = search_all(*network, {SiteIndex{0}, SiteIndex{2}, {}}).at(0);
  EXPECT_EQ(sites_of(*network, route), (std::vector{SiteIndex{0}, SiteIndex{1}, SiteIndex{2}}));
  EXPECT_EQ(length_of(*network, route), Metres{3'000});
  const Route back{route.to, route.from, reversed(route.hops), route.latency};
  EXPECT_EQ(sites_of(*network, back), (std::vector{SiteIndex{2}, SiteIndex{1}, SiteIndex{0}}));
}

RC_GTEST_PROP(LatencyTable, GivesTheLatencyOfTheFastestRoute, ()) {
  const auto network = random_network(6, 10 * kKilometre).build();
  const auto [from, to] = random_pair(*network);
  LatencyTable table(*network);
  const auto routes = all_routes(*network, from, to);
  RC_ASSERT(table.to(to)[from.at()] == (routes.empty() ? kUnreachable : routes.front().latency));
}

}  // namespace
}  // namespace lightloom
