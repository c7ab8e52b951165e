// The part of a target after `?`, read as strictly as a body: each parameter known, given once, of its type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "topology/result.h"

namespace lightloom::northbound {

/// `%41` is `A`; `+` stays (RFC 3986, not a form), so that `+08:00` needs no escape. kInvalidArgument where a
/// `%` has no two hexadecimal digits after it.
Result<std::string> percent_decoded(std::string_view text);

class Query {
 public:
  /// kInvalidArgument: a name that is not in `known` (with the nearest), one given twice, a bad escape.
  static Result<Query> parse(std::string_view text, std::span<const std::string_view> known);

  std::optional<std::string> text(std::string_view name) const;
  /// Empty where it is not given.
  std::string text_or_empty(std::string_view name) const { return text(name).value_or(std::string()); }
  /// With a to z as A to Z: names of values may be given in any letter case.
  std::optional<std::string> upper_text(std::string_view name) const;
  /// `true` or `false`.
  Result<std::optional<bool>> flag(std::string_view name) const;
  Result<std::optional<Instant>> time(std::string_view name) const;
  /// A whole number of low to high.
  Result<std::optional<std::int64_t>> number(std::string_view name, std::int64_t low,
                                             std::int64_t high) const;
  /// `KEY=VALUE`.
  Result<std::optional<std::pair<std::string, std::string>>> label(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> given_;
};

}  // namespace lightloom::northbound
