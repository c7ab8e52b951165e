#include "topology/optics/roadm.h"

#include <algorithm>

namespace lightloom::optics {
namespace {

template <class Passing>
void equalise_after(SpectralState& state, Milliwatt target, Passing passing) {
  const double target_w = target.value * 1e-3;
  double* __restrict const signal = state.signal_w.data();
  double* __restrict const ase = state.ase_w.data();
  double* __restrict const nli = state.nli_w.data();
  const std::size_t count = state.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double total = (signal[i] + ase[i] + nli[i]) * passing(i);
    const double factor = passing(i) * std::min(1.0, target_w / total);
    signal[i] *= factor;
    ase[i] *= factor;
    nli[i] *= factor;
  }
}

}  // namespace

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
  equalise_after(state, target, [](std::size_t) { return 1.0; });
}

void equalise(SpectralState& state, Milliwatt target, std::span<const double> passing) {
  equalise_after(state, target, [passing](std::size_t i) { return passing[i]; });
}

}  // namespace lightloom::optics
