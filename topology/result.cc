#include "topology/result.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace lightloom {
namespace {

struct CodeRow {
  ErrorCode code;
  std::string_view reason;
  std::string_view status;
  int http;
};

constexpr std::array kCodes{
    CodeRow{ErrorCode::kInvalidArgument, "INVALID_ARGUMENT", "INVALID_ARGUMENT", 400},
    CodeRow{ErrorCode::kUnauthenticated, "UNAUTHENTICATED", "UNAUTHENTICATED", 401},
    CodeRow{ErrorCode::kPermissionDenied, "PERMISSION_DENIED", "PERMISSION_DENIED", 403},
    CodeRow{ErrorCode::kNotFound, "NOT_FOUND", "NOT_FOUND", 404},
    CodeRow{ErrorCode::kNoRoute, "NO_ROUTE", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNoDisjointRoute, "NO_DISJOINT_ROUTE", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNoRouteWithinLatency, "NO_ROUTE_WITHIN_LATENCY", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNoFeasibleMode, "NO_FEASIBLE_MODE", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNoSpectrum, "NO_SPECTRUM", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNoPort, "NO_PORT", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kNotByDeadline, "NOT_BY_DEADLINE", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kCannotDrain, "CANNOT_DRAIN", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kHoldExpired, "HOLD_EXPIRED", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kWrongState, "WRONG_STATE", "FAILED_PRECONDITION", 409},
    CodeRow{ErrorCode::kEtagMismatch, "ETAG_MISMATCH", "ABORTED", 409},
    CodeRow{ErrorCode::kRequestIdReused, "REQUEST_ID_REUSED", "ALREADY_EXISTS", 409},
    CodeRow{ErrorCode::kEventsGone, "EVENTS_GONE", "OUT_OF_RANGE", 410},
    CodeRow{ErrorCode::kTooLarge, "TOO_LARGE", "INVALID_ARGUMENT", 413},
    CodeRow{ErrorCode::kNotJson, "NOT_JSON", "INVALID_ARGUMENT", 415},
    CodeRow{ErrorCode::kQuotaExceeded, "QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED", 429},
    CodeRow{ErrorCode::kTooManyRequests, "TOO_MANY_REQUESTS", "RESOURCE_EXHAUSTED", 429},
    CodeRow{ErrorCode::kUnavailable, "UNAVAILABLE", "UNAVAILABLE", 503},
    CodeRow{ErrorCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", 504},
};

const CodeRow& row_of(ErrorCode code) { return kCodes.at(static_cast<std::size_t>(code)); }

bool same_letter(char left, char right) {
  return std::tolower(static_cast<unsigned char>(left)) == std::tolower(static_cast<unsigned char>(right));
}

// Levenshtein distance by one row (Wagner and Fischer 1974).
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t change = diagonal + (same_letter(from[i], to[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view reason_of(ErrorCode code) { return row_of(code).reason; }
int http_status_of(ErrorCode code) { return row_of(code).http; }
std::string_view status_of(ErrorCode code) { return row_of(code).status; }

std::optional<ErrorCode> code_of_reason(std::string_view reason) {
  const auto found =
      std::find_if(kCodes.begin(), kCodes.end(), [&](const CodeRow& row) { return row.reason == reason; });
  return found == kCodes.end() ? std::nullopt : std::optional(found->code);
}

std::string nearest_of(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongestWord = 128;
  if (word.empty() || word.size() > kLongestWord) return {};
  std::size_t best = std::max<std::size_t>(2, word.size() / 2) + 1;
  std::string_view nearest;
  for (const auto candidate : candidates) {
    if (const auto distance = edit_distance(word, candidate); distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

}  // namespace lightloom
