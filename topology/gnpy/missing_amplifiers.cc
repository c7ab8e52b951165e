#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "topology/gnpy/line_walk.h"
#include "topology/gnpy/missing_elements.h"

namespace lightloom::gnpy {
namespace {

Element amplifier(std::string uid, bool is_multiband, const Element& at) {
  Element element;
  element.uid = std::move(uid);
  element.city = at.city;
  element.latitude = at.latitude;
  element.longitude = at.longitude;
  if (is_multiband) {
    element.what = MultibandElement{};
  } else {
    AmplifierElement single;
    single.tilt_target_db = 0.0;
    element.what = std::move(single);
  }
  return element;
}

bool wants_amplifier(const Element& neighbour) {
  return is_a<FibreElement>(neighbour) || is_a<RoadmElement>(neighbour);
}

std::vector<ElementIndex> without_amplifier(const PlannerNetwork& network,
                                            const std::vector<ElementIndex>& neighbours) {
  std::vector<ElementIndex> found;
  for (const ElementIndex neighbour : neighbours) {
    if (neighbour != kNoElement && wants_amplifier(network.elements[neighbour])) found.push_back(neighbour);
  }
  return found;
}

Result<void> insert(Wiring& wiring, ElementIndex from, ElementIndex to, Element element) {
  wiring.cut(from, to);
  const auto added = wiring.add(std::move(element));
  if (!added) return fail(added.error());
  wiring.join(from, *added);
  wiring.join(*added, to);
  return {};
}

Result<LineAmplifiers> amplifiers_along(LineWalker& walker, const PlannerNetwork& network, ElementIndex start,
                                        Direction direction) {
  const auto line = walker.walk(start, direction);
  if (!line) return fail(line.error());
  return amplifiers_of(network, *line);
}

Result<void> add_preamps(Wiring& wiring, LineWalker& walker, ElementIndex roadm) {
  PlannerNetwork& network = wiring.network();
  for (const ElementIndex before : without_amplifier(network, network.elements[roadm].from)) {
    const auto found = amplifiers_along(walker, network, before, Direction::kBackward);
    if (!found) return fail(found.error());
    const Element& at = network.elements[roadm];
    std::string uid = fmt::format("Edfa_preamp_{}_from_{}", at.uid, network.elements[before].uid);
    auto done = insert(wiring, before, roadm, amplifier(std::move(uid), found->multiband, at));
    if (!done) return done;
  }
  return {};
}

Result<void> add_boosters(Wiring& wiring, LineWalker& walker, ElementIndex roadm) {
  PlannerNetwork& network = wiring.network();
  for (const ElementIndex after : without_amplifier(network, network.elements[roadm].to)) {
    const auto found = amplifiers_along(walker, network, after, Direction::kForward);
    if (!found) return fail(found.error());
    const Element& at = network.elements[roadm];
    const bool is_multiband =
        found->multiband || (!found->single_band && std::get<RoadmElement>(at.what).design_bands.size() > 1);
    std::string uid = fmt::format("Edfa_booster_{}_to_{}", at.uid, network.elements[after].uid);
    auto done = insert(wiring, roadm, after, amplifier(std::move(uid), is_multiband, at));
    if (!done) return done;
  }
  return {};
}

// Whether a Multiband_amplifier comes further down an element's line, for all elements in one pass: each is
// settled from its successor, so that a line of n spans takes n steps and not n^2.
class MultibandAhead {
 public:
  explicit MultibandAhead(const PlannerNetwork& network)
      : network_(&network), state_(network.elements.size(), State::kUnknown) {}

  Result<bool> of(ElementIndex start) {
    std::vector<ElementIndex> open;
    ElementIndex at = start;
    bool ahead = false;
    while (true) {
      const Element& element = network_->elements[at];
      if (ends_line(element)) break;
      if (state_[at] == State::kOpen) {
        return refuse(*network_, at,
                      "is part of a loop without ROADM; a line ends at a ROADM or a transceiver");
      }
      if (state_[at] != State::kUnknown) {
        ahead = state_[at] == State::kMultiband;
        break;
      }
      state_[at] = State::kOpen;
      open.push_back(at);
      const ElementIndex next = first_neighbour(element, Direction::kForward);
      if (next == kNoElement) return refuse_unconnected(*network_, at, Direction::kForward);
      at = next;
    }
    for (auto element = open.rbegin(); element != open.rend(); ++element) {
      ahead |= is_a<MultibandElement>(network_->elements[*element]);
      state_[*element] = ahead ? State::kMultiband : State::kNone;
    }
    return ahead;
  }

 private:
  enum class State : std::uint8_t { kUnknown, kOpen, kNone, kMultiband };
  const PlannerNetwork* network_;
  std::vector<State> state_;
};

struct Gap {
  ElementIndex fibre, next;
  bool is_multiband;
};

Result<std::vector<Gap>> gaps_between_fibres(const Wiring& wiring, const PlannerNetwork& network) {
  MultibandAhead ahead(network);
  std::vector<Gap> gaps;
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    const Element& element = network.elements[index];
    if (!is_a<FibreElement>(element) || wiring.is_removed(index)) continue;
    const ElementIndex next = first_neighbour(element, Direction::kForward);
    if (next == kNoElement) return refuse_unconnected(network, index, Direction::kForward);
    if (!is_a<FibreElement>(network.elements[next])) continue;
    const auto is_multiband = ahead.of(next);
    if (!is_multiband) return fail(is_multiband.error());
    gaps.push_back({index, next, *is_multiband});
  }
  return gaps;
}

Result<void> add_inline(Wiring& wiring, const Gap& gap) {
  const PlannerNetwork& network = wiring.network();
  const Element& fibre = network.elements[gap.fibre];
  const Element& next = network.elements[gap.next];
  Element element = amplifier(fmt::format("Edfa_{}", fibre.uid), gap.is_multiband, fibre);
  element.latitude = (fibre.latitude.value_or(0) + next.latitude.value_or(0)) / 2;
  element.longitude = (fibre.longitude.value_or(0) + next.longitude.value_or(0)) / 2;
  return insert(wiring, gap.fibre, gap.next, std::move(element));
}

}  // namespace

Result<void> add_missing_amplifiers(Wiring& wiring) {
  PlannerNetwork& network = wiring.network();
  LineWalker walker(network);
  const auto before = static_cast<ElementIndex>(network.elements.size());
  for (ElementIndex index = 0; index < before; ++index) {
    if (!is_a<RoadmElement>(network.elements[index])) continue;
    // One ROADM after the other: the amplifiers of the one decide of which kind those of the next are.
    if (auto done = add_preamps(wiring, walker, index); !done) return done;
    if (auto done = add_boosters(wiring, walker, index); !done) return done;
  }
  const auto gaps = gaps_between_fibres(wiring, network);
  if (!gaps) return fail(gaps.error());
  for (const Gap& gap : *gaps) {
    if (auto done = add_inline(wiring, gap); !done) return done;
  }
  return {};
}

Result<void> add_missing_elements(PlannerNetwork& network, const SpanRules& rules) {
  Wiring wiring(network);
  if (auto done = split_long_fibres(wiring, rules); !done) return done;
  if (auto done = add_missing_amplifiers(wiring); !done) return done;
  wiring.finish();
  return {};
}

}  // namespace lightloom::gnpy
