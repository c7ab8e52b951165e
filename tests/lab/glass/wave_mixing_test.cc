#include "lab/glass/wave_mixing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "lab/glass/quadrature.h"

namespace lightloom::lab::physics {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr Medium kStandard{4.6e-5, -2.13e-26};  // 0.2 dB/km, 16.7 ps/(nm km)

// |integral of exp(-(alpha - i k x y) z) over the span|^2, as it is defined.
double eta_squared(const Medium& medium, double length_m, double x, double y) {
  const std::complex<double> rate(medium.attenuation_per_m,
                                  -4.0 * kPi * kPi * std::abs(medium.beta2_s2_per_m) * x * y);
  return std::norm((1.0 - std::exp(-rate * length_m)) / rate);
}

// Both integrals one after the other by the midpoint rule, finest around 0 where the peaks are.
template <class Function>
double integral(double from, double to, double finest, int points, const Function& function) {
  const double start = std::asinh(from / finest);
  const double step = (std::asinh(to / finest) - start) / points;
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double s = start + (i + 0.5) * step;
    sum += step * finest * std::cosh(s) * function(finest * std::sinh(s));
  }
  return sum;
}

double plain_sum(const Island& island, const Medium& medium, double length_m) {
  constexpr int kPoints = 1'200;
  const double own = island.own_baud_hz / 2;
  const double other = island.other_baud_hz / 2;
  return integral(island.distance_hz - other, island.distance_hz + other, 1e9, kPoints, [&](double y) {
    const double offset = y - island.distance_hz;
    const double from = std::max(-own, -other - offset);
    const double to = std::min(own, other - offset);
    return integral(from, to, 1e7, kPoints, [&](double x) { return eta_squared(medium, length_m, x, y); });
  });
}

double by_points(const Island& island, const Medium& medium, double length_m) {
  return island_efficiency(island_points(island, medium), SpanMixing(medium.attenuation_per_m * length_m));
}

TEST(GaussLegendre, IntegratesPolynomialsExactly) {
  for (const int points : {1, 2, 3, 5, 12}) {
    double sum = 0;
    for (const auto& [at, weight] : gauss_legendre(points)) sum += weight * std::pow(at, 2 * points - 1);
    EXPECT_NEAR(sum, 1.0 / (2 * points), 1e-14) << points << " points";
  }
}

// Parseval: over all mismatches the span's own exp(-2 alpha z) is what counts.
TEST(SpanMixing, TendsToTheEnergyOfTheSpan) {
  for (const double neper : {0.001, 0.05, 0.3, 1.0, 2.7, 6.9, 20.0}) {
    const double all = kPi / 2.0 * -std::expm1(-2.0 * neper);
    EXPECT_NEAR(SpanMixing(neper).up_to(1e12) / all, 1.0, 3e-3) << neper;
  }
}

TEST(SpanMixing, StartsWithTheEffectiveLength) {
  for (const double neper : {0.05, 1.0, 4.0}) {
    const double in_phase = std::pow(-std::expm1(-neper), 2);
    EXPECT_NEAR(SpanMixing(neper).up_to(1e-6) / (1e-6 * in_phase), 1.0, 1e-6) << neper;
  }
}

TEST(SpanMixing, NeverFallsWithMoreMismatch) {
  const SpanMixing mixing(0.4);
  double before = 0;
  for (double mismatch = 1e-4; mismatch < 1e5; mismatch *= 1.05) {
    const double now = mixing.up_to(mismatch);
    EXPECT_GE(now, before - 1e-4);
    before = now;
  }
}

// 0.01 dB of noise is 0.23 %.
constexpr double kOfEfficiency = 0.005;

TEST(IslandEfficiency, EqualsThePlainDoubleSumForAChannelOnItself) {
  for (const double baud : {30e9, 91.6e9, 131e9}) {
    for (const double length : {20e3, 70e3, 120e3}) {
      const Island own{0, baud, baud};
      EXPECT_NEAR(by_points(own, kStandard, length) / plain_sum(own, kStandard, length), 1.0, kOfEfficiency)
          << baud << " Hz " << length << " m";
    }
  }
}

TEST(IslandEfficiency, EqualsThePlainDoubleSumForNeighbours) {
  for (const Island& island : {Island{100e9, 91.6e9, 91.6e9}, Island{87.5e9, 30e9, 131e9},
                               Island{87.5e9, 131e9, 30e9}, Island{3e12, 60e9, 91.6e9}}) {
    EXPECT_NEAR(by_points(island, kStandard, 70e3) / plain_sum(island, kStandard, 70e3), 1.0, kOfEfficiency)
        << island.distance_hz << " Hz";
  }
}

TEST(IslandEfficiency, EqualsThePlainDoubleSumForChannelsThatOverlap) {
  const Island island{40e9, 91.6e9, 60e9};
  EXPECT_NEAR(by_points(island, kStandard, 70e3) / plain_sum(island, kStandard, 70e3), 1.0, kOfEfficiency);
}

// Nothing falls out of phase, so what counts is the area of the island: a hexagon of 3/4 of a square.
TEST(IslandEfficiency, IsTheAreaOfTheIslandWithoutDispersion) {
  const double length = 70e3;
  const double effective = -std::expm1(-kStandard.attenuation_per_m * length) / kStandard.attenuation_per_m;
  const double hexagon = 0.75 * 50e9 * 50e9;
  EXPECT_NEAR(by_points({0, 50e9, 50e9}, {kStandard.attenuation_per_m, 0}, length) /
                  (effective * effective * hexagon),
              1.0, 1e-3);
}

}  // namespace
}  // namespace lightloom::lab::physics
