#include "topology/formats/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <cmath>

#include "topology/formats/csv.h"

namespace lightloom::formats {
namespace {

constexpr double kHzPerMhz = 1e6;
constexpr double kGreatestFrequencyMhz = 1e9;

bool is_blank(const boost::json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty());
}

std::string not_a(std::string_view needed, const boost::json::value& found) {
  return fmt::format("is {}; needs {}", kind_of(found), needed);
}

}  // namespace

std::string_view kind_of(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "true or false";
    case boost::json::kind::string:
      return "a text";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

Result<boost::json::value> parse_json(std::string_view bytes, const std::string& file,
                                      const JsonLimits& limits, boost::json::storage_ptr storage) {
  if (bytes.size() > limits.bytes)
    return invalid(fmt::format("{}: {} bytes; at most {} are read", file, bytes.size(), limits.bytes));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::stream_parser parser({}, options);
  parser.reset(std::move(storage));
  boost::system::error_code failed;
  const auto read = parser.write_some(bytes.data(), bytes.size(), failed);
  if (!failed && read == bytes.size()) parser.finish(failed);
  if (!failed && read == bytes.size()) return parser.release();
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(read), '\n');
  if (!failed) return invalid(fmt::format("{}:{}: text after the document", file, line));
  if (failed == boost::json::error::too_deep)
    return invalid(fmt::format("{}:{}: nested deeper than {} levels", file, line, limits.depth));
  return invalid(fmt::format("{}:{}: not JSON: {}", file, line, failed.message()));
}

const boost::json::value* JsonObject::find(std::string_view field) const {
  const auto* const found = object_->if_contains(field);
  return found == nullptr || is_blank(*found) ? nullptr : found;
}

void JsonObject::refuse(std::string_view field, std::string_view what, std::string nearest) const {
  errors_->take(fmt::format("{}{}: {}", where_, field, what), std::string(field), std::move(nearest));
}

double JsonObject::number_of(const boost::json::value& value, std::string_view field, Range range) const {
  if (!value.is_number()) {
    refuse(field, not_a("a number", value));
    return 0;
  }
  const auto number = value.to_number<double>();
  // Not-a-number fails both comparisons.
  if (number >= range.least && number <= range.greatest) return number;
  refuse(field, fmt::format("{} is out of range; needs {} to {}", number, range.least, range.greatest));
  return 0;
}

std::optional<double> JsonObject::number_if_given(std::string_view field, Range range) const {
  const auto* const value = find(field);
  if (value == nullptr) return std::nullopt;
  return number_of(*value, field, range);
}

double JsonObject::number_or(std::string_view field, double otherwise, Range range) const {
  return number_if_given(field, range).value_or(otherwise);
}

double JsonObject::number(std::string_view field, Range range) const {
  if (!has(field)) refuse(field, "is missing; needs a number");
  return number_or(field, 0, range);
}

Mhz JsonObject::frequency(std::string_view field) const {
  return Mhz{std::llround(number(field, {kHzPerMhz, kGreatestFrequencyMhz * kHzPerMhz}) / kHzPerMhz)};
}

Mhz JsonObject::frequency_or(std::string_view field, Mhz otherwise) const {
  return has(field) ? frequency(field) : otherwise;
}

std::string JsonObject::text_or(std::string_view field, std::string_view otherwise) const {
  constexpr std::size_t kLongest = 256;
  const auto* const value = find(field);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) {
    refuse(field, not_a("a text", *value));
    return {};
  }
  const std::string_view found = value->get_string();
  if (found.size() > kLongest)
    refuse(field, fmt::format("{} bytes long; at most {}", found.size(), kLongest));
  if (std::any_of(found.begin(), found.end(),
                  [](unsigned char byte) { return byte < 0x20U || byte == 0x7FU; }))
    refuse(field, fmt::format("{} holds a control character; a name has none", as_shown(found)));
  return std::string(found);
}

std::string JsonObject::text(std::string_view field) const {
  if (!has(field)) refuse(field, "is missing; needs a text");
  return text_or(field, {});
}

bool JsonObject::flag_or(std::string_view field, bool otherwise) const {
  const auto* const value = find(field);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) refuse(field, not_a("true or false", *value));
  return value->is_bool() && value->get_bool();
}

std::optional<JsonObject> JsonObject::object(std::string_view field) const {
  const auto* const value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    refuse(field, not_a("an object", *value));
    return std::nullopt;
  }
  return JsonObject(value->get_object(), fmt::format("{}{}.", where_, field), *errors_);
}

std::vector<JsonObject> JsonObject::objects(std::string_view field) const {
  std::vector<JsonObject> list;
  const auto* const value = find(field);
  if (value == nullptr) return list;
  if (!value->is_array()) {
    refuse(field, not_a("an array", *value));
    return list;
  }
  const auto& array = value->get_array();
  list.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (array[i].is_object()) {
      list.emplace_back(array[i].get_object(), fmt::format("{}{}[{}].", where_, field, i), *errors_);
    } else {
      refuse(fmt::format("{}[{}]", field, i), not_a("an object", array[i]));
    }
  }
  return list;
}

std::vector<std::string> JsonObject::texts(std::string_view field) const {
  std::vector<std::string> list;
  const auto* const value = find(field);
  if (value == nullptr) return list;
  if (!value->is_array()) {
    refuse(field, not_a("an array", *value));
    return list;
  }
  for (const auto& each : value->get_array()) {
    if (each.is_string()) {
      list.emplace_back(each.get_string());
    } else {
      refuse(field, not_a("an array of texts", each));
    }
  }
  return list;
}

void JsonObject::only(std::span<const std::string_view> known) const {
  for (const auto& member : *object_) {
    const std::string_view key = member.key();
    if (key.starts_with('_') || key == "comment") continue;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto nearest = nearest_of(key, {known.begin(), known.end()});
    errors_->take(fmt::format("{}{} is not known here{}", where_, as_shown(key),
                              nearest.empty() ? "" : fmt::format("; the nearest is {}", nearest)),
                  std::string(key.substr(0, 128)), nearest);
  }
}

}  // namespace lightloom::formats
