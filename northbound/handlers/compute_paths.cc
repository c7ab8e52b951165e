#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "controller/ports/path_view.h"
#include "northbound/handlers/path_finder.h"
#include "northbound/json/translate.h"
#include "topology/line_ports.h"

namespace lightloom::northbound {
namespace {

constexpr std::int32_t kMaxAlternatives = 100;
constexpr std::size_t kMaxCounted = 1'000;
constexpr std::size_t kMaxPassedOver = 20;

struct End {
  SiteIndex site;
  std::optional<PortNumber> port;
};

// A site, or `site/line-3`. Names may hold slashes, so the whole is tried first.
Result<End> find_end(const Network& network, const std::string& name, const std::string& field) {
  if (name.empty()) return invalid(fmt::format("{}: missing; name a site, as horinger", field), field);
  auto whole = network.find_site(name);
  if (whole) return End{*whole, std::nullopt};
  const auto slash = name.rfind('/');
  if (slash == std::string::npos) {
    whole.error().field = field;
    return fail(std::move(whole.error()));
  }
  auto site = network.find_site(std::string_view(name).substr(0, slash));
  if (!site) {
    site.error().field = field;
    return fail(std::move(site.error()));
  }
  constexpr std::string_view kPrefix = "line-";
  const std::string_view port = std::string_view(name).substr(slash + 1);
  PortNumber number = 0;
  const bool is_line = port.substr(0, kPrefix.size()) == kPrefix;
  const char* last = port.data() + port.size();
  const auto [end, problem] = std::from_chars(is_line ? port.data() + kPrefix.size() : last, last, number);
  const std::uint32_t ports = end_ports(network.site(*site));
  if (problem != std::errc{} || end != last || number < 1 || number > ports)
    return invalid(fmt::format("{}: {} has no port {}; its line ports are line-1 to line-{}", field,
                               network.site(*site).name, port, ports),
                   field, ports > 0 ? "line-1" : "");
  return End{*site, number};
}

Result<Window> resolve(const AskedWindow& asked, Instant now) {
  constexpr std::chrono::seconds kLate{60};
  if (asked.start && *asked.start < now - kLate)
    return invalid("window.start: more than 60 s ago; leave it out to start now", "window.start");
  Window window;
  window.start = std::max(asked.start.value_or(now), now);
  if (asked.duration)
    window.end = window.start + *asked.duration;
  else
    window.end = asked.end.value_or(kForever);
  if (window.end <= window.start) return invalid("window.end: not after the start", "window.end");
  return window;
}

struct Asked {
  Demand demand;
  std::size_t count = 1;
};

Result<Asked> resolve(const Snapshot& snapshot, const v1::ComputePathsRequest& request, Instant now) {
  const Network& network = *snapshot.network;
  auto from = find_end(network, request.from(), "from");
  if (!from) return fail(std::move(from.error()));
  auto to = find_end(network, request.to(), "to");
  if (!to) return fail(std::move(to.error()));
  if (from->site == to->site)
    return invalid(fmt::format("to: {} is also where it starts; name another site", request.to()), "to");
  Asked asked;
  asked.demand = {from->site,  to->site, from->port, to->port, {}, {}, {}, snapshot.plant->barred,
                  snapshot.lit};
  if (request.has_gbps()) {
    auto rate = to_rate(request.gbps());
    if (!rate) return fail(std::move(rate.error()));
    asked.demand.rate = *rate;
  }
  if (request.has_max_latency_us()) {
    auto latency = check_latency_us(request.max_latency_us());
    if (!latency) return fail(std::move(latency.error()));
    asked.demand.max_latency = std::chrono::microseconds{*latency};
  }
  auto window = to_value(request.window());
  if (!window) return fail(std::move(window.error()));
  auto resolved = resolve(*window, now);
  if (!resolved) return fail(std::move(resolved.error()));
  asked.demand.window = *resolved;
  const std::int32_t count = request.has_alternatives() ? request.alternatives() : 1;
  if (count < 1 || count > kMaxAlternatives)
    return invalid(fmt::format("alternatives: {} is outside 1 to {}", count, kMaxAlternatives),
                   "alternatives", count < 1 ? "1" : std::to_string(kMaxAlternatives));
  asked.count = static_cast<std::size_t>(count);
  return asked;
}

// The first cable of a route that is not up; nullopt where all are.
std::optional<LinkIndex> closed_link(const Demand& demand, const Route& route) {
  for (const Hop& hop : route.hops)
    if (demand.barred != nullptr && demand.barred->is_closed(hop.link)) return hop.link;
  return std::nullopt;
}

Error not_up(const Snapshot& snapshot, LinkIndex link) {
  const LinkStatus& status = snapshot.plant->links.at(link.at());
  std::string message =
      fmt::format("{} is not up, but {}", snapshot.network->link(link).name, name_of(status.state));
  if (!status.message.empty()) message += fmt::format(": {}", status.message);
  return {ErrorCode::kNoRoute, std::move(message), {}, {}, {}};
}

// What is taken on any cable of a route: promised over the window, or lit by somebody else.
SliceMap taken_on(const Snapshot& snapshot, const Demand& demand, const Route& route) {
  SliceMap taken;
  for (const Hop& hop : route.hops) {
    snapshot.calendar.add_taken(hop.link, demand.window, taken);
    if (demand.barred != nullptr && !demand.barred->taken.empty())
      taken |= demand.barred->taken[hop.link.at()];
  }
  return taken;
}

// Why a route was not taken: a cable is not up, no mode closes on it, or none that closes has its slices
// free.
Error why_not(const Planner& planner, const Snapshot& snapshot, const Demand& demand, const Route& route) {
  const Network& network = planner.network();
  if (const auto closed = closed_link(demand, route)) return not_up(snapshot, *closed);
  const auto modes = planner.closing_modes(route, demand.rate);
  if (modes.empty())
    return {ErrorCode::kNoFeasibleMode,
            fmt::format("no mode closes over {:.1f} km with the operator's margin",
                        static_cast<double>(length_of(network, route).value) / 1e3),
            {},
            {},
            {}};
  const ModeChoice& choice = modes.front();
  const auto [first, last] = network.tuning_bits(choice.mode);
  const auto longest = longest_free_run(taken_on(snapshot, demand, route), first, last);
  return {ErrorCode::kNoSpectrum,
          fmt::format("{} x {} needs {} slices each on all {} cables; the longest free run is {}",
                      choice.count, network.mode(choice.mode).name, network.slot_slices(choice.mode),
                      route.hops.size(), longest),
          {},
          {},
          {}};
}

bool is_given(const v1::ComputePathsResponse& response, const v1::PassedOver& route) {
  return std::any_of(response.paths().begin(), response.paths().end(), [&](const v1::Path& path) {
    return std::equal(path.links().begin(), path.links().end(), route.links().begin(), route.links().end());
  });
}

v1::PassedOver passed_over(const Network& network, const Route& route) {
  v1::PassedOver message;
  message.set_latency_us(ceil_us(route.latency));
  for (const Hop& hop : route.hops) message.add_links(network.link(hop.link).name);
  return message;
}

void explain(Planner& planner, const Snapshot& snapshot, const Demand& demand,
             v1::ComputePathsResponse& response) {
  response.set_routes_within_budget(static_cast<std::int64_t>(
      planner.count_routes(demand.from, demand.to, demand.max_latency, kMaxCounted, demand.barred)));
  if (response.paths().empty()) return;
  const auto slowest = response.paths().rbegin()->latency_us();
  // Over closed cables too: that one is closed is an answer.
  const auto routes = planner.routes(demand.from, demand.to, demand.max_latency,
                                     kMaxPassedOver + static_cast<std::size_t>(response.paths_size()));
  if (!routes) return;
  for (const Route& route : *routes) {
    if (ceil_us(route.latency) > slowest || response.passed_over_size() == static_cast<int>(kMaxPassedOver))
      break;
    // Where only routes were asked for, nothing else can be in the way.
    if (demand.rate == Kbps{} && !closed_link(demand, route)) continue;
    v1::PassedOver passed = passed_over(planner.network(), route);
    if (is_given(response, passed)) continue;
    const Error why = why_not(planner, snapshot, demand, route);
    passed.set_reason(std::string(reason_of(why.code)));
    passed.set_message(why.message);
    *response.add_passed_over() = std::move(passed);
  }
}

// A refusal, with bodies of the same call that would be answered.
v1::Error refusal(Planner& planner, const Snapshot& snapshot, const v1::ComputePathsRequest& request,
                  const Demand& demand, const Error& error) {
  v1::Error message = to_message(error);
  if (!request.has_gbps()) return message;
  for (const Counteroffer& offer : planner.counteroffers(snapshot.calendar, demand, error)) {
    v1::ComputePathsRequest body = request;
    std::string differs;
    if (offer.max_latency) {
      body.set_max_latency_us(ceil_us(*offer.max_latency));
      differs = fmt::format("max_latency_us {} -> {}", request.max_latency_us(), body.max_latency_us());
    }
    if (offer.rate) {
      body.set_gbps(to_gbps(*offer.rate));
      differs += fmt::format("{}gbps {} -> {}", differs.empty() ? "" : ", ", request.gbps(), body.gbps());
    }
    v1::Alternative& alternative = *message.add_alternatives();
    alternative.set_differs(differs);
    alternative.mutable_request()->PackFrom(body);
  }
  return message;
}

}  // namespace

Answer<v1::ComputePathsResponse> compute_paths(Planner& planner, const Snapshot& snapshot,
                                               const v1::ComputePathsRequest& request, Instant now) {
  const auto started = std::chrono::steady_clock::now();
  const Network& network = planner.network();
  const auto asked = resolve(snapshot, request, now);
  if (!asked) return tl::unexpected(to_message(asked.error()));
  const Demand& demand = asked->demand;
  v1::ComputePathsResponse response;
  if (request.has_gbps()) {
    const auto paths = planner.alternatives(snapshot.calendar, demand, asked->count);
    if (paths) {
      for (const PathPlan& path : *paths) *response.add_paths() = to_message(path_view(network, path));
    } else {
      const auto in_sections = paths.error().code == ErrorCode::kNoFeasibleMode
                                   ? plan_regenerated(planner, snapshot.calendar, demand)
                                   : Result<RegeneratedPath>(tl::unexpected(paths.error()));
      if (!in_sections) return tl::unexpected(refusal(planner, snapshot, request, demand, paths.error()));
      *response.add_paths() = to_message(path_view(network, *in_sections));
    }
  } else {
    const auto routes =
        planner.routes(demand.from, demand.to, demand.max_latency, asked->count, demand.barred);
    if (!routes) return tl::unexpected(refusal(planner, snapshot, request, demand, routes.error()));
    for (const Route& route : *routes) *response.add_paths() = to_message(path_view(network, route));
  }
  const auto elapsed = std::chrono::steady_clock::now() - started;
  response.set_elapsed_us(std::chrono::ceil<std::chrono::microseconds>(elapsed).count());
  if (request.explain()) explain(planner, snapshot, demand, response);
  return response;
}

}  // namespace lightloom::northbound
