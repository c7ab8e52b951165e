// One channel's light at one place, as three powers in its symbol rate.
#pragma once

#include "topology/units.h"

namespace lightloom::lab::physics {

struct Light {
  double signal_w = 0, ase_w = 0, nli_w = 0;

  double total_w() const { return signal_w + ase_w + nli_w; }
  Light operator+(const Light& other) const {
    return {signal_w + other.signal_w, ase_w + other.ase_w, nli_w + other.nli_w};
  }
  Light operator*(double factor) const { return {signal_w * factor, ase_w * factor, nli_w * factor}; }
  /// To the last bit: asked only to see whether anything has to be computed again.
  bool operator==(const Light&) const = default;
};

/// Where a channel lies in the spectrum.
struct Carrier {
  Mhz frequency;  ///< centre
  Mhz baud_rate;  ///< and width
  auto operator<=>(const Carrier&) const = default;
};

/// Part of `other`'s power that falls into the band of `own`, 0 to 1.
double part_in_band(const Carrier& own, const Carrier& other);

}  // namespace lightloom::lab::physics
