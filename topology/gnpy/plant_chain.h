// One direction of a cable in a planner's network: from a ROADM over amplifiers and fibres to the next ROADM.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "topology/formats/equipment_json.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/line_walk.h"
#include "topology/gnpy/planner_network.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct PlantChain {
  ElementIndex from = kNoElement, to = kNoElement;  ///< ROADMs
  ElementIndex first = kNoElement;                  ///< behind the first ROADM: the booster
  std::string name;  ///< what follows the last ` on ` in the booster's uid; may be empty
  FibreTypeIndex fibre_type;
  std::string fibre;                 ///< type_variety
  std::vector<Span> spans;           ///< in the direction of light
  std::vector<Amplifier> amps;       ///< spans + 1
  std::vector<ElementIndex> fibres;  ///< as spans
};

struct PlantChains {
  std::vector<PlantChain> chains;         ///< in the order of the boosters in the file
  std::vector<ElementIndex> unamplified;  ///< fibres before or behind which a Fused stands for no amplifier
};

/// The type of an amplifier that is not there: 0 dB, and noise that does not count. It stands behind all
/// types of the equipment.
AmplifierType no_amplifier(const Equipment& equipment);
AmplifierTypeIndex no_amplifier_index(const Equipment& equipment);

/// Follows every chain of a designed network that passed `check_wiring`; elements from `first_added` on are
/// not of the file and name no cable. A Fused before a fibre adds to its pad, one behind it to its output
/// connector or the last amplifier's attenuator; where it stands for an amplifier (between two fibres, or
/// instead of booster or preamplifier), `no_amplifier` takes the place and the loss. kInvalidArgument naming
/// element and field: an amplifier without type, gain or fibre between it and the one before, or of a kind or
/// setting that the record cannot hold; fibres of different types; a chain that leads back, has no fibre or
/// belongs to no ROADM.
Result<PlantChains> plant_chains(const PlannerNetwork& network, ElementIndex first_added,
                                 const Library& library, const formats::EquipmentFile& equipment);

}  // namespace lightloom::gnpy
