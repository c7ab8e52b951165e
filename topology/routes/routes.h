// Loopless routes over cables, in order of latency: what a route is, and the least latencies that guide the
// search for one.
#pragma once

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

/// The one order in which routes are found, shown and tried: by latency, then fewer hops, then cable indices
/// in order of travel. Total over the routes between two sites.
bool comes_before(const Route& left, const Route& right);

/// Sites along the route, both ends included.
std::vector<SiteIndex> sites_of(const Network& network, const Route& route);
Metres length_of(const Network& network, const Route& route);
/// The same cables the other way, as hops in the order of travel.
std::vector<Hop> reversed(const std::vector<Hop>& hops);

/// Cables that a search may not use, by LinkIndex; empty where it may use all.
using ClosedLinks = std::vector<bool>;

/// What no way reaches.
inline constexpr Latency kUnreachable = Latency::max();

/// Least latency from every site to one destination (Dijkstra 1959), the exact lower bound that guides the
/// search. `kUnreachable` where there is no way over cables that are not closed.
std::vector<Latency> latencies_to(const Network& network, SiteIndex destination,
                                  const ClosedLinks& closed = {});

/// Least latencies to every destination, made when first asked and kept. One per thread: not synchronised.
/// The network outlives it.
class LatencyTable {
 public:
  explicit LatencyTable(const Network& network) : network_(&network), to_(network.sites().size()) {}
  const std::vector<Latency>& to(SiteIndex destination);

 private:
  const Network* network_;
  std::vector<std::vector<Latency>> to_;
};

}  // namespace lightloom
