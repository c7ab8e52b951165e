// One channel among those that are lit beside it, through one cable: the prediction that receivers confirm.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/optics/directed_line.h"

namespace lightloom::optics {

/// A line with everything that does not depend on what is lit computed once and as plain factors.
struct LitLine {
  struct Span {
    std::size_t glass = 0;  ///< in the cable's list
    double effective_length_m = 0;
    double into = 1,
           through = 1;  ///< factors of power: what stands before the glass; glass and what stands behind
  };
  struct Amplifier {
    LineAmplifier set;
    double gain = 1, out_voa = 1, p_max_w = 0;
    double noise = 1;  ///< noise figure at the gain that is set
  };
  std::vector<Span> spans;
  std::vector<Amplifier> amplifiers;  ///< spans + 1
};
/// `glasses` are those met so far on this cable, in either direction; new ones are added. Two spans are of
/// one glass where channels act on each other alike, whatever their lengths.
LitLine lit_line(const DirectedLine& line, std::vector<Fibre>& glasses);

/// Channels on one cable, in any order; no two overlap.
struct LitComb {
  std::vector<double> frequency_hz;
  std::vector<double> baud_rate_hz;
  std::vector<double> target_w;  ///< at the ROADM's output, signal and noise together
  std::size_t own = 0;           ///< the channel that is followed
};

/// How strongly each channel of a comb acts on the followed one in one glass, the same on every span of it
/// and in both directions: formula (8) without powers and lengths.
struct Crosstalk {
  double gamma_squared = 0;
  std::vector<double> weight;  ///< by channel
};
Crosstalk crosstalk_in(const Fibre& glass, const LitComb& comb);

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

/// Carries the channel through a line: formulas (8), (11) and (15) for it alone; `crosstalk` by glass. Its
/// neighbours are taken to carry as much noise for their signal as it does, since where they come from is not
/// known here. Where asked, also what each stretch added: the booster, then each fibre with the amplifier
/// behind it.
FollowedChannel follow(const LitLine& line, const LitComb& comb, const std::vector<Crosstalk>& crosstalk,
                       FollowedChannel channel, std::vector<AddedNoise>* stretches = nullptr);

}  // namespace lightloom::optics
