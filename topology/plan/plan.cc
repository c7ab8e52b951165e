#include "topology/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "topology/line_ports.h"
#include "topology/plan/attempt.h"

namespace lightloom {
namespace {

Result<void> check_port(const Network& network, SiteIndex site, std::optional<PortNumber> port,
                        const char* field) {
  const auto ports = end_ports(network.site(site));
  if (!port || (*port >= 1 && *port <= ports)) return {};
  return invalid(
      fmt::format("no line port {} at {}; it has {}, numbered from 1", *port, network.site(site).name, ports),
      field);
}

}  // namespace

Planner::Planner(std::shared_ptr<const Network> network, optics::LineModel optics,
                 const AdmissionPolicy& policy)
    : network_(std::move(network)),
      policy_(policy),
      optics_(std::move(optics)),
      latencies_(*network_),
      noise_(*network_, optics_),
      taken_(*network_) {}

Result<Planner> Planner::build(std::shared_ptr<const Network> network, const AdmissionPolicy& policy) {
  // A mode that does not close alone closes beside nobody.
  const bool looks_at_actual = policy.load == AdmissionPolicy::Load::kActual;
  auto optics = optics::LineModel::build(
      *network, looks_at_actual ? optics::AssumedLoad::kAlone : optics::AssumedLoad::kFull);
  if (!optics) return fail(std::move(optics.error()));
  return Planner(std::move(network), std::move(*optics), policy);
}

PlanTools Planner::tools() {
  return {*network_, policy_, optics_, latencies_, noise_, closing_, taken_, slots_};
}

Result<void> Planner::check(const Demand& demand) const {
  if (demand.rate <= Kbps{0})
    return invalid(fmt::format("{} Gbit/s asked; needs more than 0", in_gbps(demand.rate)), "gbps");
  if (demand.max_latency && *demand.max_latency <= Latency::zero())
    return invalid(fmt::format("a latency budget of {}; needs more than 0", in_ms(*demand.max_latency)),
                   "max_latency_us");
  if (demand.window.start >= demand.window.end)
    return invalid("the window ends before it starts; needs an end after its start", "window.end");
  if (auto checked = check_port(*network_, demand.from, demand.from_port, "from"); !checked)
    return fail(std::move(checked.error()));
  if (auto checked = check_port(*network_, demand.to, demand.to_port, "to"); !checked)
    return fail(std::move(checked.error()));

  const auto& modes = network_->equipment().modes;
  const auto largest = std::max_element(
      modes.begin(), modes.end(), [](const Mode& left, const Mode& right) { return left.rate < right.rate; });
  if (largest == modes.end())
    return fail(ErrorCode::kNoFeasibleMode, "the equipment has no transceiver modes; name one that has",
                "gbps");
  if (demand.rate <= largest->rate * kMaxLightpaths) return {};
  auto error =
      fail(ErrorCode::kNoFeasibleMode,
           fmt::format("{} Gbit/s asked; a reservation holds at most {} lightpaths of {}, {} Gbit/s; "
                       "ask for no more than that, or several times",
                       in_gbps(demand.rate), kMaxLightpaths, largest->name,
                       in_gbps(largest->rate * kMaxLightpaths)),
           "gbps", in_gbps(largest->rate * kMaxLightpaths));
  error.value().blockers.push_back(
      {"PORT", {}, demand.window, lightpaths_for(*largest, demand.rate), kMaxLightpaths, "ports"});
  return error;
}

// "; not up: wuhan-changsha-1, wuhan-changsha-2 and 3 more".
std::string Planner::closed_words(const Barred& barred) const {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> names;
  std::size_t count = 0;
  for (std::uint32_t link = 0; link < barred.closed.size(); ++link)
    if (barred.closed[link] && ++count <= kShown) names.push_back(network_->link({link}).name);
  return fmt::format("not up: {}{}", fmt::join(names, ", "),
                     count > kShown ? fmt::format(" and {} more", count - kShown) : "");
}

Result<void> Planner::check_route(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                                  const SharedBarred& barred) {
  const auto subject = fmt::format("{} -> {}", network_->site(from).name, network_->site(to).name);
  if (from == to) return invalid(subject + ": both ends are the same site; needs two", "to");
  const Latency recorded = latencies_.to(to)[from.at()];
  const bool closes = barred != nullptr && barred->closes_any();
  const Latency least = closes ? latencies_to(*network_, to, barred->closed)[from.at()] : recorded;
  if (least == kUnreachable) {
    const bool was_joined = recorded != kUnreachable;
    auto error =
        fail(ErrorCode::kNoRoute,
             was_joined ? fmt::format("{}: no cables that are up join them ({}); ask again when they "
                                      "are mended",
                                      subject, closed_words(*barred))
                        : subject + ": no cables join them; pick a site that they reach");
    error.value().blockers.push_back({"ROUTE", {}, std::nullopt, 1, 0, "routes"});
    return error;
  }
  if (!max_latency || least <= *max_latency) return {};
  const auto why = recorded <= *max_latency
                       ? fmt::format(" over cables that are up ({})", closed_words(*barred))
                       : std::string();
  auto error = fail(ErrorCode::kNoRouteWithinLatency,
                    fmt::format("{} within {}: fastest route takes {}{}; allow {} or pick a nearer hub",
                                subject, in_ms(*max_latency), in_ms(least), why, in_ms(least)),
                    "max_latency_us", fmt::format("{}", ceil_us(least)));
  // Asked is rounded down, so that the two differ whenever the exact sums do.
  error.value().blockers.push_back({"LATENCY",
                                    {},
                                    std::nullopt,
                                    std::chrono::floor<std::chrono::microseconds>(*max_latency).count(),
                                    ceil_us(least),
                                    "us"});
  return error;
}

Result<PathPlan> Planner::plan(const Calendar& calendar, const Demand& demand) {
  auto found = alternatives(calendar, demand, 1);
  if (!found) return fail(std::move(found.error()));
  return std::move(found->front());
}

Result<std::vector<PathPlan>> Planner::alternatives(const Calendar& calendar, const Demand& demand,
                                                    std::size_t count) {
  if (auto checked = check(demand); !checked) return fail(std::move(checked.error()));
  if (auto checked = check_route(demand.from, demand.to, demand.max_latency, demand.barred); !checked) {
    auto error = std::move(checked.error());
    for (auto& blocker : error.blockers) blocker.window = demand.window;
    return fail(std::move(error));
  }
  Attempt attempt(tools(), calendar, demand);
  auto found = attempt.plans(std::max<std::size_t>(count, 1));
  if (found.empty()) return fail(attempt.refusal());
  return found;
}

std::vector<PathPlan> Planner::alternatives_if_any(const Calendar& calendar, const Demand& demand,
                                                   std::size_t count) {
  if (!check(demand) || !check_route(demand.from, demand.to, demand.max_latency, demand.barred)) return {};
  return Attempt(tools(), calendar, demand).plans(count);
}

Result<std::vector<Route>> Planner::routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                                           std::size_t count, const SharedBarred& barred) {
  if (auto checked = check_route(from, to, max_latency, barred); !checked)
    return fail(std::move(checked.error()));
  const ClosedLinks closed = barred == nullptr ? ClosedLinks{} : barred->closed;
  const auto least = latencies_to(*network_, to, closed);
  RouteSearch search(*network_, {from, to, max_latency}, least, closed);
  std::vector<Route> found;
  while (found.size() < count) {
    auto route = search.next();
    if (!route) break;
    found.push_back(std::move(*route));
  }
  if (found.size() < count && search.is_stopped())
    return invalid(fmt::format("{} -> {}: search stopped after {} partial routes, {} of {} routes found; ask "
                               "for at most {}",
                               network_->site(from).name, network_->site(to).name, kMaxRoutePrefixes,
                               found.size(), count, found.size()),
                   "alternatives", fmt::format("{}", found.size()));
  return found;
}

std::size_t Planner::count_routes(SiteIndex from, SiteIndex to, std::optional<Latency> max_latency,
                                  std::size_t limit, const SharedBarred& barred) {
  return count_loopless_routes(*network_, from, to, max_latency, limit,
                               barred == nullptr ? ClosedLinks{} : barred->closed);
}

std::vector<ModeChoice> Planner::closing_modes(const Route& route, Kbps rate) const {
  return in_order(*network_, modes_that_close(*network_, optics_, noise_, route), [&](ModeIndex mode) {
    const auto count = lightpaths_for(network_->mode(mode), rate);
    return count <= kMaxLightpaths ? count : 0;
  });
}

}  // namespace lightloom
