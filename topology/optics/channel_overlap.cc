#include "topology/optics/channel_overlap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

// A ten-millionth of a standard fibre's: nothing comes out of phase within any span.
constexpr double kLeastBeta2 = 2e-33;
constexpr double kPartsOfDensity = 60;
constexpr double kMostParts = 64;
constexpr double kFarWidths = 2.5;

class RaisedCosine {
 public:
  explicit RaisedCosine(const ChannelShape& shape)
      : flat_((1.0 - shape.roll_off) * shape.baud_rate_hz / 2.0),
        half_((1.0 + shape.roll_off) * shape.baud_rate_hz / 2.0) {}
  double flat_hz() const { return flat_; }
  double half_hz() const { return half_; }
  /// From 1 at the centre to 0 at half_hz().
  double operator()(double offset_hz) const {
    const double distance = std::abs(offset_hz);
    if (distance <= flat_) return 1;
    if (distance >= half_) return 0;
    return 0.5 * (1.0 + std::cos(kPi * (distance - flat_) / (half_ - flat_)));
  }

 private:
  double flat_, half_;
};

class Overlap {
 public:
  explicit Overlap(const ChannelPair& pair) : pair_(pair), cut_(pair.cut), pump_(pair.pump) {}

  /// W(kappa) in Hz^2 m.
  double density(double kappa) const {
    return over_pump({kappa, false}, [&](double x) { return at(x, kappa); });
  }
  /// All of W below `kappa`, in Hz^2.
  double below(double kappa) const {
    return over_pump({kappa, true}, [&](double x) { return std::abs(x) * in_phase(x, kappa); });
  }
  double greatest_mismatch() const {
    const double farthest = std::abs(pair_.distance_hz) + pump_.half_hz();
    return std::max(per_square(farthest), per_square(-farthest)) * farthest * cut_.half_hz();
  }

 private:
  struct Place {
    double kappa;
    bool is_cumulative;  // products with less mismatch count as well
  };
  // Mismatch over the product of both offsets. The pump's offset alone moves beta2: the cut's is small to it.
  double per_square(double x) const {
    const double beta = pair_.beta2_s2_per_m + kPi * pair_.beta3_s3_per_m * x;
    return 4.0 * kPi * kPi * std::max(std::abs(beta), kLeastBeta2);
  }
  double at(double x, double kappa) const {
    const double scale = per_square(x);
    const double y = kappa / (scale * std::abs(x));
    if (y >= cut_.half_hz()) return 0;
    return pump(x) * cut_(y) * (pump(x + y) + pump(x - y)) / scale;
  }
  double in_phase(double x, double kappa) const {
    const double most = std::min(cut_.half_hz(), kappa / (per_square(x) * std::abs(x)));
    // Many where it comes to the bends of raised cosines: all is in phase only where there is little
    // dispersion.
    const double panels = std::ceil(32.0 * most / cut_.half_hz());
    double sum = 0;
    for (int panel = 0; panel < static_cast<int>(panels); ++panel) {
      for (const QuadratureNode& node : kThreePoints) {
        const double y = (panel + node.at) / panels * most;
        sum += node.weight / panels * cut_(y) * (pump(x + y) + pump(x - y));
      }
    }
    return pump(x) * sum * most;
  }
  double pump(double x) const { return pump_(x - pair_.distance_hz); }

  // Offsets of the pump at which it, or the third wave at x + y or x - y, comes to where a raised cosine
  // bends. For a pump farther away the third wave's bends are smoothed by all that is mixed at one mismatch.
  void add_kinks(double centre, double product, std::vector<double>& breaks) const {
    const bool is_by_itself = centre > kFarWidths * pump_.half_hz();
    for (const double bend : {-pump_.half_hz(), -pump_.flat_hz(), pump_.flat_hz(), pump_.half_hz()}) {
      const double at = centre + bend;
      breaks.push_back(at);
      if (is_by_itself) continue;
      // x + y = at and x - y = at with x y the product.
      const double sum = at * at - 4.0 * product;
      breaks.push_back((at + std::sqrt(at * at + 4.0 * product)) / 2.0);
      if (sum < 0) continue;
      breaks.push_back((at + std::sqrt(sum)) / 2.0);
      breaks.push_back((at - std::sqrt(sum)) / 2.0);
    }
  }

