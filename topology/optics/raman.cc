#include "topology/optics/raman.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "topology/optics/constants.h"
#include "topology/optics/mismatch_grid.h"
#include "topology/optics/raman_silica.h"

namespace lightloom::optics {
namespace {

ModeRamanCurve raman_curve(const Fibre& fibre) {
  if (fibre.raman.offset_hz.empty()) return silica_raman_curve();
  const double pump = fibre.raman.reference_frequency_hz;
  ModeRamanCurve curve{pump, fibre.raman.offset_hz, {}};
  for (std::size_t i = 0; i < curve.offset_hz.size(); ++i) {
    const double overlap =
        (effective_area_m2(fibre, pump) + effective_area_m2(fibre, pump - curve.offset_hz[i])) / 2.0;
    curve.intensity_m_per_w.push_back(fibre.raman.gain_per_w_per_m[i] * overlap);
  }
  return curve;
}

bool has_raman_effect(const Fibre& fibre) {
  return fibre.nonlinear_index_m2_per_w > 0 || !fibre.raman.offset_hz.empty();
}

std::vector<double> places(const Fibre& fibre) {
  std::vector<double> z;
  for (std::size_t i = 0; static_cast<double>(i) * kProfileStepM < fibre.length_m; ++i) {
    z.push_back(static_cast<double>(i) * kProfileStepM);
  }
  z.push_back(fibre.length_m);
  for (const LumpedLoss& loss : fibre.lumped) z.push_back(loss.at_m);
  std::sort(z.begin(), z.end());
  z.erase(std::unique(z.begin(), z.end()), z.end());
  return z;
}

// Formula (41) from one lumped loss to the next: the exponent's orders as functions of the way since the
// last.
class Stretch {
 public:
  Stretch(const RamanCoefficients* coefficients, std::span<const double> attenuation,
          std::vector<double> power)
      : coefficients_(coefficients),
        attenuation_(attenuation),
        power_(std::move(power)),
        weighted_(power_.size()),
        first_(power_.size()),
        second_(power_.size()),
        integral_(power_.size(), 0.0) {}

  /// Goes on to `way_m`, not before where it is; exponent() is then that of the place.
  void go_to(double way_m) {
    if (coefficients_ != nullptr) integrate_to(way_m);
    way_m_ = way_m;
  }
  double exponent(std::size_t i) const { return first_[i] + second_[i] - attenuation_[i] * way_m_; }

 private:
  double effective_length(std::size_t j, double way_m) const {
    return -std::expm1(-attenuation_[j] * way_m) / attenuation_[j];
  }
  void first_order_at(double way_m) {
    for (std::size_t j = 0; j < power_.size(); ++j) weighted_[j] = power_[j] * effective_length(j, way_m);
    coefficients_->apply(weighted_, first_);
  }
  void integrate_to(double way_m) {
    const double step = way_m - way_m_;
    for (const QuadratureNode& point : kThreePoints) {
      const double place = way_m_ + point.at * step;
      first_order_at(place);
      for (std::size_t j = 0; j < power_.size(); ++j) {
        integral_[j] += point.weight * step * power_[j] * std::exp(-attenuation_[j] * place) * first_[j];
      }
    }
    coefficients_->apply(integral_, second_);
    first_order_at(way_m);
  }

  const RamanCoefficients* coefficients_;
  std::span<const double> attenuation_;
  std::vector<double> power_, weighted_, first_, second_, integral_;
  double way_m_ = 0;
};

double lumped_factor_at(const Fibre& fibre, double z_m) {
  double factor = 1;
  for (const LumpedLoss& loss : fibre.lumped) {
    if (loss.at_m == z_m) factor *= to_linear(-loss.loss).value;  // z_m was copied from there
  }
  return factor;
}

PowerProfiles profiles_of(const SpectralState& state, const Fibre& fibre,
                          const RamanCoefficients* coefficients) {
  PowerProfiles result;
  result.z_m = places(fibre);
  for (const double frequency : state.frequency_hz) {
    result.attenuation_per_m.push_back(attenuation_per_m(fibre, frequency));
  }
  const std::size_t points = result.z_m.size();
  result.ratio.assign(state.size() * points, 1.0);
  std::vector<double> ratio_at_start(state.size(), 1.0);
  double start_m = 0;
  Stretch stretch(coefficients, result.attenuation_per_m, state.signal_w);
  for (std::size_t k = 1; k < points; ++k) {
    stretch.go_to(result.z_m[k] - start_m);
    for (std::size_t i = 0; i < state.size(); ++i) {
      result.ratio[i * points + k] = ratio_at_start[i] * std::exp(stretch.exponent(i));
    }
    const double factor = lumped_factor_at(fibre, result.z_m[k]);
    if (factor >= 1.0 || k + 1 == points) continue;
    start_m = result.z_m[k];
    std::vector<double> power(state.size());
    for (std::size_t i = 0; i < state.size(); ++i) {
      ratio_at_start[i] = result.ratio[i * points + k] * factor;
      power[i] = state.signal_w[i] * ratio_at_start[i];
    }
    stretch = Stretch(coefficients, result.attenuation_per_m, std::move(power));
  }
  return result;
}

}  // namespace

RamanCoefficients::RamanCoefficients(std::span<const double> frequency_hz, const Fibre& fibre)
    : count_(frequency_hz.size()), by_column_(count_ * count_, 0.0) {
  const ModeRamanCurve curve = raman_curve(fibre);
  std::vector<double> area(count_);
  for (std::size_t i = 0; i < count_; ++i) area[i] = effective_area_m2(fibre, frequency_hz[i]);
  for (std::size_t low = 0; low < count_; ++low) {
    for (std::size_t high = low + 1; high < count_; ++high) {
      const double intensity =
          linear_between(curve.offset_hz, curve.intensity_m_per_w, frequency_hz[high] - frequency_hz[low]);
      const double coefficient =
          intensity * frequency_hz[high] / curve.pump_frequency_hz / ((area[low] + area[high]) / 2.0);
      by_column_[high * count_ + low] = coefficient;
      by_column_[low * count_ + high] = -coefficient;
    }
  }
}

void RamanCoefficients::apply(std::span<const double> v, std::span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t j = 0; j < count_; ++j) {
    const double* const column = by_column_.data() + j * count_;
    const double factor = v[j];
    for (std::size_t i = 0; i < count_; ++i) out[i] += column[i] * factor;
  }
}

PowerProfiles raman_profiles(const SpectralState& state, const Fibre& fibre) {
  return raman_profiles(state, fibre, RamanCoefficients(state.frequency_hz, fibre));
}

PowerProfiles raman_profiles(const SpectralState& state, const Fibre& fibre,
                             const RamanCoefficients& coefficients) {
  return profiles_of(state, fibre, has_raman_effect(fibre) ? &coefficients : nullptr);
}

}  // namespace lightloom::optics
