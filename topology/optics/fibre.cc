#include "topology/optics/fibre.h"

#include <cmath>
#include <numbers>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

constexpr double kCoreRadius = 4.2e-6;  // m
constexpr double kCoreAreaTerm = kPi * kCoreRadius * kCoreRadius;

}  // namespace

double attenuation_per_m(const Fibre& fibre) { return fibre.loss_db_per_m / (10.0 * std::numbers::log10e); }

double effective_length_m(const Fibre& fibre) {
  const double alpha = attenuation_per_m(fibre);
  return -std::expm1(-alpha * fibre.length_m) / alpha;
}

double beta2_s2_per_m(const Fibre& fibre, double frequency_hz) {
  const double wavelength = kLightSpeed / frequency_hz;
  double dispersion = fibre.dispersion_s_per_m2;
  if (fibre.dispersion_slope_s_per_m3) {
    dispersion += *fibre.dispersion_slope_s_per_m3 * (wavelength - kReferenceWavelength);
  } else {
    // Without a slope beta2 itself is taken as constant, so the dispersion falls as 1 / wavelength^2.
    const double ratio = frequency_hz / kReferenceFrequency;
    dispersion *= ratio * ratio;
  }
  return -wavelength * wavelength * dispersion / (2.0 * kPi * kLightSpeed);
}

double chromatic_dispersion_s_per_m(const Fibre& fibre, double frequency_hz) {
  double beta = beta2_s2_per_m(fibre, frequency_hz);
  if (fibre.dispersion_slope_s_per_m3) {
    const double curvature = 2.0 * kPi * frequency_hz * frequency_hz / kLightSpeed;
    const double slope_of_beta2 =
        4.0 * kPi * frequency_hz * frequency_hz * frequency_hz / (kLightSpeed * kLightSpeed) * beta;
    const double beta3 = (*fibre.dispersion_slope_s_per_m3 - slope_of_beta2) / (curvature * curvature);
    beta += 2.0 * kPi * beta3 * (frequency_hz - kReferenceFrequency);
  }
  return -beta * 2.0 * kPi * kReferenceFrequency * kReferenceFrequency / kLightSpeed * fibre.length_m;
}

double gamma_per_w_per_m(const Fibre& fibre, double frequency_hz) {
  // ln V of the mode's normalised frequency is pi a^2 / A_eff (Marcuse's spot size w = a / sqrt(ln V)), and V
  // is proportional to the frequency.
  const double log_v = kCoreAreaTerm / fibre.effective_area_m2 + std::log(frequency_hz / kReferenceFrequency);
  const double effective_area = kCoreAreaTerm / log_v;
  return 2.0 * kPi * fibre.nonlinear_index_m2_per_w * frequency_hz / (kLightSpeed * effective_area);
}

double effective_area_of_gamma(double gamma_per_w_per_m) {
  return 2.0 * kPi * kNonlinearIndex / (kReferenceWavelength * gamma_per_w_per_m);
}

Decibel total_loss(const Fibre& fibre) {
  return fibre.loss_in + Decibel{fibre.loss_db_per_m * fibre.length_m} + fibre.loss_out;
}

void propagate(SpectralState& state, const Fibre& fibre) {
  scale(state, to_linear(-fibre.loss_in).value);
  add_nonlinear_interference(state, fibre);
  for (std::size_t i = 0; i < state.size(); ++i) {
    state.dispersion_s_per_m[i] += chromatic_dispersion_s_per_m(fibre, state.frequency_hz[i]);
  }
  state.pmd_squared_s2 += fibre.pmd_s_per_sqrt_m * fibre.pmd_s_per_sqrt_m * fibre.length_m;
  state.latency_s += fibre.length_m * kGroupIndex / kLightSpeed;
  scale(state, to_linear(-Decibel{fibre.loss_db_per_m * fibre.length_m} - fibre.loss_out).value);
}

}  // namespace lightloom::optics
