#include "topology/gnpy/noise_figure.h"

#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {

double noise_figure_db(const optics::NoiseModel& noise, double gain_db) {
  constexpr double kComparedChannels = 88;  // sharing 0 dBm
  return optics::noise_figure(noise, {gain_db}, {-decibel_of(kComparedChannels)}).value;
}

}  // namespace lightloom::gnpy
