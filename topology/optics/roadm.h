// A ROADM attenuates every channel to its target; it cannot amplify.
#pragma once

#include "topology/equipment.h"
#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// Power of one channel at a ROADM's output, signal and noise together: formula (17).
Milliwatt target_power(const RoadmTarget& target, Mhz slot_width, Mhz baud_rate);

/// Attenuates each channel's total to `target`; a channel that arrives with less keeps what it has.
void equalise(SpectralState& state, Milliwatt target);

}  // namespace lightloom::optics
