#include "southbound/gnmi/scalar.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "southbound/gnmi/path.h"

namespace lightloom::southbound {
namespace {

// Beyond these a double has no whole numbers of its own.
constexpr double kWholeLimit = 9'007'199'254'740'992.0;

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [last, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || last != end || text.empty()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> whole_of(double number) {
  if (!(std::abs(number) <= kWholeLimit)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(number);
  if (std::abs(number - static_cast<double>(whole)) > 0) return std::nullopt;
  return whole;
}

}  // namespace

std::optional<std::int64_t> whole_in(const Scalar& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* whole = std::get_if<std::uint64_t>(&value)) {
    if (*whole > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(*whole);
  }
  if (const auto* number = std::get_if<double>(&value)) return whole_of(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return parsed<std::int64_t>(*text);
  return std::nullopt;
}

std::optional<double> number_in(const Scalar& value) {
  std::optional<double> number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* whole = std::get_if<std::uint64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<double>(&value)) number = *decimal;
  if (const auto* text = std::get_if<std::string>(&value)) number = parsed<double>(*text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> flag_in(const Scalar& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  const auto text = text_in(value);
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::string_view text_in(const Scalar& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::string_view word_in(const Scalar& value) { return without_module(text_in(value)); }

std::size_t bytes_of(const Scalar& value) { return text_in(value).size(); }

}  // namespace lightloom::southbound
