// What devices say, in short; and a network small enough to know by heart.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/ports/plant.h"
#include "tests/topology/network_builder.h"

namespace lightloom::watch {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr Instant kStart{std::chrono::hours(24 * 365 * 55)};

/// a-b-1 (degree-1), b-c-1 (degree-2, three spans), a-c-1 (degree-3), a-b-2 (degree-4).
inline std::shared_ptr<const Network> triangle() {
  static const auto network = testing::NetworkBuilder()
                                  .cable("a", "b", 100'000)
                                  .cable("b", "c", 210'000)
                                  .cable("a", "c", 60'000)
                                  .cable("a", "b", 120'000)
                                  .build();
  return network;
}

inline std::string chassis_of(const std::string& site) { return "chassis-" + site; }
/// As a port of that site's device tells it by LLDP.
inline Neighbour at(const std::string& site, const std::string& port) {
  return {chassis_of(site), port, "roadm-" + site};
}

inline NodeObserved report(const std::string& site, std::map<std::string, Neighbour> neighbours = {}) {
  NodeObserved observed;
  observed.node = site;
  observed.chassis_id = chassis_of(site);
  observed.neighbours = std::move(neighbours);
  return observed;
}

/// What every device of a network reports when all cables are as recorded.
inline std::map<std::string, NodeObserved> all_well(const Network& network) {
  std::map<std::string, NodeObserved> reports;
  for (const Site& site : network.sites()) reports.emplace(site.name, report(site.name));
  for (const Link& link : network.links()) {
    const std::string& a = network.site(link.a_site).name;
    const std::string& z = network.site(link.z_site).name;
    reports.at(a).neighbours[link.a_port] = at(z, link.z_port);
    reports.at(z).neighbours[link.z_port] = at(a, link.a_port);
  }
  return reports;
}

/// A cable that carries no light any more: neither end hears the other.
inline void cut(std::map<std::string, NodeObserved>& reports, const Network& network,
                const std::string& name) {
  const Link& link = network.link(*network.find_link(name));
  reports.at(network.site(link.a_site).name).neighbours.erase(link.a_port);
  reports.at(network.site(link.z_site).name).neighbours.erase(link.z_port);
}

}  // namespace lightloom::watch
