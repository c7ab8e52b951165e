// What a span loses: fibre, connectors, pad, and every fibre and splice that it is joined to without an
// amplifier between.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/line_walk.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Of one element, at the fibre's reference frequency; 0 for whatever is neither Fiber nor Fused. Connectors
/// that are not settled yet count 0.
double loss_db(const Element& element);
/// Without connectors and pad: glass and lumped losses, at a frequency.
double glass_loss_db(const optics::Fibre& fibre, double frequency_hz);

/// Spans of a network that is completely connected. All walks together are bounded by a multiple of its size.
class SpanLosses {
 public:
  explicit SpanLosses(const PlannerNetwork& network);

  /// In dB, of the span that an element is part of: what padding has recorded, else the sum over the span. 0
  /// where the element is part of none. kInvalidArgument where the span hangs loose.
  Result<double> of(ElementIndex element);
  /// What the element is spliced to in that direction, nearest first: Fiber to Fused, Fused to either.
  Result<std::vector<ElementIndex>> spliced(ElementIndex element, Direction direction);

 private:
  const PlannerNetwork* network_;
  std::size_t steps_left_;
};

/// Gives every fibre its connectors (those of `Span` where it has none; `EOL` is added to the output of a
/// span's last fibre), then pads each span that loses less than `padding` at its first fibre, and records the
/// span's loss at its last.
Result<void> settle_fibres(PlannerNetwork& network, const SpanRules& rules);

}  // namespace lightloom::gnpy
