// Line ports of a site, and which of them are its regenerators'.
#pragma once

#include <cstdint>

#include "topology/network.h"
#include "topology/spectrum.h"

namespace lightloom {

/// Line ports of a site are numbered from 1 to at most this.
inline constexpr PortNumber kMaxLinePorts = kMaxSlices;

/// A regenerator is two transceivers back to back. One lightpath of a circuit arrives at the first, the next
/// one goes on from the second.
struct RegeneratorPorts {
  PortNumber arriving = 0, leaving = 0;
  bool operator==(const RegeneratorPorts&) const = default;
};

/// The topmost line ports are the regenerators', so that another number of either leaves the rest where it
/// is: regenerator 1 is line-1919 and line-1920, regenerator 2 line-1917 and line-1918, and so on.
/// `regenerator` counts from 1.
constexpr RegeneratorPorts regenerator_ports(std::uint32_t regenerator) {
  const auto leaving = kMaxLinePorts - 2 * (regenerator - 1);
  return {leaving - 1, leaving};
}
/// The regenerator, from 1, that would have that port.
constexpr std::uint32_t regenerator_with(PortNumber port) { return (kMaxLinePorts - port) / 2 + 1; }

/// The last port below so many regenerators.
constexpr PortNumber last_port_below(std::uint32_t regenerators) { return kMaxLinePorts - 2 * regenerators; }

/// Line ports of circuits' ends, line-1 and up, where the number has no limit of its own: all below the
/// regenerators.
inline std::uint32_t end_ports(const Site& site) {
  return site.line_ports.value_or(last_port_below(site.regenerators));
}
inline bool is_regenerator_port(const Site& site, PortNumber port) {
  return port <= kMaxLinePorts && port > last_port_below(site.regenerators);
}
inline bool is_line_port(const Site& site, PortNumber port) {
  return (port >= 1 && port <= end_ports(site)) || is_regenerator_port(site, port);
}

/// Of a site's `taken` ports, whose bit p - 1 is port p, those of circuits' ends.
inline SliceMap taken_end_ports(const Site& site, SliceMap taken) {
  const auto beyond = static_cast<std::int32_t>(end_ports(site));
  taken.vacate(beyond, kMaxSlices - beyond);
  return taken;
}
/// Bit r - 1 of the result is regenerator r: taken where either of its ports is.
inline SliceMap taken_regenerators(const Site& site, const SliceMap& ports) {
  SliceMap taken;
  for (std::uint32_t regenerator = 1; regenerator <= site.regenerators; ++regenerator) {
    const auto [arriving, leaving] = regenerator_ports(regenerator);
    if (ports.is_taken(static_cast<std::int32_t>(arriving) - 1) ||
        ports.is_taken(static_cast<std::int32_t>(leaving) - 1))
      taken.occupy(static_cast<std::int32_t>(regenerator) - 1, 1);
  }
  return taken;
}

}  // namespace lightloom
