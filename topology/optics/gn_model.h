// Nonlinear interference by the analytic GN model: Poggiolini, "The GN Model of Fiber Non-Linear Propagation
// and its Applications", and its detailed derivation arXiv:1209.0394, equations 120 to 123.
#pragma once

#include <cstddef>
#include <vector>

#include "topology/optics/fibre.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::optics {

/// Weights of the cut channel on itself and of another channel on it: formula (6).
inline constexpr double kSelfWeight = 16.0 / 27.0;
inline constexpr double kCrossWeight = 32.0 / 27.0;

/// What psi needs to know of a fibre, apart from its length.
struct PsiFibre {
  double attenuation_per_m = 0;  ///< > 0
  double beta2_s2_per_m = 0;     ///< magnitude; 0 is taken in the limit
  bool operator==(const PsiFibre&) const = default;
};

/// Formula (7) without the square of the effective length, in Hz^2: how strongly a channel of `other_baud_hz`
/// whose centre is `distance_hz` away (of either sign) acts on one of `own_baud_hz`.
double psi_per_square_metre(const PsiFibre& fibre, double distance_hz, double own_baud_hz,
                            double other_baud_hz);

/// For each channel of a uniform comb of equal powers P, the factor k of formula (9), such that
/// NLI = P^3 * gamma^2 * effective_length^2 * k. Needs one psi a distance, not one a pair.
std::vector<double> uniform_comb_factors(const PsiFibre& fibre, std::size_t count, double spacing_hz,
                                         double baud_rate_hz);

/// Adds the NLI that arises in `fibre` from the signal powers as they enter it: formula (8).
void add_nonlinear_interference(SpectralState& state, const Fibre& fibre);

}  // namespace lightloom::optics
