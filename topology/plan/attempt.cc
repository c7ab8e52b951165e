#include "topology/plan/attempt.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "topology/line_ports.h"

namespace lightloom {
namespace {

// Nearly every decision is made on the first routes; later ones are found when first needed.
constexpr std::array<std::size_t, 3> kCachedRoutes{4, 16, kMostCachedRoutes};

}  // namespace

std::int64_t lightpaths_for(const Mode& mode, Kbps rate) {
  // Not (rate + mode rate - 1) / mode rate: the greatest rate there is would overflow.
  return mode.rate > Kbps{0} ? (rate.value - 1) / mode.rate.value + 1 : kMaxLightpaths + 1;
}

std::vector<ModeChoice> in_order(const Network& network, const std::vector<ClosingMode>& closing,
                                 const std::function<std::int64_t(ModeIndex)>& count_of) {
  std::vector<ModeChoice> choices;
  choices.reserve(closing.size());
  for (const auto& mode : closing)
    if (const auto count = count_of(mode.mode); count > 0)
      choices.push_back({mode.mode, count, mode.gsnr_0p1nm, mode.margin});
  const auto rank = [&](const ModeChoice& choice) {
    return std::tuple(choice.count * network.slot_slices(choice.mode), -choice.margin, choice.mode);
  };
  std::sort(choices.begin(), choices.end(),
            [&](const ModeChoice& left, const ModeChoice& right) { return rank(left) < rank(right); });
  return choices;
}

std::int64_t PortsAtEnd::at_hand() const {
  if (wanted) return taken.is_taken(static_cast<std::int32_t>(*wanted) - 1) ? 0 : 1;
  return number - taken.count();
}

PortNumber PortsAtEnd::next(PortNumber after) const {
  if (wanted) return *wanted;
  return static_cast<PortNumber>(*first_fit(taken, 1, static_cast<std::int32_t>(after), number)) + 1;
}

Attempt::Attempt(const PlanTools& tools, const Calendar& calendar, const Demand& demand)
    : tools_(tools), demand_(demand) {
  tools_.taken.look_at(calendar, demand.window, demand.barred.get());
  const auto& network = tools_.network;
  const auto modes = static_cast<std::uint32_t>(network.equipment().modes.size());
  needs_.reserve(modes);
  for (std::uint32_t i = 0; i < modes; ++i) {
    const ModeIndex mode{i};
    const auto count = lightpaths_for(network.mode(mode), demand.rate);
    const auto [from, to] = network.tuning_bits(mode);
    needs_.push_back({mode, count <= kMaxLightpaths ? count : 0, network.slot_slices(mode), from, to});
  }
  const auto ports_at = [&](SiteIndex site, std::optional<PortNumber> wanted, bool is_regenerator) {
    const Site& place = network.site(site);
    SliceMap taken;
    calendar.add_taken_ports(site, demand.window, taken);
    if (is_regenerator)
      return PortsAtEnd{taken_regenerators(place, taken), static_cast<std::int32_t>(place.regenerators), {}};
    return PortsAtEnd{taken_end_ports(place, taken), static_cast<std::int32_t>(end_ports(place)), wanted};
  };
  from_ports_ = ports_at(demand.from, demand.from_port, demand.from_is_regenerator);
  to_ports_ = ports_at(demand.to, demand.to_port, demand.to_is_regenerator);
  if (tools_.policy.load == AdmissionPolicy::Load::kActual) {
    static const std::vector<LitPath> nothing;
    lit_.emplace(network, tools_.optics, tools_.policy, demand.lit ? *demand.lit : nothing, demand.window);
  }
  most_lightpaths_ =
      std::clamp<std::int64_t>(std::min(from_ports_.at_hand(), to_ports_.at_hand()), 0, kMaxLightpaths);
}

std::vector<SlotNeed> Attempt::allowed_needs() const {
  std::vector<SlotNeed> allowed;
  for (const auto& need : needs_)
    if (need.count > 0 && need.count <= most_lightpaths_) allowed.push_back(need);
  return allowed;
}

std::vector<ModeChoice> Attempt::choices(const ClosingRoute& closing) const {
  return in_order(tools_.network, closing.modes, [this](ModeIndex mode) {
    const auto count = needs_[mode.at()].count;
    return count <= most_lightpaths_ ? count : 0;
  });
}

Attempt::Ending Attempt::for_each_route(const Visit& is_enough) {
  const auto needs = allowed_needs();
  if (needs.empty()) return Ending::kNoneLeft;
  std::shared_ptr<const ClosingRoutes> cached;
  std::size_t seen = 0;
  for (const auto wanted : kCachedRoutes) {
    cached = tools_.closing.first(tools_.sources(), demand_.from, demand_.to, wanted);
    for (; seen < cached->routes.size(); ++seen) {
      if (!is_within_budget(cached->routes[seen].route)) return Ending::kNoneLeft;
      if (is_enough(cached->routes[seen])) return Ending::kSatisfied;
    }
    if (cached->all) return Ending::kNoneLeft;
    if (cached->stopped) break;
  }
  const SlotQuery query{tools_.network,
                        tools_.noise,
                        tools_.taken,
                        tools_.latencies,
                        demand_.from,
                        demand_.to,
                        demand_.max_latency.value_or(kUnreachable)};
  auto first = first_with_slots(query, needs);
  if (first.ending == SlotSearch::Ending::kNone) return Ending::kNoneLeft;
  const Route* last = cached->routes.empty() ? nullptr : &cached->routes.back().route;
  // Not after the last one only where that one was enough for a plan and several are wanted.
  if (first.ending == SlotSearch::Ending::kFound && (last == nullptr || comes_before(*last, first.route))) {
    last = &first.route;
    auto modes = modes_that_close(tools_.network, tools_.optics, tools_.noise, first.route);
    if (!modes.empty() && is_enough({first.route, std::move(modes)})) return Ending::kSatisfied;
  }
  SpectrumPruner pruner(query, needs);
  return search_beyond(last, pruner, pruner.closed(), is_enough);
}

// A need is left out where another fits and closes wherever it does.
SlotSearch::Outcome Attempt::first_with_slots(SlotQuery query, const std::vector<SlotNeed>& needs) {
  const auto covers = [&](const SlotNeed& one, const SlotNeed& other) {
    return one.from <= other.from && one.to >= other.to &&
           one.count <= other.count * (other.width / one.width) &&
           tools_.noise.outreaches(one.mode, other.mode);
  };
  const auto is_covered = [&](const SlotNeed& need) {
    return std::any_of(needs.begin(), needs.end(), [&](const SlotNeed& other) {
      return &other != &need && covers(other, need) && (!covers(need, other) || &other < &need);
    });
  };
  SlotSearch::Outcome first;
  for (const auto& need : needs) {
    if (is_covered(need)) continue;
    auto found = tools_.slots.find(query, need);
    if (found.ending == SlotSearch::Ending::kNone) continue;
    if (found.ending == SlotSearch::Ending::kStopped) return found;
    if (first.ending == SlotSearch::Ending::kNone || comes_before(found.route, first.route))
      first = std::move(found);
    query.max_latency = first.route.latency;
  }
  return first;
}

// Whatever the pruner leaves out gives no plan, so this goes on exactly where the cached routes end.
Attempt::Ending Attempt::search_beyond(const Route* last, RoutePruner& pruner, const ClosedLinks& closed,
                                       const Visit& is_enough) {
  const auto least = latencies_to(tools_.network, demand_.to, closed);
  const RouteQuery query{demand_.from, demand_.to, demand_.max_latency, &pruner, kMaxDecisionPrefixes};
  RouteSearch search(tools_.network, query, least, closed);
  while (auto route = search.next()) {
    if (last != nullptr && !comes_before(*last, *route)) continue;
    auto modes = modes_that_close(tools_.network, tools_.optics, tools_.noise, *route);
    if (!modes.empty() && is_enough({std::move(*route), std::move(modes)})) return Ending::kSatisfied;
  }
  return search.is_stopped() ? Ending::kStopped : Ending::kNoneLeft;
}

std::vector<PathPlan> Attempt::plans(std::size_t wanted) {
  std::vector<PathPlan> plans;
  if (wanted == 0) return plans;
  const auto ending = for_each_route([&](const ClosingRoute& closing) {
    if (auto plan = plan_on(closing)) plans.push_back(std::move(*plan));
    return plans.size() >= wanted || crowded_plans_ >= demand_.most_crowded;
  });
  stopped_ = stopped_ || ending == Ending::kStopped;
  return plans;
}

std::optional<PathPlan> Attempt::plan_on(const ClosingRoute& closing) {
  const SliceMap taken = tools_.taken.along(closing.route.hops);
  for (const auto& choice : choices(closing)) {
    if (crowded_plans_ >= demand_.most_crowded) return std::nullopt;
    const auto firsts = first_fits(taken, needs_[choice.mode.at()]);
    if (!firsts) continue;
    auto path = path_of(closing, choice, *firsts);
    if (!lit_ || closes_beside_lit(path)) return path;
  }
  return std::nullopt;
}

bool Attempt::closes_beside_lit(PathPlan& path) {
  std::vector<Slot> slots;
  for (const auto& lightpath : path.lightpaths) slots.push_back(lightpath.slot);
  const auto verdict = lit_->with(path.lightpaths.front().mode, slots, path.route.hops);
  for (auto& lightpath : path.lightpaths)
    std::tie(lightpath.gsnr_0p1nm, lightpath.margin) = std::tie(verdict.gsnr_0p1nm, verdict.margin);
  if (!verdict.closes) ++crowded_plans_;
  if (!verdict.closes && (!crowded_ || verdict.margin > crowded_->verdict.margin))
    crowded_ = Crowded{path, verdict};
  return verdict.closes;
}

PathPlan Attempt::path_of(const ClosingRoute& closing, const ModeChoice& choice,
                          const std::vector<std::int32_t>& firsts) const {
  PathPlan path{closing.route, {}};
  path.lightpaths.reserve(firsts.size());
  const auto width = needs_[choice.mode.at()].width;
  PortNumber from = 0;
  PortNumber to = 0;
  for (const auto first : firsts) {
    from = from_ports_.next(from);
    to = to_ports_.next(to);
    // Both sections that meet at a site take its lowest free regenerators, so the same ones in the same
    // order.
    const auto from_port = demand_.from_is_regenerator ? regenerator_ports(from).leaving : from;
    const auto to_port = demand_.to_is_regenerator ? regenerator_ports(to).arriving : to;
    path.lightpaths.push_back({choice.mode, slot_of({tools_.network.band().first + first, width}),
                               choice.gsnr_0p1nm, choice.margin, from_port, to_port});
  }
  return path;
}

}  // namespace lightloom
