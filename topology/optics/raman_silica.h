// How strongly silica passes light from a wave to one of lower frequency: measured data.
#pragma once

#include <vector>

namespace lightloom::optics {

/// Raman gain over the distance in frequency, freed of the area in which the light is: a fibre's coefficient
/// in 1/(W m) is this over its effective area. Proportional to the pump's frequency.
struct ModeRamanCurve {
  double pump_frequency_hz = 0;           ///< of the pump at which it was measured
  std::vector<double> offset_hz;          ///< rising, from 0
  std::vector<double> intensity_m_per_w;  ///< one a point
  bool operator==(const ModeRamanCurve&) const = default;
};

/// That of standard silica fibre, to 42 THz.
ModeRamanCurve silica_raman_curve();

}  // namespace lightloom::optics
