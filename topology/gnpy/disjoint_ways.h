// How many ways between two places share no section: what no search for disjoint routes can exceed.
#pragma once

#include <cstddef>

#include "topology/gnpy/routing.h"

namespace lightloom::gnpy {

/// Whether `count` routes that pass no transceiver share no section in the direction of light, sections at a
/// transceiver left aside (Menger; by augmenting ways). Routes that share none in either direction are then
/// as many, since two that meet head-on can swap their ends.
bool has_disjoint_ways(const RoutingGraph& graph, VertexIndex source, VertexIndex destination,
                       const Barred& barred, std::size_t count);

}  // namespace lightloom::gnpy
