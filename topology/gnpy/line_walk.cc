#include "topology/gnpy/line_walk.h"

#include <fmt/format.h>

#include <algorithm>

namespace lightloom::gnpy {
namespace {

// Each line is walked a few times; more means that very many degrees lead into the same one.
constexpr std::size_t kWalksPerElement = 64;

}  // namespace

ElementIndex first_neighbour(const Element& element, Direction direction) {
  const auto& neighbours = direction == Direction::kForward ? element.to : element.from;
  const auto found = std::find_if(neighbours.begin(), neighbours.end(),
                                  [](ElementIndex neighbour) { return neighbour != kNoElement; });
  return found == neighbours.end() ? kNoElement : *found;
}

bool ends_line(const Element& element) {
  return is_a<RoadmElement>(element) || is_a<TransceiverElement>(element);
}

bool is_amplifier(const Element& element) {
  return is_a<AmplifierElement>(element) || is_a<MultibandElement>(element);
}

std::string_view kind_of(const Element& element) {
  struct Name {
    std::string_view operator()(const TransceiverElement&) const { return "Transceiver"; }
    std::string_view operator()(const RoadmElement&) const { return "Roadm"; }
    std::string_view operator()(const FibreElement& fibre) const {
      return fibre.is_raman ? "RamanFiber" : "Fiber";
    }
    std::string_view operator()(const FusedElement&) const { return "Fused"; }
    std::string_view operator()(const AmplifierElement&) const { return "Edfa"; }
    std::string_view operator()(const MultibandElement&) const { return "Multiband_amplifier"; }
  };
  return std::visit(Name{}, element.what);
}

tl::unexpected<Error> refuse(const PlannerNetwork& network, ElementIndex element, std::string_view sentence) {
  const Element& named = network.elements[element];
  return invalid(fmt::format("{}: {} {}: {}", network.file, kind_of(named), named.uid, sentence));
}

tl::unexpected<Error> refuse_unconnected(const PlannerNetwork& network, ElementIndex element,
                                         Direction direction) {
  return refuse(network, element,
                direction == Direction::kForward
                    ? "no connection leaves it; connect it on to a ROADM or a transceiver"
                    : "no connection enters it; connect a ROADM or a transceiver to it");
}

Result<LineAmplifiers> amplifiers_of(const PlannerNetwork& network, const Line& line) {
  LineAmplifiers found;
  for (const ElementIndex index : line.elements) {
    found.single_band |= is_a<AmplifierElement>(network.elements[index]);
    found.multiband |= is_a<MultibandElement>(network.elements[index]);
    if (found.single_band && found.multiband) {
      return refuse(
          network, index,
          "its line has both Edfa and Multiband_amplifier; all of a line's amplifiers must be of one "
          "kind");
    }
  }
  return found;
}

LineWalker::LineWalker(const PlannerNetwork& network)
    : network_(&network), steps_left_(kWalksPerElement * (network.elements.size() + 16)) {}

Result<Line> LineWalker::walk(ElementIndex start, Direction direction) {
  seen_in_walk_.resize(network_->elements.size(), 0);
  ++walk_;
  Line line;
  ElementIndex at = start;
  while (!ends_line(network_->elements[at])) {
    if (seen_in_walk_[at] == walk_) {
      return refuse(*network_, at,
                    "is part of a loop without ROADM; a line ends at a ROADM or a transceiver");
    }
    if (steps_left_ == 0) {
      return refuse(*network_, at, "too many connections lead into its line; give each a line of its own");
    }
    --steps_left_;
    seen_in_walk_[at] = walk_;
    line.elements.push_back(at);
    const ElementIndex neighbour = first_neighbour(network_->elements[at], direction);
    if (neighbour == kNoElement) return refuse_unconnected(*network_, at, direction);
    at = neighbour;
  }
  line.end = at;
  return line;
}

}  // namespace lightloom::gnpy
