#include "southbound/openconfig/orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "southbound/openconfig/channels.h"
#include "southbound/openconfig/lasers.h"
#include "southbound/openconfig/names.h"

namespace lightloom::southbound {
namespace {

class ChannelOrders {
 public:
  ChannelOrders(const MediaChannels& held, const NodeDesired& desired, const Baseline& baseline,
                Orders& orders)
      : held_(held), desired_(desired.channels), baseline_(baseline), orders_(orders) {}

  void make() {
    for (const auto& [name, channel] : held_.channels)
      if (!desired_.contains(name) && baseline_.knows_channel(name)) remove(name, channel);
    for (const auto& [name, wanted] : desired_) {
      const auto it = held_.channels.find(name);
      const Channel* held = it == held_.channels.end() ? nullptr : &it->second;
      const bool is_there = held != nullptr && held->seen == wanted;
      if (is_there || is_foreign_name(name) || baseline_.carries_along(name, wanted)) continue;
      write(name, wanted, held);
    }
  }

 private:
  void remove(const std::string& name, const Channel& channel) {
    remove_index(name, channel.forward);
    if (channel.reverse) remove_index(name, *channel.reverse);
    orders_.about[name].push_back(name);
  }
  void remove_index(const std::string& name, std::uint32_t index) {
    orders_.deletes.push_back(media_channel_path(index));
    touch(name, index);
  }
  void touch(const std::string& name, std::uint32_t index) {
    orders_.touched.push_back(media_channel_path(index));
    orders_.about[name].push_back(std::to_string(index));
  }

  void write(const std::string& name, const MediaChannel& wanted, const Channel* held) {
    const auto [forward, reverse] = indices_for(name, held);
    if (held != nullptr && held->forward != forward && held->forward != reverse) remove(name, *held);
    write_one(name, forward, wanted.in_port, wanted.out_port, wanted.slot);
    write_one(name, reverse, wanted.out_port, wanted.in_port, wanted.slot);
    auto& about = orders_.about[name];
    about.insert(about.end(), {name, wanted.in_port, wanted.out_port});
  }
  void write_one(const std::string& name, std::uint32_t index, const std::string& source,
                 const std::string& dest, Slot slot) {
    const auto it = held_.one_way.find(index);
    const Entry* entry = it == held_.one_way.end() ? nullptr : &it->second.entry;
    auto writes =
        writes_to(media_channel_path(index), entry, media_channel_leaves(index, name, source, dest, slot));
    if (writes.empty()) return;
    std::move(writes.begin(), writes.end(), std::back_inserter(orders_.writes));
    touch(name, index);
  }

  // Stays where it is as far as it can, so that the fewest leaves change.
  std::pair<std::uint32_t, std::uint32_t> indices_for(const std::string& name, const Channel* held) {
    if (held != nullptr && held->reverse) return {held->forward, *held->reverse};
    if (held != nullptr) {
      const auto sibling = held->forward ^ 1U;
      if (is_free(sibling)) {
        taken_.insert(sibling);
        return {std::min(held->forward, sibling), std::max(held->forward, sibling)};
      }
    }
    auto base = preferred_index(name);
    while (!is_free(base) || !is_free(base + 1))
      base += 2;  // ends: a tree has far fewer entries than indices
    taken_.insert({base, base + 1});
    return {base, base + 1};
  }
  bool is_free(std::uint32_t index) const {
    return !held_.one_way.contains(index) && !taken_.contains(index);
  }

  const MediaChannels& held_;
  const std::map<std::string, MediaChannel>& desired_;
  const Baseline& baseline_;
  Orders& orders_;
  std::set<std::uint32_t> taken_;
};

struct LaserScene {
  const Lines& lines;
  const std::map<std::string, SeenLaser>& held;
  const std::map<std::int64_t, std::string>& device_modes;
  const ModeTable& modes;
};

class LaserOrders {
 public:
  LaserOrders(const LaserScene& scene, const NodeDesired& desired, const Baseline& baseline, Orders& orders)
      : scene_(scene), desired_(desired.lasers), baseline_(baseline), orders_(orders) {
    for (const auto& [name, laser] : scene.held) holder_.emplace(laser.port, name);
  }

  void make() {
    for (const auto& [name, wanted] : desired_) {
      const auto it = scene_.held.find(name);
      const SeenLaser* held = it == scene_.held.end() ? nullptr : &it->second;
      const bool is_there = held != nullptr && held->seen == wanted;
      if (is_there || is_foreign_name(name) || baseline_.carries_along(name, wanted)) continue;
      write(name, wanted);
      if (held != nullptr && held->port != wanted.line_port) leaving_.emplace(held->port, name);
    }
    for (const auto& [name, laser] : scene_.held)
      if (!desired_.contains(name) && baseline_.knows_laser(name)) leaving_.emplace(laser.port, name);
    for (const auto& [port, name] : leaving_)
      if (!written_.contains(port)) darken(name, port);
  }

 private:
  void refuse(const std::string& name, std::string why) { orders_.impossible.emplace(name, std::move(why)); }

  void write(const std::string& name, const Laser& wanted) {
    const auto number = line_number(wanted.line_port);
    if (!number)
      return refuse(name, fmt::format("'{}' is no line port; needs one as line-7", wanted.line_port));
    if (const auto other = stays_at(wanted.line_port, name); !other.empty())
      return refuse(name, fmt::format("{} is in use by {}", wanted.line_port, other));
    const auto mode_id = find_mode(wanted);
    if (!mode_id) return refuse(name, unknown_mode(wanted));
    written_.emplace(wanted.line_port, name);
    add_writes(name, wanted, *number, *mode_id);
  }

