// Routes on the graph of sections: the shortest, those through given places, those spelled out.
#include "topology/gnpy/routing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/topology/gnpy/mesh_builder.h"

namespace lightloom::gnpy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Uids = std::vector<std::string>;

// a - b - d is short, a - c - d long, and b - c joins them.
MeshBuilder square() {
  MeshBuilder mesh("abcd");
  mesh.cable("ab", 10).cable("bd", 10).cable("ac", 30).cable("cd", 30).cable("bc", 5);
  return mesh;
}

std::optional<Route> through(const Places& places, const Uids& uids, const std::string& from = "trx a",
                             const std::string& to = "trx d") {
  const auto stations = stations_of(places.graph(), places.elements(uids));
  if (!stations) return std::nullopt;
  SearchBudget budget{10'000};
  const auto route =
      shortest_through(places.graph(), places.vertex(from), places.vertex(to), *stations, {}, budget);
  EXPECT_TRUE(route.has_value());
  return route.value_or(std::nullopt);
}

TEST(RoutingGraph, DrawsALineTogetherAndWeighsItAsGnpyDoes) {
  MeshBuilder mesh("ab");
  mesh.lines().add("one", fibre_of(80)).add("amp", amplifier_of("x")).add("two", fibre_of(20));
  mesh.lines().connect({"a", "one", "amp", "two", "b"});
  const Places places(mesh.network());
  const auto route = places.graph().shortest(places.vertex("trx a"), places.vertex("trx b"));
  EXPECT_THAT(places.uids(route), ElementsAre("a", "one", "amp", "two", "b"));
  // Metres of fibre, and a centimetre each for trx a, a, amp and b.
  EXPECT_NEAR(route->weight, 100'000.04, 1e-6);
  EXPECT_EQ(route->sections.size(), 3U);
  EXPECT_DOUBLE_EQ(places.graph().section(route->sections[1]).fibre_m, 100'000);
}

TEST(RoutingGraph, TakesTheShortestAndAvoidsWhatIsBarred) {
  const auto mesh = square();
  const Places places(mesh.network());
  const auto& graph = places.graph();
  EXPECT_THAT(places.uids(graph.shortest(places.vertex("trx a"), places.vertex("trx d"))),
              ElementsAre("a", "ab", "b", "bd", "d"));
  Barred barred(graph.sections().size(), 0);
  barred[graph.section_of(places.element("bd")).value()] = 1;
  EXPECT_THAT(places.uids(graph.shortest(places.vertex("trx a"), places.vertex("trx d"), barred)),
              ElementsAre("a", "ab", "b", "bc", "c", "cd", "d"));
}

TEST(RoutingGraph, PassesNoTransceiverOnTheWay) {
  MeshBuilder mesh("ab");
  mesh.lines().add("middle", TransceiverElement{}).connect({"a", "middle", "b"});
  const Places places(mesh.network());
  EXPECT_EQ(places.graph().shortest(places.vertex("trx a"), places.vertex("trx b")), std::nullopt);
}

TEST(RoutingGraph, PairsParallelCablesByTheirFibres) {
  MeshBuilder mesh("ab");
  mesh.cable("ab", 10, "1").cable("ab", 20, "2");
  const Places places(mesh.network());
  const auto& graph = places.graph();
  for (const auto* mark : {"1", "2"}) {
    const auto there = graph.section_of(places.element(std::string("ab") + mark)).value();
    const auto back = graph.section_of(places.element(std::string("ba") + mark)).value();
    EXPECT_EQ(graph.section(there).reverse, back);
    EXPECT_EQ(graph.section(back).reverse, there);
  }
}

TEST(RoutingGraph, HasNoWayBackWhereALineIsOneWay) {
  MeshBuilder mesh("ab");
  mesh.lines().add("only", fibre_of(1)).connect({"a", "only", "b"});
  const Places places(mesh.network());
  const auto route = places.graph().shortest(places.vertex("trx a"), places.vertex("trx b"));
  ASSERT_TRUE(route.has_value());
  EXPECT_EQ(places.graph().reversed(*route), std::nullopt);
}

TEST(OrderedRoute, PassesPlacesInTheirOrder) {
  const auto mesh = square();
  const Places places(mesh.network());
  EXPECT_THAT(places.uids(through(places, {"c"})), ElementsAre("a", "ab", "b", "bc", "c", "cd", "d"));
  EXPECT_THAT(places.uids(through(places, {"c", "b"})), ElementsAre("a", "ac", "c", "cb", "b", "bd", "d"));
  EXPECT_THAT(places.uids(through(places, {"a", "ac", "cd", "d"})), ElementsAre("a", "ac", "c", "cd", "d"));
}

TEST(OrderedRoute, FindsNoneWhereThePlacesCannotBePassedOnce) {
  auto mesh = square();
  mesh.cable("dc", 40, "2");
  const Places places(mesh.network());
  EXPECT_EQ(through(places, {"b", "a"}), std::nullopt) << "a is left before b is reached";
  EXPECT_EQ(through(places, {"c", "ab"}), std::nullopt) << "ab begins at a";
  EXPECT_EQ(through(places, {"d", "b"}), std::nullopt) << "d is the end";
}

TEST(OrderedRoute, RefusesAListAgainstTheLight) {
  MeshBuilder mesh("ab");
  mesh.lines().add("one", fibre_of(1)).add("two", fibre_of(1)).connect({"a", "one", "two", "b"});
  const Places places(mesh.network());
  EXPECT_TRUE(stations_of(places.graph(), places.elements({"one", "two"})).has_value());
  EXPECT_FALSE(stations_of(places.graph(), places.elements({"two", "one"})).has_value());
}

// A ladder of two rails: 2^20 routes, none of which passes the stub.
TEST(OrderedRoute, SeesSoonThatAStubCannotBePassed) {
  MeshBuilder mesh("abcdefghijklmnopqrstuvwxyz");
  const std::string names = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t i = 0; i + 3 < names.size(); i += 2) {
    mesh.cable({names[i], names[i + 2]}, 10.0 + static_cast<double>(i));
    mesh.cable({names[i], names[i + 3]}, 10.5 + static_cast<double>(i));
    mesh.cable({names[i + 1], names[i + 2]}, 10.7 + static_cast<double>(i));
    mesh.cable({names[i + 1], names[i + 3]}, 10.9 + static_cast<double>(i));
  }
  mesh.lines().add("S", RoadmElement{}).add("mS", fibre_of(1)).add("Sm", fibre_of(1));
  mesh.lines().connect({"m", "mS", "S"}).connect({"S", "Sm", "m"});
  const Places places(mesh.network());
  EXPECT_EQ(through(places, {"S"}, "trx a", "trx y"), std::nullopt);
}

TEST(OrderedRoute, SaysWhenItGaveUp) {
  const auto mesh = square();
  const Places places(mesh.network());
  SearchBudget budget{1};
  const auto route = shortest_through(places.graph(), places.vertex("trx a"), places.vertex("trx d"),
                                      *stations_of(places.graph(), places.elements({"c"})), {}, budget);
  ASSERT_FALSE(route.has_value());
  EXPECT_THAT(route.error().message, HasSubstr("given up"));
}

TEST(OrderedRoute, SpelledOutGoesSectionAfterSection) {
  const auto mesh = square();
  const Places places(mesh.network());
  const auto spelled = [&](const Uids& uids) {
    return places.uids(
        spelled_out(places.graph(), places.vertex("trx a"), places.vertex("trx d"), places.elements(uids)));
  };
  EXPECT_THAT(spelled({"ac", "cb", "bd"}), ElementsAre("a", "ac", "c", "cb", "b", "bd", "d"));
  EXPECT_THAT(spelled({"a", "ac", "b", "cd"}), ElementsAre("a", "ac", "c", "cd", "d"))
      << "ROADMs do not matter";
  EXPECT_THAT(spelled({"ac", "bd"}), IsEmpty()) << "a gap";
  EXPECT_THAT(spelled({"cd"}), IsEmpty()) << "does not begin at a";
  EXPECT_THAT(spelled({"c"}), IsEmpty()) << "no line";
}

// Against every simple route of random meshes, in order of length.
TEST(OrderedRoute, IsTheShortestOfAllThatPassThePlaces) {
  std::mt19937 random(20261124);
  int with_route = 0;
  for (int round = 0; round < 150; ++round) {
    const auto mesh = random_mesh(random, 7, 5);
    const Places places(mesh.network());
    const auto source = places.vertex("trx a");
    const auto destination = places.vertex("trx g");
    std::vector<ElementIndex> wanted;
    for (int k = 0; k < 1 + round % 3; ++k) {
      const auto index = static_cast<ElementIndex>(random() % mesh.network().elements.size());
      if (!std::holds_alternative<TransceiverElement>(mesh.network().elements[index].what))
        wanted.push_back(index);
    }
    std::vector<Route> passing;
    for (const auto& route : places.all_routes(source, destination)) {
      const auto path = places.graph().elements(route);
      auto at = path.begin();
      const bool passes = std::all_of(wanted.begin(), wanted.end(), [&](ElementIndex element) {
        at = std::find(at, path.end(), element);
        return at != path.end();
      });
      if (passes) passing.push_back(route);
    }
    SearchBudget budget{100'000};
    const auto found = shortest_through(places.graph(), source, destination,
                                        stations_of(places.graph(), wanted).value(), {}, budget);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    ASSERT_EQ(found->has_value(), !passing.empty()) << "round " << round;
    if (!passing.empty()) {
      EXPECT_EQ((*found)->sections, passing.front().sections) << "round " << round;
    }
    with_route += passing.empty() ? 0 : 1;
  }
  EXPECT_GT(with_route, 30);
}

}  // namespace
}  // namespace lightloom::gnpy
