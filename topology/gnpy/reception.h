// What a transceiver makes of the light that arrives: signal to noise with the transmitter's and the ROADMs'
// own noise, and what dispersion, PMD and PDL cost.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/propagation.h"

namespace lightloom::gnpy {

/// dB, means over the channels that arrive but for the last.
struct Reception {
  double gsnr_0p1nm_db = 0, gsnr_signal_bandwidth_db = 0, osnr_0p1nm_db = 0;
  double worst_0p1nm_db = 0;  ///< least GSNR less penalties; -infinity beyond what the mode bears
  std::size_t worst_channel = 0;
  double worst_gsnr_0p1nm_db = 0;  ///< that channel's, penalties not counted
  double worst_penalty_db = 0;     ///< that channel's: dispersion, PMD and PDL together
};

/// Formula (19) of docs/physics.md for every channel. The arrival has at least one.
Reception receive(const Arrival& arrival, const TransceiverMode& mode);

/// Piecewise linear; infinite outside the boundaries; 0 for a curve without points.
double penalty_db(const PenaltyCurve& curve, double impairment);

}  // namespace lightloom::gnpy
