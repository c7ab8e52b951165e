// One emulated device: its data tree. A value with a memory: no clock, thread or wire.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lab/device/config.h"
#include "lab/device/edit.h"
#include "lab/device/facts.h"
#include "lab/device/observe.h"
#include "lab/device/select.h"

namespace lightloom::lab {

/// A leaf that has another value now, or none.
struct Change {
  Leaf leaf;
  std::optional<Value> value;
  bool operator==(const Change&) const = default;
};
/// In the order of the schema.
std::vector<Change> changes_between(const Leaves& before, const Leaves& after);

/// Which leaves a reader wants. The keys of lists are in all of them, where there is anything
/// else.
enum class Part {
  kAll,
  kConfig,       ///< what is written
  kState,        ///< what the device says
  kOperational,  ///< what the device says and nobody wrote
};

class Device {
 public:
  Device(DeviceFacts facts, std::uint64_t boot_time_ns);

  const DeviceFacts& facts() const { return facts_; }
  const Leaves& config() const { return config_; }
  SiteConfig site_config() const;
  std::size_t configured_leaves() const { return lab::configured_leaves(facts_, config_); }

  /// One transaction, as `edited`; what changed in the config.
  Result<std::vector<Change>> set(std::span<const Edit> edits);
  /// Starts anew. `keeps_config`: power was lost; otherwise it wakes as it was built.
  void restart(std::uint64_t boot_time_ns, bool keeps_config);
  /// Looks around again; what changed of what it sees.
  std::vector<Change> refresh(const Surroundings& around);

  /// All leaves that a path means, as they were at the last refresh.
  Leaves read(const Selections& selections, Part part = Part::kAll) const;

 private:
  DeviceFacts facts_;
  Leaves config_;
  Leaves built_;
  Leaves observed_;
};

}  // namespace lightloom::lab
