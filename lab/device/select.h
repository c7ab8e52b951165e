// Which leaves a path means.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/device/schema.h"

namespace lightloom::lab {

/// A node of the schema and what its keys have to be; nothing: any.
struct Selection {
  NodeId node{};
  std::vector<std::optional<std::string>> keys;

  bool operator==(const Selection&) const = default;
  bool matches(const Leaf& leaf) const;
  /// One place in the tree: no wildcard, no key left out.
  bool is_concrete() const;
  /// Needs is_concrete().
  std::vector<std::string> concrete_keys() const;
};
/// More than one where a name is `*`.
using Selections = std::vector<Selection>;

bool matches(const Selections& selections, const Leaf& leaf);

/// kNotFound where no device has such a path, with the nearest name; kInvalidArgument for a key that the list
/// does not have or whose value cannot be one.
Result<Selections> select(const Path& path);

/// Calls `visit(leaf, value)` for each match, in the order of the schema.
template <class Visit>
void for_each_match(const Leaves& leaves, const Selection& selection, Visit&& visit) {
  const auto end = schema()[selection.node].end;
  for (auto at = leaves.lower_bound(Leaf{selection.node, {}}); at != leaves.end() && at->first.node < end;
       ++at)
    if (selection.matches(at->first)) visit(at->first, at->second);
}

}  // namespace lightloom::lab
