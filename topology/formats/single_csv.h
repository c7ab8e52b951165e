// A network in one table: cables with their ends and lengths; everything else is assumed.
#pragma once

#include "topology/formats/equipment_json.h"
#include "topology/formats/plant_folder.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::formats {

/// `cable, a_site, z_site, length_km`, and where given the other columns of `cables.csv`. Sites are those
/// that the cables name, in order of appearance, with unlimited line ports; fibre is G.652.D in equal spans
/// of at most 80 km; amplifiers are designed. kInvalidArgument as read_plant.
Result<NetworkRecord> read_single_csv(const NamedText& text, const EquipmentFile& equipment);

}  // namespace lightloom::formats
