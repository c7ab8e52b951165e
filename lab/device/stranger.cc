#include "lab/device/stranger.h"

#include <fmt/format.h>

#include <algorithm>

#include "lab/device/config.h"
#include "lab/device/edit.h"
#include "lab/device/select.h"
#include "lab/device/validate_channels.h"

namespace lightloom::lab {
namespace {

NodeId channel_list() { return schema().at("/wavelength-router/media-channels/channel"); }

}  // namespace

const std::vector<std::string>& Stranger::paths() {
  static const std::vector<std::string> all_paths{
      "/system/state/hostname",
      "/lldp/state",
      "/wavelength-router/media-channels",
      "/components/component[name=*]/optical-channel/config",
      "/components/component[name=*]/transceiver/config",
      "/terminal-device/operational-modes",
  };
  return all_paths;
}

void Stranger::hear(const Path& path, const Written& value) {
  const auto selections = select(path);
  if (!selections || selections->size() != 1 || !selections->front().is_concrete()) return;
  const auto& node = schema()[selections->front().node];
  if (!node.leaf || leaves_.size() >= kMaxConfigLeaves) return;
  auto read = read_value(*node.leaf, value);
  if (read)
    leaves_.insert_or_assign({selections->front().node, selections->front().concrete_keys()},
                             std::move(*read));
}

void Stranger::hear_no_more(const Path& path) {
  const auto selections = select(path);
  if (selections)
    std::erase_if(leaves_, [&](const auto& entry) { return matches(*selections, entry.first); });
}

Identity Stranger::identity() const {
  auto identity = facts_.identity();
  const auto text = [&](std::string_view path, std::string& into) {
    const auto found = leaves_.find(Leaf{schema().at(path), {}});
    if (found != leaves_.end()) into = to_text(found->second);
  };
  text("/lldp/state/chassis-id", identity.chassis_id);
  text("/system/state/hostname", identity.system_name);
  text("/lldp/state/system-name", identity.system_name);
  return identity;
}

/// One by one, so that a wrong one does not take the others with it.
Leaves Stranger::sound_channels() const {
  Leaves sound;
  for (const auto& entry : channels_of(leaves_)) {
    auto with = sound;
    const Selection one{channel_list(), {entry.first}};
    for_each_match(leaves_, one, [&](const Leaf& leaf, const Value& value) { with.emplace(leaf, value); });
    if (check_channels(facts_, with)) sound = std::move(with);
  }
  return sound;
}

std::optional<ModeIndex> Stranger::mode_of(std::uint64_t mode_id) const {
  const Leaf leaf{schema().at("/terminal-device/operational-modes/mode/state/description"),
                  {fmt::format("{}", mode_id)}};
  const auto found = leaves_.find(leaf);
  if (found == leaves_.end()) return std::nullopt;
  const auto description = to_text(found->second);
  const auto space = std::min(description.find(' '), description.size());
  return facts_.network().find_mode(description.substr(0, space),
                                    description.substr(std::min(space + 1, description.size())));
}

SiteConfig Stranger::site_config() const {
  auto config = sound_channels();
  const auto components = schema().at("/components/component");
  const Selection all{components, {std::nullopt}};
  for_each_match(leaves_, all, [&](const Leaf& leaf, const Value& value) { config.emplace(leaf, value); });
  auto site = site_config_of(facts_, config, [this](std::uint64_t mode_id) { return mode_of(mode_id); });
  std::erase_if(site.transmitters, [&](const Transmitter& laser) {
    return !facts_.line_number(laser.line_port) ||
           !check_frequency(facts_, laser.line_port, static_cast<std::uint64_t>(laser.frequency.value));
  });
  return site;
}

}  // namespace lightloom::lab
