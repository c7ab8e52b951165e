#include "topology/optics/fibre.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

constexpr double kCoreRadius = 4.2e-6;  // m
constexpr double kCoreAreaTerm = kPi * kCoreRadius * kCoreRadius;
constexpr double kNeperPerDecibel = 1.0 / (10.0 * std::numbers::log10e);

double beta2_of(double dispersion_s_per_m2, double frequency_hz) {
  const double wavelength = kLightSpeed / frequency_hz;
  return -wavelength * wavelength * dispersion_s_per_m2 / (2.0 * kPi * kLightSpeed);
}

bool has_dispersion_curve(const Fibre& fibre) { return fibre.dispersion_table.value.size() > 1; }

// The middle coefficient of the parabola that fits `y` over `x` best, by the normal equations.
double linear_term_of_parabola(const std::vector<double>& x, const std::vector<double>& y) {
  std::array<double, 5> moment{};
  std::array<double, 3> right{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    double power = 1;
    for (std::size_t k = 0; k < moment.size(); ++k) {
      moment.at(k) += power;
      if (k < right.size()) right.at(k) += power * y[i];
      power *= x[i];
    }
  }
  const auto [m0, m1, m2, m3, m4] = moment;
  const auto [r0, r1, r2] = right;
  const double determinant = m0 * (m2 * m4 - m3 * m3) - m1 * (m1 * m4 - m3 * m2) + m2 * (m1 * m3 - m2 * m2);
  return (m0 * (r1 * m4 - m3 * r2) - r0 * (m1 * m4 - m3 * m2) + m2 * (m1 * r2 - r1 * m2)) / determinant;
}

// beta3 of a measured dispersion curve, one value for all frequencies: formula (26).
double beta3_of_curve(const Fibre& fibre) {
  const FrequencyTable& table = fibre.dispersion_table;
  std::vector<double> offset_thz;
  std::vector<double> beta2;
  for (std::size_t i = 0; i < table.value.size(); ++i) {
    offset_thz.push_back((table.frequency_hz[i] - fibre.reference_frequency_hz) * 1e-12);
    beta2.push_back(beta2_of(table.value[i], table.frequency_hz[i]));
  }
  if (table.value.size() == 2) {
    return (beta2[1] - beta2[0]) / (offset_thz[1] - offset_thz[0]) * 1e-12 / (2.0 * kPi);
  }
  return linear_term_of_parabola(offset_thz, beta2) * 1e-12 / (2.0 * kPi);
}

double beta3_s3_per_m(const Fibre& fibre, double frequency_hz, double beta2) {
  if (has_dispersion_curve(fibre)) return beta3_of_curve(fibre);
  if (!fibre.dispersion_slope_s_per_m3 || !fibre.dispersion_table.value.empty()) return 0;
  const double curvature = 2.0 * kPi * frequency_hz * frequency_hz / kLightSpeed;
  const double slope_of_beta2 =
      4.0 * kPi * frequency_hz * frequency_hz * frequency_hz / (kLightSpeed * kLightSpeed) * beta2;
  return (*fibre.dispersion_slope_s_per_m3 - slope_of_beta2) / (curvature * curvature);
}

double effective_length(double alpha, double length_m) { return -std::expm1(-alpha * length_m) / alpha; }

}  // namespace

double linear_between(std::span<const double> points, std::span<const double> values, double at) {
  const auto above = std::upper_bound(points.begin(), points.end(), at);
  if (above == points.begin()) return values.front();
  if (above == points.end()) return values.back();
  const auto right = static_cast<std::size_t>(above - points.begin());
  const double share = (at - points[right - 1]) / (points[right] - points[right - 1]);
  return values[right - 1] + share * (values[right] - values[right - 1]);
}

double value_at(const FrequencyTable& table, double frequency_hz) {
  return linear_between(table.frequency_hz, table.value, frequency_hz);
}

bool covers(const FrequencyTable& table, double frequency_hz) {
  if (table.value.size() < 2) return true;
  return table.frequency_hz.front() <= frequency_hz && frequency_hz <= table.frequency_hz.back();
}

bool has_flat_loss(const Fibre& fibre) { return fibre.loss_table.value.size() < 2; }

bool has_constant_beta2(const Fibre& fibre) {
  return !has_dispersion_curve(fibre) &&
         (!fibre.dispersion_slope_s_per_m3 || !fibre.dispersion_table.value.empty());
}

double attenuation_per_m(const Fibre& fibre) { return fibre.loss_db_per_m * kNeperPerDecibel; }

