// Lines of a planner's network: what lies between two ROADMs or transceivers, walked along the first
// connection of each element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

inline constexpr ElementIndex kNoElement = std::numeric_limits<ElementIndex>::max();

enum class Direction { kForward, kBackward };

/// The first neighbour in that direction, or kNoElement.
ElementIndex first_neighbour(const Element& element, Direction direction);

template <class What>
bool is_a(const Element& element) {
  return std::holds_alternative<What>(element.what);
}
/// A ROADM or a transceiver.
bool ends_line(const Element& element);
bool is_amplifier(const Element& element);

/// `type` of the file: Fiber, Edfa and so on.
std::string_view kind_of(const Element& element);
/// kInvalidArgument: `file: kind uid: sentence`.
tl::unexpected<Error> refuse(const PlannerNetwork& network, ElementIndex element, std::string_view sentence);
/// The error for an element without a neighbour where light needs one.
tl::unexpected<Error> refuse_unconnected(const PlannerNetwork& network, ElementIndex element,
                                         Direction direction);

struct Line {
  std::vector<ElementIndex> elements;  ///< without its end; empty where the start is one
  ElementIndex end = kNoElement;
};

/// Which amplifiers a line has. GNPy does not mix them.
struct LineAmplifiers {
  bool single_band = false, multiband = false;
};
Result<LineAmplifiers> amplifiers_of(const PlannerNetwork& network, const Line& line);

/// Walks lines. All walks together are bounded by a multiple of the network's size, so that lines which many
/// share cannot make design quadratic.
class LineWalker {
 public:
  explicit LineWalker(const PlannerNetwork& network);
  /// From `start`, which is included, to the end of its line. kInvalidArgument where there is none: an
  /// element without neighbour, a loop without ROADM.
  Result<Line> walk(ElementIndex start, Direction direction);

 private:
  const PlannerNetwork* network_;
  std::vector<std::uint32_t> seen_in_walk_;
  std::uint32_t walk_ = 0;
  std::size_t steps_left_;
};

}  // namespace lightloom::gnpy
