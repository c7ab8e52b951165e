// One channel among those that are lit beside it, through one cable: the prediction that receivers confirm.
#pragma once

#include <vector>

#include "topology/optics/directed_line.h"

namespace lightloom::optics {

/// Channels on one cable, in any order; no two overlap.
struct LitComb {
  std::vector<double> frequency_hz;
  std::vector<double> baud_rate_hz;
  std::vector<double> target_w;  ///< at the ROADM's output, signal and noise together
  std::size_t own = 0;           ///< the channel that is followed
};

/// The followed channel. Ratios are to its signal, in its own bandwidth.
struct FollowedChannel {
  double ase = 0;
  double nli = 0;
  /// Signal at the ROADM's output over the target: under 1 by the noise in the total, or by what is missing.
  double launch = 1;
  /// Signal and noise at the next ROADM's input, over that line's target.
  double arriving = 0;
};

/// Noise that one stretch of a line adds over the signal, in its own bandwidth.
struct AddedNoise {
  double ase = 0, nli = 0;
};

/// Carries the channel through a line: formulas (8), (11) and (15) for it alone. Its neighbours are taken to
/// carry as much noise for their signal as it does, since where they come from is not known here.
/// Where asked, also what each stretch added: the booster, then each fibre with the amplifier behind it.
FollowedChannel follow(const DirectedLine& line, const LitComb& comb, FollowedChannel channel,
                       std::vector<AddedNoise>* stretches = nullptr);

}  // namespace lightloom::optics
