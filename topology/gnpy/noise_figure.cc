#include "topology/gnpy/noise_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "topology/equipment.h"
#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {
namespace {

using Kind = AmplifierVariety::Kind;

constexpr double kComparedChannels = 88;  // sharing 0 dBm
// OSNR in 0.1 nm = 58 + P - NF: -10 log10(h f 12.5 GHz) in dBm (Desurvire).
constexpr double kOsnrOfQuantumNoise = 58;

double polynomial_at(const std::vector<double>& highest_first, double x) {
  double value = 0;
  for (const double coefficient : highest_first) value = value * x + coefficient;
  return value;
}

Result<StageNoise> stage_of(const AmplifierVariety& variety) {
  StageNoise stage;
  stage.kind = variety.kind;
  stage.gain_min_db = variety.gain_min_db;
  stage.gain_max_db = variety.gain_flatmax_db;
  if (variety.kind == Kind::kFixedGain) stage.constant_db = variety.nf0_db;
  if (variety.kind == Kind::kOpenRoadmIla) stage.polynomial = variety.nf_coef;
  if (variety.kind == Kind::kAdvancedModel) stage.polynomial = variety.nf_fit_coeff;
  if (variety.kind == Kind::kVariableGain) {
    AmplifierType type;
    type.name = variety.name;
    type.gain_flatmax = {variety.gain_flatmax_db};
    type.gain_min = {variety.gain_min_db};
    type.nf_min = {variety.nf_min_db};
    type.nf_max = {variety.nf_max_db};
    const auto model = optics::noise_figure_model(type);
    if (!model) return fail(model.error());
    stage.two_stages = *model;
  }
  return stage;
}

Result<StageNoise> stage_named(const std::string& name, const AmplifierVariety& whole,
                               const Library& library) {
  const auto found = library.amplifiers.find(name);
  if (found == library.amplifiers.end()) {
    return invalid(
        fmt::format("{}: Edfa {}: its stage {} is not in the library", library.file, whole.name, name));
  }
  if (found->second.kind == Kind::kDualStage || found->second.kind == Kind::kMultiBand) {
    return invalid(fmt::format("{}: Edfa {}: its stage {} is not a single stage itself", library.file,
                               whole.name, name));
  }
  return stage_of(found->second);
}

// OpenROADM gives the OSNR over the power of a 50 GHz channel.
double of_channel_osnr(double channel_dbm, double osnr_db) {
  return channel_dbm - osnr_db + kOsnrOfQuantumNoise;
}

double figure_in_range(const StageNoise& stage, double gain_db) {
  const double channel_dbm = -decibel_of(kComparedChannels);
  switch (stage.kind) {
    case Kind::kVariableGain:
      return optics::noise_figure(stage.two_stages, {gain_db}).value;
    case Kind::kOpenRoadmIla:
      return of_channel_osnr(channel_dbm, polynomial_at(stage.polynomial, channel_dbm));
    case Kind::kOpenRoadmPreamp:
      return of_channel_osnr(channel_dbm, std::min((4 * channel_dbm + 275) / 7, 33.0));
    case Kind::kOpenRoadmBooster:
      return -std::numeric_limits<double>::infinity();
    case Kind::kAdvancedModel:
      return polynomial_at(stage.polynomial, -std::max(stage.gain_max_db - gain_db, 0.0));
    default:
      return stage.constant_db;
  }
}

// A gain under the least is reached by a pad at the input, decibel for decibel.
double figure_of(const StageNoise& stage, double gain_db) {
  const double pad = std::max(stage.gain_min_db - gain_db, 0.0);
  return figure_in_range(stage, gain_db + pad) + pad;
}

}  // namespace

Result<VarietyNoise> noise_of(const AmplifierVariety& variety, const Library& library) {
  if (variety.kind != Kind::kDualStage) {
    const auto stage = stage_of(variety);
    if (!stage) return fail(stage.error());
    return VarietyNoise{*stage, std::nullopt};
  }
  const auto first = stage_named(variety.preamp_variety, variety, library);
  if (!first) return fail(first.error());
  const auto second = stage_named(variety.booster_variety, variety, library);
  if (!second) return fail(second.error());
  return VarietyNoise{*first, *second};
}

double noise_figure_db(const VarietyNoise& noise, double gain_db) {
  if (!noise.second) return figure_of(noise.first, gain_db);
  const double first_gain_db = noise.first.gain_max_db;
  const double first = figure_of(noise.first, first_gain_db);
  const double second = figure_of(*noise.second, gain_db - first_gain_db);
  return decibel_of(linear_of(first) + linear_of(second - first_gain_db));
}

}  // namespace lightloom::gnpy
