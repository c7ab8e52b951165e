// One length of fibre: what it loses, how it disperses, how strongly light in it acts on light.
#pragma once

#include <optional>

#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// A span as physics sees it. Lengths and losses are positive; the loss per metre is flat over the band.
struct Fibre {
  double length_m = 0;
  double loss_db_per_m = 0;  ///< > 0
  Decibel loss_in;           ///< lumped, before the fibre: connector and pad
  Decibel loss_out;          ///< lumped, after it
  double dispersion_s_per_m2 = 0;
  std::optional<double> dispersion_slope_s_per_m3;
  double effective_area_m2 = 0;  ///< at 1550 nm, > 0
  double pmd_s_per_sqrt_m = 0;

  bool operator==(const Fibre&) const = default;
};

/// alpha in neper/m of power: formula (1).
double attenuation_per_m(const Fibre& fibre);
/// (1 - exp(-alpha L)) / alpha in metres: formula (2).
double effective_length_m(const Fibre& fibre);
/// beta2 in s^2/m at a frequency: formula (3).
double beta2_s2_per_m(const Fibre& fibre, double frequency_hz);
/// Accumulated chromatic dispersion in s/m over the whole length: formula (4).
double chromatic_dispersion_s_per_m(const Fibre& fibre, double frequency_hz);
/// Nonlinear coefficient in 1/(W m) at a frequency: formula (5).
double gamma_per_w_per_m(const Fibre& fibre, double frequency_hz);
/// Effective area in m^2 at which formula (5) gives `gamma` at the reference frequency.
double effective_area_of_gamma(double gamma_per_w_per_m);
/// Total loss, lumped ones included.
Decibel total_loss(const Fibre& fibre);

/// The state at the far end: NLI added from the power after the input connector, then the loss.
void propagate(SpectralState& state, const Fibre& fibre);

}  // namespace lightloom::optics
