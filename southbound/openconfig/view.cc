#include "southbound/openconfig/view.h"

#include <optional>
#include <string_view>
#include <utility>

#include "southbound/openconfig/entries.h"
#include "southbound/openconfig/lasers.h"
#include "southbound/openconfig/names.h"

namespace lightloom::southbound {
namespace {

constexpr std::string_view kDegreePrefix = "degree-";

void see_light(const LeafMap& leaves, const ModeTable& modes, NodeObserved& observed) {
  const auto channels = media_channels_in(leaves);
  for (const auto& [name, channel] : channels.channels) observed.holds.channels.emplace(name, channel.seen);
  const auto lines = lines_in(leaves);
  const auto listed = device_modes(leaves);
  for (const auto& [name, laser] : lasers_in({lines, channels, listed, modes})) {
    observed.holds.lasers.emplace(name, laser.seen);
    if (laser.light) observed.received.emplace(name, *laser.light);
  }
}

// The first that says who it is.
std::optional<Neighbour> neighbour_in(const Entry& interface) {
  for (const auto& [below, value] : interface.leaves()) {
    if (!below.starts_with("neighbors/neighbor[") || !below.ends_with("]/state/chassis-id")) continue;
    if (text_in(*value).empty()) continue;
    const std::string state(below.substr(0, below.size() - std::string_view("chassis-id").size()));
    return Neighbour{std::string(text_in(*value)), std::string(interface.text(state + "port-id")),
                     std::string(interface.text(state + "system-name"))};
  }
  return std::nullopt;
}

std::map<std::string, Neighbour> neighbours_in(const LeafMap& leaves) {
  std::map<std::string, Neighbour> neighbours;
  for (const auto& [keys, entry] : entries_of(leaves, kLldpInterfaces)) {
    const auto port = key_in(keys, "name");
    auto neighbour = neighbour_in(entry);
    if (!port.empty() && neighbour) neighbours.emplace(port, std::move(*neighbour));
  }
  return neighbours;
}

std::set<std::string> dark_ports_in(const LeafMap& leaves) {
  std::set<std::string> ports;
  for (const auto& [keys, entry] : entries_of(leaves, kAlarms)) {
    const auto resource = entry.text("state/resource");
    if (entry.word("state/type-id") == "LOS" && resource.starts_with(kDegreePrefix)) ports.emplace(resource);
  }
  return ports;
}

std::map<std::string, Dbm> amplifier_input_in(const LeafMap& leaves) {
  std::map<std::string, Dbm> inputs;
  for (const auto& [keys, entry] : entries_of(leaves, kAmplifiers)) {
    const auto name = key_in(keys, "name");
    const auto power = entry.number("state/input-power-total/instant");
    if (!name.empty() && power) inputs.emplace(name, Dbm{*power});
  }
  return inputs;
}

}  // namespace

NodeObserved observed_in(const LeafMap& leaves, const ModeTable& modes, const std::string& site) {
  NodeObserved observed;
  observed.node = site;
  see_light(leaves, modes, observed);
  observed.chassis_id = text_at(leaves, kChassisId);
  observed.neighbours = neighbours_in(leaves);
  observed.dark_ports = dark_ports_in(leaves);
  observed.amplifier_input = amplifier_input_in(leaves);
  return observed;
}

}  // namespace lightloom::southbound
