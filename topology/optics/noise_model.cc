#include "topology/optics/noise_model.h"

#include <algorithm>
#include <limits>

namespace lightloom::optics {
namespace {

// OSNR = input power + 58 - NF in 0.1 nm near 193 THz, rounded as OpenROADM's specification does.
constexpr double kPhotonLevel = 58.0;

double polynomial(const std::vector<double>& coefficients, double x) {
  double value = 0;
  for (const double coefficient : coefficients) value = value * x + coefficient;
  return value;
}

// A gain under the least is reached by attenuation at the input.
double pad(Decibel gain_min, Decibel gain) { return std::max(gain_min.value - gain.value, 0.0); }

struct StageFigure {
  Decibel gain;
  Dbm input;

  double operator()(const NoiseFigureModel& model) const { return noise_figure(model, gain).value; }
  double operator()(const PolynomialNoise& model) const {
    const double attenuation = pad(model.gain_min, gain);
    const double unwanted = std::max(model.gain_max.value - gain.value - attenuation, 0.0);
    return polynomial(model.coefficients, -unwanted) + attenuation;
  }
  double operator()(const OpenRoadmLineNoise& model) const {
    return input.value - polynomial(model.osnr_coefficients, input.value) + kPhotonLevel +
           pad(model.gain_min, gain);
  }
  double operator()(const OpenRoadmPreampNoise& model) const {
    const double osnr = std::min((4.0 * input.value + 275.0) / 7.0, 33.0);
    return input.value - osnr + kPhotonLevel + pad(model.gain_min, gain);
  }
  double operator()(const Noiseless& /*none*/) const { return -std::numeric_limits<double>::infinity(); }
};

bool depends_on_input(const StageNoise& stage) {
  return std::holds_alternative<OpenRoadmLineNoise>(stage) ||
         std::holds_alternative<OpenRoadmPreampNoise>(stage);
}

}  // namespace

bool depends_on_input(const NoiseModel& model) {
  if (const auto* dual = std::get_if<DualStageNoise>(&model)) {
    return depends_on_input(dual->preamp) || depends_on_input(dual->booster);
  }
  return depends_on_input(std::get<StageNoise>(model));
}

Decibel noise_figure(const NoiseModel& model, Decibel gain, Dbm input_per_50ghz) {
  if (const auto* stage = std::get_if<StageNoise>(&model)) {
    return {std::visit(StageFigure{gain, input_per_50ghz}, *stage)};
  }
  const auto& dual = std::get<DualStageNoise>(model);
  const Decibel first{std::visit(StageFigure{dual.preamp_gain, input_per_50ghz}, dual.preamp)};
  const Decibel second{std::visit(StageFigure{gain - dual.preamp_gain, input_per_50ghz}, dual.booster)};
  return to_decibel(to_linear(first) + to_linear(second - dual.preamp_gain));
}

}  // namespace lightloom::optics
