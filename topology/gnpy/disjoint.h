// Routes for groups of requests that share no section, in either direction: exactly those that GNPy prefers,
// without listing every route first.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "topology/gnpy/ordered_route.h"
#include "topology/gnpy/routing.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct DisjointDemand {
  VertexIndex source = 0, destination = 0;
  /// Places to pass in order; nullopt: no route can.
  std::optional<std::vector<Station>> stations{std::vector<Station>()};
  bool is_strict = false;  ///< false: the stations may be left out where no set of routes passes all
};

/// Demands by index, in the order of the file.
using DemandGroup = std::vector<std::size_t>;

/// A route for every demand that is in a group, so that within each group no two use the same section or its
/// way back. Preferred as GNPy does: in the first group the last demand gets its shortest route with which
/// all others can be served, then the one before it, and so on; then the next group. Stations are kept by all
/// demands, or, where groups that hang together have no such routes, by strict ones only. nullopt for the
/// demands of groups that have none at all.
///
/// A route is taken, or a smallest part of it that leaves the rest unserved is found, and one section of that
/// part barred at a time, shortest routes first: exact, and few routes are looked at. kInvalidArgument where
/// `budget` was used up before the answer was certain.
Result<std::vector<std::optional<Route>>> disjoint_routes(const RoutingGraph& graph,
                                                          const std::vector<DisjointDemand>& demands,
                                                          const std::vector<DemandGroup>& groups,
                                                          SearchBudget& budget);

}  // namespace lightloom::gnpy
