// A planner's equipment library from the disk.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "topology/gnpy/library.h"

namespace lightloom::gnpy {

/// Reads an equipment file. The files that it refers to (`advanced_config_from_json`,
/// `default_config_from_json`) must lie beside it, under the name given. kInvalidArgument as `read_library`,
/// or beginning with the path of a file that cannot be read.
Result<Library> read_library_file(const std::filesystem::path& path);

/// The same of bytes that were read from `path`, which errors call it by; `beside` gets the files that it
/// refers to.
Result<Library> read_library_text(std::string_view bytes, const std::filesystem::path& path,
                                  std::vector<std::filesystem::path>& beside);

/// The library of a network that comes with none (formats::builtin_equipment_json).
Result<Library> builtin_library();

}  // namespace lightloom::gnpy
