// What GNPy does to a topology before light passes: splits long fibres, adds amplifiers that are missing,
// pads short spans, chooses types, gains and powers. A network that says everything stays as it is.
#pragma once

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct DesignOptions {
  bool add_missing = true;  ///< split fibres and add amplifiers
};

/// The network with every amplifier typed and set and every fibre padded. kInvalidArgument naming element and
/// what is missing.
Result<PlannerNetwork> design(PlannerNetwork network, const Library& library,
                              const DesignOptions& options = {});

}  // namespace lightloom::gnpy
