// The noise figure by which design chooses among amplifier types. What light meets later depends on the
// light; here one figure per gain is enough.
#pragma once

#include "topology/gnpy/translate.h"

namespace lightloom::gnpy {

/// In dB at a gain in dB, flat over the band. Types whose noise depends on their input power are taken at 0
/// dBm shared by 88 channels of 50 GHz, by convention of GNPy. -infinity for a kOpenRoadmBooster.
double noise_figure_db(const optics::NoiseModel& noise, double gain_db);

}  // namespace lightloom::gnpy
