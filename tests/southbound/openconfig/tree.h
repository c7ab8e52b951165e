// Trees of devices as tests build them: by leaf, and by applying orders.
#pragma once

#include <cstdint>
#include <string>

#include "southbound/openconfig/names.h"
#include "southbound/openconfig/orders.h"
#include "southbound/openconfig/view.h"
#include "tests/southbound/small_device.h"

namespace lightloom::southbound {

inline const ModeTable& mode_table() {
  static const ModeTable table(small_modes());
  return table;
}
inline NodeObserved view_of(const LeafMap& leaves) { return observed_in(leaves, mode_table(), "guian"); }

/// What a device makes of a Set.
inline void carry_out(const Orders& orders, LeafMap& leaves) {
  for (const auto& path : orders.deletes) leaves.erase_subtree(path);
  for (const auto& write : orders.writes) leaves.put(write.path, write.value);
}
/// The core was told what is there, and orders `desired`.
inline Orders orders_to(const LeafMap& leaves, const NodeDesired& desired) {
  Baseline baseline;
  baseline.told(view_of(leaves).holds, true);
  return orders_for(leaves, desired, baseline, mode_table());
}
inline LeafMap tree_with(const NodeDesired& desired) {
  auto leaves = built_leaves(at_site("guian"));
  carry_out(orders_to(leaves, desired), leaves);
  return leaves;
}

inline MediaChannel some_channel(int n = 4) { return {"line-7", "degree-3", Slot{n, 4}}; }
inline Laser some_laser(int n = 4) { return {"line-7", "400ZR+", "400G", Slot{n, 4}}; }
inline NodeDesired some_lightpath(const std::string& name = "l-7", int n = 4) {
  return {{{name, some_channel(n)}}, {{name, some_laser(n)}}};
}

inline std::string channel_leaf(std::uint32_t index, const std::string& below) {
  return media_channel_path(index) + "/" + below;
}
inline std::string optical_leaf(const std::string& port, const std::string& below) {
  return component_path(kOpticalChannelPrefix, port) + "/optical-channel/" + below;
}
inline std::string enabled_leaf(const std::string& port) {
  return component_path(kTransceiverPrefix, port) + "/transceiver/config/enabled";
}
/// One way, by whoever: as somebody else's tool would write it.
inline void put_channel(LeafMap& leaves, std::uint32_t index, const std::string& name,
                        const MediaChannel& channel) {
  for (const auto& leaf : media_channel_leaves(index, name, channel.in_port, channel.out_port, channel.slot))
    leaves.put(channel_leaf(index, std::string(leaf.below)), leaf.value);
  if (name.empty()) leaves.erase_subtree(channel_leaf(index, "config/name"));
}

}  // namespace lightloom::southbound
