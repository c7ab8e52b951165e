// Expected failures are values: what was asked, what was found, what was needed, and the nearest valid
// choice. ErrorCode is for programs, few and stable; `message` is one line for a person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "topology/units.h"

namespace lightloom {

/// The stable reasons of the API, one to one.
enum class ErrorCode {
  kInvalidArgument,
  kUnauthenticated,
  kPermissionDenied,
  kNotFound,
  kNoRoute,
  kNoDisjointRoute,
  kNoRouteWithinLatency,
  kNoFeasibleMode,
  kNoSpectrum,
  kNoPort,
  kNotByDeadline,
  kCannotDrain,
  kHoldExpired,
  kWrongState,
  kEtagMismatch,
  kRequestIdReused,
  kEventsGone,
  kTooLarge,
  kNotJson,
  kQuotaExceeded,
  kTooManyRequests,
  kUnavailable,
  kDeadlineExceeded,
};

/// "NO_ROUTE_WITHIN_LATENCY" and the like: `reason` of the API.
std::string_view reason_of(ErrorCode code);
/// The HTTP status: 400, 404, 409, 410, 413, 415, 429, 503, 504.
int http_status_of(ErrorCode code);
/// The gRPC status name: "INVALID_ARGUMENT", "FAILED_PRECONDITION", ...
std::string_view status_of(ErrorCode code);
std::optional<ErrorCode> code_of_reason(std::string_view reason);

/// What stood in the way: a constraint, where, when, and by how much it was missed.
struct Blocker {
  std::string constraint;          ///< LATENCY, GSNR, SPECTRUM, PORT, ROUTE
  std::vector<std::string> links;  ///< cable names, where the constraint is one of links
  std::optional<Window> window;    ///< when it stood in the way
  std::int64_t asked = 0;          ///< in `unit`
  std::int64_t available = 0;      ///< in `unit`
  std::string unit;                ///< us, mdB (thousandths of a dB), slices, ports, routes

  bool operator==(const Blocker&) const = default;
};

struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;  ///< one line: asked, found, needed, next step; no full stop
  std::string field;    ///< path of the offending field, as `window.start`
  std::string nearest;  ///< the nearest valid choice
  std::vector<Blocker> blockers;

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string field = {},
                                  std::string nearest = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field), std::move(nearest), {}});
}
inline tl::unexpected<Error> invalid(std::string message, std::string field = {}, std::string nearest = {}) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), std::move(field), std::move(nearest));
}
/// Hands an error on.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The candidate with the least edit distance (case does not count), or empty where none is near enough to be
/// meant.
std::string nearest_of(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace lightloom
