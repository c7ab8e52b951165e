#include "topology/optics/directed_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace lightloom::optics {
namespace {

Result<Fibre> fibre_of(const Link& link, const FibreType& type, const Span& span) {
  Fibre fibre;
  fibre.length_m = static_cast<double>(span.length.value);
  fibre.loss_db_per_m = span.loss_db_per_km * 1e-3;
  fibre.loss_in = span.connector_in + span.pad;
  fibre.loss_out = span.connector_out;
  fibre.dispersion_s_per_m2 = type.dispersion_s_per_m2;
  fibre.dispersion_slope_s_per_m3 = type.dispersion_slope_s_per_m3;
  fibre.effective_area_m2 = type.effective_area_m2;
  if (!(fibre.effective_area_m2 > 0) && type.gamma_per_w_per_m) {
    fibre.effective_area_m2 = effective_area_of_gamma(*type.gamma_per_w_per_m);
  }
  fibre.pmd_s_per_sqrt_m = type.pmd_s_per_sqrt_m;
  fibre.group_index = type.group_index;
  fibre.nonlinear_index_m2_per_w = type.nonlinear_index_m2_per_w;
  if (!(fibre.loss_db_per_m > 0)) {
    return invalid(
        fmt::format("cable {}: a fibre loses {} dB/km; needs more than 0", link.name, span.loss_db_per_km),
        "loss_db_per_km");
  }
  if (!(fibre.effective_area_m2 > 0)) {
    return invalid(fmt::format("cable {}: fibre type {} has neither effective area nor gamma; needs one",
                               link.name, type.name),
                   "effective_area");
  }
  return fibre;
}

}  // namespace

Result<AmplifierModels> AmplifierModels::build(const Network& network) {
  AmplifierModels models(network.equipment());
  std::vector<bool> is_made(models.types_.size(), false);
  for (const Link& link : network.links()) {
    for (const auto* amplifiers : {&link.amps_az, &link.amps_za}) {
      for (const Amplifier& amplifier : *amplifiers) {
        const std::size_t type = amplifier.type.at();
        if (amplifier.tilt.value != 0.0 &&
            models.types_[type].f_max.value <= models.types_[type].f_min.value) {
          return invalid(
              fmt::format("cable {}: an amplifier of type {} is tilted by {} dB over no band; needs "
                          "f_min and f_max of the type",
                          link.name, models.types_[type].name, amplifier.tilt.value),
              "tilt_target");
        }
        if (is_made[type]) continue;
        auto model = noise_figure_model(models.types_[type]);
        if (!model) return fail(model.error());
        models.models_[type] = *model;
        is_made[type] = true;
      }
    }
  }
  return models;
}

LineAmplifier AmplifierModels::line_amplifier(const Amplifier& amplifier) const {
  const AmplifierType& type = types_[amplifier.type.at()];
  return {amplifier.gain, amplifier.out_voa, type.p_max, GainTilt{amplifier.tilt, type.f_min, type.f_max},
          models_[amplifier.type.at()]};
}

Result<DirectedLine> directed_line(const Network& network, const AmplifierModels& models, Hop hop) {
  const Link& link = network.link(hop.link);
  const FibreType& type = network.equipment().fibres[link.fibre_type.at()];
  DirectedLine line;
  line.fibres.reserve(link.spans.size());
  for (const Span& span : link.spans) {
    auto fibre = fibre_of(link, type, span);
    if (!fibre) return fail(fibre.error());
    line.fibres.push_back(*fibre);
  }
  if (!hop.forward) std::reverse(line.fibres.begin(), line.fibres.end());
  const auto& amplifiers = hop.forward ? link.amps_az : link.amps_za;
  line.amplifiers.reserve(amplifiers.size());
  for (const Amplifier& amplifier : amplifiers) line.amplifiers.push_back(models.line_amplifier(amplifier));
  return line;
}

void amplify(SpectralState& state, const LineAmplifier& amplifier) {
  const Decibel gain = saturated_gain(amplifier.gain, amplifier.p_max, total_power_w(state));
  const Decibel figure = noise_figure(amplifier.noise, gain);
  if (amplifier.tilt.tilt.value != 0.0) {
    amplify(state, gain, figure, amplifier.tilt);
  } else {
    amplify(state, gain, figure);
  }
  scale(state, to_linear(-amplifier.out_voa).value);
}

void propagate(SpectralState& state, const DirectedLine& line) {
  amplify(state, line.amplifiers.front());
  for (std::size_t i = 0; i < line.fibres.size(); ++i) {
    propagate(state, line.fibres[i]);
    amplify(state, line.amplifiers[i + 1]);
  }
}

}  // namespace lightloom::optics
