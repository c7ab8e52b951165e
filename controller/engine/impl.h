// Inside the engine only: its parts, and how a decision is made of them.
#pragma once

#include <string>
#include <vector>

#include "controller/engine/engine.h"
#include "controller/engine/ledger.h"
#include "controller/engine/plant_ledger.h"
#include "controller/engine/request_rules.h"
#include "controller/engine/retention.h"
#include "controller/records/codec.h"
#include "topology/plan/regeneration.h"

namespace lightloom::engine {

struct Engine::Impl {
  using Reservation = records::Reservation;
  using Lightpaths = std::vector<records::Lightpath*>;

  Impl(Planner made, Options options_given);

  // reserve.cc
  Decision reserve(const ReserveRequest& request);
  Decision replay(const Reservation& earlier, const ReserveRequest& request) const;
  Decision grant(const ReserveRequest& request, const Wish& wish, const RegeneratedPath& way);
  SharedLitPaths lit_paths() const;
  Decision refuse(const ReserveRequest& request, const Demand& demand, Error error);
  std::vector<Alternative> offers(const ReserveRequest& request, const Demand& demand, const Error& error);
  void record_decision(DecisionView view, Decision& decision);

  // lifecycle.cc
  Decision commit(const CommitCommand& command);
  Decision release(const ReleaseCommand& command);
  Decision renew(const RenewCommand& command);
  std::optional<Decision> step();
  Decision step_of(const Reservation& reservation);
  Decision begin(const Reservation& reservation);
  Decision end(const Reservation& reservation, ReservationState ends_as, std::string cause);
  Decision finish(const Reservation& reservation, ReservationState final_state, std::string cause);
  Decision rebook(const Reservation& reservation);
  Decision forget(const Reservation& reservation);
  std::optional<Decision> prune();

  // light.cc
  Decision hear(const LightpathNews& news);
  Decision hear_of_lighting(const Reservation& reservation, std::uint64_t number, const LightpathNews& news);
  Decision hear_of_darkening(const Reservation& reservation, std::uint64_t number, const LightpathNews& news);

  // plant.cc
  Decision add_device(const AddDevice& command);
  Decision put_device(records::Device device, std::string_view before, std::string cause);
  Decision remove_device(const RemoveDevice& command);
  Result<void> check_device(const DeviceRecord& device) const;
  Decision hear(const DeviceNews& news);
  Decision hear(const LinkNews& news);
  Decision raise(const RaiseAlarm& command);
  Decision clear(const ClearAlarm& command);
  Decision acknowledge(const AcknowledgeAlarm& command);
  Decision put_alarm(const AlarmView& alarm, std::string_view before, std::string_view after);
  std::vector<std::string> affected_by(const AlarmView& alarm) const;
  static Error no_alarm(std::string_view name);
  Decision record(const PerformanceNews& news);
  std::optional<Decision> forget_alarm();
  std::optional<Decision> forget_link();
  Decision plant_refusal(Error error) const;

  // decide.cc
  Outcome<const Reservation*> find(std::string_view name) const;
  /// Nothing where the etag allows a change.
  std::optional<Decision> check_etag(const Reservation& reservation, const std::string& etag) const;
  /// Without changes: the reservation as it is; a refusal that leaves no trace; nothing at all.
  Decision answer(const Reservation& reservation) const;
  Decision refusal(Error error) const;
  Decision nothing() const;
  /// Changes one reservation and its lightpaths by `edit(Reservation&, Lightpaths&)`, which says whether
  /// there is anything to tell of the reservation itself: then it gets a new etag and an event.
  template <class Edit>
  Decision change(const Reservation& reservation, std::string cause, Edit edit) {
    const auto before = open(reservation);
    bool is_told = false;
    ledger.change(before.number, [&](Reservation& changed, Lightpaths& paths) {
      is_told = edit(changed, paths);
      if (is_told) changed.revision = revision + 1;
    });
    return close(before, is_told, std::move(cause));
  }
  struct Before {
    struct Path {
      Window occupied;
      records::LightState light;
      std::string message;
    };
    std::uint64_t number;
    ReservationState state;
    std::vector<Path> paths;
  };
  Before open(const Reservation& reservation) const;
  Decision close(const Before& before, bool is_told, std::string cause);
  /// Writes a reservation with its event; `before` is empty for a new one.
  void record(const Reservation& reservation, std::string_view before, std::string cause, Decision& decision);
  void tell(Event event, Decision& decision);
  /// Counters and the hour; makes it the new revision.
  void seal(Decision& decision);
  void set_state(Reservation& reservation, ReservationState state, std::string message) const;
  void set_service(Reservation& reservation, Service service) const;

  Options given, options;  ///< as given; as in force
  std::shared_ptr<const Network> network;
  Planner planner;
  records::Codec codec;
  Ledger ledger;
  PlantLedger plant;
  Retention retention;
  records::Counters counters;
  Revision revision = 0;
  Instant now{};  ///< the latest seen
};

void put(Decision& decision, RecordKind kind, std::string id, std::string bytes);
void erase(Decision& decision, RecordKind kind, std::string id);

}  // namespace lightloom::engine
