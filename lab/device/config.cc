#include "lab/device/config.h"

#include <array>
#include <string_view>
#include <utility>

namespace lightloom::lab {
namespace {

constexpr std::string_view kMediaChannel = "/wavelength-router/media-channels/channel";
constexpr std::string_view kComponent = "/components/component";
constexpr std::string_view kAmplifier = "/optical-amplifier/amplifiers/amplifier";
constexpr std::string_view kLogicalChannel = "/terminal-device/logical-channels/channel";

NodeId node(std::string_view list, std::string_view below) {
  return schema().at(std::string(list) + std::string(below));
}

/// Calls `visit(keys, value)` for every leaf of one node.
template <class Visit>
void each(const Leaves& leaves, NodeId id, Visit&& visit) {
  for (auto at = leaves.lower_bound(Leaf{id, {}}); at != leaves.end() && at->first.node == id; ++at)
    visit(at->first.keys, at->second);
}

// The schema has given every value its type before it was stored.
std::uint64_t whole(const Value& value) { return std::get<std::uint64_t>(value); }
const std::string& text(const Value& value) { return std::get<std::string>(value); }
bool flag(const Value& value) { return std::get<bool>(value); }
Decimal decimal(const Value& value) { return std::get<Decimal>(value); }

std::string without(std::string_view prefix, const std::string& word) {
  return word.rfind(prefix, 0) == 0 ? word.substr(prefix.size()) : std::string();
}

/// Amplifiers whose gain, tilt or switch is not as built.
std::vector<AmplifierSetting> settings_of(const DeviceFacts& facts, const Leaves& config) {
  std::vector<AmplifierSetting> settings;
  const auto defaults = amplifiers_of(facts.defaults());
  for (const auto& [name, amplifier] : amplifiers_of(config)) {
    const auto* placed = facts.find_amplifier(name);
    const auto built = defaults.find(name);
    if (placed == nullptr || built == defaults.end()) continue;
    // A gain that nobody changed stays as exact as the record, which has more digits than the model.
    const bool is_built_gain = amplifier.gain == built->second.gain;
    const bool is_built_tilt = amplifier.tilt == built->second.tilt;
    if (is_built_gain && is_built_tilt && amplifier.is_enabled) continue;
    settings.push_back({placed->link, placed->forward, placed->position,
                        is_built_gain ? placed->built.gain : Decibel{to_double(amplifier.gain)},
                        is_built_tilt ? placed->built.tilt : Decibel{to_double(amplifier.tilt)},
                        amplifier.is_enabled});
  }
  return settings;
}

}  // namespace

std::string port_of_optics(const std::string& component) { return without("och-", component); }
std::string port_of_transceiver(const std::string& component) { return without("transceiver-", component); }

std::map<std::string, ChannelConfig> channels_of(const Leaves& config) {
  std::map<std::string, ChannelConfig> channels;
  static const NodeId index_node = node(kMediaChannel, "/config/index"),
                      name_node = node(kMediaChannel, "/config/name"),
                      lower_node = node(kMediaChannel, "/config/lower-frequency"),
                      upper_node = node(kMediaChannel, "/config/upper-frequency"),
                      admin_node = node(kMediaChannel, "/config/admin-status"),
                      source_node = node(kMediaChannel, "/source/config/port-name"),
                      dest_node = node(kMediaChannel, "/dest/config/port-name");
  each(config, index_node,
       [&](const auto& keys, const auto& value) { channels[keys[0]].index = whole(value); });
  each(config, name_node, [&](const auto& keys, const auto& value) { channels[keys[0]].name = text(value); });
  each(config, lower_node,
       [&](const auto& keys, const auto& value) { channels[keys[0]].lower_mhz = whole(value); });
  each(config, upper_node,
       [&](const auto& keys, const auto& value) { channels[keys[0]].upper_mhz = whole(value); });
  each(config, admin_node,
       [&](const auto& keys, const auto& value) { channels[keys[0]].is_enabled = text(value) == "ENABLED"; });
  each(config, source_node,
       [&](const auto& keys, const auto& value) { channels[keys[0]].source = text(value); });
  each(config, dest_node, [&](const auto& keys, const auto& value) { channels[keys[0]].dest = text(value); });
  return channels;
}

std::map<std::string, TransponderConfig> transponders_of(const Leaves& config) {
  std::map<std::string, TransponderConfig> transponders;
  static const NodeId frequency_node = node(kComponent, "/optical-channel/config/frequency"),
                      mode_node = node(kComponent, "/optical-channel/config/operational-mode"),
                      port_node = node(kComponent, "/optical-channel/config/line-port"),
                      power_node = node(kComponent, "/optical-channel/config/target-output-power"),
                      enabled_node = node(kComponent, "/transceiver/config/enabled");
  const auto optics = [&](const auto& keys) -> TransponderConfig& {
    auto& transponder = transponders[port_of_optics(keys[0])];
    transponder.has_optics = true;
    return transponder;
  };
  each(config, frequency_node,
       [&](const auto& keys, const auto& value) { optics(keys).frequency_mhz = whole(value); });
  each(config, mode_node, [&](const auto& keys, const auto& value) { optics(keys).mode_id = whole(value); });
  each(config, port_node, [&](const auto& keys, const auto& value) { optics(keys).line_port = text(value); });
  each(config, power_node,
       [&](const auto& keys, const auto& value) { optics(keys).power = Dbm{to_double(decimal(value))}; });
  each(config, enabled_node, [&](const auto& keys, const auto& value) {
    transponders[port_of_transceiver(keys[0])].is_enabled = flag(value);
  });
  return transponders;
}

std::map<std::string, AmplifierConfig> amplifiers_of(const Leaves& config) {
  std::map<std::string, AmplifierConfig> amplifiers;
  static const NodeId type_node = node(kAmplifier, "/config/type"),
                      gain_node = node(kAmplifier, "/config/target-gain"),
                      tilt_node = node(kAmplifier, "/config/target-gain-tilt"),
                      enabled_node = node(kAmplifier, "/config/enabled");
  each(config, type_node,
       [&](const auto& keys, const auto& value) { amplifiers[keys[0]].type = text(value); });
  each(config, gain_node,
       [&](const auto& keys, const auto& value) { amplifiers[keys[0]].gain = decimal(value); });
  each(config, tilt_node,
       [&](const auto& keys, const auto& value) { amplifiers[keys[0]].tilt = decimal(value); });
  each(config, enabled_node,
       [&](const auto& keys, const auto& value) { amplifiers[keys[0]].is_enabled = flag(value); });
  return amplifiers;
}

std::map<std::string, LogicalChannelConfig> logical_channels_of(const Leaves& config) {
  constexpr std::string_view kAssigned = "/logical-channel-assignments/assignment/config/";
  const auto assigned = [&](std::string_view name) {
    return node(kLogicalChannel, std::string(kAssigned) + std::string(name));
  };
  std::map<std::string, LogicalChannelConfig> channels;
  each(config, node(kLogicalChannel, "/config/index"),
       [&](const auto& keys, const auto& value) { channels[keys[0]].index = whole(value); });
  each(config, node(kLogicalChannel, "/config/description"),
       [&](const auto& keys, const auto&) { channels[keys[0]]; });
  each(config, node(kLogicalChannel, "/config/admin-state"),
       [&](const auto& keys, const auto&) { channels[keys[0]]; });
  each(config, assigned("index"), [&](const auto& keys, const auto& value) {
    channels[keys[0]].assignments[keys[1]].index = whole(value);
  });
  each(config, assigned("assignment-type"),
       [&](const auto& keys, const auto&) { channels[keys[0]].assignments[keys[1]]; });
  each(config, assigned("optical-channel"), [&](const auto& keys, const auto& value) {
    channels[keys[0]].assignments[keys[1]].optical_channel = text(value);
  });
  each(config, assigned("allocation"), [&](const auto& keys, const auto& value) {
    channels[keys[0]].assignments[keys[1]].allocation_gbps = decimal(value);
  });
  return channels;
}

SiteConfig site_config_of(const DeviceFacts& facts, const Leaves& config, const ModeTable& modes) {
  SiteConfig site;
  for (const auto& [port, transponder] : transponders_of(config)) {
    if (!transponder.is_enabled || !transponder.frequency_mhz || !transponder.mode_id) continue;
    const auto mode = modes(*transponder.mode_id);
    if (!mode) continue;
    site.transmitters.push_back(
        {port, *mode, Mhz{static_cast<std::int64_t>(*transponder.frequency_mhz)}, transponder.power});
  }
  for (const auto& [key, channel] : channels_of(config)) {
    if (!channel.is_enabled || !channel.lower_mhz || !channel.upper_mhz) continue;
    site.crosses.push_back({channel.source, channel.dest, Mhz{static_cast<std::int64_t>(*channel.lower_mhz)},
                            Mhz{static_cast<std::int64_t>(*channel.upper_mhz)}});
  }
  site.amplifiers = settings_of(facts, config);
  return site;
}

}  // namespace lightloom::lab
