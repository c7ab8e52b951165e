// A list of the tree, entry by entry, without building a path for each leaf that is asked for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "southbound/gnmi/leaf_map.h"

namespace lightloom::southbound {

/// The leaves of one entry by what follows the entry in their paths: `config/name`. Valid as long as the
/// LeafMap is not changed.
class Entry {
 public:
  void add(std::string_view below, const Scalar& value) { leaves_.emplace_back(below, &value); }

  const Scalar* find(std::string_view below) const;
  bool has(std::string_view below) const { return find(below) != nullptr; }
  /// Empty where absent or of another type.
  std::string_view text(std::string_view below) const;
  std::string_view word(std::string_view below) const;
  /// Nothing where absent or of another type.
  std::optional<std::int64_t> whole(std::string_view below) const;
  std::optional<double> number(std::string_view below) const;
  std::optional<bool> flag(std::string_view below) const;
  const std::vector<std::pair<std::string_view, const Scalar*>>& leaves() const { return leaves_; }

 private:
  std::vector<std::pair<std::string_view, const Scalar*>> leaves_;
};

/// The entries of the list at `path` by their keys, as in `name=degree-3` (escapes resolved, several keys
/// as one text, `lower-frequency=1][upper-frequency=2`).
using Entries = std::map<std::string, Entry, std::less<>>;
Entries entries_of(const LeafMap& leaves, std::string_view path);

/// The value of a list's only key in a text of `Entries`; empty where the list has another key.
std::string_view key_in(std::string_view keys, std::string_view name);

}  // namespace lightloom::southbound
