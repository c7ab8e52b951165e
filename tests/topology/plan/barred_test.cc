// What is barred is as if it were not there: plans, routes and counts are those of a network without it.
#include "topology/plan/barred.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kDay;
using testing::kGbps;
using testing::kKilometre;
using testing::NetworkBuilder;
using testing::planner_of;

/// a-b direct, and a way round over c.
NetworkBuilder triangle() {
  NetworkBuilder builder;
  builder.cable("a", "b", 100 * kKilometre)
      .cable("a", "c", 100 * kKilometre)
      .cable("c", "b", 100 * kKilometre);
  return builder;
}

SharedBarred closed(std::size_t links, const std::vector<std::size_t>& which) {
  Barred barred;
  barred.closed.resize(links);
  for (const auto link : which) barred.closed[link] = true;
  return std::make_shared<const Barred>(std::move(barred));
}

Demand demand_of(const Planner& planner, const std::string& from, const std::string& to,
                 SharedBarred barred) {
  Demand demand;
  demand.from = *planner.network().find_site(from);
  demand.to = *planner.network().find_site(to);
  demand.rate = kGbps * 400;
  demand.window = kDay;
  demand.barred = std::move(barred);
  return demand;
}
Calendar empty(const Planner& planner) {
  return {planner.network().links().size(), planner.network().sites().size()};
}

std::vector<std::string> names_of(const Network& network, const std::vector<Hop>& hops) {
  std::vector<std::string> names;
  for (const auto& hop : hops) names.push_back(network.link(hop.link).name);
  return names;
}

TEST(Barred, ClosesNothingByItself) {
  const Barred nothing;
  EXPECT_FALSE(nothing.closes_any());
  EXPECT_FALSE(nothing.is_closed({7}));
  const auto one = closed(3, {2});
  EXPECT_TRUE(one->closes_any());
  EXPECT_TRUE(one->is_closed({2}));
  EXPECT_FALSE(one->is_closed({1}));
}

TEST(Barred, LinksAreWentRound) {
  auto planner = planner_of(triangle());
  const auto around = planner.plan(empty(planner), demand_of(planner, "a", "b", closed(3, {0})));
  ASSERT_TRUE(around);
  EXPECT_THAT(names_of(planner.network(), around->route.hops), ElementsAre("a-c-1", "c-b-1"));
  // What was found for one demand is not kept for the next.
  const auto direct = planner.plan(empty(planner), demand_of(planner, "a", "b", nullptr));
  ASSERT_TRUE(direct);
  EXPECT_THAT(names_of(planner.network(), direct->route.hops), ElementsAre("a-b-1"));
}

TEST(Barred, LinksOnEveryWayAreSaidToBeNotUp) {
  auto planner = planner_of(triangle());
  const auto none = planner.plan(empty(planner), demand_of(planner, "a", "b", closed(3, {0, 2})));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNoRoute);
  EXPECT_EQ(none.error().message,
            "a -> b: no cables that are up join them (not up: a-b-1, c-b-1); ask again when they are mended");
  EXPECT_EQ(none.error().blockers.front().constraint, "ROUTE");
}

TEST(Barred, LinksLeaveOnlyASlowerWayAndThatIsSaid) {
  auto planner = planner_of(triangle());
  auto demand = demand_of(planner, "a", "b", closed(3, {0}));
  demand.max_latency = std::chrono::microseconds(600);
  const auto slow = planner.plan(empty(planner), demand);
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, ErrorCode::kNoRouteWithinLatency);
  EXPECT_THAT(slow.error().message, HasSubstr(" over cables that are up (not up: a-b-1); allow "));
  const auto offers = planner.counteroffers(empty(planner), demand, slow.error());
  ASSERT_FALSE(offers.empty());
  demand.max_latency = offers.front().max_latency;
  EXPECT_TRUE(planner.plan(empty(planner), demand)) << "an offer is granted with the same things barred";
}

