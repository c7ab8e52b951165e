// Nonlinear interference by the generalised GN model, in which the power of each channel along the span may
// be anything: D'Amico et al. and Cantono et al., arXiv:1710.02225, equation 21, spectrally separated.
#pragma once

#include "topology/optics/fibre.h"
#include "topology/optics/ggn_tables.h"
#include "topology/optics/raman.h"
#include "topology/optics/spectral_state.h"

namespace lightloom::optics {

/// Adds the NLI that arises in `fibre` from the signal powers as they enter the glass: formula (47).
void add_generalised_interference(SpectralState& state, const Fibre& fibre, const PowerProfiles& profiles,
                                  GgnTables& tables);

/// The state at the far end with the Raman effect between channels: NLI from the power along the span, then
/// for signal and noise alike the loss that each channel has. The caller keeps `tables` from span to span.
void propagate_isrs(SpectralState& state, const Fibre& fibre, GgnTables& tables);

}  // namespace lightloom::optics
