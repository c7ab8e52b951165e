// Sets the amplifiers of the lines that leave a ROADM or a transceiver, in the order of light.
#pragma once

#include "topology/gnpy/power_design.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// kInvalidArgument naming the amplifier for which there is no type, or what the line lacks.
Result<void> design_lines_from(PlannerNetwork& network, PowerDesign& power, LineWalker& walker,
                               ElementIndex node);

}  // namespace lightloom::gnpy
