#include "lab/device/select.h"

#include <fmt/format.h>

#include <algorithm>

namespace lightloom::lab {
namespace {

constexpr std::string_view kAny = "*";

tl::unexpected<Error> unknown_name(const Path& path, NodeId parent, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto child : schema().children(parent)) names.emplace_back(schema()[child].name);
  const auto nearest = nearest_of(name, names);
  const auto parent_text = parent == Schema::kRoot ? std::string("the root") : schema()[parent].name;
  auto hint =
      nearest.empty() ? fmt::format("there are {}", fmt::join(names, ", ")) : "the nearest is " + nearest;
  if (names.empty()) hint = "it is a leaf";
  return fail(ErrorCode::kNotFound,
              fmt::format("{}: {} has no {:?}; {}", to_text(path), parent_text, name, hint), to_text(path),
              nearest);
}

/// A key of number type is matched as text, so it has to be written in the one way.
bool is_canonical(const LeafType& type, const std::string& text) {
  if (type.kind != LeafType::Kind::kUint) return true;
  const auto value = read_value(type, Plain{text});
  return value && to_text(*value) == text;
}

/// The keys of one element, in the order of the list, appended to `keys`.
Result<void> append_keys(const Path& path, const PathElement& element, NodeId id,
                         std::vector<std::optional<std::string>>& keys) {
  const auto& node = schema()[id];
  for (const auto& [name, value] : element.keys) {
    if (std::find(node.keys.begin(), node.keys.end(), name) != node.keys.end()) continue;
    const auto needed = node.keys.empty() ? "no key" : fmt::format("the key {}", fmt::join(node.keys, ", "));
    return invalid(fmt::format("{}: {} takes {}, found {:?}", to_text(path), node.name, needed, name),
                   to_text(path), node.keys.empty() ? "" : node.keys.front());
  }
  for (const auto& name : node.keys) {
    const auto given = element.keys.find(name);
    if (given == element.keys.end() || given->second == kAny) {
      keys.emplace_back(std::nullopt);
      continue;
    }
    const auto type = schema()[*schema().child(id, name)].leaf.value_or(LeafType{});
    if (!is_canonical(type, given->second))
      return invalid(fmt::format("{}: {}[{}={}]: the key is a whole number without leading zeros",
                                 to_text(path), node.name, name, given->second),
                     to_text(path));
    keys.emplace_back(given->second);
  }
  return {};
}

/// One step down from every selection so far.
Result<Selections> step(const Path& path, const PathElement& element, const Selections& from) {
  Selections found;
  for (const auto& parent : from) {
    for (const auto child : schema().children(parent.node)) {
      const bool is_any = element.name == kAny;
      if (!is_any && schema()[child].name != element.name) continue;
      auto next = parent;
      next.node = child;
      const auto keyed = append_keys(path, element, child, next.keys);
      if (!keyed && is_any) continue;
      if (!keyed) return fail(keyed.error());
      found.push_back(std::move(next));
    }
  }
  if (found.empty()) return unknown_name(path, from.front().node, element.name);
  return found;
}

}  // namespace

bool Selection::matches(const Leaf& leaf) const {
  if (leaf.node < node || leaf.node >= schema()[node].end) return false;
  for (std::size_t key = 0; key < keys.size(); ++key)
    if (keys[key] && *keys[key] != leaf.keys[key]) return false;
  return true;
}

bool Selection::is_concrete() const {
  return std::all_of(keys.begin(), keys.end(), [](const auto& key) { return key.has_value(); });
}

std::vector<std::string> Selection::concrete_keys() const {
  std::vector<std::string> texts;
  for (const auto& key : keys) texts.push_back(key.value_or(""));
  return texts;
}

bool matches(const Selections& selections, const Leaf& leaf) {
  return std::any_of(selections.begin(), selections.end(),
                     [&](const Selection& selection) { return selection.matches(leaf); });
}

Result<Selections> select(const Path& path) {
  if (path.elements.size() > kMaxPathElements)
    return invalid(
        fmt::format("a path of {} elements: at most {} are read", path.elements.size(), kMaxPathElements));
  for (const auto& element : path.elements) {
    if (element.name == "...") return invalid("a path with ...: not supported; use * for one element");
    if (element.name.size() > kMaxPathWord) return invalid("a path with a name that is too long");
    for (const auto& [name, value] : element.keys)
      if (name.size() > kMaxPathWord || value.size() > kMaxPathWord)
        return invalid("a path with a key that is too long");
  }
  Selections selections{{Schema::kRoot, {}}};
  for (const auto& element : path.elements) {
    auto next = step(path, element, selections);
    if (!next) return fail(next.error());
    selections = std::move(*next);
  }
  return selections;
}

}  // namespace lightloom::lab
