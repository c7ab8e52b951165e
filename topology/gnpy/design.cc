#include "topology/gnpy/design.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "topology/gnpy/design_bands.h"
#include "topology/gnpy/line_design.h"
#include "topology/gnpy/missing_elements.h"
#include "topology/gnpy/power_design.h"
#include "topology/gnpy/roadm_ways.h"
#include "topology/gnpy/span_loss.h"

namespace lightloom::gnpy {
namespace {

std::size_t longest_list(const Element& element) {
  if (const auto* roadm = std::get_if<RoadmElement>(&element.what)) {
    return std::max(roadm->preamp_varieties.size(), roadm->booster_varieties.size());
  }
  if (const auto* single = std::get_if<AmplifierElement>(&element.what)) return single->variety_list.size();
  const auto* multi = std::get_if<MultibandElement>(&element.what);
  return multi == nullptr ? 0 : multi->variety_list.size();
}

// What design cannot do in reasonable time, or at all.
Result<void> check_element(const PlannerNetwork& network, ElementIndex index) {
  const Element& element = network.elements[index];
  const std::size_t neighbours = std::max(element.to.size(), element.from.size());
  if (neighbours > kMostNeighbours) {
    return refuse(network, index,
                  fmt::format("has {} connections; at most {} can be designed", neighbours, kMostNeighbours));
  }
  if (longest_list(element) > kMostVarieties) {
    return refuse(network, index,
                  fmt::format("is restricted to a list of {} amplifiers; at most {} can be compared",
                              longest_list(element), kMostVarieties));
  }
  const auto* fibre = std::get_if<FibreElement>(&element.what);
  if (fibre != nullptr && fibre->is_raman) {
    return refuse(
        network, index,
        "the gain of Raman pumps is not designed; give the span as Fiber, with the pumps' gain off its "
        "loss");
  }
  return {};
}

Result<void> check_elements(const PlannerNetwork& network) {
  if (network.elements.size() > kMostElements) {
    return invalid(fmt::format("{}: {} elements; at most {} can be designed", network.file,
                               network.elements.size(), kMostElements));
  }
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    if (auto done = check_element(network, index); !done) return done;
  }
  return {};
}

template <class What, class Work>
Result<void> for_each_a(PlannerNetwork& network, Work work) {
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    if (!is_a<What>(network.elements[index])) continue;
    if (Result<void> done = work(index); !done) return done;
  }
  return {};
}

Result<void> design_powers(PlannerNetwork& network, const Library& library) {
  auto power = PowerDesign::build(network, library);
  if (!power) return fail(power.error());
  LineWalker walker(network);
  const auto design_from = [&](ElementIndex node) {
    return design_lines_from(network, *power, walker, node);
  };
  auto done = for_each_a<RoadmElement>(network, [&](ElementIndex roadm) -> Result<void> {
    if (auto checked = check_band_degrees(network, roadm); !checked) return checked;
    return check_roadm_ways(network, library, roadm);
  });
  if (done) done = for_each_a<RoadmElement>(network, design_from);
  if (done) done = for_each_a<TransceiverElement>(network, design_from);
  return done;
}

}  // namespace

Result<PlannerNetwork> design(PlannerNetwork network, const Library& library, const DesignOptions& options) {
  if (auto done = check_elements(network); !done) return fail(done.error());
  if (options.add_missing) {
    if (auto done = add_missing_elements(network, library.span); !done) return fail(done.error());
  }
  if (auto done = settle_fibres(network, library.span); !done) return fail(done.error());
  if (auto done = design_powers(network, library); !done) return fail(done.error());
  return network;
}

}  // namespace lightloom::gnpy
