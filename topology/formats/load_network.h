// A network from disk, whatever it is written in: the one call of programs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "topology/formats/equipment_json.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::formats {

struct LoadedNetwork {
  NetworkRecord record;
  std::vector<std::filesystem::path> inputs;  ///< files that were read, for provenance
  std::vector<std::string> assumed;           ///< one sentence for each thing that no file said
  std::vector<Unsupported> unsupported;       ///< what the equipment lists and nothing uses
};

/// Reads a folder (`sites.csv`, `cables.csv`, where there `amplifiers.csv` and `equipment.json`), a single
/// `.csv`, or a GNPy topology `.json` (as gnpy::plant_record_of). Equipment is `equipment` where given, else
/// the folder's, else the built-in one. Reads files; call it from one place at a start. kInvalidArgument with
/// the file, and as the readers say. The record still has to pass Network::build.
Result<LoadedNetwork> load_network(const std::filesystem::path& network,
                                   const std::optional<std::filesystem::path>& equipment);

}  // namespace lightloom::formats
