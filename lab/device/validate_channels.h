// Media channels that a ROADM can hold together.
#pragma once

#include <string>

#include "lab/device/facts.h"
#include "lab/device/schema.h"
#include "topology/result.h"

namespace lightloom::lab {

/// On a multiple of 6.25 GHz from 193.1 THz, and in the band of the line system. `path` is named in the
/// error.
Result<void> check_frequency(const DeviceFacts& facts, const std::string& path, std::uint64_t mhz);
/// Every channel whole, from a port to another that are there, and no two of them with the same light on a
/// port.
Result<void> check_channels(const DeviceFacts& facts, const Leaves& config);

}  // namespace lightloom::lab
