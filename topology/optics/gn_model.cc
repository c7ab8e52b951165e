#include "topology/optics/gn_model.h"

#include <algorithm>
#include <cmath>

#include "topology/optics/constants.h"
#include "topology/optics/nli_kernel.h"

namespace lightloom::optics {
namespace {

// Below this |beta2| (a hundred-thousandth of a standard fibre's) asinh is linear to double precision and the
// quotient would lose its digits.
constexpr double kNoDispersion = 1e-31;

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

void add_from_each_pair(SpectralState& state, const Fibre& fibre) {
  const NliKernel kernel(state.frequency_hz, state.baud_rate_hz, fibre);
  std::vector<double> reach(state.size());
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double reaching = state.signal_w[i] * effective_length_m(fibre, state.frequency_hz[i]);
    reach[i] = reaching * reaching;
  }
  std::vector<double> nli(state.size());
  kernel.nli_to_signal(reach, nli);
  for (std::size_t i = 0; i < state.size(); ++i) state.nli_w[i] += state.signal_w[i] * nli[i];
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
  const bool is_uniform = is_uniform_comb(state.frequency_hz, state.baud_rate_hz) && is_flat(state) &&
                          has_constant_beta2(fibre) && fibre.loss_table.value.empty();
  if (!is_uniform) return add_from_each_pair(state, fibre);
  const double length = effective_length_m(fibre);
  std::vector<double> factor(state.size());
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double gamma = gamma_per_w_per_m(fibre, state.frequency_hz[i]);
    factor[i] = state.signal_w[i] * gamma * gamma * length * length;
  }
  add_from_comb(state,
                {attenuation_per_m(fibre), std::abs(beta2_s2_per_m(fibre, fibre.reference_frequency_hz))},
                factor);
}

}  // namespace lightloom::optics
