#include "northbound/http/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "northbound/json/time_text.h"

namespace lightloom::northbound {
namespace {

std::optional<unsigned> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10U;
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10U;
  return std::nullopt;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
    if (!high || !low)
      return invalid(fmt::format("\"{}\": % needs two hexadecimal digits after it", text.substr(0, 128)));
    out += static_cast<char>(*high * 16U + *low);
    i += 2;
  }
  return out;
}

Result<Query> Query::parse(std::string_view text, std::span<const std::string_view> known) {
  Query query;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = percent_decoded(part.substr(0, equals));
    if (!name) return fail(std::move(name.error()));
    auto value =
        percent_decoded(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!value) return fail(std::move(value.error()));
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      std::string nearest = nearest_of(*name, {known.begin(), known.end()});
      std::string message = fmt::format("{}: no such parameter of this call", name->substr(0, 128));
      if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
      return invalid(std::move(message), *name, std::move(nearest));
    }
    if (query.text(*name)) return invalid(fmt::format("{}: given twice; give it once", *name), *name);
    query.given_.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

std::optional<std::string> Query::text(std::string_view name) const {
  const auto found =
      std::find_if(given_.begin(), given_.end(), [&](const auto& pair) { return pair.first == name; });
  return found == given_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Query::upper_text(std::string_view name) const {
  auto value = text(name);
  if (!value) return value;
  for (char& letter : *value)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return value;
}

Result<std::optional<bool>> Query::flag(std::string_view name) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  if (*value == "true") return true;
  if (*value == "false") return false;
  return invalid(fmt::format("{}: needs true or false, found \"{}\"", name, value->substr(0, 64)),
                 std::string(name), nearest_of(*value, {"true", "false"}));
}

Result<std::optional<Instant>> Query::time(std::string_view name) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  auto time = parse_time(*value);
  if (!time) return invalid(fmt::format("{}: {}", name, time.error().message), std::string(name));
  return *time;
}

Result<std::optional<std::int64_t>> Query::number(std::string_view name, std::int64_t low,
                                                  std::int64_t high) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  const char* last = value->data() + value->size();
  const auto [end, problem] = std::from_chars(value->data(), last, number);
  if (problem != std::errc{} || end != last || number < low || number > high)
    return invalid(fmt::format("{}: needs a whole number of {} to {}, found \"{}\"", name, low, high,
                               value->substr(0, 64)),
                   std::string(name));
  return number;
}

Result<std::optional<std::pair<std::string, std::string>>> Query::label(std::string_view name) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto equals = value->find('=');
  if (equals == std::string::npos || equals == 0)
    return invalid(fmt::format("{}: needs KEY=VALUE, found \"{}\"", name, value->substr(0, 64)),
                   std::string(name));
  return std::pair(value->substr(0, equals), value->substr(equals + 1));
}

}  // namespace lightloom::northbound
