// Nonlinear interference by numerical integration: how much light three waves scatter into a fourth along a
// span, summed over all triples of an island of the spectrum (the reference formula of the Gaussian-noise
// model, P. Poggiolini et al., arXiv:1209.0394, with spectra that are rectangles and the span's real length).
//
// Waves at f + x, f + y and f + x + y make one at f. Over a span of length L it grows to
//   |eta|^2 = |1 - exp(-(alpha - i k x y) L)|^2 / (alpha^2 + (k x y)^2),   k = 4 pi^2 |beta2|,
// which depends on the mismatch u = k x y / alpha and on alpha L alone.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace lightloom::lab::physics {

/// The integral over mismatch, for one span. Made numerically once, then read at about 5 ns.
class SpanMixing {
 public:
  /// `neper` is alpha L, more than 0.
  explicit SpanMixing(double neper);
  /// Integral of alpha^2 |eta|^2 over u from 0 to `mismatch`, 0 or more. It tends to pi/2 (1 - exp(-2 alpha
  /// L)).
  double up_to(double mismatch) const;

 private:
  static constexpr std::size_t kPanels = 256;
  struct Knot {
    double value, slope;
  };
  double density(double part) const;

  double neper_;
  double width_;  // of the peak, in u
  std::array<Knot, kPanels + 1> knots_{};
};

/// Where x lies in a channel of `own_baud_hz` at f, y and x + y in one of `other_baud_hz`, `distance_hz` away
/// (0 or more): the channel itself at no distance, another at any.
struct Island {
  double distance_hz, own_baud_hz, other_baud_hz;
};
/// A fibre's say in it.
struct Medium {
  double attenuation_per_m, beta2_s2_per_m;
};
struct IslandPoint {
  double mismatch, weight;
};
/// The integral of |eta|^2 over an island, in m^2 Hz^2, is the sum of weight * SpanMixing::up_to(mismatch).
/// The points are the same for all spans of a medium.
std::vector<IslandPoint> island_points(const Island& island, const Medium& medium);
double island_efficiency(const std::vector<IslandPoint>& points, const SpanMixing& span);

}  // namespace lightloom::lab::physics
