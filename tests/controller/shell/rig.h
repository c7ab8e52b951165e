// A shell on a store that fails on demand, devices that misbehave, and a clock that tests move.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "controller/shell/shell.h"
#include "db/memory_store.h"
#include "tests/controller/engine/world.h"
#include "tests/fakes/failing_store.h"
#include "tests/fakes/fake_devices.h"

namespace lightloom::testing {

class ManualClock final : public Clock {
 public:
  Instant now() const override { return Instant(Duration(now_.load())); }
  void advance(Duration by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{engine::kMorning.time_since_epoch().count()};
};

/// FakeDevices for two threads: the shell's, and the test's that moves time.
class SharedDevices final : public Devices {
 public:
  explicit SharedDevices(const std::vector<std::string>& nodes) : devices_(nodes) {}

  template <class Use>
  auto with(Use use) {
    const std::lock_guard lock(mutex_);
    return use(devices_);
  }

  void equip(const std::vector<Mode>&) override {}
  void add(const DeviceRecord& device) override {
    with([&](auto& devices) { devices.add(device); });
  }
  void remove(const std::string& site) override {
    with([&](auto& devices) { devices.remove(site); });
  }
  void apply(const std::string& node, const NodeDesired& desired, Done done) override {
    with([&](auto& devices) { devices.apply(node, desired, std::move(done)); });
  }
  void observe(const std::string& node, std::function<void(NodeObserved)> done) override {
    with([&](auto& devices) { devices.observe(node, std::move(done)); });
  }
  void on_change(std::function<void(NodeObserved)> news) override {
    with([&](auto& devices) { devices.on_change(std::move(news)); });
  }

 private:
  std::mutex mutex_;
  fakes::FakeDevices devices_;
};

inline std::vector<std::string> node_names(const Network& network) {
  std::vector<std::string> names;
  for (const auto& site : network.sites()) names.push_back(site.name);
  return names;
}

class Rig {
 public:
  /// kUnregistered: there is a driver, and nobody has told it of a device.
  enum class Glass { kNone, kFake, kUnregistered };

  explicit Rig(Glass glass = Glass::kNone) : Rig(glass, Shell::Options{}) {}
  Rig(Glass glass, Shell::Options given)
      : network(engine::small_network()),
        devices(node_names(*network)),
        options(std::move(given)),
        glass_(glass) {
    options.engine.planning_only = glass_ != Glass::kFake;
    options.engine.only_links_seen = false;
    start();
  }

  void start() {
    auto started = try_to_start();
    if (!started) throw std::runtime_error(started.error().message);
  }
  /// On `network`, which may be null.
  Result<void> try_to_start() {
    auto started = Shell::start(network, store, glass_ == Glass::kNone ? nullptr : &devices, clock, options);
    if (!started) return fail(started.error());
    shell = std::move(*started);
    return {};
  }
  void stop() { shell.reset(); }

  /// Asks, and gives what will hold the answer.
  template <class T, class Call>
  std::future<Outcome<T>> ask(Call call) {
    auto promise = std::make_shared<std::promise<Outcome<T>>>();
    auto answer = promise->get_future();
    call([promise](Outcome<T> outcome) { promise->set_value(std::move(outcome)); });
    return answer;
  }
  std::future<Outcome<ReservationView>> reserve(ReserveRequest request) {
    return ask<ReservationView>([&](auto reply) { shell->reserve(std::move(request), std::move(reply)); });
  }
  std::future<Outcome<ReservationView>> wait_for(const std::string& name, ReservationState state,
                                                 Duration patience) {
    return ask<ReservationView>(
        [&](auto reply) { shell->wait_for(name, state, patience, std::move(reply)); });
  }
  std::vector<ReservationView> reservations() {
    auto page =
        answer(ask<Page<ReservationView>>([&](auto reply) { shell->reservations({}, std::move(reply)); }));
    return page ? page->items : std::vector<ReservationView>{};
  }
  std::vector<Event> events(EventId after) {
    auto found =
        answer(ask<std::vector<Event>>([&](auto reply) { shell->events(after, 1'000, std::move(reply)); }));
    return found ? *found : std::vector<Event>{};
  }

  /// The answer, for which a test waits no longer than this.
  template <class T>
  static Outcome<T> answer(std::future<Outcome<T>> future) {
    if (future.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
      throw std::runtime_error("no answer in 20 s");
    return future.get();
  }
  template <class T>
  static bool is_answered(const std::future<Outcome<T>>& future) {
    return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  /// Until it holds; false where it does not in 20 s.
  static bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 20'000; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  static void until(const std::function<bool()>& holds) {
    if (!eventually(holds)) throw std::runtime_error("what was waited for did not come in 20 s");
  }

  std::shared_ptr<const Network> network;
  db::MemoryStore memory;
  FailingStore store{memory};
  ManualClock clock;
  SharedDevices devices;
  Shell::Options options;
  std::unique_ptr<Shell> shell;

 private:
  Glass glass_;
};

/// Lets devices work, and time pass with them.
class Lit {
 public:
  explicit Lit(Rig& rig) : rig_(rig) {}
  /// Lets the devices work until a reservation is in a state.
  bool until(const std::string& name, ReservationState state) {
    return until(name, [state](const ReservationView& found) { return found.state == state; });
  }
  bool until(const std::string& name, const std::function<bool(const ReservationView&)>& holds) {
    return until([&] {
      const auto found =
          Rig::answer(rig_.ask<ReservationView>([&](auto reply) { rig_.shell->reservation(name, reply); }));
      return found && holds(*found);
    });
  }
  bool until(const std::function<bool()>& holds) {
    return Rig::eventually([&] {
      pass(std::chrono::milliseconds(10));
      return holds();
    });
  }
  void pass(Duration time) {
    rig_.devices.with([time](auto& devices) { devices.advance(time); });
    rig_.clock.advance(time);
    rig_.shell->clock_moved();
  }
  bool is_dark() {
    const auto names = node_names(*engine::small_network());
    return std::all_of(names.begin(), names.end(), [this](const std::string& node) {
      return rig_.devices.with([&](auto& devices) { return devices.holds(node) == NodeDesired{}; });
    });
  }

 private:
  Rig& rig_;
};

inline ReserveRequest request_from(Instant start) {
  ReserveRequest request;
  request.from = "beijing";
  request.to = "taiyuan";
  request.rate = Kbps{400'000'000};
  request.start = start;
  return request;
}

/// From an hour ahead, so that nothing happens by itself while a test looks at commits.
inline ReserveRequest a_request() { return request_from(engine::kMorning + std::chrono::hours(1)); }

}  // namespace lightloom::testing
