// What a receiver says of a channel: ratios of signal to noise, power, and what the fibre did to it.
#pragma once

#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// Noise-to-signal ratios of one channel in its own bandwidth.
LinearRatio ase_to_signal(const SpectralState& state, std::size_t channel);
LinearRatio nli_to_signal(const SpectralState& state, std::size_t channel);
LinearRatio noise_to_signal(const SpectralState& state, std::size_t channel);

/// A ratio of signal to noise in the channel's own bandwidth, as it reads in 0.1 nm (12.5 GHz): formula (18).
Decibel in_0p1nm(Decibel signal_bandwidth, double baud_rate_hz);
Decibel in_signal_bandwidth(Decibel in_0p1nm, double baud_rate_hz);

/// The signal's power, noise not counted.
Dbm signal_power(const SpectralState& state, std::size_t channel);
/// Accumulated differential group delay, seconds.
double polarisation_mode_dispersion_s(const SpectralState& state);

}  // namespace lightloom::optics
