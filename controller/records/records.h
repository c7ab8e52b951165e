// What is stored, as values. Reservation, Circuit and Lightpath are separate from the first day, each with
// its owner and priority, though they are one to one (or one to a few) today.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ports/values.h"
#include "topology/network.h"

namespace lightloom::records {

/// Version of the stored format; a store with a greater one is refused. 3: circuits in sections.
inline constexpr std::uint32_t kFormat = 3;
/// Ordinals of one commit's events are below it: pruning deletes that many ids a revision, unread.
inline constexpr std::uint32_t kMaxEventsPerCommit = 2;

struct Counters {
  std::uint64_t next_reservation = 1, next_circuit = 1, next_lightpath = 1, next_decision = 1;
  std::uint64_t granted = 0, refused = 0;  ///< since the store was made
  EventId last_event;
  std::uint64_t events_from = 1;     ///< revisions below it have no events any more
  std::uint64_t decisions_from = 1;  ///< decisions below it are deleted
  std::uint64_t next_alarm = 1;
  /// Quarters of an hour since 1970 that have performance bins: [bins_from, bins_to).
  std::int64_t bins_from = 0, bins_to = 0;
  bool operator==(const Counters&) const = default;
};

/// The first revision and decision of an hour in which something happened.
struct Hour {
  std::int64_t hour = 0;  ///< hours since 1970-01-01 UTC
  std::uint64_t revision = 0, decision = 0;
  bool operator==(const Hour&) const = default;
};

struct Reservation {
  std::uint64_t number = 0;
  ReserveRequest request;  ///< as it was asked
  ReservationState state = ReservationState::kHeld;
  ReservationState ends_as = ReservationState::kEnded;  ///< where DEACTIVATING leads
  Service service = Service::kNone;
  SiteIndex from, to;
  std::string message;
  Instant state_time;
  Window window;     ///< as promised
  Instant light_at;  ///< start of the occupied time, fixed when granted
  std::optional<Instant> hold_until, lease_until;
  std::optional<Instant> recheck_at;  ///< while DEACTIVATING: when its bookings run out
  std::optional<Instant> up_since;    ///< while service is UP
  std::uint64_t delivered_kbit = 0;   ///< before `up_since`
  Instant create_time;
  std::uint64_t revision = 0;  ///< of its last change: the etag
  std::vector<std::uint64_t> circuits;
  bool operator==(const Reservation&) const = default;
};

struct Circuit {
  std::uint64_t number = 0, reservation = 0;
  std::string tenant;
  std::int32_t priority = 0;
  Kbps rate;
  Latency latency{};  ///< exact, one way
  Metres length;
  /// Section by section in order of travel: equal ones from site to site that carry it together, joined to
  /// the next section's by the regenerators of the site between.
  std::vector<std::uint64_t> lightpaths;
  bool operator==(const Circuit&) const = default;
};

/// What was ordered of a lightpath and, as far as known, what it does. Stored by number.
enum class LightState { kPlanned = 1, kLighting, kLit, kFailing, kDarkening, kDark };
/// "PLANNED" and the like.
std::string_view name_of(LightState light);

struct Lightpath {
  LightpathId id;
  std::uint64_t reservation = 0;  ///< that it was made for
  std::string tenant;
  std::int32_t priority = 0;
  SiteIndex from, to;
  PortNumber from_port = 0, to_port = 0;
  std::vector<Hop> hops;
  ModeIndex mode;
  Slot slot;
  Decibel gsnr_0p1nm, margin;
  Window occupied;  ///< set-up and tear-down included; start == end: not in the calendar
  LightState light = LightState::kPlanned;
  std::string message;  ///< why it fails
  bool operator==(const Lightpath&) const = default;
};

/// A registered device and how it was last seen.
struct Device {
  DeviceRecord record;
  DeviceState state = DeviceState::kConnecting;
  std::string message;
  bool operator==(const Device&) const = default;
};

/// The receivers of some lightpaths over a quarter of an hour.
struct Performance {
  struct Receiver {
    std::uint64_t lightpath = 0;
    PerformanceBin bin;
    bool operator==(const Receiver&) const = default;
  };
  std::int64_t quarter = 0;  ///< since 1970-01-01 UTC
  std::uint32_t shard = 0;   ///< lightpath modulo kPerformanceShards
  std::vector<Receiver> receivers;
  bool operator==(const Performance&) const = default;
};
inline constexpr std::uint32_t kPerformanceShards = 64;
inline constexpr Duration kQuarter = std::chrono::minutes(15);

/// Names that people see: `r-3`, `c-3`, `l-7`, `d-417`, `a-3`.
std::string name_of(char letter, std::uint64_t number);
/// The number of such a name; nullopt where it is none (a leading zero, another letter, 0).
std::optional<std::uint64_t> number_of(char letter, std::string_view name);
/// Ids under which records are stored: fixed width, so that the order of bytes is the order of numbers.
std::string record_id(std::uint64_t number);
std::string record_id(EventId id);
std::string record_id(const Hour& hour);
/// Of Performance.
std::string performance_id(std::int64_t quarter, std::uint32_t shard);
inline constexpr std::string_view kCountersId = "counters";
inline constexpr std::string_view kHourPrefix = "hour-";

}  // namespace lightloom::records
