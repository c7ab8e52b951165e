// A planned path with the names by which people know its parts.
#pragma once

#include "controller/ports/values.h"
#include "topology/plan/plan.h"

namespace lightloom {

/// The path as the API shows it; its lightpaths have no names yet, because nothing is reserved.
PathView path_view(const Network& network, const PathPlan& plan);
/// A route without lightpaths: what was asked without a rate.
PathView path_view(const Network& network, const Route& route);

}  // namespace lightloom
