#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "topology/gnpy/design_arithmetic.h"
#include "topology/gnpy/missing_elements.h"

namespace lightloom::gnpy {
namespace {

constexpr double kLeastSpan = 50'000;    // m
constexpr double kUsualSpan = 90'000;    // m
constexpr double kUsualLossPerKm = 0.2;  // dB: what a span must be long to lose the padding by itself

// Whole metres. A span may be as long as the least and must be shorter than the greatest.
struct SpanLengths {
  double least = 0, greatest = 0, wanted = 0;
};
SpanLengths span_lengths(const SpanRules& rules) {
  const double least = std::max(std::trunc(rules.padding_db / kUsualLossPerKm * 1e3), kLeastSpan);
  const double greatest = std::trunc(rules.max_length_m);
  return {least, greatest, std::max(least, std::min(greatest, kUsualSpan))};
}

struct Division {
  double length_m = 0, spans = 1;
};

// The nearest to the wanted length of two divisions, of those that keep to the limits.
Division division_of(double length, const SpanLengths& limits) {
  const double fewer = whole_quotient(length, limits.wanted);
  const Division longer{length / fewer, fewer};
  const Division shorter{length / (fewer + 1), fewer + 1};
  const auto within = [&](const Division& division) {
    return limits.least <= division.length_m && division.length_m <= limits.greatest;
  };
  if (within(shorter) != within(longer)) return within(shorter) ? shorter : longer;
  const bool longer_is_nearer = longer.length_m - limits.wanted <= limits.wanted - shorter.length_m;
  return longer_is_nearer && longer.length_m <= limits.greatest ? longer : shorter;
}

// A span has all of the fibre's figures but its length. Loss goes through dB/km and back, as it does in GNPy:
// the last bit decides where a span's loss lies between two steps of power.
FibreElement span_of(const FibreElement& fibre, double length_m) {
  FibreElement span = fibre;
  span.is_raman = false;
  span.fibre.length_m = length_m;
  span.fibre.loss_db_per_m = fibre.fibre.loss_db_per_m * 1e3 * 1e-3;
  return span;
}

double between(double from, double to, double share) { return from + (to - from) * share; }

Result<void> split(Wiring& wiring, ElementIndex index, const Division& division) {
  PlannerNetwork& network = wiring.network();
  const ElementIndex after = first_neighbour(network.elements[index], Direction::kForward);
  if (after == kNoElement) return refuse_unconnected(network, index, Direction::kForward);
  const ElementIndex before = first_neighbour(network.elements[index], Direction::kBackward);
  if (before == kNoElement) return refuse_unconnected(network, index, Direction::kBackward);
  if (division.spans > static_cast<double>(kMostElements - network.elements.size())) {
    return refuse(network, index,
                  fmt::format("its {:.0f} km would be {:.0f} spans; there may be at most {} elements in all",
                              std::get<FibreElement>(network.elements[index].what).fibre.length_m / 1e3,
                              division.spans, kMostElements));
  }
  wiring.remove(index);
  const Element whole = network.elements[index];
  const FibreElement span = span_of(std::get<FibreElement>(whole.what), division.length_m);
  for (const optics::LumpedLoss& lumped : span.fibre.lumped) {
    if (lumped.at_m >= division.length_m) {
      return invalid(fmt::format(
          "{}: Fiber {}: its lumped loss at {:.3f} km lies beyond the spans of {:.3f} km into which design "
          "splits it; give the spans themselves",
          network.file, whole.uid, lumped.at_m / 1e3, division.length_m / 1e3));
    }
  }
  const Element start = network.elements[before];
  const Element end = network.elements[after];
  ElementIndex previous = before;
  for (int i = 0; i < static_cast<int>(division.spans); ++i) {
    const double n = i;
    const double share = (n + 0.5) / division.spans;
    Element part;
    part.uid = fmt::format("{}_({:.0f}/{:.0f})", whole.uid, n + 1, division.spans);
    part.city = whole.city;
    part.latitude = between(start.latitude.value_or(0), end.latitude.value_or(0), share);
    part.longitude = between(start.longitude.value_or(0), end.longitude.value_or(0), share);
    part.what = span;
    const auto added = wiring.add(std::move(part));
    if (!added) return fail(added.error());
    wiring.join(previous, *added);
    previous = *added;
  }
  wiring.join(previous, after);
  return {};
}

}  // namespace

Result<void> split_long_fibres(Wiring& wiring, const SpanRules& rules) {
  const SpanLengths limits = span_lengths(rules);
  const auto in_file = static_cast<ElementIndex>(wiring.network().elements.size());
  for (ElementIndex index = 0; index < in_file; ++index) {
    const auto* fibre = std::get_if<FibreElement>(&wiring.network().elements[index].what);
    if (fibre == nullptr || fibre->fibre.length_m < limits.greatest) continue;
    if (fibre->fibre.length_m < limits.wanted) {
      return refuse(
          wiring.network(), index,
          fmt::format("Span max_length of {:.0f} m asks for spans shorter than the {:.0f} m that its "
                      "padding of {} dB needs",
                      limits.greatest, limits.least, rules.padding_db));
    }
    const Division division = division_of(fibre->fibre.length_m, limits);
    if (division.spans == 1) continue;
    if (auto done = split(wiring, index, division); !done) return done;
  }
  return {};
}

}  // namespace lightloom::gnpy
