// Promises and what becomes of them, as a pure state machine: commands and the passing of time go in, record
// changes, events and orders to the glass come out. No I/O, no clock, no thread, no logger: the same inputs
// give the same outputs, byte for byte. The shell makes every decision durable before anybody hears of it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/ports/devices.h"
#include "controller/ports/store.h"
#include "controller/ports/values.h"
#include "topology/network_diff.h"
#include "topology/plan/plan.h"

namespace lightloom::engine {

/// HELD to COMMITTED; 200 again where it is committed already.
struct CommitCommand {
  std::string name;  ///< `r-3`
  std::string etag;  ///< empty: whatever it is now
};
/// Ends a reservation now; 200 again where it has ended.
struct ReleaseCommand {
  std::string name, etag;
};
/// While HELD prolongs the hold by its own length from now, afterwards the lease by its own.
struct RenewCommand {
  std::string name, etag;
};

enum class Light {
  kLit,      ///< configured at every node of it and seen to be so
  kDark,     ///< nothing of it is left in any node
  kFailing,  ///< not as ordered, `message` says why; retries go on
};
/// What activation found out about one lightpath that was ordered lit or dark.
struct LightpathNews {
  std::string lightpath;  ///< `l-7`
  Light light = Light::kFailing;
  std::string message;
};

/// Registers a device, or changes the one of that node.
struct AddDevice {
  DeviceRecord device;
};
struct RemoveDevice {
  std::string node;
};
struct DeviceNews {
  std::string site;
  DeviceState state = DeviceState::kConnecting;
  std::string message;
};
/// A cable was seen otherwise than before. Ends and length count only where no record has it; there it is
/// UNRECORDED, or PLANNED when it is gone.
struct LinkNews {
  LinkView link;
};
/// What tells alarms apart while they are active: kind and resource.
using AlarmKey = std::pair<std::string, std::string>;
/// Raises an alarm, or brings the active one of its kind and resource up to date. The engine gives name, time
/// and `affects`.
struct RaiseAlarm {
  AlarmView alarm;
  std::optional<AlarmKey> root;  ///< an active one behind it
};
struct ClearAlarm {
  AlarmKey key;
};
struct AcknowledgeAlarm {
  std::string name;
};
/// Bins of a quarter of an hour, of the lightpaths of one shard (records::kPerformanceShards).
struct PerformanceNews {
  std::int64_t quarter = 0;  ///< since 1970-01-01 UTC
  std::uint32_t shard = 0;
  std::vector<std::pair<LightpathId, PerformanceBin>> receivers;
};

using Command = std::variant<ReserveRequest, CommitCommand, ReleaseCommand, RenewCommand, LightpathNews,
                             AddDevice, RemoveDevice, DeviceNews, LinkNews, RaiseAlarm, ClearAlarm,
                             AcknowledgeAlarm, PerformanceNews>;

/// A lightpath that was ordered lit and is not dark yet.
struct LitLightpath {
  LightpathId id;
  std::uint64_t reservation = 0;
  ModeIndex mode;
  Slot slot;
  std::vector<Hop> hops;
  SiteIndex from, to;
  PortNumber from_port = 0, to_port = 0;
  bool is_lit = false;       ///< verified, and nothing wrong since
  bool is_lighting = false;  ///< ordered, and nothing heard of it since
  bool operator==(const LitLightpath&) const = default;
};

/// An order about one lightpath, complete: activation needs nothing else. The node of a site has the site's
/// name. Orders are idempotent; the last one for a lightpath counts.
struct Effect {
  enum class Kind { kLight, kDarken };
  struct Channel {
    std::string node;
    MediaChannel channel;
    bool operator==(const Channel&) const = default;
  };
  struct Transceiver {
    std::string node;
    Laser laser;
    bool operator==(const Transceiver&) const = default;
  };
  Kind kind = Kind::kLight;
  std::string lightpath;            ///< `l-7`
  std::string reservation;          ///< `r-3`, for messages
  std::vector<Channel> channels;    ///< one a site, in order from `from` to `to`
  std::vector<Transceiver> lasers;  ///< two: at `from`, at `to`
  bool operator==(const Effect&) const = default;
};

/// What one command, or one step of time, came to. `changes` (at most kMaxChangesPerCommit) go into one
/// commit as `revision`; without changes there is nothing to commit and `revision` is that of the state it
/// speaks of. Publish `events`, carry out `effects` and give `reply` only when that revision is durable.
struct Decision {
  Revision revision = 0;
  std::vector<Change> changes;
  std::vector<Event> events;
  std::vector<Effect> effects;
  Outcome<ReservationView> reply;  ///< of commands about reservations
  std::optional<Refusal> refused;  ///< of commands about the plant; nothing has changed then
};

struct Figures {
  std::uint64_t reservations_granted = 0, reservations_refused = 0;  ///< since the store was made
  std::map<std::string, std::uint64_t> reservations_by_state;        ///< of those still listed
  std::map<std::string, std::uint64_t> links_by_state;
  std::uint64_t alarms_active = 0;
};

/// Used by one thread at a time. `now` never goes backwards inside: an earlier one counts as the latest seen.
class Engine {
 public:
  struct Options {
    bool planning_only = true;    ///< no devices: nothing is lit, set_up and tear_down count as 0
    bool only_links_seen = true;  ///< with devices: no plan uses a cable that is not UP
    AdmissionPolicy admission;    ///< by what load GSNR is judged
    Duration set_up = std::chrono::seconds(10);
    Duration tear_down = std::chrono::seconds(10);
    Duration final_kept = std::chrono::hours(30 * 24);      ///< ended reservations stay listed
    Duration events_kept = std::chrono::hours(7 * 24);      ///< to the hour, never less
    Duration decisions_kept = std::chrono::hours(90 * 24);  ///< to the hour, never less
    Duration bins_kept = std::chrono::hours(7 * 24);        ///< performance bins
    Duration alarms_kept = std::chrono::hours(7 * 24);      ///< after they cleared
  };

