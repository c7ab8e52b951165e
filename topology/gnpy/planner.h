// Answers a planner's path requests: routes (given, constrained, disjoint), modes that close, slots.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/propagation.h"
#include "topology/gnpy/services.h"
#include "topology/result.h"

namespace lightloom::gnpy {

struct PlannedSlot {
  int n = 0, m = 0;
  bool operator==(const PlannedSlot&) const = default;
};

/// One request's answer. Ratios are means over the channels that arrive, in dB; NaN where nothing was
/// propagated.
struct PlannedPath {
  std::string id;
  bool feasible = false;
  std::string reason;  ///< empty where feasible; else GNPy's word, as MODE_NOT_FEASIBLE
  std::string detail;  ///< a sentence, where there is more to say than the reason
  std::string mode;    ///< format
  double gsnr_0p1nm_db = 0, gsnr_signal_bandwidth_db = 0, osnr_0p1nm_db = 0;
  /// The same of the way back, of a bidirectional request.
  struct Back {
    double gsnr_0p1nm_db = 0, gsnr_signal_bandwidth_db = 0, osnr_0p1nm_db = 0;
  };
  std::optional<Back> back;
  double latency_us = 0, length_km = 0;
  std::vector<std::string> roadms, elements;  ///< uids, in the order of light
  std::vector<PlannedSlot> slots;
};

/// In file order, each taking its spectrum. What GNPy draws together (`tidy_requests`) is one answer. Demands
/// without a disjoint set get NO_PATH_WITH_CONSTRAINT. kInvalidArgument where a request cannot be understood,
/// or a search for routes was given up.
Result<std::vector<PlannedPath>> plan_requests(const PlannerNetwork& designed, const Library& library,
                                               const Services& services);

}  // namespace lightloom::gnpy
