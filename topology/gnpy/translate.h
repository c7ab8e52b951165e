// From a planner's library to optics: the only place where one meets the other.
#pragma once

#include <vector>

#include "topology/gnpy/library.h"
#include "topology/optics/gain_shape.h"
#include "topology/optics/noise_model.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// What an amplifier's type says, for optics.
struct AmplifierOptics {
  optics::NoiseModel noise;
  optics::GainProfile profile;
  Dbm p_max;
  double pmd_s = 0, pdl_db = 0;
};

/// Of a kVariableGain type; errors as optics::noise_figure_model.
Result<optics::NoiseFigureModel> two_stages(const AmplifierVariety& variety);
/// As amplifier_optics has it, and its errors.
Result<optics::NoiseModel> noise_of(const AmplifierVariety& variety, const Library& library);
/// kInvalidArgument naming the variety where its noise figure does not follow, where a dual stage's parts are
/// unknown, or where it stands for several bands.
Result<AmplifierOptics> amplifier_optics(const AmplifierVariety& variety, const Library& library);

/// Power per channel, signal and noise together, in W; without a mode's offset.
double target_w(const Equalisation& equalisation, double baud_rate_hz, double slot_width_hz);

/// The figures of a way where the variety lists none of its kind: its pmd, pdl and, for adding and dropping,
/// half of the noise of `add_drop_osnr_db` each.
RoadmImpairment default_impairment(const RoadmVariety& variety, RoadmPathImpairments::Way way);

}  // namespace lightloom::gnpy
