// What a planner's network must be for a plant record to hold it. A record is what a controller promises on,
// so what it cannot express is refused and never left out.
#pragma once

#include <string>
#include <string_view>

#include "topology/equipment.h"
#include "topology/formats/equipment_json.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// kInvalidArgument: `file: "uid": field: what`.
tl::unexpected<Error> refuse_field(const PlannerNetwork& network, ElementIndex element,
                                   std::string_view field, std::string_view what, std::string nearest = {});

/// Equal up to the rounding of a decimal.
bool is_same(double left, double right);

/// kInvalidArgument naming the element: a kind that is not supported (RamanFiber, Multiband_amplifier), a
/// fibre, amplifier or Fused that has not exactly one way in and one out, a transceiver that is not at a
/// ROADM, two ROADMs with nothing between.
Result<void> check_wiring(const PlannerNetwork& network);

/// What all ROADMs do. kInvalidArgument naming the ROADM and field: there is none, a type that the equipment
/// lacks, a target (of a degree, too), add_drop_osnr or pmd that is not that of the others, impairments.
Result<RoadmType> common_roadm(const PlannerNetwork& network, const formats::EquipmentFile& equipment);

/// A fibre may repeat what its type says, not contradict it: a cable has one type, and a span one loss.
/// kInvalidArgument naming fibre and field.
Result<FibreTypeIndex> plain_fibre(const PlannerNetwork& network, ElementIndex element,
                                   const Library& library, const formats::EquipmentFile& equipment);

}  // namespace lightloom::gnpy
