// What this device can hold: ports that are there, frequencies on the grid and in the band, channels that do
// not meet, modes of the table.
#pragma once

#include "lab/device/facts.h"
#include "lab/device/schema.h"
#include "topology/result.h"

namespace lightloom::lab {

/// kInvalidArgument with the path, what was found and what would be right. Looks at the whole config, so that
/// what is there already counts.
Result<void> validate(const DeviceFacts& facts, const Leaves& config);

}  // namespace lightloom::lab
