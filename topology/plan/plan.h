// From a demand to a light path: route, mode and slot on what is free over a window. Pure: everything is an
// argument.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "topology/calendar/calendar.h"
#include "topology/network.h"
#include "topology/optics/line_model.h"
#include "topology/result.h"
#include "topology/routes/routes.h"

namespace lightloom {

/// What is asked of the glass.
struct Demand {
  SiteIndex from, to;
  std::optional<PortNumber> from_port,
      to_port;  ///< a line port that must be the one; any free one where not given
  Kbps rate;
  std::optional<Latency> max_latency;  ///< compared with the exact sum, before rounding
  Window window;                       ///< occupied time, set-up and tear-down included
};

struct LightpathPlan {
  ModeIndex mode;
  Slot slot;
  Decibel gsnr_0p1nm;  ///< full load, the worse direction
  Decibel margin;      ///< GSNR - (the mode's requirement + the operator's margin); >= 0
  PortNumber from_port = 0, to_port = 0;
  bool operator==(const LightpathPlan&) const = default;
};

/// One leg: a route and the equal lightpaths on it that carry the rate together.
struct PathPlan {
  Route route;
  std::vector<LightpathPlan> lightpaths;
  bool operator==(const PathPlan&) const = default;
};

/// A mode on a route: how many lightpaths of it, how many slices in all, and by how much it closes.
struct ModeChoice {
  ModeIndex mode;
  std::int64_t count = 0;
  Decibel gsnr_0p1nm, margin;
};

/// A demand that would be granted instead of one that was refused.
struct Counteroffer {
  std::optional<Latency> max_latency;  ///< whole microseconds; where it differs
  std::optional<Kbps> rate;            ///< where it differs
};

/// The most lightpaths that one reservation may take.
inline constexpr std::int64_t kMaxLightpaths = 64;

class Planner {
 public:
  /// Keeps the network, builds its optics and tables. Used by one thread at a time; copies share what is
  /// immutable.
  static Result<Planner> build(std::shared_ptr<const Network> network);

  const Network& network() const { return *network_; }
  std::shared_ptr<const Network> shared_network() const { return network_; }
  const optics::LineModel& optics() const { return optics_; }

  /// The fastest route on which a mode closes and a slot, the same on all its cables, is free over the whole
  /// window: routes by latency; on each the mode, then first fit; the first route that gives both wins.
  /// Errors: kNoRoute, kNoRouteWithinLatency, kNoFeasibleMode, kNoSpectrum, kNoPort, each with blockers.
  Result<PathPlan> plan(const Calendar& calendar, const Demand& demand);
  /// Up to `count` such paths by latency, each planned alone. The first is what `plan` gives.
  Result<std::vector<PathPlan>> alternatives(const Calendar& calendar, const Demand& demand,
                                             std::size_t count);
  /// Up to `count` routes within a budget by latency, whatever is on them. kNoRoute, kNoRouteWithinLatency.
  Result<std::vector<Route>> routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                                    std::size_t count);
  /// How many loopless routes fit within the budget, counting to `limit` at most.
  std::size_t count_routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                           std::size_t limit);

  /// Modes that close on a route, in the order in which they are taken: least total spectrum, then higher
  /// margin.
  std::vector<ModeChoice> closing_modes(const Route& route, Kbps rate) const;

  /// Demands near a refused one that `plan` grants on this calendar: by latency, by rate. Each was planned.
  std::vector<Counteroffer> counteroffers(const Calendar& calendar, const Demand& demand,
                                          const Error& refusal);

 private:
  explicit Planner(std::shared_ptr<const Network> network, optics::LineModel optics);
  std::shared_ptr<const Network> network_;
  optics::LineModel optics_;
  LatencyTable latencies_;
};

}  // namespace lightloom
