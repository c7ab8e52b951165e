#include "lab/glass/edfa.h"

#include <algorithm>
#include <cmath>

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {

TwoStageNoise::TwoStageNoise(const AmplifierType& type)
    : gain_full_(type.gain_flatmax), gain_least_(type.gain_min), first_(ratio(type.nf_min)) {
  const bool has_one_figure = type.kind == AmplifierType::Kind::kFixedGain || type.nf_max <= type.nf_min ||
                              type.gain_flatmax <= type.gain_min;
  if (has_one_figure) return;
  const double whole = first_;
  const double wanted = ratio(type.nf_max);
  // The better the first stage, the more of the whole is the second's, and the faster it worsens with less
  // gain.
  double best = 0;
  double worst = whole;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    first_ = (best + worst) / 2.0;
    second_ = whole - first_;
    (first_ + second_stage(gain_least_) > wanted ? best : worst) = first_;
  }
}

double TwoStageNoise::second_stage(Decibel gain) const {
  const Decibel down{std::max(gain_full_.value - gain.value, 0.0)};
  return second_ * ratio(gain_full_ - gain + down);
}

double TwoStageNoise::factor_at(Decibel gain) const {
  return first_ + second_stage(std::max(gain, gain_least_));
}

Decibel reached_gain(Decibel set, Dbm p_max, double input_w) {
  if (!(input_w > 0)) return set;
  return std::min(set, Decibel{p_max.value - to_dbm(Milliwatt{input_w * 1e3}).value});
}

}  // namespace lightloom::lab::physics
