// A planner's network as a plant record, so that it can be controlled.
#pragma once

#include <string>
#include <vector>

#include "topology/formats/equipment_json.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct PlantRecord {
  NetworkRecord record;
  std::vector<std::string> assumed;  ///< one sentence for each thing that the file did not say
};

/// A site is a ROADM, named by its `city`, or its uid where that is empty or not unique; a link is two
/// opposite chains whose fibres mirror each other, named by what follows ` on ` in the uid of the file's
/// booster, else `A-Z-k`; its a end is where the booster stands that comes first. Ports are numbered from
/// degree-1 in that order; there are no SRLGs and line ports are unlimited. Lengths are whole metres.
///
/// A network in which every amplifier has type and gain, and none is missing, is taken as it is; any other is
/// completed by `design` first. `library` and `equipment` are two readings of one file.
///
/// kInvalidArgument naming file, element, field, found and needed: as `check_wiring`, `common_roadm`,
/// `design` and `plant_chains`, and a chain that has no mirror.
Result<PlantRecord> plant_record_of(const PlannerNetwork& network, const Library& library,
                                    const formats::EquipmentFile& equipment);

}  // namespace lightloom::gnpy
