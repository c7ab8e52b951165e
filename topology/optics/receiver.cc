#include "topology/optics/receiver.h"

#include <cmath>

#include "topology/optics/constants.h"

namespace lightloom::optics {

LinearRatio ase_to_signal(const SpectralState& state, std::size_t channel) {
  return {state.ase_w[channel] / state.signal_w[channel]};
}

LinearRatio nli_to_signal(const SpectralState& state, std::size_t channel) {
  return {state.nli_w[channel] / state.signal_w[channel]};
}

LinearRatio noise_to_signal(const SpectralState& state, std::size_t channel) {
  return ase_to_signal(state, channel) + nli_to_signal(state, channel);
}

Decibel in_0p1nm(Decibel signal_bandwidth, double baud_rate_hz) {
  return signal_bandwidth + to_decibel(LinearRatio{baud_rate_hz / kReferenceBandwidthHz});
}

Decibel in_signal_bandwidth(Decibel in_0p1nm, double baud_rate_hz) {
  return in_0p1nm - to_decibel(LinearRatio{baud_rate_hz / kReferenceBandwidthHz});
}

Dbm signal_power(const SpectralState& state, std::size_t channel) {
  return to_dbm(Milliwatt{state.signal_w[channel] * 1e3});
}

double polarisation_mode_dispersion_s(const SpectralState& state) { return std::sqrt(state.pmd_squared_s2); }

}  // namespace lightloom::optics
