// The engine's shell: one thread that alone runs the engine, writes ahead of every answer, and keeps time.
// What was decided while the last commit ran is on its way to the store already; nothing is answered,
// published or done in the glass before it is durable. If a commit fails, the engine's state is thrown away
// and loaded again.
#pragma once

#include <memory>

#include "controller/engine/engine.h"
#include "controller/ports/clock.h"
#include "controller/ports/control.h"
#include "controller/ports/devices.h"
#include "controller/ports/store.h"

namespace lightloom {

class Shell final : public Control {
 public:
  struct Options {
    engine::Engine::Options engine;
    std::size_t max_waiting = 8'192;        ///< commands in the queue; one more is answered kTooManyRequests
    std::size_t events_in_memory = 16'384;  ///< older ones are read from the store
    std::uint64_t seed = 1;                 ///< of the back-off jitter
    /// The plant record is kept in the store, too: the next start needs none, and another one is applied as
    /// `apply_network` would.
    bool keeps_network = false;
    std::vector<DeviceRecord> devices = {};  ///< registered at the start, beside those that are stored
  };

  /// Leads the store, loads what it holds, and serves. Everything passed in outlives the shell. `network` may
  /// be null where the store keeps one. `devices` may be null; with it, `engine.planning_only` says that
  /// there are none until one is registered. Errors: those of the store, of the network's optics, of a record
  /// that cannot be read.
  static Result<std::unique_ptr<Shell>> start(std::shared_ptr<const Network> network, Store& store,
                                              Devices* devices, const Clock& clock, Options options);
  /// Answers what is under way, then stops its threads.
  ~Shell() override;

  void reserve(ReserveRequest request, Reply<ReservationView> reply) override;
  void commit(std::string name, std::string etag, Reply<ReservationView> reply) override;
  void release(std::string name, std::string etag, Reply<ReservationView> reply) override;
  void renew(std::string name, std::string etag, Reply<ReservationView> reply) override;
  void reservation(std::string name, Reply<ReservationView> reply) override;
  void wait_for(std::string name, ReservationState state, Duration patience,
                Reply<ReservationView> reply) override;
  void reservations(ReservationQuery query, Reply<Page<ReservationView>> reply) override;
  void decision(std::string name, Reply<DecisionView> reply) override;
  void decisions(DecisionQuery query, Reply<Page<DecisionView>> reply) override;
  void events(EventId after, std::size_t limit, Reply<std::vector<Event>> reply) override;
  void devices(Reply<std::vector<DeviceView>> reply) override;
  void add_device(DeviceRecord device, Reply<DeviceView> reply) override;
  void remove_device(std::string node, Reply<DeviceView> reply) override;
  void alarms(AlarmQuery query, Reply<Page<AlarmView>> reply) override;
  void acknowledge(std::string alarm, Reply<AlarmView> reply) override;
  void lightpath(std::string name, Reply<LightpathReport> reply) override;
  void apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply) override;
  std::uint64_t subscribe(std::function<void()> wake) override;
  void unsubscribe(std::uint64_t subscription) override;
  std::shared_ptr<const Snapshot> snapshot() const override;
  ControllerFigures figures() const override;
  Health health() const override;

  /// Lets what is due by now happen, for clocks that tests move. Returns at once.
  void clock_moved();

 private:
  class Loop;
  explicit Shell(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace lightloom
