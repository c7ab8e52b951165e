// One length of fibre: what it loses, how it disperses, how strongly light in it acts on light.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "topology/optics/constants.h"
#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// A quantity over frequency, linear between points. Empty: the scalar beside it holds everywhere.
struct FrequencyTable {
  std::vector<double> frequency_hz;  ///< rising
  std::vector<double> value;
  bool operator==(const FrequencyTable&) const = default;
};
/// Between the points; outside them the nearest end. The table has at least one point.
double value_at(const FrequencyTable& table, double frequency_hz);
/// Linear between points, the first and last value beyond them. Precondition: as many values as points, and
/// one.
double linear_between(std::span<const double> points, std::span<const double> values, double at);
/// Whether the table says something of this frequency; an empty one and one of a single point do of all.
bool covers(const FrequencyTable& table, double frequency_hz);

/// A loss at one place inside a span: a bad splice, a patch panel.
struct LumpedLoss {
  double at_m = 0;  ///< between 0 and the length, both excluded
  Decibel loss;
  bool operator==(const LumpedLoss&) const = default;
};

/// Raman gain of a glass over the distance in frequency between two waves. Empty: that of standard silica
/// fibre (docs/physics.md).
struct RamanProfile {
  double reference_frequency_hz = 0;     ///< of the pump at which it was measured
  std::vector<double> offset_hz;         ///< rising, from 0
  std::vector<double> gain_per_w_per_m;  ///< g0
  bool operator==(const RamanProfile&) const = default;
};

/// A span as physics sees it. Lengths and losses are positive.
struct Fibre {
  double length_m = 0;
  double loss_db_per_m = 0;  ///< > 0
  Decibel loss_in;           ///< lumped, before the fibre: connector and pad
  Decibel loss_out;          ///< lumped, after it
  double dispersion_s_per_m2 = 0;
  std::optional<double> dispersion_slope_s_per_m3;
  double effective_area_m2 = 0;  ///< at 1550 nm, > 0
  double pmd_s_per_sqrt_m = 0;
  FrequencyTable loss_table;                            ///< dB/m, over loss_db_per_m
  FrequencyTable dispersion_table;                      ///< s/m^2, over dispersion and slope
  std::vector<LumpedLoss> lumped;                       ///< in the order of light
  double reference_frequency_hz = kReferenceFrequency;  ///< of dispersion, loss and effective area
  double group_index = kGroupIndex;
  double nonlinear_index_m2_per_w = kNonlinearIndex;  ///< 0: no Kerr effect, as in a hollow core
  RamanProfile raman;

  bool operator==(const Fibre&) const = default;
};

/// Whether every frequency loses the same.
bool has_flat_loss(const Fibre& fibre);
/// Whether beta2 is the same at every frequency: formula (3) without a slope or a table.
bool has_constant_beta2(const Fibre& fibre);

/// alpha in neper/m of power: formula (1). Without a frequency: the flat value.
double attenuation_per_m(const Fibre& fibre);
double attenuation_per_m(const Fibre& fibre, double frequency_hz);
/// (1 - exp(-alpha L)) / alpha in metres: formula (2).
double effective_length_m(const Fibre& fibre);
double effective_length_m(const Fibre& fibre, double frequency_hz);
/// beta2 in s^2/m at a frequency: formula (3).
double beta2_s2_per_m(const Fibre& fibre, double frequency_hz);
/// Accumulated chromatic dispersion in s/m over the whole length: formula (4).
double chromatic_dispersion_s_per_m(const Fibre& fibre, double frequency_hz);
/// Nonlinear coefficient in 1/(W m) at a frequency: formula (5).
double gamma_per_w_per_m(const Fibre& fibre, double frequency_hz);
/// Effective area in m^2 at which formula (5) gives `gamma` at the reference frequency.
double effective_area_of_gamma(double gamma_per_w_per_m);
/// A(f) of formula (5), in m^2.
double effective_area_m2(const Fibre& fibre, double frequency_hz);
/// Sum of the losses at single places inside the span.
Decibel lumped_loss(const Fibre& fibre);
double latency_s(const Fibre& fibre);
/// Total loss, lumped ones included; of the glass the flat value.
Decibel total_loss(const Fibre& fibre);

/// The state at the far end: NLI added from the power after the input connector, then the loss.
/// Lumped losses inside the span do not shorten the effective length, as in GNPy's analytic model.
void propagate(SpectralState& state, const Fibre& fibre);

}  // namespace lightloom::optics
