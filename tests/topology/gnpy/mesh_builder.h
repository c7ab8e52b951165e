// ROADMs with a transceiver each, and cables of one fibre each way: the least that routes need.
#pragma once

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/topology/gnpy/line_builder.h"
#include "topology/gnpy/ordered_route.h"
#include "topology/gnpy/routing.h"

namespace lightloom::gnpy {

class MeshBuilder {
 public:
  /// `names`: a letter each.
  explicit MeshBuilder(const std::string& names) {
    for (const char name : names) {
      const std::string node(1, name);
      lines_.add("trx " + node, TransceiverElement{}).add(node, RoadmElement{});
      lines_.connect({"trx " + node, node}).connect({node, "trx " + node});
    }
  }
  /// Fibres `ab` and `ba`, with a mark behind for a second cable: `ab2`.
  MeshBuilder& cable(const std::string& ends, double length_km, const std::string& mark = {}) {
    const std::string a(1, ends[0]);
    const std::string z(1, ends[1]);
    lines_.add(a + z + mark, fibre_of(length_km)).add(z + a + mark, fibre_of(length_km));
    lines_.connect({a, a + z + mark, z}).connect({z, z + a + mark, a});
    return *this;
  }
  NetworkBuilder& lines() { return lines_; }
  const PlannerNetwork& network() const { return lines_.network(); }

 private:
  NetworkBuilder lines_;
};

/// A connected mesh of `count` nodes, lengths that never add up to the same by chance.
inline MeshBuilder random_mesh(std::mt19937& random, int count, int cables) {
  const std::string names = std::string("abcdefghij").substr(0, static_cast<std::size_t>(count));
  MeshBuilder mesh(names);
  const auto draw = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const auto add = [&](int from, int to, int mark) {
    mesh.cable({names[static_cast<std::size_t>(from)], names[static_cast<std::size_t>(to)]},
               10 + static_cast<double>(random() % 1'000'000) / 1e4, std::to_string(mark));
  };
  for (int node = 1; node < count; ++node) add(draw(node), node, node);
  for (int more = 0; more < cables; ++more) {
    const int from = draw(count);
    const int to = (from + 1 + draw(count - 1)) % count;
    add(from, to, 100 + more);
  }
  return mesh;
}

/// Names of places of a mesh as the graph knows them.
class Places {
 public:
  explicit Places(const PlannerNetwork& network) : network_(&network), graph_(network) {}

  const RoutingGraph& graph() const { return graph_; }
  ElementIndex element(const std::string& uid) const { return network_->by_uid.at(uid); }
  VertexIndex vertex(const std::string& uid) const { return graph_.vertex_of(element(uid)).value(); }
  std::vector<ElementIndex> elements(const std::vector<std::string>& uids) const {
    std::vector<ElementIndex> elements;
    for (const auto& uid : uids) elements.push_back(element(uid));
    return elements;
  }
  /// uids between the two transceivers; empty where there is no route.
  std::vector<std::string> uids(const std::optional<Route>& route) const {
    std::vector<std::string> uids;
    if (!route) return uids;
    for (const auto index : graph_.elements(*route)) uids.push_back(network_->elements[index].uid);
    return {uids.begin() + 1, uids.end() - 1};
  }

  /// Every simple route, the shortest first.
  std::vector<Route> all_routes(VertexIndex source, VertexIndex destination) const {
    std::vector<Route> found;
    std::vector<char> seen(graph_.vertex_count(), 0);
    Route route;
    walk(source, destination, seen, route, found);
    std::sort(found.begin(), found.end(), [](const Route& a, const Route& b) { return a.weight < b.weight; });
    return found;
  }

 private:
  void walk(VertexIndex at, VertexIndex destination, std::vector<char>& seen, Route& route,
            std::vector<Route>& found) const {
    if (at == destination) return found.push_back(route);
    seen[at] = 1;
    for (const auto way : graph_.ways_from(at)) {
      const auto& section = graph_.section(way);
      if (seen[section.to] != 0 || (graph_.is_transceiver(section.to) && section.to != destination)) continue;
      const Route before = route;
      route.sections.push_back(way);
      route.weight += section.weight;
      walk(section.to, destination, seen, route, found);
      route = before;
    }
    seen[at] = 0;
  }

  const PlannerNetwork* network_;
  RoutingGraph graph_;
};

}  // namespace lightloom::gnpy
