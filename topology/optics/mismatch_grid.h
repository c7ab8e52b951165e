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

/// Gauss and Legendre's three points, for many short panels.
inline constexpr std::array<QuadratureNode, 3> kThreePoints{
    {{0.112701665379258, 5.0 / 18.0}, {0.5, 8.0 / 18.0}, {0.887298334620742, 5.0 / 18.0}}};

/// Below this mismatch the light of even the longest span stays in phase.
inline constexpr double kLeastMismatch = 2e-7;
/// Above this one next to nothing mixes: the efficiency falls with the square from about 5e-5 on.
inline constexpr double kGreatestMismatch = 0.2;

/// Between these, kThreePoints on panels: fine enough for the ripple of 2 pi over the length where a span's
/// far end still matters, and wider the weaker mixing is.
struct MismatchGrid {
  std::vector<double> edge_per_m;   ///< of the panels, rising
  std::vector<double> kappa_per_m;  ///< 0, which stands for all below the first edge, then three a panel
};
MismatchGrid mismatch_grid();

}  // namespace lightloom::optics
