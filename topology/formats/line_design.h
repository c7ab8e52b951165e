// Designs the amplifiers of a cable that a plant record does not give: the booster lifts the ROADM's target
// to the launch power, each later amplifier restores the span before it, and a span that loses too little is
// padded at its input. Of the types whose range holds the gain, the least noisy is taken.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/network.h"
#include "topology/optics/amplifier.h"
#include "topology/result.h"

namespace lightloom::formats {

/// Fibre, connectors and pad.
Decibel span_loss(const Span& span);

class LineDesign {
 public:
  /// Only types that are `allowed_for_design` and whose band covers the line's are taken. `equipment` must
  /// outlive the design.
  explicit LineDesign(const Equipment& equipment);

  /// What makes the span lose at least `Span.padding`; 0 where it does already. The span's own pad is not
  /// counted.
  Decibel pad(const Span& span) const;
  /// Gain of the amplifier at `position` (0 is the booster, spans.size() the preamplifier), the spans in the
  /// direction of light.
  Decibel gain(std::span<const Span> spans, std::size_t position) const;
  /// The least noisy type at this gain (GNPy's two-stage model), of those whose range holds it and which can
  /// put out the design load; where none has the power, the strongest. The range goes from 3 dB below
  /// gain_min (padded at the input) to `extended_gain` above gain_flatmax, as GNPy designs. kInvalidArgument
  /// where no range holds the gain.
  Result<AmplifierTypeIndex> least_noisy(Decibel gain) const;
  /// Type and gain, without attenuator or tilt.
  Result<Amplifier> amplifier(std::span<const Span> spans, std::size_t position) const;
  /// Booster, in-line ones, preamplifier.
  Result<std::vector<Amplifier>> amplifiers(std::span<const Span> spans) const;

 private:
  struct Candidate {
    AmplifierTypeIndex index;
    optics::NoiseFigureModel noise;
  };
  const Equipment* equipment_;
  std::vector<Candidate> candidates_;
  Dbm roadm_output_;  ///< of the design's reference channel
  Dbm total_load_;    ///< of the design's channels together, at the launch power
};

}  // namespace lightloom::formats
