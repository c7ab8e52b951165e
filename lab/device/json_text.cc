#include "lab/device/json_text.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <string_view>

namespace lightloom::lab {
namespace {

namespace json = boost::json;

// NOLINTNEXTLINE(misc-no-recursion): as deep as a value that we made or that was read within a limit
void append(const json::value& value, std::string& text) {
  std::string_view between;
  if (const auto* object = value.if_object()) {
    text += '{';
    for (const auto& member : *object) {
      text += between;
      text += json::serialize(json::string(member.key()));
      text += ':';
      append(member.value(), text);
      between = ",";
    }
    text += '}';
  } else if (const auto* array = value.if_array()) {
    text += '[';
    for (const auto& element : *array) {
      text += between;
      append(element, text);
      between = ",";
    }
    text += ']';
  } else if (const auto* number = value.if_double()) {
    text += std::isfinite(*number) ? fmt::format("{}", *number) : "null";
  } else {
    text += json::serialize(value);
  }
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string text;
  append(value, text);
  return text;
}

}  // namespace lightloom::lab
