#include "topology/gnpy/roadm_ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/gnpy/line_walk.h"

namespace lightloom::gnpy {
namespace {

using Way = RoadmPathImpairments::Way;
/// By uid: whether the neighbour is a transceiver.
using Degrees = std::unordered_map<std::string_view, bool>;

Degrees degrees_of(const PlannerNetwork& network, const std::vector<ElementIndex>& neighbours) {
  Degrees degrees;
  for (const ElementIndex index : neighbours) {
    const Element& neighbour = network.elements[index];
    degrees.emplace(neighbour.uid, is_a<TransceiverElement>(neighbour));
  }
  return degrees;
}

std::string_view name_of(Way way) {
  if (way == Way::kAdd) return "add";
  return way == Way::kDrop ? "drop" : "express";
}

// Between two degrees a way may be of any kind: an external shelf is a degree too.
bool may_be(Way way, bool from_transceiver, bool to_transceiver) {
  if (from_transceiver && !to_transceiver) return way == Way::kAdd;
  return from_transceiver || !to_transceiver || way == Way::kDrop;
}

}  // namespace

Result<void> check_roadm_ways(const PlannerNetwork& network, const Library& library, ElementIndex roadm) {
  const Element& element = network.elements[roadm];
  const auto& what = std::get<RoadmElement>(element.what);
  if (what.per_degree_impairment.empty()) return {};
  const auto variety = library.roadms.find(what.variety);
  const Degrees from_degrees = degrees_of(network, element.from);
  const Degrees to_degrees = degrees_of(network, element.to);
  for (const auto& [way, id] : what.per_degree_impairment) {
    const std::string between = fmt::format("per_degree_impairments from {} to {}", way.first, way.second);
    const auto from = from_degrees.find(way.first);
    const auto to = to_degrees.find(way.second);
    if (from == from_degrees.end() || to == to_degrees.end()) {
      return refuse(network, roadm,
                    fmt::format("{}: it has no connection {}", between,
                                from == from_degrees.end() ? "from " + way.first : "to " + way.second));
    }
    if (variety == library.roadms.end()) continue;
    const auto& known = variety->second.impairments;
    const auto profile =
        std::find_if(known.begin(), known.end(),
                     [wanted = id](const RoadmPathImpairments& one) { return one.id == wanted; });
    if (profile == known.end()) {
      return refuse(network, roadm,
                    fmt::format("{}: impairment_id {} is not in its type {}", between, id, what.variety));
    }
    if (!may_be(profile->way, from->second, to->second)) {
      return refuse(network, roadm,
                    fmt::format("{}: impairment_id {} is for {}, this way is for {}", between, id,
                                name_of(profile->way), from->second ? "add" : "drop"));
    }
  }
  return {};
}

}  // namespace lightloom::gnpy
