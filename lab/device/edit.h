// Changes to a config: one Set, all or nothing. Pure: a config goes in, the next comes out.
#pragma once

#include <span>
#include <vector>

#include "lab/device/facts.h"
#include "lab/device/path.h"
#include "lab/device/schema.h"
#include "lab/device/value.h"

namespace lightloom::lab {

struct Edit {
  enum class Kind { kDelete, kReplace, kUpdate };
  Kind kind = Kind::kUpdate;
  Path path;
  Written value = false;  ///< not of a delete
};

/// The config after the edits, in their order (a Set has deletes first, then replaces, then updates); what
/// was built in keeps its defaults when deleted. Refused as a whole: kNotFound for a path that no device has,
/// kInvalidArgument for a value, a key or a config that this device cannot hold, kTooLarge.
Result<Leaves> edited(const DeviceFacts& facts, const Leaves& config, std::span<const Edit> edits);

/// The most config leaves that a device holds.
inline constexpr std::size_t kMaxConfigLeaves = 100'000;

/// How many leaves are not as the device was built.
std::size_t configured_leaves(const DeviceFacts& facts, const Leaves& config);

}  // namespace lightloom::lab
