// Light that does not reach in one go: routes in sections, with a regenerator between two of them.
#pragma once

#include <vector>

#include "topology/plan/plan.h"

namespace lightloom {

/// A way in sections, each with its own mode and slots. The light of a section ends at the first site of the
/// next, where regenerators receive it and send it on.
struct RegeneratedPath {
  std::vector<PathPlan> sections;  ///< in the order of travel; at least one
  Latency latency{};               ///< of the fibre; a regenerator's own is left out
};

/// Sections that one path may have.
inline constexpr std::size_t kMaxSections = 8;

/// The path with the fewest regenerators, and of those the fastest that the search looks at: between any two
/// sites that may end a section it takes the first few plans by latency. No site and no cable twice, and at
/// most kMaxLightpaths in all. At a site it takes as many regenerators as there are lightpaths in the section
/// before or behind it, whichever are more, the lowest of those that are free over the window; they are the
/// ports of these lightpaths. kNoFeasibleMode where no path in kMaxSections sections is found, or none before
/// 1,000 pairs of sites or 20,000 beginnings were looked at; other errors as Planner::plan.
Result<RegeneratedPath> plan_regenerated(Planner& planner, const Calendar& calendar, const Demand& demand);

}  // namespace lightloom
