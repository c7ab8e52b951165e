// The first half of design: long fibres become spans, and amplifiers stand where light needs them.
#pragma once

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/wiring.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Replaces each fibre of `max_length` or more by equal spans `UID_(1/3)`, `UID_(2/3)` and so on.
Result<void> split_long_fibres(Wiring& wiring, const SpanRules& rules);

/// Adds `Edfa_preamp_ROADM_from_BEFORE` and `Edfa_booster_ROADM_to_AFTER` where a ROADM has a fibre or a
/// ROADM for neighbour, then `Edfa_FIBRE` between two fibres; Multiband_amplifiers on lines that have such. A
/// Fused element in their place says that there shall be none.
Result<void> add_missing_amplifiers(Wiring& wiring);

/// Both, in this order. kInvalidArgument naming the element that is not connected, or whose line loops or
/// mixes kinds of amplifiers.
Result<void> add_missing_elements(PlannerNetwork& network, const SpanRules& rules);

}  // namespace lightloom::gnpy
