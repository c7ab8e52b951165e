#include "lab/glass/light.h"

#include <algorithm>
#include <cmath>

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {

double part_in_band(const Carrier& own, const Carrier& other) {
  const double distance = std::abs(hertz(other.frequency) - hertz(own.frequency));
  const double reach = (hertz(own.baud_rate) + hertz(other.baud_rate)) / 2.0 - distance;
  const double narrower = std::min(hertz(own.baud_rate), hertz(other.baud_rate));
  return std::clamp(reach, 0.0, narrower) / hertz(other.baud_rate);
}

Dbm metered(double watt) {
  if (!(watt > 0)) return kDarkness;
  return std::max(kDarkness, to_dbm(Milliwatt{watt * 1e3}));
}

}  // namespace lightloom::lab::physics
