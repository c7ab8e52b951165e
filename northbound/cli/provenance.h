// Where an offline answer comes from: which program, which words, which inputs.
#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "topology/result.h"

namespace lightloom::cli {

/// `{version, commit, command, inputs: {path: sha256}}`. kInvalidArgument where an input cannot be read.
Result<boost::json::value> provenance(const std::vector<std::string>& command,
                                      const std::vector<std::filesystem::path>& inputs);

/// SHA-256 (FIPS 180-4) in hexadecimal.
std::string sha256(std::string_view bytes);

/// "0.1.0 (1a2b3c4)"
std::string version_text();

}  // namespace lightloom::cli
