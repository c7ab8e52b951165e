#include "topology/optics/lit_line.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "topology/optics/constants.h"
#include "topology/optics/gn_model.h"

namespace lightloom::optics {
namespace {

class Walk {
 public:
  Walk(const LitComb& comb, const FollowedChannel& channel)
      : comb_(comb), noise_before_(channel.ase + channel.nli), signal_w_(comb.target_w) {
    for (double& signal : signal_w_) signal *= channel.launch;
  }

  void pass(const LineAmplifier& amplifier) {
    const double total_w =
        std::accumulate(signal_w_.begin(), signal_w_.end(), 0.0) * (1.0 + noise_before_ + ase_ + nli_);
    const Decibel gain = saturated_gain(amplifier.gain, amplifier.p_max, total_w);
    ase_ += kPlanck * own_frequency() * comb_.baud_rate_hz[comb_.own] *
            to_linear(noise_figure(amplifier.noise, gain)).value / own_signal();
    scale(to_linear(gain - amplifier.out_voa).value);
    if (amplifier.tilt.tilt.value == 0.0) return;
    const std::vector<double> factors = tilt_factors(amplifier.tilt, comb_.frequency_hz);
    for (std::size_t i = 0; i < signal_w_.size(); ++i) signal_w_[i] *= factors[i];
  }

  void pass(const Fibre& fibre) {
    scale(to_linear(-fibre.loss_in).value);
    if (!is_same_glass(fibre)) learn(fibre);
    double sum = 0;
    for (std::size_t i = 0; i < signal_w_.size(); ++i) sum += weight_[i] * signal_w_[i] * signal_w_[i];
    const double reach = gamma_ * effective_length_m(fibre);
    nli_ += reach * reach * sum;
    scale(to_linear(-Decibel{fibre.loss_db_per_m * fibre.length_m} - fibre.loss_out).value);
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
  double own_frequency() const { return comb_.frequency_hz[comb_.own]; }
  double own_signal() const { return signal_w_[comb_.own]; }
  void scale(double factor) {
    for (double& signal : signal_w_) signal *= factor;
  }
  bool is_same_glass(const Fibre& fibre) const {
    return !weight_.empty() && fibre.loss_db_per_m == glass_.loss_db_per_m &&
           fibre.dispersion_s_per_m2 == glass_.dispersion_s_per_m2 &&
           fibre.dispersion_slope_s_per_m3 == glass_.dispersion_slope_s_per_m3 &&
           fibre.effective_area_m2 == glass_.effective_area_m2 &&
           fibre.nonlinear_index_m2_per_w == glass_.nonlinear_index_m2_per_w;
  }
  // How strongly each channel acts on the followed one; the same on every span of the same glass.
  void learn(const Fibre& fibre) {
    glass_ = fibre;
    gamma_ = gamma_per_w_per_m(fibre, own_frequency());
    const double own_beta2 = beta2_s2_per_m(fibre, own_frequency());
    const double own_baud = comb_.baud_rate_hz[comb_.own];
    weight_.resize(signal_w_.size());
    for (std::size_t i = 0; i < weight_.size(); ++i) {
      const double baud = comb_.baud_rate_hz[i];
      const double beta2 = std::abs(own_beta2 + beta2_s2_per_m(fibre, comb_.frequency_hz[i])) / 2.0;
      weight_[i] = (i == comb_.own ? kSelfWeight : kCrossWeight) / (baud * baud) *
                   psi_per_square_metre({attenuation_per_m(fibre), beta2},
                                        comb_.frequency_hz[i] - own_frequency(), own_baud, baud);
    }
  }

  const LitComb& comb_;
  double noise_before_;
  double ase_ = 0;  // added by this line, over the signal
  double nli_ = 0;
  std::vector<double> signal_w_;
  std::vector<double> weight_;
  double gamma_ = 0;
  Fibre glass_;
};

}  // namespace

FollowedChannel follow(const DirectedLine& line, const LitComb& comb, FollowedChannel channel,
                       std::vector<AddedNoise>* stretches) {
  Walk walk(comb, channel);
  AddedNoise before;
  const auto end_stretch = [&] {
    const auto now = walk.added();
    if (stretches != nullptr) stretches->push_back({now.ase - before.ase, now.nli - before.nli});
    before = now;
  };
  walk.pass(line.amplifiers.front());
  end_stretch();
  for (std::size_t i = 0; i < line.fibres.size(); ++i) {
    walk.pass(line.fibres[i]);
    walk.pass(line.amplifiers[i + 1]);
    end_stretch();
  }
  return walk.result(channel);
}

}  // namespace lightloom::optics