  void add_writes(const std::string& name, const Laser& wanted, std::uint32_t number, std::uint32_t mode_id) {
    const std::string& port = wanted.line_port;
    const auto it = scene_.lines.find(port);
    const Line none;
    const Line& line = it == scene_.lines.end() ? none : it->second;
    const Mode* mode = scene_.modes.find(description_of(wanted.transceiver, wanted.mode));
    add(component_path(kOpticalChannelPrefix, port), line.optical_channel,
        optical_channel_leaves(port, wanted.slot.centre(), mode_id));
    add(component_path(kTransceiverPrefix, port), line.transceiver, transceiver_leaves());
    add(logical_channel_path(number), line.logical_channel, logical_channel_leaves(port, number, name, mode));
    auto& about = orders_.about[name];
    about.insert(about.end(), {name, port, std::string(kOpticalChannelPrefix) + port,
                               std::string(kTransceiverPrefix) + port});
  }
  void add(const std::string& path, const std::optional<Entry>& entry, const WantedLeaves& wanted) {
    auto writes = writes_to(path, entry ? &*entry : nullptr, wanted);
    if (writes.empty()) return;
    std::move(writes.begin(), writes.end(), std::back_inserter(orders_.writes));
    orders_.touched.push_back(path);
  }

  void darken(const std::string& name, const std::string& port) {
    const Line& line = scene_.lines.find(port)->second;
    const auto optical = component_path(kOpticalChannelPrefix, port);
    const auto transceiver = component_path(kTransceiverPrefix, port);
    const auto has = [](const std::optional<Entry>& entry, std::string_view below) {
      return entry && std::any_of(entry->leaves().begin(), entry->leaves().end(),
                                  [&](const auto& leaf) { return leaf.first.starts_with(below); });
    };
    if (has(line.optical_channel, "optical-channel/config/"))
      remove(optical + "/optical-channel/config", optical);
    if (has(line.transceiver, "transceiver/config/enabled"))
      remove(transceiver + "/transceiver/config/enabled", transceiver);
    if (line.logical_channel) {
      const auto logical = logical_channel_path(line_number(port).value_or(0));
      remove(logical, logical);
    }
    orders_.about[name].insert(orders_.about[name].end(), {name, port});
  }
  void remove(std::string path, std::string entry) {
    orders_.deletes.push_back(std::move(path));
    orders_.touched.push_back(std::move(entry));
  }

  // Who keeps the port, if anybody but `name` does.
  std::string stays_at(const std::string& port, const std::string& name) const {
    if (const auto other = written_.find(port); other != written_.end()) return other->second;
    const auto holder = holder_.find(port);
    if (holder == holder_.end() || holder->second == name) return {};
    const auto wanted = desired_.find(holder->second);
    const bool moves = wanted != desired_.end() && wanted->second.line_port != port &&
                       !is_foreign_name(holder->second) &&
                       !baseline_.carries_along(holder->second, wanted->second);
    const bool goes = wanted == desired_.end() && baseline_.knows_laser(holder->second);
    return moves || goes ? std::string() : holder->second;
  }

  std::optional<std::uint32_t> find_mode(const Laser& wanted) const {
    const auto description = description_of(wanted.transceiver, wanted.mode);
    const auto it = std::find_if(scene_.device_modes.begin(), scene_.device_modes.end(),
                                 [&](const auto& mode) { return mode.second == description; });
    if (it == scene_.device_modes.end()) return std::nullopt;
    return static_cast<std::uint32_t>(it->first);
  }
  std::string unknown_mode(const Laser& wanted) const {
    const auto description = description_of(wanted.transceiver, wanted.mode);
    std::vector<std::string_view> known;
    for (const auto& [id, text] : scene_.device_modes) known.push_back(text);
    const auto nearest = nearest_of(description, known);
    return fmt::format("the device has no mode '{}'; it lists {}{}", description, known.size(),
                       nearest.empty() ? "" : fmt::format(", the nearest '{}'", nearest));
  }

  const LaserScene& scene_;
  const std::map<std::string, Laser>& desired_;
  const Baseline& baseline_;
  Orders& orders_;
  std::map<std::string, std::string> holder_, written_, leaving_;  // port -> lightpath
};

// Not as a part of a longer name or number.
bool speaks_of(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || (!is_part(text[at - 1]) && text[at - 1] != '-');
    if (begins && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

}  // namespace

Orders orders_for(const LeafMap& leaves, const NodeDesired& desired, const Baseline& baseline,
                  const ModeTable& modes) {
  Orders orders;
  const auto channels = media_channels_in(leaves);
  const auto lines = lines_in(leaves);
  const auto listed = device_modes(leaves);
  const auto lasers = lasers_in({lines, channels, listed, modes});
  ChannelOrders(channels, desired, baseline, orders).make();
  const LaserScene scene{lines, lasers, listed, modes};
  LaserOrders(scene, desired, baseline, orders).make();
  return orders;
}

std::vector<std::string> blamed_in(std::string_view device_words, const Orders& orders) {
  std::vector<std::string> blamed;
  for (const auto& [name, words] : orders.about) {
    const bool is_blamed = std::any_of(
        words.begin(), words.end(), [&](const std::string& word) { return speaks_of(device_words, word); });
    if (is_blamed) blamed.push_back(name);
  }
  if (blamed.size() == orders.about.size() && blamed.size() > 1) blamed.clear();
  return blamed;
}

}  // namespace lightloom::southbound
