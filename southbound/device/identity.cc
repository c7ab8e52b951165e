#include "southbound/device/identity.h"

#include <fmt/format.h>

#include "southbound/openconfig/names.h"
#include "southbound/rpc/words.h"

namespace lightloom::southbound {

std::optional<std::string> identity_trouble(const LeafMap& leaves, const DeviceRecord& device) {
  const auto hostname = text_at(leaves, kHostname);
  if (hostname == device.node) return std::nullopt;
  if (hostname.empty())
    return fmt::format("does not say who it is: {} is missing, and must be {}", kHostname, device.node);
  return fmt::format("answers for another device: it is {}, and was registered as {}", one_line(hostname),
                     device.node);
}

std::optional<std::string> Claims::claim(const void* device, const std::string& node,
                                         const std::string& chassis_id) {
  const std::lock_guard lock(mutex_);
  const auto had = chassis_of_.find(device);
  if (had != chassis_of_.end() && had->second != chassis_id) {
    holders_.erase(had->second);
    chassis_of_.erase(had);
  }
  if (chassis_id.empty()) return std::nullopt;
  const auto [it, is_new] = holders_.try_emplace(chassis_id, Holder{device, node});
  if (!is_new && it->second.device != device) return it->second.node;
  it->second.node = node;
  chassis_of_[device] = chassis_id;
  return std::nullopt;
}

void Claims::release(const void* device) {
  const std::lock_guard lock(mutex_);
  const auto had = chassis_of_.find(device);
  if (had == chassis_of_.end()) return;
  holders_.erase(had->second);
  chassis_of_.erase(had);
}

}  // namespace lightloom::southbound
