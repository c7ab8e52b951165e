#include "lab/glass/silica.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {
namespace {

constexpr double kCoreRadius = 4.2e-6;    // m
constexpr double kLeastLossPerKm = 2e-7;  // dB/km
constexpr double kPi = std::numbers::pi;

// Area of a Gaussian mode whose spot radius is r / sqrt(ln V) (Marcuse, BSTJ 56, 1977), V rising in
// proportion to the frequency from the value that gives `reference_area` at 1550 nm.
double mode_area_m2(double reference_area, double frequency_hz) {
  const double spot = std::sqrt(reference_area / kPi);
  const double reference_v = std::exp(kCoreRadius * kCoreRadius / (spot * spot));
  const double v = reference_v * frequency_hz / kReferenceFrequencyHz;
  constexpr double kLeastLogV = 0.05;  // weaker guidance than that of any fibre
  const double radius = kCoreRadius / std::sqrt(std::max(std::log(v), kLeastLogV));
  return kPi * radius * radius;
}

}  // namespace

double attenuation_per_m(double loss_db_per_km) {
  return std::max(loss_db_per_km, kLeastLossPerKm) * 1e-3 * std::numbers::ln10 / 10.0;
}

double dispersion_s_per_m2(const FibreType& type, double frequency_hz) {
  const double wavelength = kLightSpeed / frequency_hz;
  if (type.dispersion_slope_s_per_m3)
    return type.dispersion_s_per_m2 + *type.dispersion_slope_s_per_m3 * (wavelength - kReferenceWavelengthM);
  return type.dispersion_s_per_m2 * std::pow(kReferenceWavelengthM / wavelength, 2);
}

double beta2_s2_per_m(const FibreType& type, double frequency_hz) {
  return -dispersion_s_per_m2(type, frequency_hz) * kLightSpeed / (2.0 * kPi * frequency_hz * frequency_hz);
}

double gamma_per_w_per_m(const FibreType& type, double frequency_hz) {
  if (!(type.nonlinear_index_m2_per_w > 0)) return 0;  // light in a hollow core meets hardly any glass
  double area = type.effective_area_m2;
  if (!(area > 0)) {
    const double gamma = type.gamma_per_w_per_m.value_or(0.0);
    if (!(gamma > 0)) return 0;
    area = 2.0 * kPi * type.nonlinear_index_m2_per_w / (kReferenceWavelengthM * gamma);
  }
  return 2.0 * kPi * type.nonlinear_index_m2_per_w * frequency_hz /
         (kLightSpeed * mode_area_m2(area, frequency_hz));
}

}  // namespace lightloom::lab::physics
