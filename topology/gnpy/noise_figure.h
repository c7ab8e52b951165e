// Noise figures by which design chooses among amplifier types. What light meets later is computed in
// topology/optics; here one figure per gain is enough.
#pragma once

#include <optional>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/optics/amplifier.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// One stage with its gain range.
struct StageNoise {
  AmplifierVariety::Kind kind = AmplifierVariety::Kind::kFixedGain;
  double gain_min_db = 0, gain_max_db = 0;
  optics::NoiseFigureModel two_stages;  ///< kVariableGain
  double constant_db = 0;               ///< kFixedGain
  std::vector<double> polynomial;       ///< kOpenRoadmIla, kAdvancedModel: highest power first
};

/// Two for kDualStage, of which the first runs at its greatest gain.
struct VarietyNoise {
  StageNoise first;
  std::optional<StageNoise> second;
};

/// kInvalidArgument naming the variety whose figures no model gives, or whose stages are not in the library.
/// Not for kMultiBand, which has a figure a band.
Result<VarietyNoise> noise_of(const AmplifierVariety& variety, const Library& library);

/// In dB at a gain in dB, flat over the band. Types whose noise depends on their input power are taken at 0
/// dBm shared by 88 channels of 50 GHz, by convention of GNPy. -infinity for a kOpenRoadmBooster.
double noise_figure_db(const VarietyNoise& noise, double gain_db);

}  // namespace lightloom::gnpy
