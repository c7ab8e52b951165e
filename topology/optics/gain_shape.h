// How an erbium-doped amplifier departs from the same gain for every channel: ripple, tilt, and the dynamic
// gain tilt (DGT) with which erbium answers a change of load. The technique is R. di
// Muro, "The Er3+ fiber gain coefficient derived from a dynamic gain tilt technique", J. Lightwave Technol.
// 18(3), 2000.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/units.h"

namespace lightloom::optics {

/// As measured over an amplifier's band, in equal steps from its lower to its upper end. An empty vector, and
/// one of a single value, is the same everywhere; a channel outside the band takes the nearest end.
struct GainProfile {
  double f_min_hz = 0, f_max_hz = 0;
  std::vector<double> dgt;  ///< decibels per decibel of mean gain
  std::vector<double> gain_ripple_db, nf_ripple_db;
  bool operator==(const GainProfile&) const = default;
};

/// A profile at the channels of one comb and at one tilt: formulas (30) to (32).
class GainShape {
 public:
  /// `tilt` falls from the lowest to the highest frequency of the band.
  GainShape(const GainProfile& profile, Decibel tilt, std::span<const double> frequency_hz);

  /// Every channel has the set gain.
  bool is_flat() const { return is_flat_; }
  /// Linear factors of the noise figure; empty: none departs from 1.
  const std::vector<double>& noise_factors() const { return noise_factors_; }
  /// What each channel's gain is over the set one, linear, when these powers (in any unit) come in.
  /// `factors` has as many entries as channels.
  void factors(std::span<const double> input, std::span<double> factors) const;

 private:
  bool is_flat_ = false;
  double range_db_ = 0;                   // greatest less least gain of the first estimate
  double greatest_dgt_ = 0;               // in nepers, as `dgt_`
  std::vector<double> first_;             // first estimate, linear, of mean 1
  std::vector<double> dgt_;               // neper of gain per decibel of correction
  std::vector<double> raised_, lowered_;  // factors of a correction by plus and minus the range
  std::vector<double> noise_factors_;
};

}  // namespace lightloom::optics
