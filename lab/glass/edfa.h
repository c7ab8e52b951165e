// An erbium amplifier: what noise it adds at which gain, and where it gives out.
#pragma once

#include "topology/equipment.h"

namespace lightloom::lab::physics {

/// Two stages with a variable attenuator between them. A data sheet gives the noise figure of the whole at
/// full gain and at the least; turning it down by a decibel takes two from what stands between the stages, so
/// that the second stage counts for more. Its stages' noise factors are found by bisection; a type of fixed
/// gain, or with one figure, is a single stage.
class TwoStageNoise {
 public:
  explicit TwoStageNoise(const AmplifierType& type);
  /// Noise factor (linear) at a gain; below the least gain that at the least one, before which a pad stands.
  double factor_at(Decibel gain) const;

 private:
  double second_stage(Decibel gain) const;

  Decibel gain_full_, gain_least_;
  double first_ = 1;   // noise factor of the first stage
  double second_ = 0;  // of the second, over the gain before it, at full gain
};

/// An amplifier as it stands in a cable.
struct Edfa {
  Decibel gain, out_voa, tilt;
  bool enabled = true;
  AmplifierTypeIndex type;
  bool operator==(const Edfa&) const = default;
};

/// The gain that is reached with `input_w` in all: no more comes out than `p_max`.
Decibel reached_gain(Decibel set, Dbm p_max, double input_w);

}  // namespace lightloom::lab::physics
