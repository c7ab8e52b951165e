// An amplifier as a planner sets it: gain, output attenuator and noise figure known beforehand, so that light
// passes without a logarithm unless the amplifier saturates.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "topology/optics/gain_shape.h"
#include "topology/optics/noise_model.h"
#include "topology/optics/spectral_state.h"
#include "topology/units.h"

namespace lightloom::optics {

/// Neighbouring channels [first, end) of a state.
struct ChannelRange {
  std::size_t first = 0, end = 0;
  std::size_t size() const { return end - first; }
  bool operator==(const ChannelRange&) const = default;
};

class Edfa {
 public:
  struct Setting {
    Decibel gain, out_voa;
    Dbm p_max;
    bool operator==(const Setting&) const = default;
  };
  Edfa(const Setting& setting, NoiseModel noise);

  /// Light of `range` through the amplifier: formulas (10), (11), (15), (27) to (32). `shape` is of these
  /// channels; `scratch` has room for two numbers a channel. Gives the factor by which every signal grew, or
  /// nothing where it differs by channel.
  std::optional<double> amplify(SpectralState& state, ChannelRange range, const GainShape& shape,
                                std::span<double> scratch) const;

 private:
  double noise_factor(double gain, double mean_input_w, double slot_width_hz) const;

  Setting setting_;
  NoiseModel noise_;
  bool depends_on_input_;
  // Linear, from `setting_`.
  double gain_, out_voa_, p_max_w_;
  double noise_at_gain_ = 0;
};

}  // namespace lightloom::optics
