#include "topology/optics/roadm.h"

namespace lightloom::optics {

Milliwatt target_power(const RoadmTarget& target, Mhz slot_width, Mhz baud_rate) {
  switch (target.kind) {
    case RoadmTarget::Kind::kPerChannelDbm:
      return to_linear(Dbm{target.value});
    case RoadmTarget::Kind::kPerSymbolRateMwPerGhz:
      return {target.value * static_cast<double>(baud_rate.value) * 1e-3};
    case RoadmTarget::Kind::kPerSlotWidthMwPerGhz:
      break;
  }
  return {target.value * static_cast<double>(slot_width.value) * 1e-3};
}

void equalise(SpectralState& state, Milliwatt target) {
  const double target_w = target.value * 1e-3;
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double total = state.signal_w[i] + state.ase_w[i] + state.nli_w[i];
    const double factor = total > target_w ? target_w / total : 1.0;
    state.signal_w[i] *= factor;
    state.ase_w[i] *= factor;
    state.nli_w[i] *= factor;
  }
}

}  // namespace lightloom::optics
