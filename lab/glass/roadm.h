// What a ROADM does to one channel: lets it pass or not, and takes power from it.
#pragma once

#include "lab/glass/glass.h"
#include "lab/glass/light.h"

namespace lightloom::lab::physics {

/// Whether [lower, upper) holds the channel's whole symbol rate. (Its roll-off may reach into the neighbour's
/// slot: modes are spaced so.)
bool passes(const Cross& cross, const Carrier& carrier);
/// Power of a channel at the output, signal and noise together, by the equipment's rule.
double target_w(const RoadmTarget& target, Mhz slot_width, Mhz baud_rate);
/// Attenuated to the target. A ROADM cannot amplify: what arrives with less leaves as it is.
Light levelled(const Light& light, double target_w);

}  // namespace lightloom::lab::physics
