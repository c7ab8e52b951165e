// Why an attempt found nothing, as one sentence and its blockers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "topology/plan/attempt.h"

namespace lightloom {
namespace {

constexpr double kMilliDecibels = 1'000;

std::vector<std::string> names_of(const Network& network, const Route& route) {
  std::vector<std::string> names;
  for (const auto& hop : route.hops) names.push_back(network.link(hop.link).name);
  return names;
}

Error error_of(ErrorCode code, std::string message, Blocker blocker) {
  return {code, std::move(message), {}, {}, {std::move(blocker)}};
}

/// How far a need is from fitting on what is free.
struct Shortfall {
  std::int64_t asked = 0, available = 0;  // slices
  std::int64_t missing() const { return asked - available; }
};

// One slot misses by its longest run; several by those that do not fit.
Shortfall shortfall_of(const SliceMap& taken, const SlotNeed& need) {
  if (need.count == 1) return {need.width, longest_free_run(taken, need.from, need.to)};
  return {need.count * need.width, slots_that_fit(taken, need) * need.width};
}

struct Tightest {
  Route route;
  SlotNeed need;
  Shortfall shortfall;
};

}  // namespace

std::string in_ms(Latency latency) {
  constexpr std::int64_t kThousand = 1'000;
  const auto us = ceil_us(latency);
  return fmt::format("{}.{:03} ms", us / kThousand, us % kThousand);
}

std::string in_gbps(Kbps rate) {
  constexpr double kKbpsInGbps = 1e6;
  return fmt::format("{}", static_cast<double>(rate.value) / kKbpsInGbps);
}

std::string Attempt::subject() const {
  auto text = fmt::format("{} -> {} at {} Gbit/s", tools_.network.site(demand_.from).name,
                          tools_.network.site(demand_.to).name, in_gbps(demand_.rate));
  if (demand_.max_latency) text += " within " + in_ms(*demand_.max_latency);
  return text;
}

// Looks at the same number of routes whatever is cached, so that the answer does not depend on it.
std::shared_ptr<const ClosingRoutes> Attempt::fastest_routes() {
  return tools_.closing.first(tools_.sources(), demand_.from, demand_.to, kMostCachedRoutes);
}

Error Attempt::refusal() {
  if (crowded_) return crowded();
  const auto allowed_by_ports = std::exchange(most_lightpaths_, kMaxLightpaths);
  if (!some_mode_closes() && !stopped_) return no_mode();
  const bool ports_matter = std::any_of(needs_.begin(), needs_.end(),
                                        [&](const SlotNeed& need) { return need.count > allowed_by_ports; });
  if (ports_matter) {
    // Ports are not picked here: `without` only says how many lightpaths there would be.
    const auto from = std::exchange(from_ports_, {{}, kMaxSlices, {}});
    const auto to = std::exchange(to_ports_, {{}, kMaxSlices, {}});
    const auto without = plans(1);
    from_ports_ = from;
    to_ports_ = to;
    if (!without.empty()) return no_port(without.front());
  }
  return no_spectrum();
}

// On any route within the budget, whatever is free.
bool Attempt::some_mode_closes() {
  const auto cached = fastest_routes();
  const auto carries = [&](const ClosingRoute& closing) { return !choices(closing).empty(); };
  for (const auto& closing : cached->routes) {
    if (!is_within_budget(closing.route)) return false;
    if (carries(closing)) return true;
  }
  if (cached->all) return false;
  std::vector<ModeIndex> modes;
  for (const auto& need : allowed_needs()) modes.push_back(need.mode);
  NoisePruner pruner(tools_.network, tools_.noise, demand_.to, std::move(modes));
  const auto ending =
      search_beyond(cached->routes.empty() ? nullptr : &cached->routes.back().route, pruner, {}, carries);
  stopped_ = stopped_ || ending == Ending::kStopped;
  return ending == Ending::kSatisfied;
}

// Shown on the fastest route: the one with the least noise is another at times, but the one that was meant.
Error Attempt::no_mode() {
  const auto& network = tools_.network;
  const auto& least = tools_.latencies.to(demand_.to);
  const ClosedLinks none_closed;
  RouteSearch search(network, {demand_.from, demand_.to, demand_.max_latency}, least, none_closed);
  const auto route = search.next();
  std::optional<ClosingMode> best;
  for (const auto& need : needs_) {
    if (need.count == 0) continue;
    const auto gsnr = tools_.optics.admission_gsnr_0p1nm(need.mode, route->hops);
    const auto margin = gsnr - (network.mode(need.mode).required_osnr + network.equipment().line.margin);
    if (!best || margin > best->margin) best = ClosingMode{need.mode, gsnr, margin};
  }
  const auto required = best->gsnr_0p1nm - best->margin;
  Blocker blocker{"GSNR",
                  names_of(network, *route),
                  demand_.window,
                  static_cast<std::int64_t>(std::llround(required.value * kMilliDecibels)),
                  static_cast<std::int64_t>(std::floor(best->gsnr_0p1nm.value * kMilliDecibels)),
                  "mdB"};
  return error_of(
      ErrorCode::kNoFeasibleMode,
      fmt::format(
          "{}: no mode that carries it in {} lightpaths closes; on the fastest route, {} km, {} comes "
          "nearest with GSNR {:.2f} dB and needs {:.2f} dB (its noise: {}); ask for a lower rate or a nearer "
          "site",
          subject(), kMaxLightpaths, length_of(network, *route).value / 1'000, network.mode(best->mode).name,
          best->gsnr_0p1nm.value, required.value,
          optics::in_words(tools_.optics.noise_shares(best->mode, route->hops))),
      std::move(blocker));
}

// There was room, and light beside what is lit then would not close, or take too much from others.
Error Attempt::crowded() const {
  const auto& [path, verdict] = *crowded_;
  const auto& mode = tools_.network.mode(path.lightpaths.front().mode);
  const auto needed = verdict.gsnr_0p1nm - verdict.margin + tools_.policy.margin;
  const bool spoils_others = verdict.margin >= tools_.policy.margin;
  auto message = fmt::format(
      "{}: there is room, but beside what is lit over the window {} has GSNR {:.2f} dB on the "
      "route of {} and needs {:.2f} dB{}; ask for another window or a lower rate",
      subject(), mode.name, verdict.gsnr_0p1nm.value, in_ms(path.route.latency), needed.value,
      spoils_others ? ", and would take too much from channels beside it" : "");
  return error_of(ErrorCode::kNoFeasibleMode, std::move(message),
                  {"GSNR", names_of(tools_.network, path.route), demand_.window,
                   static_cast<std::int64_t>(std::llround(needed.value * kMilliDecibels)),
                   static_cast<std::int64_t>(std::floor(verdict.gsnr_0p1nm.value * kMilliDecibels)), "mdB"});
}

Error Attempt::no_spectrum() {
  const auto cached = fastest_routes();
  std::optional<Tightest> best;
  for (const auto& closing : cached->routes) {
    if (!is_within_budget(closing.route)) break;
    const auto taken = tools_.taken.along(closing.route.hops);
    for (const auto& choice : choices(closing)) {
      const auto& need = needs_[choice.mode.at()];
      const auto shortfall = shortfall_of(taken, need);
      if (!best || shortfall.missing() < best->shortfall.missing())
        best = Tightest{closing.route, need, shortfall};
    }
  }
  if (stopped_ || !best) {
    auto found = stopped_
                     ? fmt::format("search stopped after {} partial routes with no free slot found so far",
                                   kMaxDecisionPrefixes)
                     : std::string("no route has a free slot over the window");
    return error_of(ErrorCode::kNoSpectrum,
                    fmt::format("{}: {}; set a lower latency budget or another window", subject(), found),
                    {"SPECTRUM",
                     {},
                     demand_.window,
                     best ? best->shortfall.asked : 0,
                     best ? best->shortfall.available : 0,
                     "slices"});
  }
  const auto& [route, need, shortfall] = *best;
  std::vector<std::string> links;
  for (const auto& hop : route.hops)
    if (slots_that_fit(tools_.taken.on(hop.link), need) < need.count)
      links.push_back(tools_.network.link(hop.link).name);
  // Each cable has room, and no slot is free on all of them.
  if (links.empty()) links = names_of(tools_.network, route);
  const bool is_closed = demand_.barred != nullptr &&
                         std::any_of(route.hops.begin(), route.hops.end(),
                                     [this](const Hop& hop) { return demand_.barred->is_closed(hop.link); });
  auto message = fmt::format(
      "{}: no route has {} slices free on all its cables over the window; the best, of {}, has {}{}; ask for "
      "another window or a lower rate",
      subject(),
      need.count == 1 ? fmt::format("{} contiguous", need.width)
                      : fmt::format("{} times {} contiguous", need.count, need.width),
      in_ms(route.latency), shortfall.available, is_closed ? ", for a cable of it is not up" : "");
  return error_of(
      ErrorCode::kNoSpectrum, std::move(message),
      {"SPECTRUM", std::move(links), demand_.window, shortfall.asked, shortfall.available, "slices"});
}

Error Attempt::no_port(const PathPlan& without) {
  const auto asked = static_cast<std::int64_t>(without.lightpaths.size());
  if (from_ports_.at_hand() < asked) return no_port_at(demand_.from, from_ports_, asked);
  return no_port_at(demand_.to, to_ports_, asked);
}

Error Attempt::no_port_at(SiteIndex site, const PortsAtEnd& ports, std::int64_t asked) const {
  const auto& name = tools_.network.site(site).name;
  const Blocker blocker{"PORT", {}, demand_.window, asked, ports.at_hand(), "ports"};
  std::string found;
  if (!ports.wanted) {
    found =
        fmt::format("needs {} line ports at {}, {} of {} are free over the window; ask for another window",
                    asked, name, ports.at_hand(), ports.number);
  } else if (asked > 1) {
    found = fmt::format("needs {} lightpaths, line port {} of {} serves one; leave the port open", asked,
                        *ports.wanted, name);
  } else {
    found = fmt::format("line port {} of {} is taken over the window; ", *ports.wanted, name);
    const auto free = first_fit(ports.taken, 1, 0, ports.number);
    found += free ? fmt::format("the lowest free one is {}", *free + 1) : "none is free";
  }
  auto error = error_of(ErrorCode::kNoPort, subject() + ": " + found, blocker);
  error.field = site == demand_.from ? "from" : "to";
  return error;
}

}  // namespace lightloom
