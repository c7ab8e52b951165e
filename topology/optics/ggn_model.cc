#include "topology/optics/ggn_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"
#include "topology/optics/mixing_efficiency.h"

namespace lightloom::optics {
namespace {

// A ripple of the far end that changes a pump's integral by less than this is left away.
constexpr double kLeastRipple = 1e-4;

// Four sums side by side: one alone would wait for each addition.
double dot(std::span<const double> a, std::span<const double> b) {
  std::array<double, 4> sum{};
  const std::size_t whole = a.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) sum[lane] += a[i + lane] * b[i + lane];
  }
  double rest = 0;
  for (std::size_t i = whole; i < a.size(); ++i) rest += a[i] * b[i];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
}

class Span {
 public:
  Span(const SpectralState& state, const PowerProfiles& profiles, const Interactions& interactions,
       const MismatchGrid& grid)
      : length_m_(profiles.z_m.back()),
        interactions_(interactions),
        pumps_(mixing_efficiencies(profiles, grid)) {
    for (std::size_t j = 0; j < pumps_.size(); ++j) {
      const double density = state.signal_w[j] / state.baud_rate_hz[j];
      square_density_.push_back(density * density);
      const MixingEfficiency& pump = pumps_[j];
      far_.push_back(square_density_[j] * kPi * pump.square_length_m);
      far_tail_.push_back(-square_density_[j] * (1.0 + pump.at_end * pump.at_end));
    }
    const double kappa = interactions.least_far_mismatch();
    has_ripple_ = std::any_of(pumps_.begin(), pumps_.end(), [&](const MixingEfficiency& pump) {
      return 2.0 * pump.at_end > kLeastRipple * kPi * pump.square_length_m * kappa * kappa * length_m_;
    });
  }

  /// Formula (47) over P_i gamma_i^2.
  double on(std::size_t cut) const {
    double sum =
        kCrossWeight * (dot(interactions_.far(cut), far_) + dot(interactions_.far_tail(cut), far_tail_));
    if (has_ripple_) sum += kCrossWeight * ripple(cut);
    for (const Interactions::Near& near : interactions_.near(cut)) {
      const double weight = near.pump == cut ? kSelfWeight : kCrossWeight;
      sum +=
          weight * square_density_[near.pump] * dot(interactions_.row(near.row), pumps_[near.pump].at_grid);
    }
    return sum;
  }

 private:
  double ripple(std::size_t cut) const {
    const auto is_far = interactions_.far(cut);
    double sum = 0;
    for (std::size_t j = 0; j < pumps_.size(); ++j) {
      if (is_far[j] <= 0) continue;
      const Interactions::Edges edges = interactions_.edges(cut, j);
      const double both = cosine_tail(edges.lower * length_m_) / edges.lower +
                          cosine_tail(edges.upper * length_m_) / edges.upper;
      sum += square_density_[j] * edges.scale_hz2 * 2.0 * pumps_[j].at_end * length_m_ * both;
    }
    return sum;
  }

  double length_m_;
  const Interactions& interactions_;
  std::vector<MixingEfficiency> pumps_;
  std::vector<double> square_density_;  // (P / B)^2
  std::vector<double> far_, far_tail_;  // what the factors of formula (46) are multiplied by
  bool has_ripple_ = false;
};

}  // namespace

void add_generalised_interference(SpectralState& state, const Fibre& fibre, const PowerProfiles& profiles,
                                  GgnTables& tables) {
  if (state.size() == 0 || fibre.nonlinear_index_m2_per_w <= 0 || fibre.length_m <= 0) return;
  const Span span(state, profiles, tables.interactions(comb_in_glass(state, fibre)), tables.grid());
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double gamma = gamma_per_w_per_m(fibre, state.frequency_hz[i]);
    state.nli_w[i] += state.signal_w[i] * gamma * gamma * span.on(i);
  }
}

void propagate_isrs(SpectralState& state, const Fibre& fibre, GgnTables& tables) {
  scale(state, to_linear(-fibre.loss_in).value);
  const PowerProfiles profiles = raman_profiles(state, fibre, tables.raman(state.frequency_hz, fibre));
  add_generalised_interference(state, fibre, profiles, tables);
  const double loss_out = to_linear(-fibre.loss_out).value;
  for (std::size_t i = 0; i < state.size(); ++i) {
    state.dispersion_s_per_m[i] += chromatic_dispersion_s_per_m(fibre, state.frequency_hz[i]);
    const double factor = profiles.at_end(i) * loss_out;
    state.signal_w[i] *= factor;
    state.ase_w[i] *= factor;
    state.nli_w[i] *= factor;
  }
  state.pmd_squared_s2 += fibre.pmd_s_per_sqrt_m * fibre.pmd_s_per_sqrt_m * fibre.length_m;
  state.latency_s += fibre.length_m * fibre.group_index / kLightSpeed;
}

}  // namespace lightloom::optics
