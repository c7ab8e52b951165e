#include "southbound/gnmi/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

constexpr std::size_t kShownBytes = 64;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Outside bytes in a sentence: printable, and not too many.
std::string shown(std::string_view text) {
  std::string result(text.substr(0, kShownBytes));
  std::replace_if(result.begin(), result.end(), is_control, '?');
  return text.size() > kShownBytes ? result + "..." : result;
}

tl::unexpected<Error> bad_name(std::string_view name) {
  return invalid(fmt::format("path: '{}' is no name of a node; needs letters, digits, - and .", shown(name)));
}

// Names that may follow each other in the order of the message, keys sorted.
Result<void> append_element(std::string& base, const ::gnmi::PathElem& element) {
  const auto name = without_module(element.name());
  if (!is_identifier(name)) return bad_name(element.name());
  append_name(base, name);
  if (element.key_size() > kMaxPathKeys)
    return invalid(fmt::format("path: '{}' has {} keys; at most {}", name, element.key_size(), kMaxPathKeys));
  std::array<std::pair<std::string_view, std::string_view>, kMaxPathKeys> keys;
  std::size_t count = 0;
  for (const auto& [key, value] : element.key()) keys[count++] = {without_module(key), value};
  std::sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_identifier(keys[i].first)) return bad_name(keys[i].first);
    if (i > 0 && keys[i].first == keys[i - 1].first)
      return invalid(fmt::format("path: '{}' has its key {} twice", name, keys[i].first));
    if (!is_key_value(keys[i].second))
      return invalid(
          fmt::format("path: key {} of '{}' is too long or holds control characters", keys[i].first, name));
    append_key(base, keys[i].first, keys[i].second);
  }
  return {};
}

// Elements of a canonical text.
int depth_of(std::string_view text) {
  int depth = 0;
  bool in_key = false, is_escaped = false;
  for (const char c : text) {
    if (is_escaped) {
      is_escaped = false;
      continue;
    }
    is_escaped = in_key && c == '\\';
    if (c == '[') in_key = true;
    if (c == ']') in_key = false;
    if (c == '/' && !in_key) ++depth;
  }
  return depth;
}

// Reads a canonical text from the front.
class PathText {
 public:
  explicit PathText(std::string_view text) : text_(text), rest_(text) {}

  Result<void> read(::gnmi::Path& path) {
    while (!rest_.empty()) {
      if (rest_.front() != '/') return wrong("needs a / before each name");
      rest_.remove_prefix(1);
      auto& element = *path.add_elem();
      if (path.elem_size() > kMaxPathElements) return wrong("is too deep");
      const auto name = rest_.substr(0, rest_.find_first_of("/["));
      if (!is_identifier(name)) return bad_name(name);
      element.set_name(std::string(name));
      rest_.remove_prefix(name.size());
      while (rest_.starts_with('['))
        if (auto read = read_key(element); !read) return read;
    }
    return {};
  }

 private:
  tl::unexpected<Error> wrong(std::string_view what) const {
    return invalid(fmt::format("path '{}': {}", shown(text_), what));
  }

  Result<void> read_key(::gnmi::PathElem& element) {
    rest_.remove_prefix(1);
    const auto equals = rest_.find('=');
    if (equals == std::string_view::npos) return wrong("a key needs [name=value]");
    const auto key = rest_.substr(0, equals);
    if (!is_identifier(key)) return bad_name(key);
    rest_.remove_prefix(equals + 1);
    const auto end = end_of_value();
    if (end == std::string_view::npos) return wrong("a key needs its ]");
    const auto value = unescaped(rest_.substr(0, end));
    if (!is_key_value(value)) return wrong("a key's value is too long or holds control characters");
    rest_.remove_prefix(end + 1);
    if (!element.mutable_key()->insert({std::string(key), value}).second) return wrong("has a key twice");
    if (element.key_size() > kMaxPathKeys) return wrong("has too many keys");
    return {};
  }

  std::size_t end_of_value() const {
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '\\')
        ++i;
      else if (rest_[i] == ']')
        return i;
    }
    return std::string_view::npos;
  }

  std::string_view text_, rest_;
};

}  // namespace

Result<void> append_path(std::string& base, const ::gnmi::Path& path) {
  if (!path.origin().empty() && path.origin() != "openconfig")
    return invalid(fmt::format("path: origin '{}' is not read; needs openconfig", shown(path.origin())));
  if (path.elem_size() > kMaxPathElements || depth_of(base) + path.elem_size() > kMaxPathElements)
    return invalid(fmt::format("path: deeper than {} names", kMaxPathElements));
  for (const auto& element : path.elem())
    if (auto appended = append_element(base, element); !appended) return appended;
  return {};
}

Result<void> parse_path(std::string_view text, ::gnmi::Path& path) {
  path.Clear();
  return PathText(text).read(path);
}

void append_name(std::string& base, std::string_view name) {
  base += '/';
  base += name;
}

void append_key(std::string& base, std::string_view key, std::string_view value) {
  base += '[';
  base += key;
  base += '=';
  for (const char c : value) {
    if (c == ']' || c == '\\') base += '\\';
    base += c;
  }
  base += ']';
}

std::string unescaped(std::string_view value) {
  std::string result;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    result += value[i];
  }
  return result;
}

std::string_view without_module(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_identifier(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || !is_letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; });
}

bool is_key_value(std::string_view value) {
  return value.size() <= kMaxNameBytes && std::none_of(value.begin(), value.end(), is_control);
}

}  // namespace lightloom::southbound
