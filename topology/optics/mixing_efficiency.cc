#include "topology/optics/mixing_efficiency.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <map>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

using Complex = std::complex<double>;

// Channels whose attenuation lies within this of each other share one set of integrals; over 10 km it bends
// what is taken as linear between two points by a ten-thousandth.
constexpr double kAttenuationStep = 4e-6;  // neper/m, 0.017 dB/km

// Integrals over a step of unit length of (1 - s) exp(u s) and of s exp(u s).
struct StepIntegrals {
  Complex falling, rising;
};
StepIntegrals step_integrals(Complex u) {
  if (std::norm(u) < 2.5e-3) {
    // The closed forms would lose their digits.
    return {0.5 + u * (1.0 / 6.0 + u * (1.0 / 24.0 + u * (1.0 / 120.0 + u / 720.0))),
            0.5 + u * (1.0 / 3.0 + u * (1.0 / 8.0 + u * (1.0 / 30.0 + u / 144.0)))};
  }
  const Complex inverse = 1.0 / u;
  const Complex power = std::exp(u);
  const Complex whole = (power - 1.0) * inverse;
  const Complex rising = (power - whole) * inverse;
  return {whole - rising, rising};
}

// Integrals of each point's share of a profile that is exp(-alpha z) times a piecewise linear function: the
// profile's Fourier transform is their sum weighted with its values at the points.
class SpanBasis {
 public:
  SpanBasis(const std::vector<double>& z_m, double alpha, const MismatchGrid& grid)
      : points_(z_m.size()), nodes_(grid.kappa_per_m.size()), re_(points_ * nodes_), im_(points_ * nodes_) {
    for (std::size_t k = 1; k < points_; ++k) add_step(k, z_m, alpha, grid);
  }

  MixingEfficiency of(std::span<const double> ratio) const {
    MixingEfficiency result{std::vector<double>(nodes_, 0.0), 0, ratio.back()};
    std::vector<double> imaginary(nodes_, 0.0);
    double* const re = result.at_grid.data();
    double* const im = imaginary.data();
    for (std::size_t k = 0; k < points_; ++k) {
      const double* const basis_re = re_.data() + k * nodes_;
      const double* const basis_im = im_.data() + k * nodes_;
      const double p = ratio[k];
      for (std::size_t m = 0; m < nodes_; ++m) {
        re[m] += p * basis_re[m];
        im[m] += p * basis_im[m];
      }
    }
    for (std::size_t m = 0; m < nodes_; ++m) re[m] = re[m] * re[m] + im[m] * im[m];
    for (std::size_t k = 1; k < points_; ++k) {
      const auto [falling, mixed, rising] = squares_[k - 1];
      result.square_length_m += falling * ratio[k - 1] * ratio[k - 1] + mixed * ratio[k - 1] * ratio[k] +
                                rising * ratio[k] * ratio[k];
    }
    return result;
  }

 private:
  void add_step(std::size_t k, const std::vector<double>& z_m, double alpha, const MismatchGrid& grid) {
    const double step = z_m[k] - z_m[k - 1];
    // The values at the points hold the attenuation, which the linear function is free of.
    const double regain = std::exp(alpha * step);
    for (std::size_t m = 0; m < nodes_; ++m) {
      const double kappa = grid.kappa_per_m[m];
      const StepIntegrals integrals = integrals_at(m, step, {-alpha * step, kappa * step});
      const Complex start = std::polar(step, kappa * z_m[k - 1]);
      add(k - 1, m, start, integrals.falling);
      add(k, m, start * regain, integrals.rising);
    }
    last_step_ = step;
    std::array<double, 3> square{};
    for (const QuadratureNode& node : kSixPoints) {
      const double power = node.weight * step * std::exp(-2.0 * alpha * step * node.at);
      square[0] += power * (1.0 - node.at) * (1.0 - node.at);
      square[1] += power * 2.0 * (1.0 - node.at) * node.at * regain;
      square[2] += power * node.at * node.at * regain * regain;
    }
    squares_.push_back(square);
  }
  // Most steps are of one length.
  StepIntegrals integrals_at(std::size_t m, double step, Complex u) {
    if (step != last_step_) {
      if (m == 0) kept_.resize(nodes_);
      kept_[m] = step_integrals(u);
    }
    return kept_[m];
  }
  void add(std::size_t k, std::size_t m, Complex a, Complex b) {
    re_[k * nodes_ + m] += a.real() * b.real() - a.imag() * b.imag();
    im_[k * nodes_ + m] += a.real() * b.imag() + a.imag() * b.real();
  }

  std::size_t points_, nodes_;
  std::vector<double> re_, im_;  // nodes_ for each point in turn
  std::vector<std::array<double, 3>> squares_;
  std::vector<StepIntegrals> kept_;
  double last_step_ = -1;
};

}  // namespace

std::vector<MixingEfficiency> mixing_efficiencies(const PowerProfiles& profiles, const MismatchGrid& grid) {
  std::vector<MixingEfficiency> result;
  std::map<long, SpanBasis> bases;
  const auto& attenuation = profiles.attenuation_per_m;
  if (attenuation.empty()) return result;
  const double least = *std::min_element(attenuation.begin(), attenuation.end());
  for (std::size_t i = 0; i < attenuation.size(); ++i) {
    const long step = std::lround((attenuation[i] - least) / kAttenuationStep);
    auto found = bases.find(step);
    if (found == bases.end()) {
      const double alpha = least + static_cast<double>(step) * kAttenuationStep;
      found = bases.emplace(step, SpanBasis(profiles.z_m, alpha, grid)).first;
    }
    result.push_back(found->second.of(profiles.of(i)));
  }
  return result;
}

double cosine_tail(double t) {
  // By parts it is cos(t) / t less the sine integral's rest, pi/2 - Si(t).
  if (t >= 1) {
    // pi/2 - Si(t) = f cos t + g sin t: Abramowitz and Stegun 5.2.8, 5.2.38, 5.2.39, within 5e-7.
    const double s = t * t;
    const double f = (s * (s * (s * (s + 38.027264) + 265.187033) + 335.677320) + 38.102495) /
                     (s * (s * (s * (s + 40.021433) + 322.624911) + 570.236280) + 157.105423) / t;
    const double g = (s * (s * (s * (s + 42.242855) + 302.757865) + 352.018498) + 21.821899) /
                     (s * (s * (s * (s + 48.196927) + 482.485984) + 1114.978885) + 449.690326) / s;
    return std::cos(t) / t - f * std::cos(t) - g * std::sin(t);
  }
  const double s = t * t;
  const double sine_integral = t * (1.0 - s / 18.0 * (1.0 - s * 3.0 / 100.0 * (1.0 - s * 5.0 / 294.0)));
  return std::cos(t) / t - (kPi / 2.0 - sine_integral);
}

}  // namespace lightloom::optics
