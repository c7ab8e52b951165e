// The value of a leaf, whatever the encoding it came in: JSON_IETF tells 64-bit numbers and decimals as text,
// and identities with their module. Readers ask for what they need and get it from either form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lightloom::southbound {

using Scalar = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;

/// A whole number, also one told as text or as a decimal without fraction.
std::optional<std::int64_t> whole_in(const Scalar& value);
/// A finite number, also one told as text.
std::optional<double> number_in(const Scalar& value);
/// `true` and `false`, also as text.
std::optional<bool> flag_in(const Scalar& value);
/// Text as it is; empty for anything else.
std::string_view text_in(const Scalar& value);
/// An enumeration's or identity's word, without its module; empty for anything else.
std::string_view word_in(const Scalar& value);

/// Room that a value takes beyond its variant.
std::size_t bytes_of(const Scalar& value);

}  // namespace lightloom::southbound
