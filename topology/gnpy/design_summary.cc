#include "topology/gnpy/design_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "topology/gnpy/line_walk.h"

namespace lightloom::gnpy {
namespace {

struct Counts {
  std::size_t placed = 0, set = 0, replaced = 0, split = 0, padded = 0;
};

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void count_amplifier(const AmplifierElement& before, const AmplifierElement& after, Counts& counts) {
  constexpr double kToTellDb = 1e-6;
  if (before.variety.empty() || !before.gain_target_db)
    ++counts.set;
  else if (std::abs(*before.gain_target_db - after.gain_target_db.value_or(0)) > kToTellDb)
    ++counts.replaced;
}

// The file's element of that uid and kind. Design may name one as a fibre that it split.
const Element* given_for(const PlannerNetwork& network, const Element& element) {
  const auto found = network.by_uid.find(element.uid);
  if (found == network.by_uid.end()) return nullptr;
  const auto& given = network.elements[found->second];
  return given.what.index() == element.what.index() ? &given : nullptr;
}

Counts count(const PlannerNetwork& network, const PlannerNetwork& designed) {
  Counts counts;
  for (const auto& element : network.elements)
    if (is_a<FibreElement>(element) && !designed.by_uid.contains(element.uid)) ++counts.split;
  for (const auto& element : designed.elements) {
    const auto* const given = given_for(network, element);
    if (const auto* const amplifier = std::get_if<AmplifierElement>(&element.what)) {
      if (given == nullptr)
        ++counts.placed;
      else
        count_amplifier(std::get<AmplifierElement>(given->what), *amplifier, counts);
    }
    const auto* const fibre = std::get_if<FibreElement>(&element.what);
    if (fibre == nullptr) continue;
    const double pad = given == nullptr ? 0 : std::get<FibreElement>(given->what).att_in_db;
    if (fibre->att_in_db > pad) ++counts.padded;
  }
  return counts;
}

}  // namespace

bool says_everything(const PlannerNetwork& network) {
  const auto wants_amplifier = [&](ElementIndex neighbour) {
    const auto& element = network.elements[neighbour];
    return is_a<FibreElement>(element) || is_a<RoadmElement>(element);
  };
  return std::all_of(network.elements.begin(), network.elements.end(), [&](const Element& element) {
    if (const auto* const amplifier = std::get_if<AmplifierElement>(&element.what))
      return !amplifier->variety.empty() && amplifier->gain_target_db.has_value();
    return !is_a<FibreElement>(element) ||
           (std::none_of(element.to.begin(), element.to.end(), wants_amplifier) &&
            std::none_of(element.from.begin(), element.from.end(), wants_amplifier));
  });
}

bool chooses_type(const PlannerNetwork& network, const Element& amplifier) {
  const auto* const given = given_for(network, amplifier);
  return given == nullptr || std::get<AmplifierElement>(given->what).variety.empty();
}

ElementIndex first_added(const PlannerNetwork& network, const PlannerNetwork& designed) {
  const auto found =
      std::find_if(designed.elements.begin(), designed.elements.end(),
                   [&](const Element& element) { return !network.by_uid.contains(element.uid); });
  return static_cast<ElementIndex>(found - designed.elements.begin());
}

std::vector<std::string> summary_of_design(const PlannerNetwork& network, const PlannerNetwork& designed,
                                           const Library& library) {
  const auto counts = count(network, designed);
  std::vector<std::string> said;
  if (counts.placed > 0)
    said.push_back(fmt::format("{} placed and designed by GNPy's rules (Span, SI of {})",
                               counted(counts.placed, "amplifier is", "amplifiers are"), library.file));
  if (counts.set > 0)
    said.push_back(fmt::format("{} of the file designed by GNPy's rules (Span, SI of {})",
                               counted(counts.set, "amplifier", "amplifiers"), library.file));
  if (counts.replaced > 0)
    said.push_back(
        fmt::format("{} not as in the file: where an amplifier is not set, GNPy's rules set all anew (Span "
                    "power_mode of {})",
                    counted(counts.replaced, "given gain is", "given gains are"), library.file));
  if (counts.split > 0)
    said.push_back(fmt::format("{} of {:g} km or more split into equal spans (Span max_length of {})",
                               counted(counts.split, "fibre", "fibres"), library.span.max_length_m / 1e3,
                               library.file));
  if (counts.padded > 0)
    said.push_back(fmt::format("{} an attenuator in front, for a loss of {:g} dB (Span padding of {})",
                               counted(counts.padded, "span gets", "spans get"), library.span.padding_db,
                               library.file));
  return said;
}

}  // namespace lightloom::gnpy
