// What the readers of scalars and of JSON share: where leaves go, what was skipped, and the bounds.
#pragma once

#include <string>
#include <string_view>

#include "southbound/gnmi/notification.h"

namespace lightloom::southbound {

class Merging {
 public:
  Merging(const TreeLimits& limits, LeafMap& leaves) : limits_(limits), leaves_(leaves) {}

  const TreeLimits& limits() const { return limits_; }
  /// Keeps a leaf; skips a text that is too long and a number that is not finite. A whole number is kept as
  /// unsigned where it is one, so that equal numbers are equal in whatever type they came.
  void put(std::string_view path, Scalar value);
  void erase(std::string_view path);
  void skip(std::string_view path, std::string_view why);
  bool is_full() const { return !leaves_.fits(limits_); }
  const Merged& merged() const { return merged_; }

 private:
  const TreeLimits& limits_;
  LeafMap& leaves_;
  Merged merged_;
};

/// The leaves of a JSON text that is the value at `path`. An entry's own leaves are its keys, as in all
/// OpenConfig lists. Skips what is no JSON or deeper than the limits.
void merge_json(std::string_view text, const std::string& path, Merging& merging);

}  // namespace lightloom::southbound