  // Integrates over ln |x|, as densities go with dx / |x|, on both sides of the cut channel.
  template <typename Integrand>
  double over_pump(const Place& place, Integrand integrand) const {
    return over_side(1.0, place, integrand) + over_side(-1.0, place, integrand);
  }
  template <typename Integrand>
  double over_side(double sign, const Place& place, Integrand integrand) const {
    const double centre = sign * pair_.distance_hz;
    const double last = centre + pump_.half_hz();
    if (last <= 0) return 0;
    // Where the cut's offset reaches its edge.
    const double product = place.kappa / per_square(pair_.distance_hz);
    const double edge = product / cut_.half_hz();
    // Nearer to the cut channel than this no product has the mismatch, and little of the pump is left.
    const double start = (place.is_cumulative ? 1e-4 : 0.9) * std::min(last, edge);
    const double first = std::max(centre - pump_.half_hz(), start);
    std::vector<double> breaks{first, last, edge, product / std::max(cut_.flat_hz(), 1.0)};
    add_kinks(centre, product, breaks);
    for (double& each : breaks) each = std::clamp(each, first, last);
    std::sort(breaks.begin(), breaks.end());
    double sum = 0;
    for (std::size_t i = 1; i < breaks.size(); ++i) {
      sum += over_stretch(sign, breaks[i - 1], breaks[i], integrand);
    }
    return sum;
  }
  template <typename Integrand>
  double over_stretch(double sign, double from, double to, Integrand integrand) const {
    if (to <= from) return 0;
    const double logarithm = std::log(to / from);
    const double panels = std::ceil(std::max(logarithm / 0.5, (to - from) / (pump_.half_hz() / 4.0)));
    const double step = logarithm / panels;
    double sum = 0;
    for (int panel = 0; panel < static_cast<int>(panels); ++panel) {
      for (const QuadratureNode& node : kThreePoints) {
        sum += node.weight * step * integrand(sign * from * std::exp((panel + node.at) * step));
      }
    }
    return sum;
  }

  ChannelPair pair_;
  RaisedCosine cut_, pump_;
};

// The parabola that is 1 at one of the three points and 0 at the others.
double share_of_point(std::size_t point, double at) {
  double share = 1;
  for (std::size_t other = 0; other < kThreePoints.size(); ++other) {
    if (other == point) continue;
    share *= (at - kThreePoints.at(other).at) / (kThreePoints.at(point).at - kThreePoints.at(other).at);
  }
  return share;
}

// The efficiency is a parabola within a panel; the density is not where it has a kink, and so is looked at in
// parts where a panel is much of all there is.
std::array<double, 3> panel_weights(const Overlap& overlap, double from, double to, double greatest) {
  const double parts = std::clamp(std::ceil(kPartsOfDensity * (to - from) / greatest), 1.0, kMostParts);
  const double width = (to - from) / parts;
  std::array<double, 3> weights{};
  for (int part = 0; part < static_cast<int>(parts); ++part) {
    for (const QuadratureNode& node : kThreePoints) {
      const double at = (part + node.at) / parts;
      const double measure = node.weight * width * overlap.density(from + at * (to - from));
      for (std::size_t point = 0; point < weights.size(); ++point) {
        weights.at(point) += measure * share_of_point(point, at);
      }
    }
  }
  return weights;
}

}  // namespace

ChannelPair canonical(ChannelPair pair) {
  constexpr double kGridHz = 1e3;
  pair.distance_hz = std::round(pair.distance_hz / kGridHz) * kGridHz;
  if (pair.beta3_s3_per_m == 0) {  // set so, not computed
    pair.distance_hz = std::abs(pair.distance_hz);
    // beta2 is that of one constant at each frequency, so it differs by rounding.
    pair.beta2_s2_per_m = static_cast<double>(static_cast<float>(pair.beta2_s2_per_m * 1e27)) * 1e-27;
  }
  return pair;
}

std::vector<double> overlap_weights(const ChannelPair& pair, const MismatchGrid& grid) {
  const Overlap overlap(pair);
  const double greatest = overlap.greatest_mismatch();
  const auto& edges = grid.edge_per_m;
  std::vector<double> weights{overlap.below(edges.front())};
  for (std::size_t i = 1; i < edges.size() && edges[i - 1] < greatest; ++i) {
    const auto panel = panel_weights(overlap, edges[i - 1], edges[i], greatest);
    weights.insert(weights.end(), panel.begin(), panel.end());
  }
  return weights;
}

}  // namespace lightloom::optics
