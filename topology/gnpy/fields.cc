#include "topology/gnpy/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"

namespace lightloom::gnpy {

using formats::as_shown;

std::string Place::spelled() const {
  const std::string before = inside == nullptr ? "" : inside->spelled();
  switch (kind) {
    case Kind::kFile:
      return before + std::string(name) + ": ";
    case Kind::kNamed:
      return before + as_shown(name) + ": ";
    case Kind::kField:
      return before + std::string(name) + ".";
    case Kind::kItem:
      break;
  }
  return fmt::format("{}{}[{}].", before, name, item);
}

const boost::json::value* Fields::find(std::string_view field) const {
  const auto* const found = object_->if_contains(field);
  if (found == nullptr || found->is_null()) return nullptr;
  return found->is_string() && found->get_string().empty() ? nullptr : found;
}

void Fields::refuse(std::string_view field, std::string_view what, std::string nearest) const {
  if (errors_->is_set()) return;
  errors_->take(fmt::format("{}{}: {}", place_.spelled(), field, what), std::string(field),
                std::move(nearest));
}

void Fields::refuse_kind(std::string_view field, std::string_view needed,
                         const boost::json::value& found) const {
  refuse(field, fmt::format("is {}; needs {}", formats::kind_of(found), needed));
}

void Fields::refuse_unknown(std::string_view field, std::string_view found, std::string_view what,
                            const std::vector<std::string_view>& known) const {
  auto nearest = nearest_of(found, known);
  refuse(field,
         fmt::format("no {} {}{}", what, as_shown(found),
                     nearest.empty() ? "" : fmt::format("; the nearest is {}", as_shown(nearest))),
         nearest);
}

double Fields::number_of(const boost::json::value& value, std::string_view field, Range range) const {
  if (!value.is_number()) {
    refuse_kind(field, "a number", value);
    return 0;
  }
  const auto number = value.to_number<double>();
  // Not-a-number fails both comparisons.
  if (number >= range.least && number <= range.greatest) return number;
  refuse(field, fmt::format("{} is out of range; needs {:g} to {:g}", number, range.least, range.greatest));
  return 0;
}

std::optional<double> Fields::number_if_given(std::string_view field, Range range) const {
  const auto* const value = find(field);
  if (value == nullptr) return std::nullopt;
  return number_of(*value, field, range);
}

double Fields::number_or(std::string_view field, double otherwise, Range range) const {
  return number_if_given(field, range).value_or(otherwise);
}

double Fields::number(std::string_view field, Range range) const {
  const auto* const value = find(field);
  if (value != nullptr) return number_of(*value, field, range);
  refuse(field, fmt::format("is missing; needs a number from {:g} to {:g}", range.least, range.greatest));
  return 0;
}

std::optional<int> Fields::integer_if_given(std::string_view field, Range range) const {
  const auto number = number_if_given(field, range);
  if (!number) return std::nullopt;
  if (std::trunc(*number) != *number) refuse(field, fmt::format("{} is not a whole number", *number));
  return static_cast<int>(*number);
}

const boost::json::array* Fields::array(std::string_view field) const {
  const auto* const value = find(field);
  if (value == nullptr) return nullptr;
  if (value->is_array()) return &value->get_array();
  refuse_kind(field, "an array", *value);
  return nullptr;
}

std::vector<double> Fields::numbers(std::string_view field, Range range) const {
  std::vector<double> list;
  const auto* const found = array(field);
  if (found == nullptr) return list;
  list.reserve(found->size());
  for (const auto& each : *found) list.push_back(number_of(each, field, range));
  return list;
}

std::string_view Fields::text_of(const boost::json::value& value, std::string_view field) const {
  constexpr std::size_t kLongest = 512;
  if (!value.is_string()) {
    refuse_kind(field, "a text", value);
    return {};
  }
  const std::string_view found = value.get_string();
  if (found.size() > kLongest)
    refuse(field, fmt::format("{} bytes long; at most {}", found.size(), kLongest));
  if (std::any_of(found.begin(), found.end(),
                  [](unsigned char byte) { return byte < 0x20U || byte == 0x7FU; }))
    refuse(field, fmt::format("{} holds a control character; a name has none", as_shown(found)));
  return found;
}

std::string_view Fields::text_or(std::string_view field, std::string_view otherwise) const {
  const auto* const value = find(field);
  return value == nullptr ? otherwise : text_of(*value, field);
}

std::string_view Fields::text(std::string_view field) const {
  const auto* const value = find(field);
  if (value != nullptr) return text_of(*value, field);
  refuse(field, "is missing; needs a text");
  return {};
}

std::string Fields::name(std::string_view field) const {
  const auto* const value = find(field);
  if (value != nullptr && value->is_int64()) return std::to_string(value->get_int64());
  return std::string(text(field));
}

std::vector<std::string> Fields::texts(std::string_view field) const {
  std::vector<std::string> list;
  const auto* const found = array(field);
  if (found == nullptr) return list;
  list.reserve(found->size());
  for (const auto& each : *found) list.emplace_back(text_of(each, field));
  return list;
}

bool Fields::flag_or(std::string_view field, bool otherwise) const {
  const auto* const value = find(field);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) refuse_kind(field, "true or false", *value);
  return value->is_bool() && value->get_bool();
}

std::optional<Fields> Fields::object(std::string_view field) const {
  const auto* const value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->is_object())
    return Fields(value->get_object(), {Place::Kind::kField, field, 0, &place_}, *errors_);
  refuse_kind(field, "an object", *value);
  return std::nullopt;
}

}  // namespace lightloom::gnpy
