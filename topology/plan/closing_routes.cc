#include "topology/plan/closing_routes.h"

#include <utility>

namespace lightloom {
namespace {

// Some 300 bytes a route on the national network: 60 MB at most.
constexpr std::size_t kMostRoutes = 200'000;

std::vector<ModeIndex> every_mode(const Network& network) {
  std::vector<ModeIndex> modes;
  for (std::uint32_t mode = 0; mode < network.equipment().modes.size(); ++mode) modes.push_back({mode});
  return modes;
}

ClosingRoutes find_first(const ClosingRouteCache::Sources& sources, SiteIndex from, SiteIndex to,
                         std::size_t wanted) {
  NoisePruner pruner(sources.network, sources.noise, to, every_mode(sources.network));
  const ClosedLinks none_closed;
  RouteSearch search(sources.network, {from, to, {}, &pruner}, sources.latencies.to(to), none_closed);
  ClosingRoutes found;
  while (found.routes.size() < wanted) {
    auto route = search.next();
    if (!route) {
      found.stopped = search.is_stopped();
      found.all = !found.stopped;
      break;
    }
    auto modes = modes_that_close(sources.network, sources.optics, sources.noise, *route);
    if (!modes.empty()) found.routes.push_back({std::move(*route), std::move(modes)});
  }
  return found;
}

}  // namespace

std::vector<ClosingMode> modes_that_close(const Network& network, const optics::LineModel& optics,
                                          const NoiseTable& noise, const Route& route) {
  std::vector<ClosingMode> closing;
  const Decibel operators_margin = network.equipment().line.margin;
  for (std::uint32_t i = 0; i < noise.modes(); ++i) {
    double least = 0;
    for (const auto& hop : route.hops) least += noise.of(hop.link)[i];
    if (least > noise.budgets()[i]) continue;
    const ModeIndex mode{i};
    const Decibel gsnr = optics.admission_gsnr_0p1nm(mode, route.hops);
    const Decibel margin = gsnr - (network.mode(mode).required_osnr + operators_margin);
    if (margin >= Decibel{0}) closing.push_back({mode, gsnr, margin});
  }
  return closing;
}

std::shared_ptr<const ClosingRoutes> ClosingRouteCache::first(const Sources& sources, SiteIndex from,
                                                              SiteIndex to, std::size_t wanted) {
  constexpr unsigned kIndexBits = 32;
  const std::uint64_t pair = std::uint64_t{from.value} << kIndexBits | to.value;
  if (const auto kept = by_pair_.find(pair); kept != by_pair_.end()) {
    const auto& routes = *kept->second;
    if (routes.all || routes.stopped || routes.routes.size() >= wanted) return kept->second;
    held_ -= routes.routes.size();
    by_pair_.erase(kept);
  }
  // From the start again: keeping a search's prefixes would cost more memory than its routes.
  auto found = std::make_shared<const ClosingRoutes>(find_first(sources, from, to, wanted));
  if (held_ + found->routes.size() > kMostRoutes) {
    by_pair_.clear();
    held_ = 0;
  }
  held_ += found->routes.size();
  by_pair_.emplace(pair, found);
  return found;
}

}  // namespace lightloom
