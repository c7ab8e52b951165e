// What a comb's powers come to as nonlinear interference in one kind of glass: formula (25), its coefficients
// made once and used for every span of that glass.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/optics/fibre.h"

namespace lightloom::optics {

/// Whether channels stand at equal distances and have one symbol rate. Two or fewer count as not uniform.
bool is_uniform_comb(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz);

class NliKernel {
 public:
  /// Of the glass, neither its length nor what stands before, within and behind it matters.
  NliKernel(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz, const Fibre& glass);

  std::size_t size() const { return gamma_squared_.size(); }
  /// How many coefficients it holds: 2 n - 1 for a uniform comb on a flat glass, else n^2.
  std::size_t weights() const { return weight_.size(); }
  /// NLI over the signal, referred to the fibre's input: of channel i gamma_i^2 times the sum over j of
  /// w_ij psi_ij / B_j^2 reach_j, where `reach` is (P_j L_eff,j)^2. Both spans have `size()` entries.
  void nli_to_signal(std::span<const double> reach, std::span<double> nli) const;

 private:
  void make_by_distance(double spacing_hz, double baud_rate_hz, const Fibre& glass);
  void make_by_pair(std::span<const double> frequency_hz, std::span<const double> baud_rate_hz,
                    const Fibre& glass);

  // What channel j does to each channel begins at weight_[origin_ + j * stride_]: rows of a matrix, or, in a
  // uniform comb, one row of coefficients by distance that is moved by one for each j.
  std::vector<double> weight_;
  std::ptrdiff_t origin_ = 0, stride_ = 0;
  std::vector<double> gamma_squared_;
};

}  // namespace lightloom::optics
