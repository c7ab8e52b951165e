// Values of leaves, and what a client may send for one. Decimals stay whole numbers of their last digit, as
// in the models, so that two equal readings are equal and a repeated one is no change.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "topology/result.h"

namespace lightloom::lab {

/// digits / 10^precision.
struct Decimal {
  std::int64_t digits{};
  int precision{};
  bool operator==(const Decimal&) const = default;
};
/// Rounded to the nearest; what does not fit becomes the largest that does. `precision` is at most 18.
Decimal decimal_of(double number, int precision);
double to_double(Decimal decimal);

using Value = std::variant<bool, std::uint64_t, Decimal, std::string>;
/// As people and RFC 7951 write it, without quotes: `true`, `193100000`, `-17.03`.
std::string to_text(const Value& value);

/// The type of a leaf.
struct LeafType {
  enum class Kind { kString, kBool, kUint, kDecimal, kEnum };
  Kind kind = Kind::kString;
  int size = 0;                           ///< bits of a kUint, fraction digits of a kDecimal
  std::vector<std::string_view> words{};  ///< of a kEnum
};

/// JSON text, for a leaf or for a whole container.
struct Json {
  std::string text;
};
/// Words of a command line, for a leaf of any type.
struct Plain {
  std::string text;
};
/// A value as it came in.
using Written = std::variant<bool, std::int64_t, std::uint64_t, double, Decimal, std::string, Json, Plain>;

/// Longest text that a leaf takes, in bytes.
inline constexpr std::size_t kMaxText = 1'024;

/// `written` as a value of that type. kInvalidArgument with what was found and needed, to be put after the
/// name of the leaf: a number that is not whole, negative, or too wide; an unknown word, with the nearest.
Result<Value> read_value(const LeafType& type, const Written& written);

}  // namespace lightloom::lab
