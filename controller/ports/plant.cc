#include "controller/ports/plant.h"

#include <algorithm>
#include <array>

namespace lightloom {
namespace {

// In the order of the enums.
constexpr std::array<std::string_view, 6> kLinkStates{"PLANNED", "UP",       "DOWN",
                                                      "ONE_WAY", "MISWIRED", "UNRECORDED"};
constexpr std::array<std::string_view, 5> kDeviceStates{"CONNECTING", "UP", "SILENT", "REFUSING", "LYING"};
constexpr std::array<std::string_view, 4> kSeverities{"CRITICAL", "MAJOR", "MINOR", "WARNING"};

template <class Enum, std::size_t N>
std::optional<Enum> found(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto it = std::find(names.begin(), names.end(), name);
  return it == names.end() ? std::nullopt : std::optional(static_cast<Enum>(it - names.begin()));
}

}  // namespace

std::string_view name_of(LinkState state) { return kLinkStates.at(static_cast<std::size_t>(state)); }
std::optional<LinkState> link_state_of(std::string_view name) { return found<LinkState>(kLinkStates, name); }

std::string_view name_of(DeviceState state) { return kDeviceStates.at(static_cast<std::size_t>(state)); }
std::optional<DeviceState> device_state_of(std::string_view name) {
  return found<DeviceState>(kDeviceStates, name);
}

std::string_view name_of(Severity severity) { return kSeverities.at(static_cast<std::size_t>(severity)); }
std::optional<Severity> severity_of(std::string_view name) { return found<Severity>(kSeverities, name); }

}  // namespace lightloom
