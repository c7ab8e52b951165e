// What northbound calls. Every call may come from any thread, returns at once and answers exactly once,
// later, on the controller's thread; an answer is given only when everything it tells is durable.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/ports/values.h"
#include "topology/plan/plan.h"

namespace lightloom {

template <class T>
using Reply = std::function<void(Outcome<T>)>;

/// What reads may use without asking the controller's thread: immutable, of one revision, durable.
struct Snapshot {
  std::shared_ptr<const Network> network;
  Calendar calendar;
  std::shared_ptr<const PlantStatus> plant;  ///< never null
  std::uint64_t revision = 0;
  EventId last_event_id;
  AdmissionPolicy admission;
  SharedLitPaths lit;  ///< null where the policy does not look at it
};

/// What one device was asked and how it fares.
struct DeviceFigures {
  std::string node;
  DeviceState state = DeviceState::kConnecting;
  std::int64_t drift = 0;
  DeviceCounters counters;
};

/// Counters of the controller for /metrics, taken together.
struct ControllerFigures {
  std::uint64_t revision = 0;
  std::uint64_t reservations_granted = 0, reservations_refused = 0;
  std::map<std::string, std::uint64_t> reservations_by_state;
  std::uint64_t queue_depth = 0;        ///< commands waiting
  std::uint64_t commits_in_flight = 0;  ///< decided, not yet durable
  double last_load_seconds = 0;
  std::vector<DeviceFigures> devices;
  std::map<std::string, std::uint64_t> links_by_state;
  std::uint64_t alarms_active = 0;
};

struct Health {
  bool serving = false;
  bool durable = false;
  bool planning_only = true;
  std::string message;
};

class Control {
 public:
  virtual ~Control() = default;

  virtual void reserve(ReserveRequest request, Reply<ReservationView> reply) = 0;
  /// HELD to COMMITTED. 200 again where it already is. kNotFound, kHoldExpired, kWrongState, kEtagMismatch.
  virtual void commit(std::string name, std::string etag, Reply<ReservationView> reply) = 0;
  /// Ends it now; 200 again where it already ended.
  virtual void release(std::string name, std::string etag, Reply<ReservationView> reply) = 0;
  /// Prolongs a lease by its own length from now, or a hold by the hold's. kWrongState where it has neither.
  virtual void renew(std::string name, std::string etag, Reply<ReservationView> reply) = 0;

  virtual void reservation(std::string name, Reply<ReservationView> reply) = 0;
  /// Answers when `state` is reached, can no longer be, or `patience` (0 to 600 s) is over: with what it is
  /// then.
  virtual void wait_for(std::string name, ReservationState state, Duration patience,
                        Reply<ReservationView> reply) = 0;
  virtual void reservations(ReservationQuery query, Reply<Page<ReservationView>> reply) = 0;
  /// In order of node name; what is known of each this instant.
  virtual void devices(Reply<std::vector<DeviceView>> reply) = 0;
  /// Registers a device, or changes the one of that node. kInvalidArgument: an unknown site, an address that
  /// is none, a site that has another device.
  virtual void add_device(DeviceRecord device, Reply<DeviceView> reply) = 0;
  /// What it was. Light that it carries stays lit. kNotFound.
  virtual void remove_device(std::string node, Reply<DeviceView> reply) = 0;
  /// Newest first.
  virtual void alarms(AlarmQuery query, Reply<Page<AlarmView>> reply) = 0;
  /// Somebody has seen it; 200 again where somebody had.
  virtual void acknowledge(std::string alarm, Reply<AlarmView> reply) = 0;
  virtual void lightpath(std::string name, Reply<LightpathReport> reply) = 0;
  /// Another plant record in place of the one in force; `dry_run` only tells. kWrongState where it removes,
  /// or changes the optics of, what a reservation stands on. Those that ended on what goes are listed no
  /// longer.
  virtual void apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply) = 0;

  virtual void decision(std::string name, Reply<DecisionView> reply) = 0;
  virtual void decisions(DecisionQuery query, Reply<Page<DecisionView>> reply) = 0;

  /// Up to `limit` events after `after`, oldest first; kEventsGone where `after` is older than what is kept
  /// (7 days), `nearest` then being the oldest id.
  virtual void events(EventId after, std::size_t limit, Reply<std::vector<Event>> reply) = 0;
  /// Calls `wake` (from any thread, must not block) whenever there are new durable events, until
  /// `unsubscribe`.
  virtual std::uint64_t subscribe(std::function<void()> wake) = 0;
  virtual void unsubscribe(std::uint64_t subscription) = 0;

  /// The newest durable state. Any thread; never null once serving.
  virtual std::shared_ptr<const Snapshot> snapshot() const = 0;
  virtual ControllerFigures figures() const = 0;
  virtual Health health() const = 0;
};

}  // namespace lightloom
