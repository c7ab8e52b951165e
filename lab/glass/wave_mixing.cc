#include "lab/glass/wave_mixing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lab/glass/quadrature.h"

namespace lightloom::lab::physics {
namespace {

// With less than this (a ten-millionth of a usual fibre's) all of an island is in phase.
constexpr double kLeastBeta2 = 1e-33;
constexpr int kPanelPoints = 3;
constexpr int kIslandPoints = 12;

// One side of an island: y = sign * v for v in [from, to].
struct Side {
  double sign, from, to;
};

// The integral over x is done by SpanMixing; what is left is dy / y times it. With y = w sinh(s), w being
// where the edge of the own channel falls out of phase, the integrand is flat near 0 and varies slowly far
// out.
void add_side(const Island& island, const Medium& medium, const Side& side,
              std::vector<IslandPoint>& points) {
  static const auto rule = gauss_legendre(kIslandPoints);
  const double phase = 4.0 * std::numbers::pi * std::numbers::pi *
                       std::max(std::abs(medium.beta2_s2_per_m), kLeastBeta2) / medium.attenuation_per_m;
  const double own_half = island.own_baud_hz / 2.0;
  const double other_half = island.other_baud_hz / 2.0;
  const double width = 1.0 / (phase * own_half);
  const double first = std::asinh(side.from / width);
  const double range = std::asinh(side.to / width) - first;
  const double scale = range / (phase * medium.attenuation_per_m * medium.attenuation_per_m);
  for (const auto& [at, weight] : rule) {
    const double s = first + range * at;
    const double y = width * std::sinh(s);
    const double offset = side.sign * y - island.distance_hz;  // of y from the centre of its channel
    for (const double room : {other_half - offset, other_half + offset})
      points.push_back({phase * y * std::clamp(room, 0.0, own_half), weight * scale / std::tanh(s)});
  }
}

}  // namespace

// The peak at u = 0 is as wide as the Lorentzian of the loss (1) or, in a short span, as what the length
// keeps in phase (1 / alpha L). u = width * p / (1 - p) spreads it over p in [0, 1].
SpanMixing::SpanMixing(double neper) : neper_(neper), width_(std::max(1.0, 1.0 / neper)) {
  static const auto rule = gauss_legendre(kPanelPoints);
  constexpr double kStep = 1.0 / static_cast<double>(kPanels);
  double sum = 0;
  for (std::size_t panel = 0; panel <= kPanels; ++panel) {
    const double from = static_cast<double>(panel) * kStep;
    knots_[panel] = {sum, density(from) * kStep};
    if (panel == kPanels) break;
    for (const auto& [at, weight] : rule) sum += weight * kStep * density(from + at * kStep);
  }
}

double SpanMixing::density(double part) const {
  const double rest = 1.0 - part;
  const double lost = std::expm1(-neper_);
  // Far out the ripple of the span's end is faster than any panel, and its mean is what counts.
  const double half_turn =
      rest > 0 ? std::sin(neper_ * width_ * part / rest / 2.0) : std::numbers::sqrt2 / 2.0;
  const double ripple = lost * lost + 4.0 * std::exp(-neper_) * half_turn * half_turn;
  return ripple * width_ / (rest * rest + width_ * width_ * part * part);
}

double SpanMixing::up_to(double mismatch) const {
  const double at = mismatch / (width_ + mismatch) * static_cast<double>(kPanels);
  const std::size_t panel = std::min(static_cast<std::size_t>(at), kPanels - 1);
  const double t = at - static_cast<double>(panel);
  const Knot& left = knots_[panel];
  const Knot& right = knots_[panel + 1];
  const double rise = right.value - left.value;
  // The cubic that has both values and both slopes.
  const double bend = left.slope + right.slope - 2.0 * rise;
  return left.value + t * (left.slope + t * (rise - left.slope - bend + t * bend));
}

std::vector<IslandPoint> island_points(const Island& island, const Medium& medium) {
  std::vector<IslandPoint> points;
  points.reserve(4 * static_cast<std::size_t>(kIslandPoints));
  const double low = island.distance_hz - island.other_baud_hz / 2.0;
  const double high = island.distance_hz + island.other_baud_hz / 2.0;
  add_side(island, medium, {1.0, std::max(low, 0.0), high}, points);
  if (low < 0) add_side(island, medium, {-1.0, 0.0, -low}, points);
  return points;
}

double island_efficiency(const std::vector<IslandPoint>& points, const SpanMixing& span) {
  double sum = 0;
  for (const auto& [mismatch, weight] : points) sum += weight * span.up_to(mismatch);
  return sum;
}

}  // namespace lightloom::lab::physics
