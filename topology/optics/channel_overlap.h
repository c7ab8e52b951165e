// How the mixing products of two channels spread over phase mismatch: a matter of their shapes, their
// distance and the dispersion, not of power or length.
#pragma once

#include <compare>
#include <vector>

#include "topology/optics/mismatch_grid.h"

namespace lightloom::optics {

/// A raised cosine's.
struct ChannelShape {
  double baud_rate_hz, roll_off;
  auto operator<=>(const ChannelShape&) const = default;
};

struct ChannelPair {
  double beta2_s2_per_m, beta3_s3_per_m;  ///< at the cut channel
  double distance_hz;                     ///< from the cut channel to the pump, of either sign
  ChannelShape cut, pump;
  auto operator<=>(const ChannelPair&) const = default;
};

/// A pair whose products spread alike: without beta3 the sign of the distance does not matter, and rounding
/// of frequencies never does.
ChannelPair canonical(ChannelPair pair);

/// Of formula (44), one entry a point of the grid, without the zeros at its end: the measure, in Hz^2, with
/// which the mixing efficiency at that mismatch counts.
std::vector<double> overlap_weights(const ChannelPair& pair, const MismatchGrid& grid);

}  // namespace lightloom::optics
