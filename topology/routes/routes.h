// Loopless routes over cables, in order of latency, one by one, within a budget: exact, nothing filtered
// afterwards.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "topology/network.h"

namespace lightloom {

/// A loopless way from site to site, cable by cable. Parallel cables make different routes.
struct Route {
  SiteIndex from, to;
  std::vector<Hop> hops;
  Latency latency{};

  bool operator==(const Route&) const = default;
};

/// Sites along the route, both ends included.
std::vector<SiteIndex> sites_of(const Network& network, const Route& route);
Metres length_of(const Network& network, const Route& route);
/// The same cables the other way, as hops in the order of travel.
std::vector<Hop> reversed(const std::vector<Hop>& hops);

/// Least latency from every site to one destination (Dijkstra), the exact lower bound that guides the search.
/// `Latency::max()` where there is no way.
std::vector<Latency> latencies_to(const Network& network, SiteIndex destination);

/// Least latencies to every destination, made when first asked and kept. One per thread: not synchronised.
class LatencyTable {
 public:
  explicit LatencyTable(const Network& network) : network_(network), to_(network.sites().size()) {}
  const std::vector<Latency>& to(SiteIndex destination);

 private:
  const Network& network_;
  std::vector<std::vector<Latency>> to_;
};

}  // namespace lightloom
