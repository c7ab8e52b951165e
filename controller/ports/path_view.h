// A planned path with the names by which people know its parts.
#pragma once

#include "controller/ports/values.h"
#include "topology/plan/plan.h"
#include "topology/plan/regeneration.h"

namespace lightloom {

/// The path as the API shows it; its lightpaths have no names yet, because nothing is reserved.
PathView path_view(const Network& network, const PathPlan& plan);
/// All its sections as one way; each lightpath has the cables of its own section.
PathView path_view(const Network& network, const RegeneratedPath& path);
/// A route without lightpaths: what was asked without a rate.
PathView path_view(const Network& network, const Route& route);

}  // namespace lightloom
