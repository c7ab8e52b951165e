#include "topology/optics/channel_overlap.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

// A ten-millionth of a standard fibre's: nothing comes out of phase within any span.
constexpr double kLeastBeta2 = 2e-33;
// Gauss and Legendre's three points on (0, 1), for the many short panels.
constexpr std::array<QuadratureNode, 3> kThreePoints{
    {{0.112701665379258, 5.0 / 18.0}, {0.5, 8.0 / 18.0}, {0.887298334620742, 5.0 / 18.0}}};

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
    double sum = 0;
    for (const QuadratureNode& node : kSixPoints) {
      const double y = node.at * most;
      sum += node.weight * cut_(y) * (pump(x + y) + pump(x - y));
    }
    return pump(x) * sum * most;
  }
  double pump(double x) const { return pump_(x - pair_.distance_hz); }

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
    // Where the product's offset reaches the cut's edge, and where its flat part ends.
    const double scale = per_square(pair_.distance_hz);
    const double edge = place.kappa / (scale * cut_.half_hz());
    // Nearer to the cut channel than this no product has the mismatch, and little of the pump is left.
    const double start = (place.is_cumulative ? 1e-4 : 0.9) * std::min(last, edge);
    const double first = std::max(centre - pump_.half_hz(), start);
    std::array<double, 6> breaks{first,
                                 last,
                                 edge,
                                 place.kappa / (scale * std::max(cut_.flat_hz(), 1.0)),
                                 centre - pump_.flat_hz(),
                                 centre + pump_.flat_hz()};
    for (double& each : breaks) each = std::clamp(each, first, last);
    std::sort(breaks.begin(), breaks.end());
    double sum = 0;
    for (std::size_t i = 1; i < breaks.size(); ++i) {
      sum += over_stretch(sign, breaks.at(i - 1), breaks.at(i), integrand);
    }
    return sum;
  }
  template <typename Integrand>
  double over_stretch(double sign, double from, double to, Integrand integrand) const {
    if (to <= from) return 0;
    const double logarithm = std::log(to / from);
    const double panels = std::ceil(std::max(logarithm / 0.5, (to - from) / (pump_.half_hz() / 8.0)));
    const double step = logarithm / panels;
    double sum = 0;
    for (double panel = 0; panel < panels; ++panel) {
      for (const QuadratureNode& node : kThreePoints) {
        sum += node.weight * step * integrand(sign * from * std::exp((panel + node.at) * step));
      }
    }
    return sum;
  }

  ChannelPair pair_;
  RaisedCosine cut_, pump_;
};

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
  std::vector<double> weights{overlap.below(kLeastMismatch)};
  for (std::size_t i = 1; i < grid.kappa_per_m.size() && grid.kappa_per_m[i] < greatest; ++i) {
    weights.push_back(grid.weight[i] * overlap.density(grid.kappa_per_m[i]));
  }
  return weights;
}

}  // namespace lightloom::optics
