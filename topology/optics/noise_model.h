// The ways in which a data sheet states an amplifier's noise figure, beyond the two stages of amplifier.h.
#pragma once

#include <variant>
#include <vector>

#include "topology/optics/amplifier.h"
#include "topology/units.h"

namespace lightloom::optics {

/// A polynomial of the gain less the greatest one, highest power first: formula (27).
struct PolynomialNoise {
  std::vector<double> coefficients;
  Decibel gain_min, gain_max;
  bool operator==(const PolynomialNoise&) const = default;
};
/// OpenROADM's in-line amplifier: OSNR is a polynomial of the input power per 50 GHz, highest power first:
/// formula (28).
struct OpenRoadmLineNoise {
  std::vector<double> osnr_coefficients;
  Decibel gain_min;
  bool operator==(const OpenRoadmLineNoise&) const = default;
};
/// OpenROADM's preamplifier: formula (28) with the specification's mask.
struct OpenRoadmPreampNoise {
  Decibel gain_min;
  bool operator==(const OpenRoadmPreampNoise&) const = default;
};
/// OpenROADM's booster: its noise is part of the ROADM's figures.
struct Noiseless {
  bool operator==(const Noiseless&) const = default;
};
using StageNoise =
    std::variant<NoiseFigureModel, PolynomialNoise, OpenRoadmLineNoise, OpenRoadmPreampNoise, Noiseless>;
/// Two amplifiers in a row; the first always works at its greatest gain: formula (29).
struct DualStageNoise {
  StageNoise preamp, booster;
  Decibel preamp_gain;
  bool operator==(const DualStageNoise&) const = default;
};
using NoiseModel = std::variant<StageNoise, DualStageNoise>;

/// Whether the figure depends on how much light comes in, and not on the gain alone.
bool depends_on_input(const NoiseModel& model);
/// At a gain and a mean input power per 50 GHz of spectrum. Minus infinity where no noise is added.
Decibel noise_figure(const NoiseModel& model, Decibel gain, Dbm input_per_50ghz);

}  // namespace lightloom::optics
