// The shortest route that passes given places in a given order and no place twice.
#pragma once

#include <optional>
#include <vector>

#include "topology/gnpy/routing.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Where an element is on the graph, and how far into its section. nullopt where it lies on no way.
struct GraphPlace {
  Station station;
  std::size_t position = 0;
};
std::optional<GraphPlace> place_of(const RoutingGraph& graph, ElementIndex element);

/// The stations of a list of elements, those of one section drawn together. nullopt where no route can pass
/// them in this order: two of one section against the light, or an element on no way.
std::optional<std::vector<Station>> stations_of(const RoutingGraph& graph,
                                                const std::vector<ElementIndex>& elements);

/// The simple route of least weight through all stations in order; nullopt where there is none. Partial
/// routes are extended best first by the distance that is left at least, and dropped where a station was cut
/// off; kInvalidArgument where `budget` was used up before the answer was certain. Without stations, the
/// shortest route.
Result<std::optional<Route>> shortest_through(const RoutingGraph& graph, VertexIndex source,
                                              VertexIndex destination, const std::vector<Station>& stations,
                                              const Barred& barred, SearchBudget& budget);

/// The route that a list of line elements spells out from the source's ROADM to the destination's, section
/// after section; nullopt where it leaves a gap, passes a place twice, or names no line element. ROADMs in
/// the list do not matter: it is GNPy's `explicit` route.
std::optional<Route> spelled_out(const RoutingGraph& graph, VertexIndex source, VertexIndex destination,
                                 const std::vector<ElementIndex>& elements);

}  // namespace lightloom::gnpy
