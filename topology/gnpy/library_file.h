// A planner's equipment library from the disk.
#pragma once

#include <filesystem>

#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

/// Reads an equipment file. The files that it refers to (`advanced_config_from_json`,
/// `default_config_from_json`) must lie beside it, under the name given. kInvalidArgument as `read_library`,
/// or beginning with the path of a file that cannot be read.
Result<Library> read_library_file(const std::filesystem::path& path);

}  // namespace lightloom::gnpy
