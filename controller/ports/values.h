// What northbound asks and is told: plain values, no wire format. Names are strings here, because they
// outlive any one Network; `controller` turns them into indices once.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/ports/plant.h"
#include "topology/result.h"
#include "topology/spectrum.h"
#include "topology/units.h"

namespace lightloom {

enum class ReservationState {
  kHeld,
  kCommitted,
  kActivating,
  kActive,
  kDegraded,
  kDeactivating,
  kFailed,
  kEnded,
  kReleased,
  kExpired,
};
/// Nothing follows these: FAILED ENDED RELEASED EXPIRED.
bool is_final(ReservationState state);
/// "HELD" and the like; as the API prints it.
std::string_view name_of(ReservationState state);
std::optional<ReservationState> reservation_state_of(std::string_view name);

/// Whether traffic flows.
enum class Service { kNone, kUp, kAtRisk, kReduced, kDown };
std::string_view name_of(Service service);

using Labels = std::map<std::string, std::string>;

/// Body of a reservation request. Quantities are as asked: the engine checks ranges and names the API's
/// field.
struct ReserveRequest {
  std::string tenant = "default";
  std::int32_t priority = 0;
  std::optional<std::string> request_id;  ///< 1 to 128 printable characters, per tenant
  std::string from, to;                   ///< a site (name or uid), or `site/line-3`
  Kbps rate;
  std::optional<std::int64_t> max_latency_us;
  std::optional<Instant> start, end;
  std::optional<Duration> duration;  ///< instead of end
  std::optional<Duration> hold, lease;
  Labels labels;
  bool operator==(const ReserveRequest&) const = default;
};

struct LightpathView {
  std::string name;  ///< `l-7`; empty in an answer that reserves nothing
  std::string mode;
  Slot slot;
  Decibel gsnr_0p1nm, margin;
  std::vector<std::string> links;
  bool operator==(const LightpathView&) const = default;
};

struct PathView {
  std::int64_t latency_us = 0;  ///< rounded up once from the exact sum
  Metres length;
  std::vector<std::string> sites, links;
  std::vector<LightpathView> lightpaths;
  bool operator==(const PathView&) const = default;
};

struct Endpoint {
  std::string site, port;
  bool operator==(const Endpoint&) const = default;
};

/// What was delivered so far: the integral of rate over the time in which service was up.
struct Metered {
  double gbps_hours = 0;
  double gigabytes = 0;
  bool operator==(const Metered&) const = default;
};

struct ReservationView {
  std::string name;  ///< `r-3`
  std::string tenant;
  std::int32_t priority = 0;
  std::string request_id;  ///< empty where none was given
  ReservationState state = ReservationState::kHeld;
  std::string state_message;
  Instant state_time;
  Service service = Service::kNone;
  std::string from, to;
  Kbps rate;
  std::optional<std::int64_t> max_latency_us;
  Window window;                       ///< as promised, without set-up and tear-down
  std::optional<Instant> hold_until;   ///< while HELD
  std::optional<Instant> lease_until;  ///< where it has a lease
  std::optional<Duration> lease;
  PathView path;
  std::vector<Endpoint> endpoints;  ///< two a lightpath
  Labels labels;
  Metered metered;
  std::string etag;  ///< changes with every change of the reservation
  Instant create_time;
  bool operator==(const ReservationView&) const = default;
};

/// A complete body of the same call, granted if sent now.
struct Alternative {
  std::string differs;  ///< `max_latency_us 15000 -> 19408`
  ReserveRequest request;
  bool operator==(const Alternative&) const = default;
};

/// A refusal in full: what northbound prints as `error`.
struct Refusal {
  Error error;
  std::vector<Alternative> alternatives;
  std::string decision;  ///< `d-417`; empty where the request was not well-formed
  std::int64_t retry_after_s = 0;
  bool operator==(const Refusal&) const = default;
};
template <class T>
using Outcome = tl::expected<T, Refusal>;

/// Place in the order of everything that happened: store revision, and ordinal within its commit.
struct EventId {
  std::uint64_t revision = 0;
  std::uint32_t ordinal = 0;
  auto operator<=>(const EventId&) const = default;
};
/// "417.2" and back.
std::string to_string(EventId id);
std::optional<EventId> event_id_of(std::string_view text);

/// Nothing, or one thing.
using EventObject =
    std::variant<std::monostate, std::shared_ptr<const ReservationView>, std::shared_ptr<const LinkView>,
                 std::shared_ptr<const DeviceView>, std::shared_ptr<const AlarmView>>;

struct Event {
  EventId id;
  Instant time;
  std::string type;           ///< `reservation.state`, `decision.made`, `link.state`, `device.state`, `alarm`
  std::string name;           ///< of what it tells, `r-3`
  std::string before, after;  ///< states; empty where there is none
  std::string cause;
  EventObject object;  ///< what it tells of, as it was then
};

struct DecisionView {
  std::string name;  ///< `d-417`
  Instant time;
  std::string tenant, who;
  ReserveRequest request;
  bool granted = false;
  std::string reservation;         ///< name, where granted
  std::optional<Refusal> refusal;  ///< where refused
};

struct ReservationQuery {
  std::optional<ReservationState> state;
  std::string site, link, tenant;  ///< empty: any
  std::optional<std::pair<std::string, std::string>> label;
  std::optional<Instant> start, end;  ///< overlap with [start, end)
  std::size_t page_size = 1'000;      ///< 1 to 10'000
  std::string page_token;
};
struct DecisionQuery {
  std::optional<bool> granted;
  std::string tenant, site;
  std::optional<Instant> start, end;
  std::size_t page_size = 1'000;
  std::string page_token;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::string next_page_token;  ///< empty at the end
  EventId last_event_id;        ///< watch from there and nothing is missed
};

}  // namespace lightloom
