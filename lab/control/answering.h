// Whether the devices of a lab answer, asked as a client would.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "lab/server/lab.h"
#include "topology/result.h"

namespace lightloom::lab {

/// Asks every device that is not external for its Capabilities, all at once; returns when all have answered.
/// kUnavailable, naming the first that did not. Blocks at most `patience`.
Result<void> wait_until_answering(const std::vector<DeviceStatus>& devices, const std::string& ca_pem,
                                  std::chrono::seconds patience);

}  // namespace lightloom::lab
