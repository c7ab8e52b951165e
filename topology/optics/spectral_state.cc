#include "topology/optics/spectral_state.h"

namespace lightloom::optics {

SpectralState uniform_comb(std::size_t count, double first_hz, double spacing_hz, double baud_rate_hz,
                           Milliwatt launch) {
  SpectralState state;
  state.frequency_hz.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    state.frequency_hz.push_back(first_hz + static_cast<double>(i) * spacing_hz);
  }
  state.baud_rate_hz.assign(count, baud_rate_hz);
  state.signal_w.assign(count, launch.value * 1e-3);
  state.ase_w.assign(count, 0.0);
  state.nli_w.assign(count, 0.0);
  state.dispersion_s_per_m.assign(count, 0.0);
  return state;
}

double total_power_w(const SpectralState& state) {
  double total = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    total += state.signal_w[i] + state.ase_w[i] + state.nli_w[i];
  }
  return total;
}

void scale(SpectralState& state, double factor) {
  for (double& power : state.signal_w) power *= factor;
  for (double& power : state.ase_w) power *= factor;
  for (double& power : state.nli_w) power *= factor;
}

}  // namespace lightloom::optics
