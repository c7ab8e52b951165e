#include "southbound/openconfig/mode_table.h"

#include "southbound/openconfig/entries.h"
#include "southbound/openconfig/names.h"

namespace lightloom::southbound {

ModeTable::ModeTable(const std::vector<Mode>& modes) {
  for (const Mode& mode : modes) modes_.emplace(description_of(mode.transceiver, mode.name), mode);
}

const Mode* ModeTable::find(std::string_view description) const {
  const auto it = modes_.find(description);
  return it == modes_.end() ? nullptr : &it->second;
}

std::string description_of(std::string_view transceiver, std::string_view mode) {
  return std::string(transceiver) + ' ' + std::string(mode);
}

std::map<std::int64_t, std::string> device_modes(const LeafMap& leaves) {
  std::map<std::int64_t, std::string> modes;
  for (const auto& [keys, entry] : entries_of(leaves, kOperationalModes)) {
    const auto id = number_of(key_in(keys, "mode-id"));
    const auto description = entry.text("state/description");
    if (id && !description.empty()) modes.emplace(*id, description);
  }
  return modes;
}

}  // namespace lightloom::southbound
