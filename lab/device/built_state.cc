// The parts of a device, as `built_state` lists them.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "lab/device/observe.h"

namespace lightloom::lab {
namespace {

constexpr std::string_view kVendor = "Lightloom";

void add(Leaves& state, std::string_view path, std::vector<std::string> keys, Value value) {
  state.insert_or_assign(Leaf{schema().at(path), std::move(keys)}, std::move(value));
}
void add_text(Leaves& state, std::string_view path, std::vector<std::string> keys, std::string_view text) {
  add(state, path, std::move(keys), Value(std::string(text)));
}

void add_component(Leaves& state, const std::string& name, std::string_view type) {
  add_text(state, "/components/component/state/name", {name}, name);
  add_text(state, "/components/component/state/type", {name}, type);
}

void add_parts(Leaves& state, const DeviceFacts& facts) {
  add_component(state, "chassis", "CHASSIS");
  add_text(state, "/components/component/state/serial-no", {"chassis"}, facts.identity().chassis_id);
  add_text(state, "/components/component/state/mfg-name", {"chassis"}, kVendor);
  add_text(state, "/components/component/state/software-version", {"chassis"}, "lab 1");
  for (const auto& degree : facts.degrees()) {
    add_component(state, degree.port, "PORT");
    add_text(state, "/lldp/interfaces/interface/state/name", {degree.port}, degree.port);
    add_text(state, "/channel-monitors/channel-monitor/state/name", {degree.port}, degree.port);
  }
  for (const auto line : facts.listed_lines()) {
    add_component(state, fmt::format("line-{}", line), "PORT");
    add_component(state, fmt::format("transceiver-line-{}", line), "TRANSCEIVER");
    add_component(state, fmt::format("och-line-{}", line), "OPTICAL_CHANNEL");
  }
}

void add_modes(Leaves& state, const Network& network) {
  const auto& modes = network.equipment().modes;
  for (std::size_t index = 0; index < modes.size(); ++index) {
    const auto key = fmt::format("{}", index + 1);
    add(state, "/terminal-device/operational-modes/mode/state/mode-id", {key},
        Value(std::uint64_t{index + 1}));
    add_text(state, "/terminal-device/operational-modes/mode/state/description", {key},
             modes[index].transceiver + " " + modes[index].name);
    add_text(state, "/terminal-device/operational-modes/mode/state/vendor-id", {key}, kVendor);
  }
}

/// Calls `visit` with the key leaf of every list above `leaf`.
template <class Visit>
void each_key(const Leaf& leaf, Visit&& visit) {
  for (NodeId id = leaf.node; id != Schema::kRoot; id = schema()[id].parent) {
    const auto& node = schema()[id];
    const auto count = node.keys_above + node.keys.size();
    for (std::size_t key = 0; key < node.keys.size(); ++key) {
      const auto child = *schema().child(id, node.keys[key]);
      auto value = read_value(*schema()[child].leaf, Plain{leaf.keys[node.keys_above + key]});
      if (!value) continue;
      visit(Leaf{child, {leaf.keys.begin(), leaf.keys.begin() + static_cast<std::ptrdiff_t>(count)}},
            std::move(*value));
    }
  }
}

/// `…/state/x` of `…/config/x`, for every config leaf of the schema.
std::vector<NodeId> state_twins() {
  std::vector<NodeId> twins(schema().size(), Schema::kRoot);
  for (std::size_t index = 0; index < schema().size(); ++index) {
    const auto id = static_cast<NodeId>(index);
    if (!schema()[id].leaf || schema()[id].access != Access::kConfig) continue;
    const auto state = schema().child(schema()[schema()[id].parent].parent, "state");
    twins[id] = *schema().child(*state, schema()[id].name);
  }
  return twins;
}

}  // namespace

Leaves built_state(const DeviceFacts& facts, std::uint64_t boot_time_ns) {
  Leaves state;
  add_text(state, "/system/state/hostname", {}, facts.identity().system_name);
  add(state, "/system/state/boot-time", {}, Value(boot_time_ns));
  add_text(state, "/lldp/state/chassis-id", {}, facts.identity().chassis_id);
  add_text(state, "/lldp/state/chassis-id-type", {}, "MAC_ADDRESS");
  add_text(state, "/lldp/state/system-name", {}, facts.identity().system_name);
  add_parts(state, facts);
  add_modes(state, facts.network());
  Leaves keys;
  for (const auto& entry : state)
    each_key(entry.first,
             [&](Leaf leaf, Value value) { keys.insert_or_assign(std::move(leaf), std::move(value)); });
  state.merge(keys);
  return state;
}

void add_repeated(const Leaves& config, const Leaves& built, Leaves& state) {
  static const std::vector<NodeId> twins = state_twins();
  const auto add_new = [&](Leaf leaf, const Value& value) {
    if (!built.contains(leaf)) state.insert_or_assign(std::move(leaf), value);
  };
  for (const auto& [leaf, value] : config) add_new(Leaf{twins[leaf.node], leaf.keys}, value);
  Leaves keys;
  for (const auto& entry : state)
    each_key(entry.first, [&](Leaf leaf, const Value& value) {
      if (!built.contains(leaf)) keys.insert_or_assign(std::move(leaf), value);
    });
  state.merge(keys);
}

}  // namespace lightloom::lab
