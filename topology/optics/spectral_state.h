// The light at one point of a line: for every channel what is signal, what is noise of amplifiers (ASE) and
// what is nonlinear interference (NLI), and what the fibre has done to it so far. Elements are functions from
// one state to the next. Channels stand in one array per quantity, so that loops over them vectorise.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/units.h"

namespace lightloom::optics {

/// Channels in rising frequency. Every vector has one entry a channel; powers are in the channel's own
/// bandwidth (the symbol rate), in watt.
struct SpectralState {
  std::vector<double> frequency_hz;
  std::vector<double> baud_rate_hz;
  std::vector<double> signal_w;  ///< not depleted by NLI (docs/physics.md, convention C1)
  std::vector<double> ase_w;
  std::vector<double> nli_w;
  std::vector<double> dispersion_s_per_m;
  std::vector<double> slot_width_hz;  ///< empty: no slots matter here
  std::vector<double> roll_off;       ///< of the pulse; empty: the models that ask for it take 0.1
  double pdl_squared_db2 = 0;         ///< polarisation-dependent losses add in square
  double pmd_squared_s2 = 0;          ///< differential group delays add in square; the same for every channel
  double latency_s = 0;

  std::size_t size() const { return frequency_hz.size(); }
  bool operator==(const SpectralState&) const = default;
};

/// A comb of equal channels, `first_hz + i * spacing_hz`, freshly launched: no noise yet.
SpectralState uniform_comb(std::size_t count, double first_hz, double spacing_hz, double baud_rate_hz,
                           Milliwatt launch);

/// Signal, ASE and NLI of all channels together, in watt: what saturates an amplifier.
double total_power_w(const SpectralState& state);

/// Multiplies every power by `factor` (a gain above 1, a loss below).
void scale(SpectralState& state, double factor);

}  // namespace lightloom::optics
