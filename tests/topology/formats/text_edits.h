// Changes one thing in a text that is otherwise right.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace lightloom::formats {

/// `text` with the first `from` replaced; a `from` that is not there is a mistake of the test.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("no such text: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace lightloom::formats