double attenuation_per_m(const Fibre& fibre, double frequency_hz) {
  if (fibre.loss_table.value.empty()) return attenuation_per_m(fibre);
  return value_at(fibre.loss_table, frequency_hz) * kNeperPerDecibel;
}

double effective_length_m(const Fibre& fibre) {
  return effective_length(attenuation_per_m(fibre), fibre.length_m);
}

double effective_length_m(const Fibre& fibre, double frequency_hz) {
  return effective_length(attenuation_per_m(fibre, frequency_hz), fibre.length_m);
}

double beta2_s2_per_m(const Fibre& fibre, double frequency_hz) {
  if (has_dispersion_curve(fibre)) {
    return beta2_of(value_at(fibre.dispersion_table, frequency_hz), frequency_hz);
  }
  if (!fibre.dispersion_table.value.empty()) {
    // One point only: as a scalar given at its frequency.
    return beta2_of(fibre.dispersion_table.value[0], fibre.dispersion_table.frequency_hz[0]);
  }
  if (fibre.dispersion_slope_s_per_m3) {
    const double distance = kLightSpeed / frequency_hz - kLightSpeed / fibre.reference_frequency_hz;
    return beta2_of(fibre.dispersion_s_per_m2 + *fibre.dispersion_slope_s_per_m3 * distance, frequency_hz);
  }
  // Without a slope beta2 itself is taken as constant, so the dispersion falls as 1 / wavelength^2.
  return beta2_of(fibre.dispersion_s_per_m2, fibre.reference_frequency_hz);
}

double chromatic_dispersion_s_per_m(const Fibre& fibre, double frequency_hz) {
  const double beta2 = beta2_s2_per_m(fibre, frequency_hz);
  const double reference = fibre.reference_frequency_hz;
  const double beta =
      beta2 + 2.0 * kPi * beta3_s3_per_m(fibre, frequency_hz, beta2) * (frequency_hz - reference);
  return -beta * 2.0 * kPi * reference * reference / kLightSpeed * fibre.length_m;
}

double effective_area_m2(const Fibre& fibre, double frequency_hz) {
  // ln V of the mode's normalised frequency is pi a^2 / A_eff (Marcuse's spot size w = a / sqrt(ln V)), and V
  // is proportional to the frequency.
  return kCoreAreaTerm /
         (kCoreAreaTerm / fibre.effective_area_m2 + std::log(frequency_hz / fibre.reference_frequency_hz));
}

double gamma_per_w_per_m(const Fibre& fibre, double frequency_hz) {
  return 2.0 * kPi * fibre.nonlinear_index_m2_per_w * frequency_hz /
         (kLightSpeed * effective_area_m2(fibre, frequency_hz));
}

double effective_area_of_gamma(double gamma_per_w_per_m) {
  return 2.0 * kPi * kNonlinearIndex / (kReferenceWavelength * gamma_per_w_per_m);
}

Decibel lumped_loss(const Fibre& fibre) {
  Decibel sum;
  for (const LumpedLoss& lumped : fibre.lumped) sum += lumped.loss;
  return sum;
}

double latency_s(const Fibre& fibre) { return fibre.length_m * fibre.group_index / kLightSpeed; }

Decibel total_loss(const Fibre& fibre) {
  return fibre.loss_in + Decibel{fibre.loss_db_per_m * fibre.length_m} + lumped_loss(fibre) + fibre.loss_out;
}

void propagate(SpectralState& state, const Fibre& fibre) {
  scale(state, to_linear(-fibre.loss_in).value);
  add_nonlinear_interference(state, fibre);
  for (std::size_t i = 0; i < state.size(); ++i) {
    state.dispersion_s_per_m[i] += chromatic_dispersion_s_per_m(fibre, state.frequency_hz[i]);
  }
  state.pmd_squared_s2 += fibre.pmd_s_per_sqrt_m * fibre.pmd_s_per_sqrt_m * fibre.length_m;
  state.latency_s += latency_s(fibre);
  if (fibre.loss_table.value.empty()) {
    const Decibel glass{fibre.loss_db_per_m * fibre.length_m};
    scale(state, to_linear(-glass - lumped_loss(fibre) - fibre.loss_out).value);
    return;
  }
  const double lumped = to_linear(-lumped_loss(fibre) - fibre.loss_out).value;
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double left = lumped * std::exp(-attenuation_per_m(fibre, state.frequency_hz[i]) * fibre.length_m);
    state.signal_w[i] *= left;
    state.ase_w[i] *= left;
    state.nli_w[i] *= left;
  }
}

}  // namespace lightloom::optics
