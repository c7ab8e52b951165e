#include "southbound/openconfig/entries.h"

#include <algorithm>

#include "southbound/gnmi/path.h"

namespace lightloom::southbound {
namespace {

// Where the keys of an entry end, `text` beginning with the first `[`: behind the last `]` of them.
std::size_t keys_end(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] == '[') {
    for (++end; end < text.size() && text[end] != ']'; ++end)
      if (text[end] == '\\') ++end;
    ++end;
  }
  return std::min(end, text.size());
}

}  // namespace

const Scalar* Entry::find(std::string_view below) const {
  const auto it =
      std::find_if(leaves_.begin(), leaves_.end(), [&](const auto& leaf) { return leaf.first == below; });
  return it == leaves_.end() ? nullptr : it->second;
}

std::string_view Entry::text(std::string_view below) const {
  const auto* value = find(below);
  return value == nullptr ? std::string_view() : text_in(*value);
}

std::string_view Entry::word(std::string_view below) const {
  const auto* value = find(below);
  return value == nullptr ? std::string_view() : word_in(*value);
}

std::optional<std::int64_t> Entry::whole(std::string_view below) const {
  const auto* value = find(below);
  return value == nullptr ? std::nullopt : whole_in(*value);
}

std::optional<double> Entry::number(std::string_view below) const {
  const auto* value = find(below);
  return value == nullptr ? std::nullopt : number_in(*value);
}

std::optional<bool> Entry::flag(std::string_view below) const {
  const auto* value = find(below);
  return value == nullptr ? std::nullopt : flag_in(*value);
}

Entries entries_of(const LeafMap& leaves, std::string_view path) {
  Entries entries;
  const std::string list = std::string(path) + '[';
  std::string_view current;  // keys of the entry at `entry`, as in the path
  Entry* entry = nullptr;
  for (auto it = leaves.lower_bound(list); it != leaves.end() && it->first.starts_with(list); ++it) {
    const auto rest = std::string_view(it->first).substr(path.size());
    const auto keys = rest.substr(0, keys_end(rest));
    if (keys.size() < 2 || keys.back() != ']') continue;
    if (entry == nullptr || keys != current) {
      entry = &entries[unescaped(keys.substr(1, keys.size() - 2))];
      current = keys;
    }
    const auto below = rest.substr(keys.size());
    if (below.starts_with('/')) entry->add(below.substr(1), it->second);
  }
  return entries;
}

std::string_view key_in(std::string_view keys, std::string_view name) {
  if (!keys.starts_with(name) || keys.size() <= name.size() || keys[name.size()] != '=') return {};
  return keys.substr(name.size() + 1);
}

}  // namespace lightloom::southbound
