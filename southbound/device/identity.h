// Whether a device is the one that was registered. One that is not is not believed and never written to.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "controller/ports/devices.h"
#include "southbound/gnmi/leaf_map.h"

namespace lightloom::southbound {

/// In words what is wrong with who it says it is; nothing where it is `device.node`.
std::optional<std::string> identity_trouble(const LeafMap& leaves, const DeviceRecord& device);

/// Which reachable device has which chassis id. Any thread; calls nobody.
class Claims {
 public:
  /// Claims `chassis_id` for `device`, called `node`, which gives up the one it had. Says who has it already,
  /// if another does; then nothing is claimed. An empty id is nobody's. `device` only tells one from another.
  std::optional<std::string> claim(const void* device, const std::string& node,
                                   const std::string& chassis_id);
  void release(const void* device);

 private:
  struct Holder {
    const void* device;
    std::string node;
  };
  std::mutex mutex_;  // guards both maps; held for a look-up only
  std::map<std::string, Holder> holders_;
  std::map<const void*, std::string> chassis_of_;
};

}  // namespace lightloom::southbound
