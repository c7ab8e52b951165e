// The phase mismatches, in rad/m, at which four-wave mixing in a span is looked at. One grid serves every
// glass, comb and length, so that weights over it can be kept.
#pragma once

#include <array>
#include <vector>

namespace lightloom::optics {

struct QuadratureNode {
  double at, weight;
};
/// Gauss and Legendre's points on (0, 1), exact for polynomials of the eleventh degree.
inline constexpr std::array<QuadratureNode, 6> kSixPoints{{{0.033765242898424, 0.085662246189585},
                                                           {0.169395306766868, 0.180380786524069},
                                                           {0.380690406958402, 0.233956967286346},
                                                           {0.619309593041598, 0.233956967286346},
                                                           {0.830604693233132, 0.180380786524069},
                                                           {0.966234757101576, 0.085662246189585}}};

/// Below this mismatch the light of even the longest span stays in phase.
inline constexpr double kLeastMismatch = 2e-7;
/// Above this one next to nothing mixes: the efficiency falls with the square from about 5e-5 on.
inline constexpr double kGreatestMismatch = 0.2;

/// Between these, Gauss and Legendre's points on panels: fine enough for the ripple of 2 pi over the length
/// where a span's far end still matters, and wider the weaker mixing is.
struct MismatchGrid {
  std::vector<double> kappa_per_m;  ///< rising; the first is 0 and stands for all below kLeastMismatch
  std::vector<double> weight;       ///< of the quadrature; 0 for the first
};
MismatchGrid mismatch_grid();

}  // namespace lightloom::optics
