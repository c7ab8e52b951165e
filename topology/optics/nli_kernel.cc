#include "topology/optics/nli_kernel.h"

#include <algorithm>
#include <cmath>

#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

// sums[i] += sum over four rows of row[k][i] * by[k]; independent additions, so that the loop vectorises.
void add_four_rows(double* __restrict sums, const double* first, std::ptrdiff_t stride, const double* by,
                   std::size_t count) {
  const double* const second = first + stride;
  const double* const third = second + stride;
  const double* const fourth = third + stride;
  const double by0 = by[0], by1 = by[1], by2 = by[2], by3 = by[3];
  for (std::size_t i = 0; i < count; ++i) {
    sums[i] += (first[i] * by0 + second[i] * by1) + (third[i] * by2 + fourth[i] * by3);
  }
}

}  // namespace

bool is_uniform_comb(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz) {
  if (frequency_hz.size() < 3) return false;
  const double spacing = frequency_hz[1] - frequency_hz[0];
  for (std::size_t i = 1; i < frequency_hz.size(); ++i) {
    // Frequencies are near 2e14, where neighbouring doubles lie 0.03 Hz apart.
    if (std::abs(frequency_hz[i] - frequency_hz[i - 1] - spacing) > 1.0) return false;
    if (baud_rate_hz[i] != baud_rate_hz[0]) return false;  // equal means copied, not computed
  }
  return true;
}

NliKernel::NliKernel(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz,
                     const Fibre& glass) {
  gamma_squared_.reserve(frequency_hz.size());
  for (const double frequency : frequency_hz) {
    const double gamma = gamma_per_w_per_m(glass, frequency);
    gamma_squared_.push_back(gamma * gamma);
  }
  if (has_flat_loss(glass) && has_constant_beta2(glass) && is_uniform_comb(frequency_hz, baud_rate_hz)) {
    const double width = frequency_hz.back() - frequency_hz.front();
    make_by_distance(width / static_cast<double>(size() - 1), baud_rate_hz[0], glass);
  } else {
    make_by_pair(frequency_hz, baud_rate_hz, glass);
  }
}

void NliKernel::make_by_distance(double spacing_hz, double baud_rate_hz, const Fibre& glass) {
  const std::size_t count = size();
  const PsiFibre psi_fibre{attenuation_per_m(glass, glass.reference_frequency_hz),
                           std::abs(beta2_s2_per_m(glass, glass.reference_frequency_hz))};
  weight_.resize(2 * count - 1);
  for (std::size_t d = 0; d < count; ++d) {
    const double psi =
        psi_per_square_metre(psi_fibre, static_cast<double>(d) * spacing_hz, baud_rate_hz, baud_rate_hz);
    const double weight = (d == 0 ? kSelfWeight : kCrossWeight) * psi / (baud_rate_hz * baud_rate_hz);
    weight_[count - 1 + d] = weight;
    weight_[count - 1 - d] = weight;
  }
  origin_ = static_cast<std::ptrdiff_t>(count) - 1;
  stride_ = -1;
}

void NliKernel::make_by_pair(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz,
                             const Fibre& glass) {
  const std::size_t count = size();
  std::vector<double> beta2(count);
  for (std::size_t i = 0; i < count; ++i) beta2[i] = beta2_s2_per_m(glass, frequency_hz[i]);
  weight_.resize(count * count);
  for (std::size_t j = 0; j < count; ++j) {
    const double alpha = attenuation_per_m(glass, frequency_hz[j]);
    for (std::size_t i = 0; i < count; ++i) {
      const PsiFibre between{alpha, std::abs(beta2[i] + beta2[j]) / 2.0};
      const double psi = psi_per_square_metre(between, std::abs(frequency_hz[j] - frequency_hz[i]),
                                              baud_rate_hz[i], baud_rate_hz[j]);
      weight_[j * count + i] =
          (i == j ? kSelfWeight : kCrossWeight) * psi / (baud_rate_hz[j] * baud_rate_hz[j]);
    }
  }
  stride_ = static_cast<std::ptrdiff_t>(count);
}

void NliKernel::nli_to_signal(std::span<const double> reach, std::span<double> nli) const {
  const std::size_t count = size();
  std::fill(nli.begin(), nli.end(), 0.0);
  const double* row = weight_.data() + origin_;
  std::size_t j = 0;
  for (; j + 4 <= count; j += 4, row += 4 * stride_) {
    add_four_rows(nli.data(), row, stride_, reach.data() + j, count);
  }
  for (; j < count; ++j, row += stride_) {
    for (std::size_t i = 0; i < count; ++i) nli[i] += row[i] * reach[j];
  }
  for (std::size_t i = 0; i < count; ++i) nli[i] *= gamma_squared_[i];
}

}  // namespace lightloom::optics
