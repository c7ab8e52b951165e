// What a person types for a quantity: `12ms`, `400`, `+2h`, `06:00`. Errors name the text and show what would
// do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::cli {

/// `250us`, `12ms`, `90s`, `15m`, `2h`, `7d`; a bare number counts in `bare_unit` (empty: a unit must be
/// given). Fractions are fine where they come to whole microseconds. kInvalidArgument.
Result<Duration> parse_duration(std::string_view text, std::string_view bare_unit);

/// `2026-11-24T06:00:00+08:00` (RFC 3339), `now`, `+2h` from `now`, or `06:00`: the next one in the local
/// zone.
Result<Instant> parse_time(std::string_view text, Instant now);

/// RFC 3339 in UTC, as few decimals as it takes.
std::string to_rfc3339(Instant instant);

/// A rate in Gbit/s with at most three decimals, above 0.
Result<Kbps> parse_gbps(std::string_view text);

}  // namespace lightloom::cli
