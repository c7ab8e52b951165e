// What a device's tree holds, flat: canonical path -> value. Sorted, so that a subtree and a list's entry are
// ranges. Bounded: a device cannot make it grow past its limits.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "southbound/gnmi/scalar.h"

namespace lightloom::southbound {

/// Bounds on what one device may tell.
struct TreeLimits {
  std::size_t leaves = 100'000;
  std::size_t bytes = std::size_t{32} << 20U;  ///< of all paths and texts
  std::size_t value_bytes = 4096;              ///< of one text
  std::size_t depth = 32;                      ///< of JSON
  bool operator==(const TreeLimits&) const = default;
};

/// Not for several threads at a time.
class LeafMap {
 public:
  using Leaves = std::map<std::string, Scalar, std::less<>>;
  using Iterator = Leaves::const_iterator;

  /// Whether the value is another than before.
  bool put(std::string_view path, Scalar value);
  /// Removes `path` and all below it; without its last keys, all entries of that list. Whether there was any.
  bool erase_subtree(std::string_view path);
  /// Likewise, into `other`.
  void move_subtree(std::string_view path, LeafMap& other);
  void clear();

  const Scalar* find(std::string_view path) const;
  /// Whether there is a leaf at `path` or below it.
  bool has_subtree(std::string_view path) const;
  /// First leaf whose path is not less than `path`.
  Iterator lower_bound(std::string_view path) const { return leaves_.lower_bound(path); }
  Iterator begin() const { return leaves_.begin(); }
  Iterator end() const { return leaves_.end(); }
  std::size_t size() const { return leaves_.size(); }
  std::size_t bytes() const { return bytes_; }
  bool fits(const TreeLimits& limits) const { return size() <= limits.leaves && bytes_ <= limits.bytes; }
  bool operator==(const LeafMap& other) const { return leaves_ == other.leaves_; }

 private:
  Leaves leaves_;
  std::size_t bytes_ = 0;
};

/// Text at `path`; empty where it is absent or no text.
std::string_view text_at(const LeafMap& leaves, std::string_view path);

}  // namespace lightloom::southbound
