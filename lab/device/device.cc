#include "lab/device/device.h"

#include <utility>

namespace lightloom::lab {
namespace {

bool is_part(const SchemaNode& node, Part part) {
  switch (part) {
    case Part::kAll:
      return true;
    case Part::kConfig:
      return node.access == Access::kConfig ||
             (node.access == Access::kKey && schema().is_writable_below(node.parent));
    case Part::kState:
      return node.access != Access::kConfig;
    case Part::kOperational:
      return node.access == Access::kKey || (node.access == Access::kState && !node.mirrors_config);
  }
  return true;
}

}  // namespace

std::vector<Change> changes_between(const Leaves& before, const Leaves& after) {
  std::vector<Change> changes;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    const bool is_gone = now == after.end() || (old != before.end() && old->first < now->first);
    const bool is_new = !is_gone && (old == before.end() || now->first < old->first);
    if (is_gone) {
      changes.push_back({old->first, std::nullopt});
    } else if (is_new || old->second != now->second) {
      changes.push_back({now->first, now->second});
    }
    if (!is_new) ++old;
    if (!is_gone) ++now;
  }
  return changes;
}

Device::Device(DeviceFacts facts, std::uint64_t boot_time_ns)
    : facts_(std::move(facts)), config_(facts_.defaults()), built_(built_state(facts_, boot_time_ns)) {}

Result<std::vector<Change>> Device::set(std::span<const Edit> edits) {
  auto next = edited(facts_, config_, edits);
  if (!next) return fail(next.error());
  auto changes = changes_between(config_, *next);
  config_ = std::move(*next);
  return changes;
}

SiteConfig Device::site_config() const {
  return site_config_of(facts_, config_, [this](std::uint64_t mode_id) { return facts_.mode_of(mode_id); });
}

void Device::restart(std::uint64_t boot_time_ns, bool keeps_config) {
  if (!keeps_config) config_ = facts_.defaults();
  built_ = built_state(facts_, boot_time_ns);
  observed_.clear();
}

std::vector<Change> Device::refresh(const Surroundings& around) {
  auto state = observed_state(facts_, config_, around, observed_);
  add_repeated(config_, built_, state);
  auto changes = changes_between(observed_, state);
  observed_ = std::move(state);
  return changes;
}

Leaves Device::read(const Selections& selections, Part part) const {
  Leaves found;
  for (const auto& selection : selections)
    for (const auto* leaves : {&config_, &built_, &observed_})
      for_each_match(*leaves, selection, [&](const Leaf& leaf, const Value& value) {
        if (is_part(schema()[leaf.node], part)) found.emplace(leaf, value);
      });
  return found;
}

}  // namespace lightloom::lab
