// A ROADM attenuates every channel to its target; it cannot amplify.
#pragma once

#include <span>

#include "topology/equipment.h"
#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// Power of one channel at a ROADM's output, signal and noise together: formula (17).
Milliwatt target_power(const RoadmTarget& target, Mhz slot_width, Mhz baud_rate);

/// Attenuates each channel's total to `target`; a channel that arrives with less keeps what it has.
void equalise(SpectralState& state, Milliwatt target);
/// The same behind a loss that every channel suffers first: `passing` is what is left of it, linear.
void equalise(SpectralState& state, Milliwatt target, std::span<const double> passing);

}  // namespace lightloom::optics
