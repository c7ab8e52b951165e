// The ways through a ROADM for which a file names impairments.
#pragma once

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// kInvalidArgument where `per_degree_impairments` names a degree that the ROADM has not, an id that its type
/// has not, or one for adding where light is dropped and the like.
Result<void> check_roadm_ways(const PlannerNetwork& network, const Library& library, ElementIndex roadm);

}  // namespace lightloom::gnpy
