// Random small networks with parallel cables, for properties checked against brute force.
#pragma once

#include <rapidcheck.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/topology/network_builder.h"
#include "topology/routes/routes.h"

namespace lightloom::testing {

/// Uniform in [low, high) whatever RapidCheck's size: small cases are not worth more here than others.
template <class T>
T pick(T low, T high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(low, high));
}

inline std::string site_name(std::uint32_t index) { return "s" + std::to_string(index); }

/// 2 to `max_sites` sites, up to 12 cables, lengths from few values so that latencies tie. Not always
/// connected.
inline NetworkBuilder random_network(std::uint32_t max_sites, std::int64_t unit_metres) {
  const auto sites = pick<std::uint32_t>(2, max_sites + 1);
  const auto cables = pick<std::uint32_t>(1, 13);
  NetworkBuilder builder;
  for (std::uint32_t i = 0; i < sites; ++i) builder.site(site_name(i));
  for (std::uint32_t i = 0; i < cables; ++i) {
    const auto a = pick<std::uint32_t>(0, sites);
    const auto z = (a + pick<std::uint32_t>(1, sites)) % sites;
    builder.cable(site_name(a), site_name(z), unit_metres * pick<std::int64_t>(1, 7));
  }
  return builder;
}

namespace detail {
inline void extend_routes(const Network& network, Route& prefix, SiteIndex at, std::vector<bool>& visited,
                          std::vector<Route>& routes) {
  if (at == prefix.to) {
    routes.push_back(prefix);
    return;
  }
  visited[at.at()] = true;
  for (const auto& way : network.ways_from(at)) {
    if (visited[way.to.at()]) continue;
    prefix.hops.push_back(way.hop);
    prefix.latency += way.latency;
    extend_routes(network, prefix, way.to, visited, routes);
    prefix.hops.pop_back();
    prefix.latency -= way.latency;
  }
  visited[at.at()] = false;
}
}  // namespace detail

/// Every loopless route, by depth-first enumeration, then sorted.
inline std::vector<Route> all_routes(const Network& network, SiteIndex from, SiteIndex to) {
  std::vector<Route> routes;
  std::vector<bool> visited(network.sites().size());
  Route prefix{from, to, {}, {}};
  detail::extend_routes(network, prefix, from, visited, routes);
  std::sort(routes.begin(), routes.end(), comes_before);
  return routes;
}

}  // namespace lightloom::testing
