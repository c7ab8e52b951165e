// From a device's messages to leaves: scalars and JSON (RFC 7951) at any level, module prefixes dropped,
// lists told as arrays given their keys. What cannot be read is skipped and counted; what grows past its
// bounds is refused.
#pragma once

#include <cstddef>
#include <string>

#include "southbound/gnmi/leaf_map.h"
#include "topology/result.h"

namespace gnmi {
class Notification;
}

namespace lightloom::southbound {

/// What a message did to the leaves.
struct Merged {
  bool changed = false;
  std::size_t leaves = 0;     ///< told, changed or not
  std::size_t skipped = 0;    ///< paths and values that could not be read
  std::string first_skipped;  ///< and why the first of them
};

/// Deletes, then updates, each below the message's prefix; an `atomic` one replaces all below its prefix.
/// A deleted path without keys takes all entries of its list along. kTooLarge where `leaves` would pass
/// `limits`; they are then partly merged.
Result<Merged> merge(const ::gnmi::Notification& message, const TreeLimits& limits, LeafMap& leaves);

}  // namespace lightloom::southbound
