// Disjoint routes in GNPy's order of preference, against all sets of all simple routes.
#include "topology/gnpy/disjoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/topology/gnpy/mesh_builder.h"

namespace lightloom::gnpy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Routes = std::vector<std::optional<Route>>;

DisjointDemand demand(const Places& places, const std::string& from, const std::string& to) {
  return {places.vertex("trx " + from), places.vertex("trx " + to), std::vector<Station>(), false};
}

Routes routes_of(const Places& places, const std::vector<DisjointDemand>& demands,
                 const std::vector<DemandGroup>& groups) {
  SearchBudget budget{200'000};
  const auto routes = disjoint_routes(places.graph(), demands, groups, budget);
  EXPECT_TRUE(routes.has_value()) << routes.error().message;
  return routes.value_or(Routes(demands.size()));
}

// The shortest route a b c d leaves no second one: Suurballe's trap.
MeshBuilder trap() {
  MeshBuilder mesh("abcdef");
  mesh.cable("ab", 10).cable("bc", 10).cable("cd", 10);
  mesh.cable("ac", 25).cable("bd", 26);
  return mesh;
}

TEST(DisjointRoutes, TheLastDemandGetsTheShortestThatLeavesARouteForTheOthers) {
  const auto mesh = trap();
  const Places places(mesh.network());
  const auto pair = demand(places, "a", "d");
  const auto routes = routes_of(places, {pair, pair}, {{0, 1}});
  EXPECT_THAT(places.uids(routes[1]), ElementsAre("a", "ac", "c", "cd", "d"));
  EXPECT_THAT(places.uids(routes[0]), ElementsAre("a", "ab", "b", "bd", "d"));
}

TEST(DisjointRoutes, TheWayBackCountsToo) {
  const auto mesh = trap();
  const Places places(mesh.network());
  const auto routes = routes_of(places, {demand(places, "d", "a"), demand(places, "a", "d")}, {{0, 1}});
  EXPECT_THAT(places.uids(routes[1]), ElementsAre("a", "ac", "c", "cd", "d"));
  EXPECT_THAT(places.uids(routes[0]), ElementsAre("d", "db", "b", "ba", "a"));
}

TEST(DisjointRoutes, NodesMayBeShared) {
  MeshBuilder mesh("abc");
  mesh.cable("ab", 10, "1").cable("ab", 11, "2").cable("bc", 10, "1").cable("bc", 11, "2");
  const Places places(mesh.network());
  const auto pair = demand(places, "a", "c");
  const auto routes = routes_of(places, {pair, pair}, {{0, 1}});
  EXPECT_THAT(places.uids(routes[1]), ElementsAre("a", "ab1", "b", "bc1", "c"));
  EXPECT_THAT(places.uids(routes[0]), ElementsAre("a", "ab2", "b", "bc2", "c"));
}

TEST(DisjointRoutes, AGroupWithoutASetGetsNone) {
  MeshBuilder mesh("abc");
  mesh.cable("ab", 10, "1").cable("ab", 11, "2").cable("bc", 10);
  const Places places(mesh.network());
  const auto pair = demand(places, "a", "c");
  const auto routes = routes_of(places, {pair, pair, demand(places, "a", "b")}, {{0, 1}, {2}});
  EXPECT_EQ(routes[0], std::nullopt);
  EXPECT_EQ(routes[1], std::nullopt);
  EXPECT_THAT(places.uids(routes[2]), ElementsAre("a", "ab1", "b")) << "another group is served all the same";
}

TEST(DisjointRoutes, LoosePlacesAreLeftOutWhereNoSetPassesThem) {
  const auto mesh = trap();
  const Places places(mesh.network());
  auto pair = demand(places, "a", "d");
  auto with_place = pair;
  with_place.stations = stations_of(places.graph(), places.elements({"bc"}));
  EXPECT_THAT(places.uids(routes_of(places, {pair, with_place}, {{0, 1}})[1]),
              ElementsAre("a", "ac", "c", "cd", "d"));
  with_place.is_strict = true;
  EXPECT_EQ(routes_of(places, {pair, with_place}, {{0, 1}})[1], std::nullopt);
  with_place.stations = stations_of(places.graph(), places.elements({"b"}));
  EXPECT_THAT(places.uids(routes_of(places, {pair, with_place}, {{0, 1}})[1]),
              ElementsAre("a", "ab", "b", "bd", "d"));
}

// Eight cables in a row of bundles, and one fewer in the last: 8^6 routes a demand, none of which needs to be
// looked at.
TEST(DisjointRoutes, SeesThatABundleIsTooThinWithoutTryingRoutes) {
  MeshBuilder mesh("abcdefgh");
  const std::string names = "abcdefgh";
  for (std::size_t i = 0; i + 1 < names.size(); ++i)
    for (int cable = 0; cable < (names[i] == 'g' ? 7 : 8); ++cable)
      mesh.cable({names[i], names[i + 1]}, 10 + cable + static_cast<double>(i) / 10, std::to_string(cable));
  const Places places(mesh.network());
  const auto pair = demand(places, "a", "h");
  for (const std::size_t count : {std::size_t{7}, std::size_t{8}}) {
    const std::vector<DisjointDemand> demands(count, pair);
    DemandGroup all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = i;
    SearchBudget budget{2'000};
    const auto routes = disjoint_routes(places.graph(), demands, {all}, budget);
    ASSERT_TRUE(routes.has_value()) << routes.error().message;
    EXPECT_EQ(routes->front().has_value(), count == 7);
  }
}

TEST(DisjointRoutes, SaysWhenItGaveUp) {
  const auto mesh = trap();
  const Places places(mesh.network());
  const auto pair = demand(places, "a", "d");
  SearchBudget budget{2};
  const auto routes = disjoint_routes(places.graph(), {pair, pair}, {{0, 1}}, budget);
  ASSERT_FALSE(routes.has_value());
  EXPECT_THAT(routes.error().message, HasSubstr("given up"));
}

class Everything {
 public:
  Everything(const Places& places, const std::vector<DisjointDemand>& demands) : graph_(places.graph()) {
    for (const auto& demand : demands) {
      all_.push_back(places.all_routes(demand.source, demand.destination));
    }
  }

  // The first set in GNPy's order: the last demand's routes outermost.
  Routes best(const std::vector<DemandGroup>& groups) {
    groups_ = groups;
    for (const auto& group : groups)
      for (auto at = group.rbegin(); at != group.rend(); ++at)
        if (std::find(order_.begin(), order_.end(), *at) == order_.end()) order_.push_back(*at);
    chosen_.assign(all_.size(), std::nullopt);
    if (!choose(0)) chosen_.assign(all_.size(), std::nullopt);
    return chosen_;
  }

 private:
  bool meet(const Route& a, const Route& b) const {
    return std::any_of(a.sections.begin(), a.sections.end(), [&](SectionIndex section) {
      const auto& has = b.sections;
      return graph_.section(section).between_nodes &&
             (std::find(has.begin(), has.end(), section) != has.end() ||
              std::find(has.begin(), has.end(), *graph_.section(section).reverse) != has.end());
    });
  }
  bool fits(std::size_t demand, const Route& route) const {
    for (const auto& group : groups_) {
      if (std::find(group.begin(), group.end(), demand) == group.end()) continue;
      for (const auto other : group)
        if (other != demand && chosen_[other] && meet(route, *chosen_[other])) return false;
    }
    return true;
  }
  bool choose(std::size_t at) {
    if (at == order_.size()) return true;
    for (const auto& route : all_[order_[at]]) {
      if (!fits(order_[at], route)) continue;
      chosen_[order_[at]] = route;
      if (choose(at + 1)) return true;
    }
    chosen_[order_[at]].reset();
    return false;
  }

  const RoutingGraph& graph_;
  std::vector<std::vector<Route>> all_;
  std::vector<DemandGroup> groups_;
  std::vector<std::size_t> order_;
  Routes chosen_;
};

TEST(DisjointRoutes, AreTheFirstOfAllSetsInGnpysOrder) {
  std::mt19937 random(11);
  const std::vector<std::vector<DemandGroup>> kinds{
      {{0, 1}}, {{0, 1, 2}}, {{0, 1}, {1, 2}}, {{2, 0}, {1, 2}}};
  int served = 0;
  for (int round = 0; round < 160; ++round) {
    const auto mesh = random_mesh(random, 6, 6);
    const Places places(mesh.network());
    std::vector<DisjointDemand> demands{demand(places, "a", "f"), demand(places, "a", "f"),
                                        demand(places, "b", round % 2 == 0 ? "f" : "e")};
    if (round % 5 == 0) demands[1] = demand(places, "f", "a");
    const auto& groups = kinds[static_cast<std::size_t>(round) % kinds.size()];
    const auto expected = Everything(places, demands).best(groups);
    const auto found = routes_of(places, demands, groups);
    for (std::size_t i = 0; i < demands.size(); ++i)
      EXPECT_EQ(places.uids(found[i]), places.uids(expected[i])) << "round " << round << " demand " << i;
    served += expected[1].has_value() ? 1 : 0;
  }
  EXPECT_GT(served, 40);
  EXPECT_LT(served, 150);
}

}  // namespace
}  // namespace lightloom::gnpy
