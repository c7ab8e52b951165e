// How well light mixes along a span in which its power goes as a given profile, over phase mismatch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/optics/mismatch_grid.h"
#include "topology/optics/raman.h"

namespace lightloom::optics {

/// For one pump, formula (43): |integral of p(z) exp(i kappa z) dz|^2 with p its power over that at the
/// start.
struct MixingEfficiency {
  std::vector<double> at_grid;  ///< m^2, one a point of the grid
  double square_length_m = 0;   ///< integral of p^2 dz
  double at_end = 0;            ///< p at the far end
};

/// That of every channel.
std::vector<MixingEfficiency> mixing_efficiencies(const PowerProfiles& profiles, const MismatchGrid& grid);

/// Integral over x from t on of cos(x) / x^2, for t > 0.
double cosine_tail(double t);

}  // namespace lightloom::optics
