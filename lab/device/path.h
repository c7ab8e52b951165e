// A path as a client says it: names and keys, either of which may be `*`. What it means, schema.h knows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "topology/result.h"

namespace lightloom::lab {

struct PathElement {
  std::string name;                         ///< `*`: any
  std::map<std::string, std::string> keys;  ///< a key that is not there, or is `*`: any
  bool operator==(const PathElement&) const = default;
};
struct Path {
  std::vector<PathElement> elements;  ///< none: the root
  bool operator==(const Path&) const = default;
};

inline constexpr std::size_t kMaxPathElements = 32;
inline constexpr std::size_t kMaxPathWord = 256;  ///< bytes of a name or a key's value

/// `/components/component[name=och-line-7]/state`. In a key's value `]` and `\` stand after a `\`.
/// kInvalidArgument where it is not a path or passes a limit.
Result<Path> parse_path(std::string_view text);
std::string to_text(const Path& path);

/// `prefix` and then `path`.
Path joined(const Path& prefix, const Path& path);

}  // namespace lightloom::lab
