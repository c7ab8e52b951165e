// Whose the noise of a channel is: what a person looks at to see what to mend.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "topology/units.h"

namespace lightloom::optics {

/// Noise of one stretch of line over the signal. A stretch is a fibre and the amplifier behind it; the
/// booster of a line is one by itself.
struct StretchNoise {
  std::string where;  ///< `taiyuan-wuhan-1 span 3 of 7`; `... booster`
  LinearRatio ase, nli;
  LinearRatio both() const { return ase + nli; }
};

/// Noise over the signal in 0.1 nm of a channel at its receiver.
struct NoiseShares {
  std::vector<StretchNoise> stretches;  ///< in the order of light
  LinearRatio transmitter;              ///< 1/tx_osnr
  LinearRatio add_drop;                 ///< of the ROADMs at both ends

  LinearRatio ase() const;
  LinearRatio nli() const;
  LinearRatio total() const { return ase() + nli() + transmitter + add_drop; }
  Decibel gsnr_0p1nm() const { return -to_decibel(total()); }
  /// The stretch that adds most; precondition: there is one.
  const StretchNoise& worst() const;
};

/// Power per channel along a line is right where amplifiers make twice the noise of the fibre: with launch
/// powers scaled by p the noise is ase/p + nli p^2. docs/physics.md, formulas (60) to (62).
struct LaunchOptimum {
  Decibel global;              ///< by how much every span's launch power should change, the same everywhere
  Decibel global_gain;         ///< what GSNR of the line gains by it, transmitter and add/drop left out
  std::vector<Decibel> local;  ///< by how much each stretch's own should change; 0 where it has no fibre
  Decibel local_gain;          ///< what it gains where each stretch has its own
};
/// From noise at the present powers; nothing to gain where a line has no interference or no amplifier noise.
LaunchOptimum launch_optimum(const NoiseShares& shares);

/// "amplifiers 61 %, fibre 22 %, transmitter 9 %, add and drop 8 %; most in X, 12 %".
std::string in_words(const NoiseShares& shares);

}  // namespace lightloom::optics
