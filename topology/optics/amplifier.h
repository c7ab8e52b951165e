// An erbium-doped amplifier: gain, the noise it adds, and the power at which it saturates.
#pragma once

#include <vector>

#include "topology/equipment.h"
#include "topology/optics/spectral_state.h"
#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::optics {

/// Two stages with an attenuator between them that takes what gain is not wanted: formulas (12) to (14).
/// Their noise figures follow from the two that a data sheet gives, at the least and at the greatest gain.
struct NoiseFigureModel {
  Decibel first_stage;       ///< noise figure of the first stage
  Decibel second_stage;      ///< of the second; no part where the figure is constant
  Decibel stage_difference;  ///< greatest gain less that of the first stage
  bool is_constant = false;  ///< a fixed-gain type: `first_stage` is all
  Decibel gain_min, gain_max;

  bool operator==(const NoiseFigureModel&) const = default;
};

/// kInvalidArgument naming the type where no such pair of stages exists: a first stage below 4 dB, a stage
/// difference outside 1 to 11 dB, or stages that do not give nf_min and nf_max back within 0.01 dB.
Result<NoiseFigureModel> noise_figure_model(const AmplifierType& type);
/// At a gain. A gain under the least is reached by attenuation at the input, decibel for decibel.
Decibel noise_figure(const NoiseFigureModel& model, Decibel gain);

/// The gain that is reached with `input_w` in total at the input: formula (15).
Decibel saturated_gain(Decibel set_gain, Dbm p_max, double input_w);

/// Adds ASE (formula (11)) and applies the gain, the same to every channel.
void amplify(SpectralState& state, Decibel gain, Decibel noise_figure);
/// A gain that falls by `tilt` decibels from the lowest to the highest frequency of a band, linearly in
/// decibels: formula (16).
struct GainTilt {
  Decibel tilt;
  Mhz f_min, f_max;
  bool operator==(const GainTilt&) const = default;
};
/// For each channel the factor by which its gain departs from the set one; their mean is 1.
std::vector<double> tilt_factors(const GainTilt& tilt, const std::vector<double>& frequency_hz);
void amplify(SpectralState& state, Decibel gain, Decibel noise_figure, const GainTilt& tilt);

}  // namespace lightloom::optics
