// A designed GNPy topology as a plant record: every amplifier has its type and gain.
#pragma once

#include <string>
#include <string_view>

#include "topology/formats/equipment_json.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::formats {

/// Reads a topology of Transceivers, Roadms, Fibers, Edfas and Fused attenuators. A site is a ROADM, named by
/// its `city`, or its uid where that is empty or not unique; a link is two opposite chains whose fibres
/// mirror each other, named by what follows ` on ` in the booster's uid, else `A-Z-k`; its a end is
/// where the booster stands that the file lists first. Ports are numbered from degree-1 in that order; there
/// are no SRLGs and line ports are unlimited. Lengths are rounded to whole metres. A Fused before a fibre
/// adds to its pad, one behind it to its output connector. kInvalidArgument naming file, element and field: a
/// connection to an element that is not there, a uid used twice, a chain that ends nowhere or has no mirror,
/// an amplifier without type or gain (design the network first), a length of 0 or less, a type that the
/// equipment lacks, a kind of element that is not supported (RamanFiber, Multiband_amplifier), ROADM targets
/// that are not the same everywhere.
Result<NetworkRecord> read_gnpy_topology(std::string_view bytes, const std::string& file,
                                         const EquipmentFile& equipment);

}  // namespace lightloom::formats
