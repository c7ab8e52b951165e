#include "lab/device/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lightloom::lab {
namespace {

/// Reads one path, left to right.
class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  Result<Path> read() {
    Path path;
    if (text_.empty() || text_ == "/") return path;
    if (text_.front() != '/') return wrong("a path begins with /");
    while (at_ < text_.size()) {
      ++at_;  // the slash
      auto element = read_element();
      if (!element) return fail(element.error());
      if (path.elements.size() == kMaxPathElements)
        return wrong(fmt::format("more than {} elements", kMaxPathElements));
      path.elements.push_back(std::move(*element));
      if (at_ < text_.size() && text_[at_] != '/') return wrong("after a key comes / or another key");
    }
    return path;
  }

 private:
  tl::unexpected<Error> wrong(std::string_view what) const {
    return invalid(fmt::format("path {:?}: {} (byte {}); write it as /components/component[name=och-line-7]",
                               text_.substr(0, kMaxPathWord), what, at_));
  }

  Result<PathElement> read_element() {
    PathElement element;
    const auto end = std::min(text_.find_first_of("/[", at_), text_.size());
    element.name = text_.substr(at_, end - at_);
    at_ = end;
    if (element.name.empty()) return wrong("an element has no name");
    if (element.name.size() > kMaxPathWord) return wrong("a name is too long");
    while (at_ < text_.size() && text_[at_] == '[') {
      auto key = read_key();
      if (!key) return fail(key.error());
      if (!element.keys.insert(std::move(*key)).second) return wrong("a key is given twice");
    }
    return element;
  }

  Result<std::pair<std::string, std::string>> read_key() {
    const auto equals = text_.find('=', at_);
    if (equals == std::string_view::npos || equals == at_ + 1) return wrong("a key is written [name=value]");
    std::pair<std::string, std::string> key{std::string(text_.substr(at_ + 1, equals - at_ - 1)), {}};
    for (at_ = equals + 1; at_ < text_.size() && text_[at_] != ']'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      key.second += text_[at_];
    }
    if (at_ == text_.size()) return wrong("a key ends with ]");
    if (key.first.size() > kMaxPathWord || key.second.size() > kMaxPathWord)
      return wrong("a key is too long");
    ++at_;
    return key;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Path> parse_path(std::string_view text) { return PathReader(text).read(); }

std::string to_text(const Path& path) {
  if (path.elements.empty()) return "/";
  std::string text;
  for (const auto& element : path.elements) {
    text += "/" + element.name;
    for (const auto& [name, value] : element.keys) {
      text += "[" + name + "=";
      for (const char letter : value) {
        if (letter == ']' || letter == '\\') text += '\\';
        text += letter;
      }
      text += "]";
    }
  }
  return text;
}

Path joined(const Path& prefix, const Path& path) {
  Path whole = prefix;
  whole.elements.insert(whole.elements.end(), path.elements.begin(), path.elements.end());
  return whole;
}

}  // namespace lightloom::lab
