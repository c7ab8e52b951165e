// The arithmetic of design where a last bit decides: a span of 22.5 dB lies exactly between two steps of
// power, and the planner's files must come out on the side on which GNPy (in numpy) comes out.
#pragma once

#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

/// To the nearest multiple of `step` (taken to one decimal), halves to even, then to one decimal. To two
/// decimals where the step, so taken, is 0.
class StepRounding {
 public:
  explicit StepRounding(double step);
  double operator()(double value) const;

 private:
  double step_;
};

/// How often the divisor goes into the dividend, exactly: not the floor of a rounded quotient.
double whole_quotient(double dividend, double divisor);

/// Channels that a band holds.
double channels_in(const Band& band, double spacing_hz);

double linear_of(double decibel);
double decibel_of(double linear);

}  // namespace lightloom::gnpy
