// How far the bands of a line have come apart at the end of a span whose glass loses more in one band than in
// another.
#pragma once

#include <vector>

#include "topology/gnpy/design_bands.h"
#include "topology/gnpy/power_design.h"
#include "topology/gnpy/span_loss.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// Per band, at the output of `before`: all 0 where it is no fibre, or its span's loss is flat. `channel_dbm`
/// is a channel's power at the span's input, per band. No Raman effect between bands.
Result<std::vector<BandDeviation>> band_deviations(const PlannerNetwork& network, SpanLosses& losses,
                                                   ElementIndex before, const std::vector<NamedBand>& bands,
                                                   const std::vector<double>& channel_dbm, double spacing_hz);

}  // namespace lightloom::gnpy
