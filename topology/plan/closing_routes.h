// The fastest routes of a pair of sites on which some mode closes, with the modes that do. Static, so they
// are found once and kept: a decision then only asks the calendar.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "topology/plan/noise_table.h"

namespace lightloom {

/// A mode that closes on a route at full load, in its worse direction.
struct ClosingMode {
  ModeIndex mode;
  Decibel gsnr_0p1nm;
  Decibel margin;  ///< over the mode's requirement and the operator's margin; >= 0
};

struct ClosingRoute {
  Route route;
  std::vector<ClosingMode> modes;  ///< by ModeIndex; never empty
};

/// The first routes of a pair in the order of `comes_before`, those left out on which no mode closes.
struct ClosingRoutes {
  std::vector<ClosingRoute> routes;
  bool all = false;      ///< there are no others
  bool stopped = false;  ///< the search gave up before it knew
};

/// Modes that close on a route, by ModeIndex.
std::vector<ClosingMode> modes_that_close(const Network& network, const optics::LineModel& optics,
                                          const NoiseTable& noise, const Route& route);

/// Keeps ClosingRoutes of the pairs that were asked about, within a bound on how many routes it holds; what
/// is dropped is found again. One per thread: not synchronised. Copies share what was found.
class ClosingRouteCache {
 public:
  /// What searching needs. All of it outlives the call.
  struct Sources {
    const Network& network;
    const optics::LineModel& optics;
    LatencyTable& latencies;
    NoiseTable& noise;
  };

  /// At least `wanted` routes, unless there are fewer or the search stopped.
  std::shared_ptr<const ClosingRoutes> first(const Sources& sources, SiteIndex from, SiteIndex to,
                                             std::size_t wanted);

 private:
  std::unordered_map<std::uint64_t, std::shared_ptr<const ClosingRoutes>> by_pair_;
  std::size_t held_ = 0;  // routes in by_pair_
};

}  // namespace lightloom
