// A planner's network while design adds to it and takes from it. Neighbours keep GNPy's order: what is
// connected anew comes last.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/gnpy/line_walk.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// More elements than this are refused; a continent has some thousands.
inline constexpr std::size_t kMostElements = 500'000;
/// More neighbours of one element are refused.
inline constexpr std::size_t kMostNeighbours = 16'384;

/// While it lives, neighbours that were cut are kNoElement in the lists and removed elements stay, without
/// neighbours. `finish` tidies both up.
class Wiring {
 public:
  explicit Wiring(PlannerNetwork& network) : network_(&network) {}

  /// Behind all others. kInvalidArgument where the uid is taken or there are too many.
  Result<ElementIndex> add(Element element);
  void join(ElementIndex from, ElementIndex to);
  void cut(ElementIndex from, ElementIndex to);
  /// With all its connections.
  void remove(ElementIndex element);
  bool is_removed(ElementIndex element) const { return element < removed_.size() && removed_[element]; }

  PlannerNetwork& network() { return *network_; }
  /// Indices change: removed elements go, the others keep their order.
  void finish();

 private:
  PlannerNetwork* network_;
  std::vector<bool> removed_;
};

}  // namespace lightloom::gnpy
