// What design did to a network, for a person.
#pragma once

#include <string>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"

namespace lightloom::gnpy {

/// Whether every amplifier has its type and gain and none is missing beside a fibre. A fibre longer than
/// `max_length` is no reason to design: its owner lit it so.
bool says_everything(const PlannerNetwork& network);

/// The first element of a designed network that the planner's file did not have, or how many there are.
ElementIndex first_added(const PlannerNetwork& network, const PlannerNetwork& designed);

/// Whether design chooses the type of an amplifier of the designed network.
bool chooses_type(const PlannerNetwork& network, const Element& amplifier);

/// One sentence for each kind of thing that design decided.
std::vector<std::string> summary_of_design(const PlannerNetwork& network, const PlannerNetwork& designed,
                                           const Library& library);

}  // namespace lightloom::gnpy
