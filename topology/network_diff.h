// What tells two plant records apart, by name: for people (what was added, changed, removed) and for whoever
// must know whether something promised stands on what goes. Indices of a record are positions, so that the
// order of sites, cables and types means nothing here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "topology/network.h"

namespace lightloom {

/// Every list is sorted and holds a name once.
struct NetworkDiff {
  /// A site that both have, with fewer line ports or regenerators afterwards.
  struct FewerPorts {
    std::string site;
    std::uint32_t line_ports = 0, regenerators = 0;  ///< afterwards
    bool operator==(const FewerPorts&) const = default;
  };

  std::vector<std::string> added, changed, removed;  ///< sites and cables together; equipment has no part
  std::vector<std::string> removed_sites, removed_links;
  /// Cables that both have and on which light would be other light: ends (also exchanged), ports, fibre type,
  /// length, spans or amplifiers differ. Of those changed, what is left differs in SRLGs or the kind of fibre
  /// that is written down.
  std::vector<std::string> reshaped_links;
  std::vector<FewerPorts> fewer_ports;  ///< by site
  /// Anything of the equipment. Figures of an amplifier or fibre type under the same name are seen here
  /// alone: a cable is compared by the names of its types.
  bool equipment_changed = false;
  std::vector<std::string> removed_modes, changed_modes;  ///< "transceiver mode", with one space

  bool is_empty() const { return *this == NetworkDiff{}; }
  bool operator==(const NetworkDiff&) const = default;
};

/// Both must be records that Network::build takes. Latencies follow from lengths and are not looked at; SRLGs
/// are compared as a set, doubles exactly.
NetworkDiff diff(const NetworkRecord& before, const NetworkRecord& after);

}  // namespace lightloom
