#include "topology/gnpy/design_arithmetic.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace lightloom::gnpy {
namespace {

// numpy's rounding: scale, to the nearest integer (halves to even), scale back.
double to_decimals(double value, double power_of_ten) {
  return std::nearbyint(value * power_of_ten) / power_of_ten;
}

}  // namespace

StepRounding::StepRounding(double step) : step_(std::stod(fmt::format("{:.1f}", step))) {}

double StepRounding::operator()(double value) const {
  if (!(step_ >= 0.01)) return to_decimals(value, 100.0);
  return to_decimals(std::nearbyint(value / step_) * step_, 10.0);
}

double whole_quotient(double dividend, double divisor) {
  return std::nearbyint((dividend - std::fmod(dividend, divisor)) / divisor);
}

double channels_in(const Band& band, double spacing_hz) {
  return whole_quotient(band.f_max_hz - band.f_min_hz, spacing_hz);
}

double linear_of(double decibel) { return to_linear(Decibel{decibel}).value; }
double decibel_of(double linear) { return to_decibel(LinearRatio{linear}).value; }

}  // namespace lightloom::gnpy
