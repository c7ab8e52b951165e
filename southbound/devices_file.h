// The devices that an operator lists in a file: `{"devices": [{"node", "site", "address", ...}]}`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ports/devices.h"
#include "topology/result.h"

namespace lightloom::southbound {

/// kInvalidArgument naming file and field: not such a document, an unknown field (with the nearest), a node
/// or site named twice. Sites and addresses are checked by whoever registers them.
Result<std::vector<DeviceRecord>> parse_devices(std::string_view bytes, const std::string& file);
/// Reads the file, 16 MiB at most.
Result<std::vector<DeviceRecord>> read_devices(const std::filesystem::path& path);

}  // namespace lightloom::southbound
