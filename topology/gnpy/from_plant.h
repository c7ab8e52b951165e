// Our own plant record as a planner's network, so that requests are planned on either.
#pragma once

#include <string>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::gnpy {

/// A transceiver `trx SITE` and a ROADM of the library's type `default` a site, and two lines a cable, each
/// of the record's amplifiers and fibres: `booster A to Z on CABLE`, `fiber A to Z on CABLE span 1`, `ila 1 A
/// to Z on CABLE`, ..., `preamp Z from A on CABLE`. A site that came with a planner's uid gives it to its
/// ROADM. Nothing is left to design. `file` is what errors call the record. kInvalidArgument naming cable and
/// type where the library lacks an amplifier or fibre, or a cable's amplifiers are not spans + 1.
Result<PlannerNetwork> planner_network_of(const NetworkRecord& record, const std::string& file,
                                          const Library& library);

}  // namespace lightloom::gnpy
