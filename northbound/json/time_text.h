// RFC 3339 in and out, in steps of one microsecond: the only form in which a time leaves or enters as text.
#pragma once

#include <string>
#include <string_view>

#include "topology/result.h"
#include "topology/units.h"

namespace lightloom::northbound {

/// Reads `2026-11-24T02:13:46Z`: any offset, `T` and `Z` in either case, up to nine decimals of a second of
/// which those beyond the microsecond must be 0, years 1970 to 9999. kInvalidArgument says what was found;
/// the caller adds the field. (RFC 3339, section 5.6; leap seconds are refused.)
Result<Instant> parse_time(std::string_view text);

/// In UTC, with 0, 3 or 6 decimals, as few as tell it exactly. Precondition: a year from 1970 to 9999.
std::string print_time(Instant time);
/// The same, appended.
void append_time(Instant time, std::string& out);

}  // namespace lightloom::northbound
