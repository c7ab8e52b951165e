// What a reservation request may ask for, before anybody looks at the glass.
#pragma once

#include <optional>
#include <string>

#include "controller/ports/values.h"
#include "topology/network.h"

namespace lightloom::engine {

/// A `start` that lies this little in the past means now.
inline constexpr Duration kStartGrace = std::chrono::seconds(60);
inline constexpr Duration kLongestWindow = std::chrono::hours(10 * 365 * 24);
/// How far ahead a window may start.
inline constexpr Duration kFarthestStart = std::chrono::hours(10 * 365 * 24);
inline constexpr Duration kShortestWindow = std::chrono::milliseconds(1);
inline constexpr Duration kLongestHold = std::chrono::hours(30 * 24);
inline constexpr Duration kLongestLease = std::chrono::hours(366 * 24);
/// Of holds and leases.
inline constexpr Duration kShortestPatience = std::chrono::seconds(1);
inline constexpr Kbps kRateStep{1'000};
inline constexpr Kbps kHighestRate{100'000'000'000};  ///< 100 Tbit/s
inline constexpr std::int64_t kHighestLatencyUs = 1'000'000'000;
inline constexpr std::size_t kMaxLabels = 64;
inline constexpr std::size_t kMaxLabelKey = 128, kMaxLabelValue = 1'024;  ///< bytes
inline constexpr std::size_t kMaxRequestId = 128;                         ///< characters

/// A well-formed request, resolved.
struct Wish {
  SiteIndex from, to;
  std::optional<PortNumber> from_port, to_port;
  Window window;
};

/// Everything about `request_id` and `tenant`, by which an earlier answer is found.
Result<void> check_identity(const ReserveRequest& request);
/// The rest. kInvalidArgument with the API's name of the field and the nearest valid choice.
Result<Wish> check_request(const Network& network, const ReserveRequest& request, Instant now);

/// The API's name of the first field in which two requests differ; empty where they are the same.
std::string first_difference(const ReserveRequest& left, const ReserveRequest& right);

/// A rate as `gbps`: "400", "1.25".
std::string gbps_text(Kbps rate);

}  // namespace lightloom::engine
