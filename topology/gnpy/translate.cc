#include "topology/gnpy/translate.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace lightloom::gnpy {
namespace {

using Kind = AmplifierVariety::Kind;

optics::StageNoise constant_noise(const AmplifierVariety& variety) {
  optics::NoiseFigureModel model;
  model.is_constant = true;
  model.first_stage = {variety.nf0_db};
  model.gain_min = {variety.gain_min_db};
  model.gain_max = {variety.gain_flatmax_db};
  return model;
}

Result<optics::StageNoise> stage_noise(const AmplifierVariety& variety) {
  const Decibel gain_min{variety.gain_min_db};
  switch (variety.kind) {
    case Kind::kVariableGain:
      return two_stages(variety).map([](const auto& model) { return optics::StageNoise(model); });
    case Kind::kFixedGain:
      return constant_noise(variety);
    case Kind::kAdvancedModel:
      return optics::PolynomialNoise{variety.nf_fit_coeff, gain_min, {variety.gain_flatmax_db}};
    case Kind::kOpenRoadmIla:
      return optics::OpenRoadmLineNoise{variety.nf_coef, gain_min};
    case Kind::kOpenRoadmPreamp:
      return optics::OpenRoadmPreampNoise{gain_min};
    case Kind::kOpenRoadmBooster:
      return optics::Noiseless{};
    case Kind::kDualStage:
    case Kind::kMultiBand:
      break;
  }
  return invalid(
      fmt::format("amplifier {}: found a type of several amplifiers; needs one with a noise figure "
                  "of its own",
                  variety.name),
      "type_def");
}

Result<optics::StageNoise> stage_named(const std::string& name, const AmplifierVariety& whole,
                                       const char* field, const Library& library) {
  const auto found = library.amplifiers.find(name);
  if (found != library.amplifiers.end()) return stage_noise(found->second);
  std::vector<std::string_view> names(library.amplifier_order.begin(), library.amplifier_order.end());
  return invalid(fmt::format("{}: Edfa {}: its stage {} is not in the library; needs one of its Edfa",
                             library.file, whole.name, name),
                 field, nearest_of(name, names));
}

}  // namespace

Result<optics::NoiseFigureModel> two_stages(const AmplifierVariety& variety) {
  AmplifierType type;
  type.name = variety.name;
  type.gain_flatmax = {variety.gain_flatmax_db};
  type.gain_min = {variety.gain_min_db};
  type.nf_min = {variety.nf_min_db};
  type.nf_max = {variety.nf_max_db};
  return optics::noise_figure_model(type);
}

Result<optics::NoiseModel> noise_of(const AmplifierVariety& variety, const Library& library) {
  if (variety.kind != Kind::kDualStage)
    return stage_noise(variety).map([](auto stage) { return optics::NoiseModel(std::move(stage)); });
  auto preamp = stage_named(variety.preamp_variety, variety, "preamp_variety", library);
  if (!preamp) return fail(preamp.error());
  auto booster = stage_named(variety.booster_variety, variety, "booster_variety", library);
  if (!booster) return fail(booster.error());
  const auto& first = library.amplifiers.at(variety.preamp_variety);
  return optics::DualStageNoise{*std::move(preamp), *std::move(booster), {first.gain_flatmax_db}};
}

Result<AmplifierOptics> amplifier_optics(const AmplifierVariety& variety, const Library& library) {
  auto noise = noise_of(variety, library);
  if (!noise) return fail(noise.error());
  AmplifierOptics found{*std::move(noise), {}, {variety.p_max_dbm}, variety.pmd_s, variety.pdl_db};
  found.profile = {variety.band.f_min_hz, variety.band.f_max_hz, variety.dgt, variety.gain_ripple_db,
                   variety.nf_ripple_db};
  if (variety.kind == Kind::kDualStage)
    found.p_max = {library.amplifiers.at(variety.booster_variety).p_max_dbm};
  return found;
}

double target_w(const Equalisation& equalisation, double baud_rate_hz, double slot_width_hz) {
  switch (equalisation.kind) {
    case Equalisation::Kind::kPower:
      return to_linear(Dbm{equalisation.value}).value * 1e-3;
    case Equalisation::Kind::kSymbolRateDensity:
      return equalisation.value * baud_rate_hz * 1e-12;
    case Equalisation::Kind::kSlotDensity:
      break;
  }
  return equalisation.value * slot_width_hz * 1e-12;
}

RoadmImpairment default_impairment(const RoadmVariety& variety, RoadmPathImpairments::Way way) {
  RoadmImpairment impairment;
  impairment.pmd_s = variety.pmd_s;
  impairment.pdl_db = variety.pdl_db;
  if (way != RoadmPathImpairments::Way::kExpress) {
    impairment.osnr_db = variety.add_drop_osnr_db + to_decibel(LinearRatio{2.0}).value;
  }
  return impairment;
}

}  // namespace lightloom::gnpy
