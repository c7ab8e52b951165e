#include "topology/optics/lit_line.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

bool is_same_glass(const Fibre& left, const Fibre& right) {
  return left.loss_db_per_m == right.loss_db_per_m && left.dispersion_s_per_m2 == right.dispersion_s_per_m2 &&
         left.dispersion_slope_s_per_m3 == right.dispersion_slope_s_per_m3 &&
         left.effective_area_m2 == right.effective_area_m2 &&
         left.nonlinear_index_m2_per_w == right.nonlinear_index_m2_per_w;
}

std::size_t place_of(const Fibre& fibre, std::vector<Fibre>& glasses) {
  const auto found = std::find_if(glasses.begin(), glasses.end(),
                                  [&](const Fibre& glass) { return is_same_glass(glass, fibre); });
  const auto place = static_cast<std::size_t>(found - glasses.begin());
  if (found == glasses.end()) glasses.push_back(fibre);
  return place;
}

LitLine::Amplifier ready(const LineAmplifier& set) {
  return {set, to_linear(set.gain).value, to_linear(-set.out_voa).value,
          to_linear(Decibel{set.p_max.value}).value * 1e-3,
          to_linear(noise_figure(set.noise, set.gain)).value};
}

// All channels change by one factor, which is kept beside their powers, but for a tilted amplifier: so a span
// costs the same however many are lit.
class Walk {
 public:
  Walk(const LitComb& comb, const std::vector<Crosstalk>& crosstalk, const FollowedChannel& channel)
      : comb_(comb),
        crosstalk_(crosstalk),
        noise_before_(channel.ase + channel.nli),
        photon_w_(kPlanck * comb.frequency_hz[comb.own] * comb.baud_rate_hz[comb.own]),
        power_w_(comb.target_w) {
    for (double& power : power_w_) power *= channel.launch;
    sum_up();
  }

  void pass(const LitLine::Amplifier& amplifier) {
    const double total_w = factor_ * total_w_ * (1.0 + noise_before_ + ase_ + nli_);
    double gain = amplifier.gain;
    double noise = amplifier.noise;
    if (total_w * gain > amplifier.p_max_w) {
      const Decibel reached = saturated_gain(amplifier.set.gain, amplifier.set.p_max, total_w);
      gain = to_linear(reached).value;
      noise = to_linear(noise_figure(amplifier.set.noise, reached)).value;
    }
    ase_ += photon_w_ * noise / own_signal();
    factor_ *= gain * amplifier.out_voa;
    if (amplifier.set.tilt.tilt.value != 0.0) tilt(amplifier.set.tilt);
  }

  void pass(const LitLine::Span& span) {
    factor_ *= span.into;
    if (span.glass != glass_) {
      glass_ = span.glass;
      acting_ = acting_in(glass_);
    }
    const double reach = factor_ * span.effective_length_m;
    nli_ += acting_ * reach * reach;
    factor_ *= span.through;
  }

  AddedNoise added() const { return {ase_, nli_}; }

  FollowedChannel result(FollowedChannel channel) const {
    channel.ase += ase_;
    channel.nli += nli_;
    const double noise = channel.ase + channel.nli;
    channel.arriving = own_signal() * (1.0 + noise) / comb_.target_w[comb_.own];
    channel.launch = std::min(channel.arriving, 1.0) / (1.0 + noise);
    return channel;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  double own_signal() const { return factor_ * power_w_[comb_.own]; }
  // NLI over the signal for a factor and an effective length of 1.
  double acting_in(std::size_t glass) const {
    const Crosstalk& crosstalk = crosstalk_[glass];
    double sum = 0;
    for (std::size_t i = 0; i < power_w_.size(); ++i) sum += crosstalk.weight[i] * power_w_[i] * power_w_[i];
    return crosstalk.gamma_squared * sum;
  }
  void sum_up() {
    total_w_ = std::accumulate(power_w_.begin(), power_w_.end(), 0.0);
    glass_ = kNone;
  }
  void tilt(const GainTilt& gain_tilt) {
    const std::vector<double> factors = tilt_factors(gain_tilt, comb_.frequency_hz);
    for (std::size_t i = 0; i < power_w_.size(); ++i) power_w_[i] *= factors[i];
    sum_up();
  }

  const LitComb& comb_;
  const std::vector<Crosstalk>& crosstalk_;
  double noise_before_;
  double photon_w_;  // one photon a symbol
  double ase_ = 0;   // added by this line, over the signal
  double nli_ = 0;
  std::vector<double> power_w_;  // of the signals, times factor_
  double factor_ = 1;
  double total_w_ = 0;         // of power_w_
  std::size_t glass_ = kNone;  // that acting_ is of
  double acting_ = 0;
};

}  // namespace

LitLine lit_line(const DirectedLine& line, std::vector<Fibre>& glasses) {
  LitLine ready_line;
  for (const Fibre& fibre : line.fibres)
    ready_line.spans.push_back(
        {place_of(fibre, glasses), effective_length_m(fibre), to_linear(-fibre.loss_in).value,
         to_linear(-Decibel{fibre.loss_db_per_m * fibre.length_m} - fibre.loss_out).value});
  for (const LineAmplifier& amplifier : line.amplifiers) ready_line.amplifiers.push_back(ready(amplifier));
  return ready_line;
}

Crosstalk crosstalk_in(const Fibre& glass, const LitComb& comb) {
  const double own_frequency = comb.frequency_hz[comb.own];
  const double own_baud = comb.baud_rate_hz[comb.own];
  const double gamma = gamma_per_w_per_m(glass, own_frequency);
  const double own_beta2 = beta2_s2_per_m(glass, own_frequency);
  const double attenuation = attenuation_per_m(glass);
  Crosstalk crosstalk{gamma * gamma, std::vector<double>(comb.frequency_hz.size())};
  for (std::size_t i = 0; i < crosstalk.weight.size(); ++i) {
    const double baud = comb.baud_rate_hz[i];
    const double beta2 = std::abs(own_beta2 + beta2_s2_per_m(glass, comb.frequency_hz[i])) / 2.0;
    crosstalk.weight[i] =
        (i == comb.own ? kSelfWeight : kCrossWeight) / (baud * baud) *
        psi_per_square_metre({attenuation, beta2}, comb.frequency_hz[i] - own_frequency, own_baud, baud);
  }
  return crosstalk;
}

FollowedChannel follow(const LitLine& line, const LitComb& comb, const std::vector<Crosstalk>& crosstalk,
                       FollowedChannel channel, std::vector<AddedNoise>* stretches) {
  Walk walk(comb, crosstalk, channel);
  AddedNoise before;
  const auto end_stretch = [&] {
    const auto now = walk.added();
    if (stretches != nullptr) stretches->push_back({now.ase - before.ase, now.nli - before.nli});
    before = now;
  };
  walk.pass(line.amplifiers.front());
  end_stretch();
  for (std::size_t i = 0; i < line.spans.size(); ++i) {
    walk.pass(line.spans[i]);
    walk.pass(line.amplifiers[i + 1]);
    end_stretch();
  }
  return walk.result(channel);
}

}  // namespace lightloom::optics
