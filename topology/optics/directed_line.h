// A cable in one direction of travel as a row of optical elements: booster, then fibre and amplifier in turn.
#pragma once

#include <vector>

#include "topology/network.h"
#include "topology/optics/amplifier.h"
#include "topology/optics/fibre.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::optics {

/// An amplifier with all that its type says.
struct LineAmplifier {
  Decibel gain, out_voa;
  Dbm p_max;
  GainTilt tilt;
  NoiseFigureModel noise;
  bool operator==(const LineAmplifier&) const = default;
};

/// `amplifiers` has one more than `fibres`: the first is the booster.
struct DirectedLine {
  std::vector<Fibre> fibres;
  std::vector<LineAmplifier> amplifiers;
  bool operator==(const DirectedLine&) const = default;
};

/// Noise figure models of an equipment's amplifier types, made for those that a network uses.
class AmplifierModels {
 public:
  /// kInvalidArgument as `noise_figure_model`, and where a tilted amplifier's type has no band.
  static Result<AmplifierModels> build(const Network& network);
  LineAmplifier line_amplifier(const Amplifier& amplifier) const;

 private:
  explicit AmplifierModels(const Equipment& equipment)
      : types_(equipment.amplifiers), models_(equipment.amplifiers.size()) {}
  std::vector<AmplifierType> types_;
  std::vector<NoiseFigureModel> models_;
};

/// kInvalidArgument naming the cable where a fibre loses nothing, or its type has neither effective area nor
/// gamma.
Result<DirectedLine> directed_line(const Network& network, const AmplifierModels& models, Hop hop);

/// The state after the whole line, channel by channel and pair by pair: exact, and slow for large loads.
void propagate(SpectralState& state, const DirectedLine& line);
void amplify(SpectralState& state, const LineAmplifier& amplifier);

}  // namespace lightloom::optics
