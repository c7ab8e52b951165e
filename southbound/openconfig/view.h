// From a device's leaves to what the core knows of a node (docs/wire.md).
#pragma once

#include <string>

#include "controller/ports/devices.h"
#include "southbound/gnmi/leaf_map.h"
#include "southbound/openconfig/mode_table.h"

namespace lightloom::southbound {

/// What the tree says of the node of `site`, reachable. What is half there, or not as ordered things are
/// written, is told in `holds` with a remark, `degree-3 (one way)` or `400G (off)`; light without a name
/// under one that is made up: `foreign:1000014`, `foreign:line-7`.
NodeObserved observed_in(const LeafMap& leaves, const ModeTable& modes, const std::string& site);

}  // namespace lightloom::southbound
