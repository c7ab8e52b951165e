// Names of leaves. Inside southbound a path is its canonical text,
// `/interfaces/interface[name=degree-3]/state`: keys in order of name, module prefixes and prefix messages
// gone, so that equal paths are equal strings and a subtree is a range of a sorted map. In a key's value `]`
// and `\` are escaped by a `\`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "topology/result.h"

namespace gnmi {
class Path;
}

namespace lightloom::southbound {

inline constexpr int kMaxPathElements = 32;
inline constexpr int kMaxPathKeys = 8;  ///< of one element
inline constexpr std::size_t kMaxNameBytes = 256;

/// Appends the elements of `path` to the canonical text `base`. kInvalidArgument where a name is no
/// identifier, a key's value is longer than kMaxNameBytes or holds control characters, the path is deeper
/// than kMaxPathElements (`base` counted), or its origin is not openconfig's; `base` may then hold a part.
Result<void> append_path(std::string& base, const ::gnmi::Path& path);
/// The other way. kInvalidArgument where `text` is not canonical text as above; keys may come in any order.
Result<void> parse_path(std::string_view text, ::gnmi::Path& path);

/// `base` + `/name`; nothing is checked.
void append_name(std::string& base, std::string_view name);
/// `base` + `[key=value]`, escaped.
void append_key(std::string& base, std::string_view key, std::string_view value);
/// The text of an escaped key's value.
std::string unescaped(std::string_view value);

/// A name without the module before it: `openconfig-lldp:state` is `state`.
std::string_view without_module(std::string_view name);
/// Whether it may stand in a path: a letter or `_`, then also digits, `-` and `.`; at most kMaxNameBytes.
bool is_identifier(std::string_view name);
/// Whether it may be a key's value: at most kMaxNameBytes, no control characters.
bool is_key_value(std::string_view value);

}  // namespace lightloom::southbound
