#include "topology/optics/amplifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "topology/optics/constants.h"

namespace lightloom::optics {
namespace {

double linear(double decibel) { return std::pow(10.0, decibel / 10.0); }
double decibel(double linear_ratio) { return 10.0 * std::log10(linear_ratio); }

constexpr double kUsualStageDifference = 5.0;  // dB
constexpr double kLeastFirstStage = 4.0;       // dB
constexpr double kAgreement = 0.01;            // dB

// Gains of the first stage less its attenuator, at the amplifier's least and greatest gain.
struct FirstStageGain {
  double least, greatest;
};
FirstStageGain first_stage_gain(const AmplifierType& type, double stage_difference) {
  const double range = type.gain_flatmax.value - type.gain_min.value;
  return {type.gain_min.value - range - stage_difference, type.gain_flatmax.value - stage_difference};
}

tl::unexpected<Error> no_model(const AmplifierType& type, const std::string& found) {
  return invalid(
      fmt::format("amplifier type {}: noise figures {} dB at {} dB gain and {} dB at {} dB: {}", type.name,
                  type.nf_min.value, type.gain_flatmax.value, type.nf_max.value, type.gain_min.value, found),
      "nf_min");
}

// Formula (12): two equations, one at each end of the gain range, linear in both noise factors.
std::pair<double, double> stages(const AmplifierType& type, FirstStageGain gain) {
  const double second = decibel((linear(type.nf_min.value) - linear(type.nf_max.value)) /
                                (linear(-gain.greatest) - linear(-gain.least)));
  const double first = decibel(linear(type.nf_min.value) - linear(second - gain.greatest));
  return {first, second};
}

bool gives(double first, double second, double gain, double noise_figure) {
  return std::abs(decibel(linear(first) + linear(second - gain)) - noise_figure) <= kAgreement;
}

}  // namespace

Result<NoiseFigureModel> noise_figure_model(const AmplifierType& type) {
  NoiseFigureModel model;
  model.gain_min = type.gain_min;
  model.gain_max = type.gain_flatmax;
  const bool is_flat = type.nf_max.value - type.nf_min.value < 1e-9;
  if (type.kind == AmplifierType::Kind::kFixedGain || is_flat) {
    model.is_constant = true;
    model.first_stage = type.nf_min;
    return model;
  }
  double difference = kUsualStageDifference;
  FirstStageGain gain = first_stage_gain(type, difference);
  auto [first, second] = stages(type, gain);
  if (!(first >= kLeastFirstStage)) {
    return no_model(type,
                    fmt::format("the first stage would be at {:.2f} dB; at least 4 dB is needed", first));
  }
  if (second <= first + 0.3 || second >= first + 2.0) {
    // Stages that far apart are not built: hold the second within 0.3 to 2 dB above the first and let the
    // difference of gains give way.
    second = std::clamp(second, first + 0.3, first + 2.0);
    difference =
        type.gain_flatmax.value - decibel(linear(second) / (linear(type.nf_min.value) - linear(first)));
    if (!(difference > 1.0 && difference < 11.0)) {
      return no_model(type,
                      fmt::format("the stages would differ by {:.2f} dB; 1 to 11 dB is needed", difference));
    }
    gain = first_stage_gain(type, difference);
  }
  if (!gives(first, second, gain.greatest, type.nf_min.value) ||
      !gives(first, second, gain.least, type.nf_max.value)) {
    return no_model(type, "no two stages give both");
  }
  model.first_stage = {first};
  model.second_stage = {second};
  model.stage_difference = {difference};
  return model;
}

Decibel noise_figure(const NoiseFigureModel& model, Decibel gain) {
  const double pad = std::max(model.gain_min.value - gain.value, 0.0);
  if (model.is_constant) return {model.first_stage.value + pad};
  const double reached = gain.value + pad;
  const double unwanted = std::max(model.gain_max.value - reached, 0.0);
  const double first_gain = reached - model.stage_difference.value - unwanted;
  return {decibel(linear(model.first_stage.value) + linear(model.second_stage.value - first_gain)) + pad};
}

Decibel saturated_gain(Decibel set_gain, Dbm p_max, double input_w) {
  if (!(input_w > 0)) return set_gain;
  return {std::min(set_gain.value, p_max.value - decibel(input_w * 1e3))};
}

void amplify(SpectralState& state, Decibel gain, Decibel noise_figure) {
  const double photons = kPlanck * to_linear(noise_figure).value;
  for (std::size_t i = 0; i < state.size(); ++i) {
    state.ase_w[i] += photons * state.frequency_hz[i] * state.baud_rate_hz[i];
  }
  scale(state, to_linear(gain).value);
}

std::vector<double> tilt_factors(const GainTilt& tilt, const std::vector<double>& frequency_hz) {
  const double width_hz = static_cast<double>((tilt.f_max - tilt.f_min).value) * 1e6;
  const double low_hz = static_cast<double>(tilt.f_min.value) * 1e6;
  std::vector<double> factors;
  factors.reserve(frequency_hz.size());
  for (const double frequency : frequency_hz) {
    factors.push_back(linear(-tilt.tilt.value * (frequency - low_hz) / width_hz));
  }
  const double sum = std::accumulate(factors.begin(), factors.end(), 0.0);
  for (double& factor : factors) factor *= static_cast<double>(factors.size()) / sum;
  return factors;
}

void amplify(SpectralState& state, Decibel gain, Decibel noise_figure, const GainTilt& tilt) {
  const std::vector<double> factors = tilt_factors(tilt, state.frequency_hz);
  amplify(state, gain, noise_figure);
  for (std::size_t i = 0; i < state.size(); ++i) {
    state.signal_w[i] *= factors[i];
    state.ase_w[i] *= factors[i];
    state.nli_w[i] *= factors[i];
  }
}

}  // namespace lightloom::optics