  /// Empty, at revision 0. Errors: those of Planner::build.
  static Result<Engine> create(std::shared_ptr<const Network> network, Options options);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /// Feed what Store::load gives, in its order, then finish once with its revision; nothing else in between.
  /// Errors name kind and id: bytes that are not a record, a site, cable or mode that the network lacks, a
  /// record that belongs to one that is not there, a format newer than ours. After an error discard the
  /// engine. Kinds that others own are skipped.
  Result<void> load_record(RecordKind kind, std::string_view id, std::string_view bytes);
  Result<void> finish_load(Revision revision);
  /// Before finish_load: there are devices after all.
  void expect_devices();
  /// Some device is registered, or was: light was ordered, and is not known to be out.
  bool knows_devices() const;

  /// Decides a command. Call `advance(now)` until it gives nothing first, so that what was due before is done
  /// before. Refusals: kInvalidArgument with the API's field (nothing recorded), those of Planner::plan
  /// (recorded as a decision, with alternatives), kNotFound, kHoldExpired, kWrongState, kEtagMismatch,
  /// kRequestIdReused.
  Decision handle(const Command& command, Instant now);
  /// Does the earliest thing that is due at `now`, one at a time; nullopt where nothing is.
  std::optional<Decision> advance(Instant now);
  /// When `advance` has something to do again; may lie in the past. nullopt: nothing until a command comes.
  std::optional<Instant> next_due() const;

  /// Every order in force: light for what shall be lit, darken for what is not dark yet. For a start or a new
  /// leadership; activation compares it with what the nodes hold.
  std::vector<Effect> standing_orders() const;

  /// kNotFound where it is not listed (any more). `now` is for what was metered so far.
  Outcome<ReservationView> reservation(std::string_view name, Instant now) const;
  /// In order of creation. kInvalidArgument: page_size, page_token, a reversed period, an unknown site or
  /// link (with the nearest). Scans: 0.1 us a reservation.
  Outcome<Page<ReservationView>> list(const ReservationQuery& query, Instant now) const;
  Figures figures() const;

  /// In order of node. The plant as last told.
  std::vector<DeviceView> devices() const;
  std::shared_ptr<const PlantStatus> plant() const;
  std::optional<LinkView> link(const std::string& name) const;
  std::vector<AlarmView> active_alarms() const;
  Outcome<AlarmView> alarm(const std::string& name) const;
  /// Newest first. kInvalidArgument: page_token.
  Outcome<Page<AlarmView>> alarms(const AlarmQuery& query) const;
  /// In order of number.
  std::vector<LitLightpath> shining() const;
  /// Sites, cables and modes ("transceiver mode") that another plant record takes away, or with which light
  /// would be other light than promised, and on which something promised stands. `change` leads to `after`.
  /// Scans what is promised.
  std::vector<std::string> in_use(const NetworkDiff& change, const Network& after) const;
  /// Forgets ended reservations that could not be read any more with another plant record. To be committed
  /// before it.
  std::vector<Decision> forget_ended(const Network& after, Instant now);
  /// Puts and deletes that keep the plant record in the store, with an event.
  Decision keep_network(std::vector<Change> changes, Instant now);
  /// Quarters of an hour [first, second) of which there are bins.
  std::pair<std::int64_t, std::int64_t> bins() const;
  /// Without what receivers say. kNotFound.
  Outcome<LightpathReport> lightpath(const std::string& name) const;

  const Calendar& calendar() const;
  const std::shared_ptr<const Network>& network() const;
  const AdmissionPolicy& admission() const;
  /// What was promised, for a policy that looks at the actual load; null where it does not.
  SharedLitPaths lit_paths() const;
  const optics::LineModel& optics() const;
  bool is_planning_only() const;
  Revision revision() const;
  EventId last_event_id() const;
  /// The first revision whose events are still kept; older ones are gone or going.
  Revision events_from() const;

  /// A number over every record and everything rebuilt from them: equal states, equal digests. O(state).
  std::uint64_t digest() const;
  /// One sentence for each invariant that does not hold; empty when all is well. O(state).
  std::vector<std::string> check_invariants() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::engine
