#include "topology/optics/gn_model.h"

#include <algorithm>
#include <cmath>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

// Below this |beta2| (a hundred-thousandth of a standard fibre's) asinh is linear to double precision and the
// quotient would lose its digits.
constexpr double kNoDispersion = 1e-31;

bool is_uniform(const SpectralState& state) {
  if (state.size() < 3) return false;
  const double spacing = state.frequency_hz[1] - state.frequency_hz[0];
  for (std::size_t i = 1; i < state.size(); ++i) {
    // Frequencies are near 2e14, where neighbouring doubles lie 0.03 Hz apart.
    if (std::abs(state.frequency_hz[i] - state.frequency_hz[i - 1] - spacing) > 1.0) return false;
    if (state.baud_rate_hz[i] != state.baud_rate_hz[0]) return false;  // equal means copied, not computed
  }
  return true;
}

bool is_flat(const SpectralState& state) {
  // Flat elements multiply equal powers by the same factor, so equal ones stay equal to the last bit.
  return std::all_of(state.signal_w.begin(), state.signal_w.end(),
                     [&state](double power) { return power == state.signal_w.front(); });
}

void add_from_comb(SpectralState& state, const PsiFibre& psi_fibre, const std::vector<double>& factor) {
  const std::size_t count = state.size();
  const double spacing =
      (state.frequency_hz.back() - state.frequency_hz.front()) / static_cast<double>(count - 1);
  const auto combined = uniform_comb_factors(psi_fibre, count, spacing, state.baud_rate_hz[0]);
  const double square = state.signal_w[0] * state.signal_w[0];
  for (std::size_t i = 0; i < count; ++i) state.nli_w[i] += factor[i] * square * combined[i];
}

void add_from_each_distance(SpectralState& state, const PsiFibre& psi_fibre,
                            const std::vector<double>& factor) {
  const std::size_t count = state.size();
  const double baud = state.baud_rate_hz[0];
  const double spacing =
      (state.frequency_hz.back() - state.frequency_hz.front()) / static_cast<double>(count - 1);
  std::vector<double> at_distance(count);
  for (std::size_t d = 0; d < count; ++d) {
    at_distance[d] = (d == 0 ? kSelfWeight : kCrossWeight) *
                     psi_per_square_metre(psi_fibre, static_cast<double>(d) * spacing, baud, baud) /
                     (baud * baud);
  }
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < count; ++j) {
      sum += state.signal_w[j] * state.signal_w[j] * at_distance[i > j ? i - j : j - i];
    }
    state.nli_w[i] += factor[i] * sum;
  }
}

void add_from_each_pair(SpectralState& state, const Fibre& fibre, const std::vector<double>& factor) {
  const std::size_t count = state.size();
  const double alpha = attenuation_per_m(fibre);
  std::vector<double> beta2(count);
  for (std::size_t i = 0; i < count; ++i) beta2[i] = beta2_s2_per_m(fibre, state.frequency_hz[i]);
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < count; ++j) {
      const PsiFibre between{alpha, std::abs(beta2[i] + beta2[j]) / 2.0};
      const double psi =
          psi_per_square_metre(between, std::abs(state.frequency_hz[j] - state.frequency_hz[i]),
                               state.baud_rate_hz[i], state.baud_rate_hz[j]);
      sum += (i == j ? kSelfWeight : kCrossWeight) * psi * state.signal_w[j] * state.signal_w[j] /
             (state.baud_rate_hz[j] * state.baud_rate_hz[j]);
    }
    state.nli_w[i] += factor[i] * sum;
  }
}

}  // namespace

double psi_per_square_metre(const PsiFibre& fibre, double distance_hz, double own_baud_hz,
                            double other_baud_hz) {
  const double asymptotic_length = 1.0 / fibre.attenuation_per_m;
  if (fibre.beta2_s2_per_m < kNoDispersion) return kPi * own_baud_hz * other_baud_hz / 4.0;
  const double scale = kPi * kPi * asymptotic_length * fibre.beta2_s2_per_m * own_baud_hz;
  const double upper = std::asinh(scale * (distance_hz + other_baud_hz / 2.0));
  const double lower = std::asinh(scale * (distance_hz - other_baud_hz / 2.0));
  return (upper - lower) / (4.0 * kPi * fibre.beta2_s2_per_m * asymptotic_length);
}

std::vector<double> uniform_comb_factors(const PsiFibre& fibre, std::size_t count, double spacing_hz,
                                         double baud_rate_hz) {
  // prefix[d] = the sum over distances 1 to d, so channel i sees prefix[i] below it and prefix[n-1-i] above.
  std::vector<double> prefix(count, 0.0);
  for (std::size_t d = 1; d < count; ++d) {
    prefix[d] = prefix[d - 1] +
                psi_per_square_metre(fibre, static_cast<double>(d) * spacing_hz, baud_rate_hz, baud_rate_hz);
  }
  const double self = kSelfWeight * psi_per_square_metre(fibre, 0.0, baud_rate_hz, baud_rate_hz);
  std::vector<double> factors(count);
  for (std::size_t i = 0; i < count; ++i) {
    factors[i] = (self + kCrossWeight * (prefix[i] + prefix[count - 1 - i])) / (baud_rate_hz * baud_rate_hz);
  }
  return factors;
}

void add_nonlinear_interference(SpectralState& state, const Fibre& fibre) {
  const double length = effective_length_m(fibre);
  std::vector<double> factor(state.size());
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double gamma = gamma_per_w_per_m(fibre, state.frequency_hz[i]);
    factor[i] = state.signal_w[i] * gamma * gamma * length * length;
  }
  if (is_uniform(state) && !fibre.dispersion_slope_s_per_m3) {
    const PsiFibre psi_fibre{attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, kReferenceFrequency))};
    if (is_flat(state)) {
      add_from_comb(state, psi_fibre, factor);
    } else {
      add_from_each_distance(state, psi_fibre, factor);
    }
  } else {
    add_from_each_pair(state, fibre, factor);
  }
}

}  // namespace lightloom::optics
