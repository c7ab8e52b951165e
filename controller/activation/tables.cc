#include "controller/activation/tables.h"

namespace lightloom::activation {
namespace {

template <class Value>
std::optional<Value> found(const std::map<std::string, Value>& values, const std::string& name) {
  const auto it = values.find(name);
  return it == values.end() ? std::nullopt : std::optional<Value>(it->second);
}

template <class Value>
void put(std::map<std::string, Value>& values, const std::string& name, const std::optional<Value>& value) {
  if (value) {
    values.insert_or_assign(name, *value);
  } else {
    values.erase(name);
  }
}

}  // namespace

Leaf leaf_of(const NodeDesired& node, const std::string& lightpath) {
  return {found(node.channels, lightpath), found(node.lasers, lightpath)};
}

void put_leaf(NodeDesired& node, const std::string& lightpath, const Leaf& leaf) {
  put(node.channels, lightpath, leaf.channel);
  put(node.lasers, lightpath, leaf.laser);
}

Rumour rumour_of(const NodeObserved& news) {
  Rumour rumour{news.holds, {}};
  for (const auto& [lightpath, light] : news.received) rumour.lit.insert(lightpath);
  return rumour;
}

Leaf Node::held(const std::string& lightpath) const {
  return observed ? leaf_of(observed->holds, lightpath) : Leaf{};
}

bool Node::surely_has_channel(const std::string& lightpath,
                              const std::optional<MediaChannel>& channel) const {
  if (!is_reachable() || found(observed->holds.channels, lightpath) != channel) return false;
  return !unverified || found(unverified->channels, lightpath) == channel;
}

bool Node::surely_has_laser(const std::string& lightpath, const std::optional<Laser>& laser) const {
  if (!is_reachable() || found(observed->holds.lasers, lightpath) != laser) return false;
  return !unverified || found(unverified->lasers, lightpath) == laser;
}

bool is_strangers(const Part& part, const std::string& lightpath) {
  if (part.ours) return false;
  const Leaf held = part.node->held(lightpath);
  return (held.channel && held.channel != part.want.channel) || (held.laser && held.laser != part.want.laser);
}

Leaf target_of(const Lightpath& lightpath, const Part& part) {
  const std::string& name = lightpath.config.name;
  Leaf held = part.node->held(name);
  if (is_strangers(part, name)) return held;
  if (lightpath.lit_wanted) {
    return {part.want.channel, lightpath.channels_in_place ? part.want.laser : held.laser};
  }
  return {lightpath.lasers_dark ? std::nullopt : held.channel, std::nullopt};
}

}  // namespace lightloom::activation
