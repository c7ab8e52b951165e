// From a demand to a light path: route, mode and slot on what is free over a window. Pure: everything is an
// argument.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "topology/calendar/calendar.h"
#include "topology/plan/admission.h"
#include "topology/plan/barred.h"
#include "topology/plan/closing_routes.h"
#include "topology/plan/free_spectrum.h"
#include "topology/plan/slot_search.h"
#include "topology/result.h"

namespace lightloom {

/// Plans for which there is room, and which do not close beside what is lit, that one decision looks at: up
/// to a millisecond each on a crowded network.
inline constexpr int kMaxCrowded = 12;

/// What is asked of the glass.
struct Demand {
  SiteIndex from, to;
  std::optional<PortNumber> from_port,
      to_port;  ///< a line port that must be the one; any free one where not given
  Kbps rate;
  std::optional<Latency> max_latency;  ///< compared with the exact sum, before rounding
  Window window;                       ///< occupied time, set-up and tear-down included
  SharedBarred barred = nullptr;       ///< taken too, whatever the window
  /// What was promised, for a policy that looks at the actual load; not looked at otherwise. Null: nothing.
  SharedLitPaths lit = nullptr;
  /// That end is in the middle of a way: it takes regenerators there (topology/line_ports.h).
  bool from_is_regenerator = false, to_is_regenerator = false;
  int most_crowded = kMaxCrowded;  ///< by the actual load: plans that do not close beside what is lit
};

struct LightpathPlan {
  ModeIndex mode;
  Slot slot;
  Decibel gsnr_0p1nm;  ///< at the load of the policy, the worse direction
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

/// A mode on a route: how many lightpaths of it, and by how much it closes.
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

struct PlanTools;

/// Plans on one network. What is static about a pair of sites (its fastest routes, their GSNR) is found when
/// first asked and kept, within bounds; answers do not depend on what is kept. One thread at a time; a copy
/// is for another thread.
class Planner {
 public:
  /// Keeps the network and builds its optics. Errors are those of LineModel::build.
  static Result<Planner> build(std::shared_ptr<const Network> network, const AdmissionPolicy& policy = {});

  const AdmissionPolicy& policy() const { return policy_; }

  const Network& network() const { return *network_; }
  std::shared_ptr<const Network> shared_network() const { return network_; }
  const optics::LineModel& optics() const { return optics_; }

  /// The fastest route on which a mode closes and a slot, the same on all its cables, is free over the whole
  /// window: routes by latency (`comes_before`); on each the mode (`closing_modes`), then first fit, lowest
  /// slices first; a mode that has no room gives way to the next on the same route; the first route that
  /// gives both wins. Line ports are the lowest that are free at both ends over the window; a mode that takes
  /// more lightpaths than there are ports is passed over.
  ///
  /// Errors, each with its blockers. Where routes fail for different reasons, the last constraint that could
  /// not be met wins, in this order, each asked with those above it met:
  /// - kInvalidArgument: from == to, a rate, budget or window that is not positive, a port that is not there.
  /// - kNoFeasibleMode, field `gbps`: the rate is above kMaxLightpaths lightpaths of the largest mode.
  /// - kNoRoute: the sites are not joined, or not by cables that are up. kNoRouteWithinLatency: the fastest
  ///   route over such cables misses the budget.
  /// - kNoFeasibleMode: no mode that carries the rate closes on any route within the budget; or, by the
  /// actual
  ///   load, where there is room it would not beside what is lit, or would take too much from that (of the
  ///   first kMaxCrowded such plans).
  /// - kNoSpectrum: it would close, and nowhere is a slot free; or the search was stopped
  ///   before it knew (kMaxSlotLabels, kMaxDecisionPrefixes), and the message says so.
  /// - kNoPort: a route with mode and slot is there, and line ports at one end are not.
  Result<PathPlan> plan(const Calendar& calendar, const Demand& demand);
  /// Up to `count` such paths by latency, each planned alone. The first is what `plan` gives; its errors too.
  /// Fewer where there are no more, or where the search beyond the kept routes ended at kMaxDecisionPrefixes.
  Result<std::vector<PathPlan>> alternatives(const Calendar& calendar, const Demand& demand,
                                             std::size_t count);
  /// The same without a word of why there is none, which takes longer than to find that out.
  std::vector<PathPlan> alternatives_if_any(const Calendar& calendar, const Demand& demand,
                                            std::size_t count);
  /// Up to `count` routes within a budget by latency, whatever is on them; none over closed cables.
  /// kInvalidArgument (from == to, or
  /// more asked for than one search may hold), kNoRoute, kNoRouteWithinLatency.
  Result<std::vector<Route>> routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                                    std::size_t count, const SharedBarred& barred = nullptr);
  /// How many loopless routes fit within the budget, counting to `limit` at most.
  std::size_t count_routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                           std::size_t limit, const SharedBarred& barred = nullptr);

  /// Modes that close on a route and carry `rate` in at most kMaxLightpaths lightpaths, ceil(rate / mode
  /// rate), in the order in which they are taken: least total spectrum, then higher margin, then file order.
  std::vector<ModeChoice> closing_modes(const Route& route, Kbps rate) const;

  /// Demands near a refused one that `plan` grants on this calendar. Each was planned. By latency: the least
  /// budget, in whole microseconds, that is granted. By rate: the highest lower rate that is granted within
  /// the budget, in steps of 0.001 Gbit/s; not for a route that is missing or too slow.
  std::vector<Counteroffer> counteroffers(const Calendar& calendar, const Demand& demand,
                                          const Error& refusal);

 private:
  Planner(std::shared_ptr<const Network> network, optics::LineModel optics, const AdmissionPolicy& policy);
  Result<void> check(const Demand& demand) const;
  Result<void> check_route(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                           const SharedBarred& barred);
  std::string closed_words(const Barred& barred) const;
  bool is_granted(const Calendar& calendar, const Demand& demand);
  std::optional<Latency> granted_latency(const Calendar& calendar, Demand demand);
  std::optional<Kbps> granted_rate(const Calendar& calendar, Demand demand);
  PlanTools tools();

  std::shared_ptr<const Network> network_;
  AdmissionPolicy policy_;
  optics::LineModel optics_;
  LatencyTable latencies_;
  NoiseTable noise_;
  ClosingRouteCache closing_;
  TakenSpectrum taken_;
  SlotSearch slots_;
};

}  // namespace lightloom
