#include "topology/routes/routes.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>

namespace lightloom {

bool comes_before(const Route& left, const Route& right) {
  const auto rank = [](const Route& route) { return std::tuple(route.latency, route.hops.size()); };
  if (rank(left) != rank(right)) return rank(left) < rank(right);
  return std::lexicographical_compare(left.hops.begin(), left.hops.end(), right.hops.begin(),
                                      right.hops.end(),
                                      [](const Hop& a, const Hop& b) { return a.link < b.link; });
}

std::vector<SiteIndex> sites_of(const Network& network, const Route& route) {
  std::vector<SiteIndex> sites{route.from};
  sites.reserve(route.hops.size() + 1);
  for (const auto& hop : route.hops) {
    const auto& link = network.link(hop.link);
    sites.push_back(hop.forward ? link.z_site : link.a_site);
  }
  return sites;
}

Metres length_of(const Network& network, const Route& route) {
  Metres sum{};
  for (const auto& hop : route.hops) sum += network.link(hop.link).length;
  return sum;
}

std::vector<Hop> reversed(const std::vector<Hop>& hops) {
  std::vector<Hop> back(hops.rbegin(), hops.rend());
  for (auto& hop : back) hop.forward = !hop.forward;
  return back;
}

std::vector<Latency> latencies_to(const Network& network, SiteIndex destination, const ClosedLinks& closed) {
  using Entry = std::pair<Latency, SiteIndex>;
  std::vector<Latency> least(network.sites().size(), kUnreachable);
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  least[destination.at()] = Latency::zero();
  queue.emplace(Latency::zero(), destination);
  while (!queue.empty()) {
    const auto [latency, site] = queue.top();
    queue.pop();
    if (latency > least[site.at()]) continue;
    for (const auto& way : network.ways_from(site)) {
      if (!closed.empty() && closed[way.hop.link.at()]) continue;
      const Latency through = latency + way.latency;
      if (through >= least[way.to.at()]) continue;
      least[way.to.at()] = through;
      queue.emplace(through, way.to);
    }
  }
  return least;
}

const std::vector<Latency>& LatencyTable::to(SiteIndex destination) {
  auto& least = to_[destination.at()];
  if (least.empty()) least = latencies_to(*network_, destination);
  return least;
}

}  // namespace lightloom
