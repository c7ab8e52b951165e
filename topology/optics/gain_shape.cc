#include "topology/optics/gain_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lightloom::optics {
namespace {

constexpr double kNepersPerDecibel = std::numbers::ln10 / 10.0;
// Under this range in decibels GNPy leaves the first estimate as it is.
constexpr double kTooFlatToCorrect = 0.05;
constexpr double kConverged = 1e-11;  // dB

double in_equal_steps(const std::vector<double>& values, const GainProfile& profile, double frequency_hz) {
  if (values.empty()) return 0;
  const auto steps = static_cast<double>(values.size() - 1);
  const double at =
      std::clamp((frequency_hz - profile.f_min_hz) / (profile.f_max_hz - profile.f_min_hz), 0.0, 1.0) * steps;
  if (!(at < steps)) return values.back();  // also where the band has no width
  const auto left = static_cast<std::size_t>(at);
  return values[left] + (at - static_cast<double>(left)) * (values[left + 1] - values[left]);
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Slope of the straight line that fits best; 0 where the values do not change.
double slope_of(std::span<const double> x, std::span<const double> y) {
  const double x_mean = mean_of(x);
  const double y_mean = mean_of(y);
  double product = 0;
  double square = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    product += (x[i] - x_mean) * (y[i] - y_mean);
    square += (x[i] - x_mean) * (x[i] - x_mean);
  }
  const auto [least, greatest] = std::minmax_element(y.begin(), y.end());
  return *greatest - *least < 1e-12 ? 0.0 : product / square;
}

// exp on the reach of gain corrections, as a polynomial that vectorises: to 1e-12 relative for |x| < 0.5.
constexpr double kReachOfPolynomial = 0.5;
double exp_near_zero(double x) {
  constexpr double kThird = 1.0 / 3, kSixth = 1.0 / 6, kSeventh = 1.0 / 7, kNinth = 1.0 / 9;
  double sum = 1.0 + x * 0.1 * (1.0 + x * (1.0 / 11));
  sum = 1.0 + x * kNinth * sum;
  sum = 1.0 + x * 0.125 * sum;
  sum = 1.0 + x * kSeventh * sum;
  sum = 1.0 + x * kSixth * sum;
  sum = 1.0 + x * 0.2 * sum;
  sum = 1.0 + x * 0.25 * sum;
  sum = 1.0 + x * kThird * sum;
  sum = 1.0 + x * 0.5 * sum;
  return 1.0 + x * sum;
}

void apply_correction(std::span<const double> first, std::span<const double> dgt, double greatest_dgt,
                      double correction_db, std::span<double> factors) {
  const double* const from = first.data();
  const double* const exponent = dgt.data();
  double* __restrict const to = factors.data();
  if (greatest_dgt * std::abs(correction_db) < kReachOfPolynomial) {
    for (std::size_t i = 0; i < first.size(); ++i)
      to[i] = from[i] * exp_near_zero(exponent[i] * correction_db);
  } else {
    for (std::size_t i = 0; i < first.size(); ++i) to[i] = from[i] * std::exp(exponent[i] * correction_db);
  }
}

double decibel(double linear) { return 10.0 * std::log10(linear); }

}  // namespace

GainShape::GainShape(const GainProfile& profile, Decibel tilt, std::span<const double> frequency_hz) {
  const std::size_t count = frequency_hz.size();
  std::vector<double> dgt(count);
  std::vector<double> ripple(count);
  for (std::size_t i = 0; i < count; ++i) {
    dgt[i] = in_equal_steps(profile.dgt, profile, frequency_hz[i]);
    ripple[i] = in_equal_steps(profile.gain_ripple_db, profile, frequency_hz[i]);
    noise_factors_.push_back(
        std::exp(kNepersPerDecibel * in_equal_steps(profile.nf_ripple_db, profile, frequency_hz[i])));
  }
  const auto is_one = [](double factor) { return factor == 1.0; };
  if (std::all_of(noise_factors_.begin(), noise_factors_.end(), is_one)) noise_factors_.clear();
  is_flat_ = count < 2;  // one channel has the set gain
  if (is_flat_) return;

  const double slope = slope_of(frequency_hz, dgt);
  const double wanted_slope = -tilt.value / (profile.f_max_hz - profile.f_min_hz);
  const double share = slope == 0.0 || tilt.value == 0.0 ? 0.0 : wanted_slope / slope;
  std::vector<double> first_db(count);
  for (std::size_t i = 0; i < count; ++i) {
    first_db[i] = ripple[i] + share * dgt[i];
    first_.push_back(std::exp(kNepersPerDecibel * first_db[i]));
  }
  const auto [least, greatest] = std::minmax_element(first_db.begin(), first_db.end());
  range_db_ = *greatest - *least;
  is_flat_ = range_db_ == 0.0;
  const double mean = mean_of(first_);
  for (double& factor : first_) factor /= mean;
  for (std::size_t i = 0; i < count; ++i) {
    dgt_.push_back(kNepersPerDecibel * dgt[i]);
    greatest_dgt_ = std::max(greatest_dgt_, std::abs(dgt_[i]));
    raised_.push_back(std::exp(dgt_[i] * range_db_));
    lowered_.push_back(std::exp(-dgt_[i] * range_db_));
  }
}

void GainShape::factors(std::span<const double> input, std::span<double> factors) const {
  if (is_flat_) {
    std::fill(factors.begin(), factors.end(), 1.0);
    return;
  }
  if (range_db_ <= kTooFlatToCorrect) {
    std::copy(first_.begin(), first_.end(), factors.begin());
    return;
  }
  double total = 0;
  double first = 0;
  for (std::size_t i = 0; i < input.size(); ++i) {
    total += input[i];
    first += input[i] * first_[i];
  }
  // How far the mean gain over the input is from the set one, at three corrections in a row; then one step of
  // the secant towards 0.
  const double centre = -decibel(first / total);
  apply_correction(first_, dgt_, greatest_dgt_, centre, factors);
  double at_centre = 0;
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const double out = input[i] * factors[i];
    at_centre += out;
    above += out * raised_[i];
    below += out * lowered_[i];
  }
  const double missed_by = decibel(at_centre / total);
  if (std::abs(missed_by) <= kConverged) return;
  const double slope = (missed_by > 0 ? decibel(at_centre / below) : decibel(above / at_centre)) / range_db_;
  apply_correction(first_, dgt_, greatest_dgt_, centre - missed_by / slope, factors);
}

}  // namespace lightloom::optics
