// One decision: the demand, what is free over its window, and the search among routes. Internal to plan/.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "topology/plan/plan.h"
#include "topology/plan/spectrum_pruner.h"

namespace lightloom {

/// What a Planner keeps, lent to one decision.
struct PlanTools {
  const Network& network;
  const AdmissionPolicy& policy;
  const optics::LineModel& optics;
  LatencyTable& latencies;
  NoiseTable& noise;
  ClosingRouteCache& closing;
  TakenSpectrum& taken;
  SlotSearch& slots;

  ClosingRouteCache::Sources sources() const { return {network, optics, latencies, noise}; }
};

/// Lightpaths of a mode that carry a rate together: ceil(rate / mode rate). A mode without a rate never does.
std::int64_t lightpaths_for(const Mode& mode, Kbps rate);

/// Of the modes that close on a route, those that `count_of` gives a count, in the order in which they are
/// taken.
std::vector<ModeChoice> in_order(const Network& network, const std::vector<ClosingMode>& closing,
                                 const std::function<std::int64_t(ModeIndex)>& count_of);

/// Line ports of one end over the window; regenerators by number where the end is in the middle of a way.
struct PortsAtEnd {
  SliceMap taken;
  std::int32_t number = 0;           ///< how many the site has
  std::optional<PortNumber> wanted;  ///< the only one that will do

  std::int64_t at_hand() const;
  /// The lowest free port after `after`, or the wanted one. Precondition: there is one.
  PortNumber next(PortNumber after) const;
};

/// Routes of a pair that are kept at most; beyond them each decision searches for itself.
inline constexpr std::size_t kMostCachedRoutes = 64;
/// Prefixes that one decision looks at beyond them: a few milliseconds, for it may hold up others.
inline constexpr std::size_t kMaxDecisionPrefixes = 2'000;

class Attempt {
 public:
  /// The demand has passed Planner's checks. All of them outlive this; one Attempt at a time uses `tools`.
  Attempt(const PlanTools& tools, const Calendar& calendar, const Demand& demand);

  /// The first `wanted` routes that give a mode and slots, each planned alone.
  std::vector<PathPlan> plans(std::size_t wanted);
  /// Why `plans` found nothing.
  Error refusal();

 private:
  enum class Ending { kSatisfied, kNoneLeft, kStopped };
  using Visit = std::function<bool(const ClosingRoute&)>;

  Ending for_each_route(const Visit& is_enough);
  SlotSearch::Outcome first_with_slots(SlotQuery query, const std::vector<SlotNeed>& needs);
  Ending search_beyond(const Route* last, RoutePruner& pruner, const ClosedLinks& closed,
                       const Visit& is_enough);
  bool is_within_budget(const Route& route) const {
    return !demand_.max_latency || route.latency <= *demand_.max_latency;
  }
  std::vector<SlotNeed> allowed_needs() const;
  std::vector<ModeChoice> choices(const ClosingRoute& closing) const;
  std::optional<PathPlan> plan_on(const ClosingRoute& closing);
  PathPlan path_of(const ClosingRoute& closing, const ModeChoice& choice,
                   const std::vector<std::int32_t>& firsts) const;
  bool closes_beside_lit(PathPlan& path);

  std::shared_ptr<const ClosingRoutes> fastest_routes();
  bool some_mode_closes();
  Error no_mode();
  Error crowded() const;
  Error no_spectrum();
  Error no_port(const PathPlan& without);
  Error no_port_at(SiteIndex site, const PortsAtEnd& ports, std::int64_t asked) const;
  std::string subject() const;

  PlanTools tools_;
  const Demand& demand_;
  std::vector<SlotNeed> needs_;  // by ModeIndex; count 0 where the rate takes too many
  PortsAtEnd from_ports_, to_ports_;
  std::int64_t most_lightpaths_ = 0;  // that ports allow
  bool stopped_ = false;
  struct Crowded {
    PathPlan path;
    LitCheck::Verdict verdict;
  };
  std::optional<LitCheck> lit_;  // where the policy looks at the actual load
  int crowded_plans_ = 0;
  std::optional<Crowded> crowded_;  // what came nearest of that for which there was room
};

/// "12.345 ms": a latency rounded up to whole microseconds.
std::string in_ms(Latency latency);
/// "400" or "0.5".
std::string in_gbps(Kbps rate);

}  // namespace lightloom