TEST(Barred, SlicesAreLeftFree) {
  auto planner = planner_of(triangle());
  const auto first = planner.plan(empty(planner), demand_of(planner, "a", "b", nullptr));
  ASSERT_TRUE(first);
  const auto band = planner.network().band();
  Barred barred;
  barred.taken.resize(3);
  const auto slices = first->lightpaths.front().slot.slices();
  barred.taken[0].occupy(slices.first - band.first + slices.count - 1, 1);
  const auto second = planner.plan(
      empty(planner), demand_of(planner, "a", "b", std::make_shared<const Barred>(std::move(barred))));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->route, first->route);
  EXPECT_EQ(second->lightpaths.front().slot.slices().first, slices.end());
}

TEST(Barred, SlicesOfAWholeBandAreAFullCable) {
  auto planner = planner_of(triangle());
  Barred barred;
  barred.taken.resize(3);
  barred.taken[0].occupy(0, planner.network().band().count);
  barred.taken[1] = barred.taken[0];
  const auto none = planner.plan(
      empty(planner), demand_of(planner, "a", "b", std::make_shared<const Barred>(std::move(barred))));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNoSpectrum);
}

// A network, some of it barred; and the same with nothing barred, where closed cables are missing and barred
// slices are booked for ever.
struct Twin {
  NetworkBuilder whole, open;
  SharedBarred barred;
  std::vector<std::size_t> kept;  // link of `open` -> link of `whole`

  explicit Twin(NetworkBuilder built) : whole(built) {
    testing::narrow_band(whole);
    const auto network = whole.build();
    Barred made;
    made.closed.resize(network->links().size());
    made.taken.resize(network->links().size());
    testing::narrow_band(open);
    for (const auto& site : network->sites()) open.site(site.name, site.line_ports);
    for (std::size_t link = 0; link < network->links().size(); ++link) {
      const Link& cable = network->links()[link];
      made.closed[link] = testing::pick(0, 4) == 0;
      while (testing::pick(0, 3) == 0) {
        const auto first = testing::pick(0, network->band().count);
        made.taken[link].occupy(first, testing::pick(1, network->band().count - first + 1));
      }
      if (made.closed[link]) continue;
      kept.push_back(link);
      open.cable(network->site(cable.a_site).name, network->site(cable.z_site).name, cable.length.value);
    }
    barred = std::make_shared<const Barred>(std::move(made));
  }

  /// The same load on what both have, and barred slices.
  Calendar load_of_open(const Calendar& load) const {
    const auto network = open.build();
    Calendar calendar(network->links().size(), network->sites().size());
    std::uint64_t id = 5'000'000;
    for (std::uint32_t link = 0; link < kept.size(); ++link) {
      SliceMap taken = barred->taken[kept[link]];
      load.add_taken({static_cast<std::uint32_t>(kept[link])}, kDay, taken);
      for (std::int32_t bit = 0; bit < network->band().count; ++bit)
        if (taken.is_taken(bit)) testing::take(calendar, *network, {link}, {bit, 1}, id++);
    }
    return calendar;
  }
  /// Routes of `open` in the indices of `whole`.
  Route translated(Route route) const {
    for (auto& hop : route.hops) hop.link = {static_cast<std::uint32_t>(kept[hop.link.at()])};
    return route;
  }
};

std::vector<Route> routes_of(const std::vector<PathPlan>& plans) {
  std::vector<Route> routes;
  for (const auto& plan : plans) routes.push_back(plan.route);
  return routes;
}

