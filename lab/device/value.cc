#include "lab/device/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr int kMaxPrecision = 18;

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int step = 0; step < exponent; ++step) power *= 10;
  return power;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string kind_text(const LeafType& type) {
  switch (type.kind) {
    case LeafType::Kind::kString:
      return "a text";
    case LeafType::Kind::kBool:
      return "true or false";
    case LeafType::Kind::kUint:
      return fmt::format("a whole number of 0 to 2^{} - 1", type.size);
    case LeafType::Kind::kDecimal:
      return "a number";
    case LeafType::Kind::kEnum:
      return fmt::format("one of {}", fmt::join(type.words, ", "));
  }
  return {};
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return text.size() <= kShown ? std::string(text) : std::string(text.substr(0, kShown)) + "...";
}

/// A scalar whose spelling no longer matters: text that may also be a number (JSON and command lines write
/// 64-bit numbers as text) is told from text that may not.
struct Scalar {
  Written value;
  bool text_may_be_number = false;
  bool text_may_be_flag = false;
};

std::string shown(const Written& written) {
  struct Show {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(Decimal decimal) const { return to_text(Value(decimal)); }
    std::string operator()(const std::string& text) const { return fmt::format("{:?}", shortened(text)); }
    std::string operator()(const Json& value) const { return fmt::format("JSON {}", shortened(value.text)); }
    std::string operator()(const Plain& plain) const { return fmt::format("{:?}", shortened(plain.text)); }
  };
  return std::visit(Show{}, written);
}

tl::unexpected<Error> wrong(const LeafType& type, const Written& written) {
  return invalid(fmt::format("takes {}, found {}", kind_text(type), shown(written)));
}

Result<Scalar> scalar_of(const Written& written) {
  if (const auto* plain = std::get_if<Plain>(&written)) return Scalar{plain->text, true, true};
  const auto* text = std::get_if<Json>(&written);
  if (text == nullptr) return Scalar{written};
  json::error_code problem;
  json::parse_options options;
  options.max_depth = 2;
  const auto value = json::parse(text->text, problem, {}, options);
  if (problem)
    return invalid(fmt::format("is not JSON: {}; found {}", problem.message(), shortened(text->text)));
  switch (value.kind()) {
    case json::kind::bool_:
      return Scalar{value.get_bool()};
    case json::kind::int64:
      return Scalar{value.get_int64()};
    case json::kind::uint64:
      return Scalar{value.get_uint64()};
    case json::kind::double_:
      return Scalar{value.get_double()};
    case json::kind::string:
      return Scalar{std::string(value.get_string()), true};
    default:
      return invalid(fmt::format("takes one value, found JSON {}", shortened(text->text)));
  }
}

std::optional<std::uint64_t> whole_of(const Scalar& scalar) {
  if (const auto* number = std::get_if<std::uint64_t>(&scalar.value)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&scalar.value)) {
    if (*number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
  }
  const auto* text = std::get_if<std::string>(&scalar.value);
  return text != nullptr && scalar.text_may_be_number ? number_of<std::uint64_t>(*text) : std::nullopt;
}

std::optional<double> real_of(const Scalar& scalar) {
  if (const auto* number = std::get_if<std::uint64_t>(&scalar.value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<std::int64_t>(&scalar.value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<double>(&scalar.value)) return *number;
  if (const auto* decimal = std::get_if<Decimal>(&scalar.value)) return to_double(*decimal);
  const auto* text = std::get_if<std::string>(&scalar.value);
  return text != nullptr && scalar.text_may_be_number ? number_of<double>(*text) : std::nullopt;
}

std::optional<bool> flag_of(const Scalar& scalar) {
  if (const auto* flag = std::get_if<bool>(&scalar.value)) return *flag;
  const auto* text = std::get_if<std::string>(&scalar.value);
  if (text == nullptr || !scalar.text_may_be_flag) return std::nullopt;
  if (*text == "true") return true;
  return *text == "false" ? std::optional(false) : std::nullopt;
}

Result<Value> read_text(const LeafType& type, const Scalar& scalar) {
  const auto* found = std::get_if<std::string>(&scalar.value);
  if (found == nullptr) return wrong(type, scalar.value);
  if (found->size() > kMaxText)
    return invalid(fmt::format("takes at most {} bytes of text, found {}", kMaxText, found->size()));
  const auto is_control = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  };
  if (std::any_of(found->begin(), found->end(), is_control))
    return invalid("takes text without control characters");
  if (type.kind == LeafType::Kind::kString) return Value(*found);
  // An identity may come with its module's name before it (RFC 7951, 6.8).
  const auto word = found->substr(found->find(':') == std::string::npos ? 0 : found->find(':') + 1);
  if (std::find(type.words.begin(), type.words.end(), word) != type.words.end()) return Value(word);
  return invalid(fmt::format("takes {}, found {:?}", kind_text(type), shortened(*found)), {},
                 nearest_of(word, type.words));
}

}  // namespace

Decimal decimal_of(double number, int precision) {
  const int digits = std::clamp(precision, 0, kMaxPrecision);
  constexpr double kLargest = 9.2e18;
  const double scaled = number * static_cast<double>(power_of_ten(digits));
  if (std::isnan(scaled)) return {0, digits};
  return {static_cast<std::int64_t>(std::round(std::clamp(scaled, -kLargest, kLargest))), digits};
}

double to_double(Decimal decimal) {
  return static_cast<double>(decimal.digits) /
         static_cast<double>(power_of_ten(std::clamp(decimal.precision, 0, kMaxPrecision)));
}

std::string to_text(const Value& value) {
  struct Text {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(Decimal decimal) const {
      constexpr int kShown = 2;  // digits after the point that stay, zero or not
      const auto unit =
          static_cast<std::uint64_t>(power_of_ten(std::clamp(decimal.precision, 0, kMaxPrecision)));
      const bool is_negative = decimal.digits < 0;
      const auto size = is_negative ? 0 - static_cast<std::uint64_t>(decimal.digits)
                                    : static_cast<std::uint64_t>(decimal.digits);
      auto text = fmt::format("{}{}", is_negative ? "-" : "", size / unit);
      if (decimal.precision <= 0) return text;
      auto fraction = fmt::format("{:0{}}", size % unit, decimal.precision);
      while (fraction.size() > kShown && fraction.back() == '0') fraction.pop_back();
      return text + "." + fraction;
    }
  };
  return std::visit(Text{}, value);
}

Result<Value> read_value(const LeafType& type, const Written& written) {
  const auto scalar = scalar_of(written);
  if (!scalar) return fail(scalar.error());
  switch (type.kind) {
    case LeafType::Kind::kBool: {
      const auto flag = flag_of(*scalar);
      return flag ? Result<Value>(*flag) : wrong(type, scalar->value);
    }
    case LeafType::Kind::kUint: {
      const auto number = whole_of(*scalar);
      if (!number || (type.size < 64 && *number >> static_cast<unsigned>(type.size) != 0))
        return wrong(type, scalar->value);
      return Value(*number);
    }
    case LeafType::Kind::kDecimal: {
      const auto number = real_of(*scalar);
      constexpr double kLargest = 9e15;
      if (!number || !std::isfinite(*number) || std::abs(*number) > kLargest / std::pow(10.0, type.size))
        return wrong(type, scalar->value);
      return Value(decimal_of(*number, type.size));
    }
    default:
      return read_text(type, *scalar);
  }
}

}  // namespace lightloom::lab
