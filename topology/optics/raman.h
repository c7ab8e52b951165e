// Stimulated Raman scattering among the channels of a fibre: each takes power from those above it and gives
// some to those below, so that the comb tilts on its way. What comes out is each channel's power along z.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/optics/fibre.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::optics {

/// Distance of the places at which power profiles are given, and of GNPy's by default.
inline constexpr double kProfileStepM = 10e3;

/// Raman coefficients between the channels of one comb in one glass: formula (40).
class RamanCoefficients {
 public:
  RamanCoefficients(std::span<const double> frequency_hz, const Fibre& fibre);

  std::size_t size() const { return count_; }
  /// In 1/(W m): what a watt in channel j adds to d(ln P_i)/dz. Negative where j is the lower one.
  double at(std::size_t i, std::size_t j) const { return by_column_[j * count_ + i]; }
  /// out_i = sum over j of C_ij v_j; both of size().
  void apply(std::span<const double> v, std::span<double> out) const;

 private:
  std::size_t count_ = 0;
  std::vector<double> by_column_;  // column after column, so that apply() runs along memory
};

/// Each channel's power along a fibre over its power at the start.
struct PowerProfiles {
  std::vector<double> z_m;                ///< 0, every kProfileStepM, lumped losses, the end
  std::vector<double> attenuation_per_m;  ///< of the glass, one a channel
  std::vector<double> ratio;              ///< z_m.size() for each channel in turn

  std::span<const double> of(std::size_t channel) const {
    return std::span(ratio).subspan(channel * z_m.size(), z_m.size());
  }
  /// At the far end.
  double at_end(std::size_t channel) const { return of(channel).back(); }
};

/// Power of every channel between the connectors, signal powers being those that enter the glass: formula
/// (41). A lumped loss is in the point after it. A fibre without Kerr effect whose Raman curve is not given
/// has no glass in which the light is, and so no Raman effect either.
PowerProfiles raman_profiles(const SpectralState& state, const Fibre& fibre);
/// The same with coefficients made before, of the same frequencies and fibre.
PowerProfiles raman_profiles(const SpectralState& state, const Fibre& fibre,
                             const RamanCoefficients& coefficients);

}  // namespace lightloom::optics
