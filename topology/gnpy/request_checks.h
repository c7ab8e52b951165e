// What GNPy checks of one path request before it looks for a path.
#pragma once

#include "topology/gnpy/fields.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/services.h"

namespace lightloom::gnpy {

/// The last mode of that format, as GNPy takes it; nullptr where there is none.
const TransceiverMode* find_mode(const TransceiverVariety& transceiver, std::string_view format);

/// Refused, for a request with a mode: a spacing below the mode's, a mode wider than its own spacing, more
/// channels than its transceiver's range holds, fixed slots that are too few for the bandwidth or overlap.
void check_request(const Fields& te_bandwidth, const PathRequest& request,
                   const TransceiverVariety& transceiver);

}  // namespace lightloom::gnpy
