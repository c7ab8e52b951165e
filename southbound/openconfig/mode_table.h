// The modes that the equipment file knows, by the text under which a device lists them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "southbound/gnmi/leaf_map.h"
#include "topology/equipment.h"

namespace lightloom::southbound {

/// Immutable; any thread.
class ModeTable {
 public:
  explicit ModeTable(const std::vector<Mode>& modes);
  /// By `coherent-90G 400G-PCS16QAM`; null where the equipment has no such mode.
  const Mode* find(std::string_view description) const;

 private:
  std::map<std::string, Mode, std::less<>> modes_;
};

/// How a device describes a mode: the transceiver's type and the mode's name.
std::string description_of(std::string_view transceiver, std::string_view mode);

/// Descriptions of a device's modes, by the `mode-id` it gave them.
std::map<std::int64_t, std::string> device_modes(const LeafMap& leaves);

}  // namespace lightloom::southbound
