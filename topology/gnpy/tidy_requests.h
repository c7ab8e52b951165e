// Requests as they are planned: defaults filled in, lists of places resolved, what asks for the same drawn
// together, as GNPy does before it plans.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/services.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct TidyRequest {
  std::string id;  ///< of several drawn together `last | first`
  ElementIndex source = 0, destination = 0;
  bool bidirectional = false;
  const TransceiverVariety* transceiver = nullptr;  ///< of the library
  const TransceiverMode* mode = nullptr;            ///< nullptr: the planner chooses
  double spacing_hz = 0;
  double bandwidth_bps = 0;
  double power_w = 0, tx_power_w = 0;
  Band comb;                         ///< where channels are counted on when propagating
  std::vector<RequestedSlot> slots;  ///< at least one
  std::vector<ElementIndex> route;   ///< places to pass, neither end among them
  std::vector<bool> strict;          ///< by place
};

struct TidyRequests {
  std::vector<TidyRequest> requests;
  std::vector<std::vector<std::size_t>> groups;  ///< that have to be disjoint
};

/// A place of a route that the network does not have, or that is a transceiver, is left out where it is
/// loose. Requests that differ in bandwidth and slots only, and name their mode, are one: the last of them,
/// with the sum. Groups of the same requests count once. `services` is as `read_services` gives it, so that
/// kInvalidArgument, naming file, request and field, is for those made otherwise: an id used twice, an end, a
/// strict place, a type or mode that is not there, a group of an unknown request.
Result<TidyRequests> tidy_requests(const Services& services, const PlannerNetwork& network,
                                   const Library& library);

}  // namespace lightloom::gnpy
