// Gauss-Legendre rules for the integrals of the glass.
#pragma once

#include <vector>

namespace lightloom::lab::physics {

/// A point of a rule on [0, 1] and its weight; the weights sum to 1.
struct QuadraturePoint {
  double at = 0, weight = 0;
};

/// The rule with `points` points, exact for polynomials of degree 2 * points - 1.
std::vector<QuadraturePoint> gauss_legendre(int points);

}  // namespace lightloom::lab::physics
