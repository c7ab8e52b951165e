// What no plan may use whatever the calendar says: cables that are not up, and slices in which somebody
// else's light was seen. Immutable once shared.
#pragma once

#include <memory>
#include <vector>

#include "topology/routes/routes.h"
#include "topology/spectrum.h"

namespace lightloom {

struct Barred {
  ClosedLinks closed;           ///< by LinkIndex; empty: none
  std::vector<SliceMap> taken;  ///< by LinkIndex, bit 0 the band's first slice; empty: none
  bool operator==(const Barred&) const = default;

  bool is_closed(LinkIndex link) const { return !closed.empty() && closed[link.at()]; }
  bool closes_any() const;
};
/// Null where nothing is barred.
using SharedBarred = std::shared_ptr<const Barred>;

}  // namespace lightloom
