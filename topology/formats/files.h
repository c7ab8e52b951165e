// The one place of the model that touches the disk: whole files in, bounded.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "topology/result.h"

namespace lightloom::formats {

/// No file that describes a network is larger: a national one has 2 MB.
inline constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20U;

/// The bytes of a regular file. kInvalidArgument where it is absent, a directory, a device, unreadable, or
/// longer than `max_bytes`; the message begins with the path.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes = kMaxFileBytes);

}  // namespace lightloom::formats
