// Where the light of one laser goes: through crosses into cables, and out of them at drop ports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/glass/plant.h"

namespace lightloom::lab::physics {

/// Light enters a cable at a ROADM.
struct Entry {
  CableIndex cable;
  std::optional<std::size_t> parent;  ///< the entry whose end it comes from; the laser itself without
  Mhz lower, upper;                   ///< of the media channel that lets it in
  bool operator==(const Entry&) const = default;
};
/// Light leaves through a line port.
struct Drop {
  SiteIndex site;
  std::string port;
  std::optional<std::size_t> parent;
  Mhz lower, upper;
  bool operator==(const Drop&) const = default;
};
/// Parents come before what they feed.
struct LightTree {
  std::vector<Entry> entries;
  std::vector<Drop> drops;
  std::vector<SiteIndex> sites;  ///< those whose crosses decided; with repeats
  bool operator==(const LightTree&) const = default;
};

/// Follows a laser's light from its site on. It enters each cable once, and leaves through each port once, by
/// the way with the fewest cables (then by the order of crosses): rings of crosses end there.
LightTree light_tree(const Plant& plant, SiteIndex site, const Transmitter& laser);

}  // namespace lightloom::lab::physics
