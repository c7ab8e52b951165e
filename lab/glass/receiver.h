// What a receiver makes of the light at its port.
#pragma once

#include <optional>

#include "lab/glass/light_field.h"

namespace lightloom::lab::physics {

/// The channel that has the frequency (within half a slice) and mode of the laser beside the receiver; of
/// several the strongest. Other light in its band, from any fibre that it came through or at the port itself,
/// is noise.
std::optional<Reception> received(const Plant& plant, const LightField& field, const LaserKey& receiver);

/// Share of wrong bits before correction. Noise is Gaussian and decisions are binary for each of many levels,
/// so that it falls as erfc of the root of the signal to noise ratio; the scale is set where a mode is
/// specified: at its required OSNR just correctable, 2 % (the pre-FEC limit of the OpenZR+ MSA's oFEC).
double pre_fec_ber(Decibel gsnr_0p1nm, Decibel required_osnr);

}  // namespace lightloom::lab::physics