RC_GTEST_PROP(BarredProperty, PlansAreThoseOfANetworkWithoutIt, ()) {
  const Twin twin(testing::random_network(6, 60 * kKilometre));
  auto barring = planner_of(twin.whole);
  auto without = planner_of(twin.open);
  const auto load = testing::random_load(barring.network(), testing::pick(0, 60));
  const auto load_of_open = twin.load_of_open(load);
  for (int i = 0; i < 4; ++i) {
    const auto sites = static_cast<std::uint32_t>(barring.network().sites().size());
    Demand demand;
    demand.from = {testing::pick<std::uint32_t>(0, sites)};
    demand.to = {(demand.from.value + testing::pick<std::uint32_t>(1, sites)) % sites};
    demand.rate = kGbps * *rc::gen::element<std::int64_t>(100, 400, 800, 1'600);
    demand.window = kDay;
    if (testing::pick(0, 2) == 0) demand.max_latency = std::chrono::microseconds(testing::pick(300, 4'000));
    const auto expected = without.alternatives(load_of_open, demand, 3);
    demand.barred = twin.barred;
    const auto found = barring.alternatives(load, demand, 3);
    RC_ASSERT(found.has_value() == expected.has_value());
    if (!found) continue;
    auto routes = routes_of(*expected);
    for (auto& route : routes) route = twin.translated(std::move(route));
    RC_ASSERT(routes_of(*found) == routes);
    for (std::size_t plan = 0; plan < found->size(); ++plan)
      RC_ASSERT((*found)[plan].lightpaths.front().slot == (*expected)[plan].lightpaths.front().slot);
  }
}

RC_GTEST_PROP(BarredProperty, RoutesAndTheirCountAreThoseOfANetworkWithoutIt, ()) {
  const Twin twin(testing::random_network(6, 60 * kKilometre));
  auto barring = planner_of(twin.whole);
  auto without = planner_of(twin.open);
  const auto sites = static_cast<std::uint32_t>(barring.network().sites().size());
  const SiteIndex from{testing::pick<std::uint32_t>(0, sites)};
  const SiteIndex to{(from.value + testing::pick<std::uint32_t>(1, sites)) % sites};
  std::optional<Latency> budget;
  if (testing::pick(0, 2) == 0) budget = std::chrono::microseconds(testing::pick(300, 6'000));
  const auto expected = without.routes(from, to, budget, 1'000);
  const auto found = barring.routes(from, to, budget, 1'000, twin.barred);
  RC_ASSERT(found.has_value() == expected.has_value());
  RC_ASSERT(barring.count_routes(from, to, budget, 1'000, twin.barred) ==
            without.count_routes(from, to, budget, 1'000));
  if (!found) {
    RC_ASSERT(found.error().code == expected.error().code);
    return;
  }
  RC_ASSERT(found->size() == expected->size());
  for (std::size_t i = 0; i < found->size(); ++i) RC_ASSERT((*found)[i] == twin.translated((*expected)[i]));
  RC_ASSERT(barring.count_routes(from, to, budget, 1'000, twin.barred) == found->size());
}

// An alternative that is offered is granted as it stands, with the same things barred.
RC_GTEST_PROP(BarredProperty, CounteroffersAreGrantedWithTheSameBarred, ()) {
  const Twin twin(testing::random_network(6, 60 * kKilometre));
  auto planner = planner_of(twin.whole);
  const auto load = testing::random_load(planner.network(), testing::pick(20, 80));
  const auto sites = static_cast<std::uint32_t>(planner.network().sites().size());
  Demand demand;
  demand.from = {testing::pick<std::uint32_t>(0, sites)};
  demand.to = {(demand.from.value + testing::pick<std::uint32_t>(1, sites)) % sites};
  demand.rate = kGbps * *rc::gen::element<std::int64_t>(400, 800, 3'200);
  demand.window = kDay;
  demand.max_latency = std::chrono::microseconds(testing::pick(300, 3'000));
  demand.barred = twin.barred;
  const auto refused = planner.plan(load, demand);
  if (refused) return;
  for (const auto& offer : planner.counteroffers(load, demand, refused.error())) {
    auto other = demand;
    if (offer.max_latency) other.max_latency = offer.max_latency;
    if (offer.rate) other.rate = *offer.rate;
    const auto granted = planner.plan(load, other);
    RC_ASSERT(granted.has_value());
    for (const auto& hop : granted->route.hops) RC_ASSERT(!twin.barred->is_closed(hop.link));
  }
}

}  // namespace
}  // namespace lightloom
