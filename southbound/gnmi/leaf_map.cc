#include "southbound/gnmi/leaf_map.h"

#include <utility>

namespace lightloom::southbound {
namespace {

// What follows the name of a subtree in the paths of its leaves. `/ab` is not below `/a`.
bool is_below(std::string_view leaf, std::string_view subtree) {
  if (!leaf.starts_with(subtree)) return false;
  if (leaf.size() == subtree.size() || subtree.empty()) return true;
  return leaf[subtree.size()] == '/' || leaf[subtree.size()] == '[';
}

}  // namespace

bool LeafMap::put(std::string_view path, Scalar value) {
  const auto it = leaves_.lower_bound(path);
  if (it != leaves_.end() && it->first == path) {
    if (it->second == value) return false;
    bytes_ += bytes_of(value);
    bytes_ -= bytes_of(it->second);
    it->second = std::move(value);
    return true;
  }
  bytes_ += path.size() + bytes_of(value);
  leaves_.emplace_hint(it, std::string(path), std::move(value));
  return true;
}

bool LeafMap::erase_subtree(std::string_view path) {
  bool was_there = false;
  for (auto it = leaves_.lower_bound(path); it != leaves_.end() && it->first.starts_with(path);) {
    if (!is_below(it->first, path)) {
      ++it;
      continue;
    }
    bytes_ -= it->first.size() + bytes_of(it->second);
    it = leaves_.erase(it);
    was_there = true;
  }
  return was_there;
}

void LeafMap::move_subtree(std::string_view path, LeafMap& other) {
  for (auto it = leaves_.lower_bound(path); it != leaves_.end() && it->first.starts_with(path); ++it)
    if (is_below(it->first, path)) other.put(it->first, it->second);
  erase_subtree(path);
}

void LeafMap::clear() {
  leaves_.clear();
  bytes_ = 0;
}

const Scalar* LeafMap::find(std::string_view path) const {
  const auto it = leaves_.find(path);
  return it == leaves_.end() ? nullptr : &it->second;
}

bool LeafMap::has_subtree(std::string_view path) const {
  for (auto it = leaves_.lower_bound(path); it != leaves_.end() && it->first.starts_with(path); ++it)
    if (is_below(it->first, path)) return true;
  return false;
}

std::string_view text_at(const LeafMap& leaves, std::string_view path) {
  const auto* value = leaves.find(path);
  return value == nullptr ? std::string_view() : text_in(*value);
}

}  // namespace lightloom::southbound
