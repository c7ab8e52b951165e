#include "lab/glass/quadrature.h"

#include <cmath>
#include <numbers>

namespace lightloom::lab::physics {
namespace {

struct Legendre {
  double value, slope;
};

// P_n and its derivative, by the three-term recurrence.
Legendre legendre(int degree, double x) {
  double before = 1;
  double value = x;
  for (int n = 2; n <= degree; ++n) {
    const double next = ((2.0 * n - 1.0) * x * value - (n - 1.0) * before) / n;
    before = value;
    value = next;
  }
  return {value, degree * (x * value - before) / (x * x - 1.0)};
}

}  // namespace

std::vector<QuadraturePoint> gauss_legendre(int points) {
  constexpr int kNewtonSteps = 8;  // from this start three suffice for double precision
  std::vector<QuadraturePoint> rule;
  for (int i = 0; i < points; ++i) {
    double x = -std::cos(std::numbers::pi * (i + 0.75) / (points + 0.5));
    for (int step = 0; step < kNewtonSteps; ++step) {
      const Legendre p = legendre(points, x);
      x -= p.value / p.slope;
    }
    const double slope = legendre(points, x).slope;
    rule.push_back({(1.0 + x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope)});
  }
  return rule;
}

}  // namespace lightloom::lab::physics
