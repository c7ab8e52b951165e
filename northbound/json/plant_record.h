// From the message that GET /v1/network prints to the plant record it was made of: the way back of plant.h.
#pragma once

#include "northbound/json/checked_fields.h"
#include "northbound/proto/lightloom/v1/plant.pb.h"
#include "topology/network.h"

namespace lightloom::northbound {

/// What was recorded; what is found (states, latencies, free ports, nodes) is not read. Lengths are taken to
/// the nearest metre, frequencies to the nearest MHz. kInvalidArgument with the field's path
/// (`network.links[3].spans[0].length_km`): a name missing or used twice in the equipment, a number out of
/// range, an end that is no site, a type that the equipment lacks (with the nearest). The record still has to
/// pass Network::build.
Result<NetworkRecord> to_value(const v1::Network& message);

/// The part of it that is the equipment; errors go where `fields` keeps them.
Equipment equipment_value(const v1::Equipment& message, const CheckedFields& fields);

}  // namespace lightloom::northbound
