// One direction of a link in a GNPy topology: from a ROADM over amplifiers and fibres to the next ROADM.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "topology/formats/equipment_json.h"
#include "topology/formats/gnpy_elements.h"
#include "topology/network.h"

namespace lightloom::formats {

struct GnpyChain {
  std::size_t from = 0, to = 0;  ///< ROADMs, as elements
  std::size_t booster = 0;       ///< the first element behind the ROADM
  std::string name;              ///< what follows the last ` on ` in the booster's uid; may be empty
  FibreTypeIndex fibre_type;
  std::string fibre;                ///< type_variety
  std::vector<Span> spans;          ///< in the direction of light
  std::vector<Amplifier> amps;      ///< spans + 1
  std::vector<std::size_t> fibres;  ///< elements, as spans
};

/// Every chain, in the order of the boosters in the file. kInvalidArgument naming file, element
/// and field: as read_gnpy_topology.
Result<std::vector<GnpyChain>> read_gnpy_chains(const GnpyElements& elements, const EquipmentFile& equipment,
                                                FirstError& errors);

}  // namespace lightloom::formats
