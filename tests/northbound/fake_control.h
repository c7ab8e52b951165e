// A Control that keeps reservations in a map and answers on a thread of its own, as the real one does. It
// decides nothing: every reservation is granted unless a test sets `refusal`.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/ports/clock.h"
#include "controller/ports/control.h"

namespace lightloom::test {

inline constexpr Instant kNow{std::chrono::seconds{1'800'000'000}};

class FixedClock : public Clock {
 public:
  Instant now() const override { return kNow; }
};

/// Three sites in a row, a - b - c, two cables, one mode.
inline NetworkRecord small_record() {
  NetworkRecord record;
  for (const char* name : {"alpha", "bravo", "charlie"}) {
    Site site;
    site.name = name;
    site.kind = "relay";
    site.line_ports = 4;
    record.sites.push_back(std::move(site));
  }
  Equipment& equipment = record.equipment;
  Mode mode;
  mode.name = "400G";
  mode.transceiver = "zr";
  mode.rate = Kbps{400'000'000};
  mode.baud_rate = Mhz{64'000};
  mode.min_spacing = Mhz{75'000};
  mode.f_min = Mhz{191'300'000};
  mode.f_max = Mhz{196'100'000};
  mode.roll_off = 0.15;
  mode.required_osnr = Decibel{15};
  mode.tx_osnr = Decibel{40};
  equipment.modes.push_back(std::move(mode));
  AmplifierType amplifier;
  amplifier.name = "edfa";
  amplifier.gain_flatmax = Decibel{26};
  amplifier.gain_min = Decibel{15};
  amplifier.p_max = Dbm{23};
  amplifier.nf_min = Decibel{6};
  amplifier.nf_max = Decibel{10};
  amplifier.f_min = Mhz{191'275'000};
  amplifier.f_max = Mhz{196'125'000};
  equipment.amplifiers.push_back(std::move(amplifier));
  FibreType fibre;
  fibre.name = "SSMF";
  fibre.dispersion_s_per_m2 = 1.67e-5;
  fibre.effective_area_m2 = 83e-12;
  fibre.pmd_s_per_sqrt_m = 1.265e-15;
  equipment.fibres.push_back(std::move(fibre));
  equipment.roadm.target = {RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 2e-4};
  equipment.roadm.add_drop_osnr = Decibel{38};
  LineDefaults& line = equipment.line;
  line.f_min = Mhz{191'300'000};
  line.f_max = Mhz{196'100'000};
  line.baud_rate = Mhz{32'000};
  line.spacing = Mhz{50'000};
  line.tx_osnr = Decibel{40};
  line.margin = Decibel{1};
  line.max_length = Metres{80'000};
  for (std::uint32_t i = 0; i < 2; ++i) {
    Link link;
    link.name = i == 0 ? "alpha-bravo-1" : "bravo-charlie-1";
    link.a_site = SiteIndex{i};
    link.z_site = SiteIndex{i + 1};
    link.a_port = "degree-2";
    link.z_port = "degree-1";
    link.fibre = "G.652.D";
    link.length = Metres{80'000};
    link.srlgs = {"duct-" + std::to_string(i)};
    link.spans = {Span{Metres{80'000}, 0.2, Decibel{0}, Decibel{0}, Decibel{0}}};
    const Amplifier set{AmplifierTypeIndex{0}, Decibel{16}, Decibel{0}, Decibel{0}};
    link.amps_az = {set, set};
    link.amps_za = {set, set};
    record.links.push_back(std::move(link));
  }
  return record;
}

class FakeControl : public Control {
 public:
  FakeControl() {
    auto snapshot = std::make_shared<Snapshot>();
    auto network = Network::build(small_record());
    if (network) snapshot->network = std::make_shared<const Network>(std::move(*network));
    snapshot->calendar = Calendar(2, 3);
    PlantStatus plant;
    plant.links.resize(2);
    snapshot->plant = std::make_shared<const PlantStatus>(std::move(plant));
    snapshot->revision = 1;
    snapshot->last_event_id = {1, 0};
    snapshot_ = std::move(snapshot);
  }
  ~FakeControl() override { thread_.join(); }

  /// The next reservations are refused so.
  void set_refusal(std::optional<Refusal> refusal) {
    const std::lock_guard lock(mutex_);
    refusal_ = std::move(refusal);
  }
  /// Answers to `reservation` are kept back until `let_go`.
  void hold_back() {
    const std::lock_guard lock(mutex_);
    holds_back_ = true;
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    holds_back_ = false;
    for (auto& job : held_) boost::asio::post(thread_, std::move(job));
    held_.clear();
  }
  std::size_t held() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  void add_event(std::string type, std::string name, EventObject object = {}) {
    const std::lock_guard lock(mutex_);
    record_event(std::move(type), std::move(name), "", "", std::move(object));
  }
  /// Another network, with nothing on it and nothing seen of it; false where it is none.
  bool set_network(NetworkRecord record) {
    auto network = Network::build(std::move(record));
    if (!network) return false;
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<Snapshot>(*snapshot_);
    next->calendar = Calendar(network->links().size(), network->sites().size());
    PlantStatus plant;
    plant.links.resize(network->links().size());
    next->plant = std::make_shared<const PlantStatus>(std::move(plant));
    next->network = std::make_shared<const Network>(std::move(*network));
    snapshot_ = std::move(next);
    return true;
  }
  /// The plant as discovered, in the next snapshot.
  void set_plant(PlantStatus plant) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<Snapshot>(*snapshot_);
    next->plant = std::make_shared<const PlantStatus>(std::move(plant));
    snapshot_ = std::move(next);
  }
  void set_device(DeviceView device) {
    const std::lock_guard lock(mutex_);
    devices_[device.record.node] = std::move(device);
  }
  void add_alarm(AlarmView alarm) {
    const std::lock_guard lock(mutex_);
    alarms_.insert(alarms_.begin(), std::move(alarm));
  }
  void set_lightpath(LightpathReport report) {
    const std::lock_guard lock(mutex_);
    lightpath_ = std::move(report);
  }
  /// What the next records would change.
  void set_changes(NetworkChanges changes) {
    const std::lock_guard lock(mutex_);
    changes_ = std::move(changes);
  }
  std::optional<NetworkRecord> last_record() const {
    const std::lock_guard lock(mutex_);
    return last_record_;
  }
  bool last_was_dry_run() const {
    const std::lock_guard lock(mutex_);
    return last_was_dry_run_;
  }
  std::optional<DeviceRecord> last_device() const {
    const std::lock_guard lock(mutex_);
    return last_device_;
  }
  /// Events up to this one are no longer kept.
  void forget_events_before(EventId id) {
    const std::lock_guard lock(mutex_);
    oldest_ = id;
  }
  void set_state(const std::string& name, ReservationState state) {
    const std::lock_guard lock(mutex_);
    change(reservations_.at(name), state);
  }
  std::size_t subscribers() const {
    const std::lock_guard lock(mutex_);
    return wakes_.size();
  }
  ReservationQuery last_query() const {
    const std::lock_guard lock(mutex_);
    return last_query_;
  }
  std::optional<ReserveRequest> last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }
  std::string last_etag() const {
    const std::lock_guard lock(mutex_);
    return last_etag_;
  }

  void reserve(ReserveRequest request, Reply<ReservationView> reply) override {
    const std::lock_guard lock(mutex_);
    last_request_ = request;
    if (refusal_) return answer(std::move(reply), tl::unexpected(*refusal_));
    ReservationView view;
    view.name = "r-" + std::to_string(reservations_.size() + 1);
    view.tenant = request.tenant;
    view.request_id = request.request_id.value_or("");
    view.from = request.from;
    view.to = request.to;
    view.rate = request.rate;
    view.max_latency_us = request.max_latency_us;
    view.labels = request.labels;
    view.window = {request.start.value_or(kNow), request.end.value_or(kForever)};
    view.create_time = kNow;
    view.path.sites = {"alpha", "bravo"};
    view.path.links = {"alpha-bravo-1"};
    view.path.latency_us = 392;
    view.path.length = Metres{80'000};
    view.path.lightpaths = {{"l-1", "400G", Slot{-100, 6}, Decibel{22.5}, Decibel{6.5}, {"alpha-bravo-1"}}};
    view.endpoints = {{"alpha", "line-1"}, {"bravo", "line-1"}};
    auto& kept = reservations_[view.name] = std::move(view);
    change(kept, request.hold ? ReservationState::kHeld : ReservationState::kCommitted);
    answer(std::move(reply), kept);
  }
  void commit(std::string name, std::string etag, Reply<ReservationView> reply) override {
    act(name, std::move(etag), ReservationState::kCommitted, std::move(reply));
  }
  void release(std::string name, std::string etag, Reply<ReservationView> reply) override {
    act(name, std::move(etag), ReservationState::kReleased, std::move(reply));
  }
  void renew(std::string name, std::string etag, Reply<ReservationView> reply) override {
    act(name, std::move(etag), ReservationState::kCommitted, std::move(reply));
  }
  void reservation(std::string name, Reply<ReservationView> reply) override {
    const std::lock_guard lock(mutex_);
    auto outcome = find(name);
    auto job = [reply = std::move(reply), outcome = std::move(outcome)] { reply(outcome); };
    if (holds_back_)
      held_.emplace_back(std::move(job));
    else
      boost::asio::post(thread_, std::move(job));
  }
  void wait_for(std::string name, ReservationState state, Duration patience,
                Reply<ReservationView> reply) override {
    const std::lock_guard lock(mutex_);
    auto outcome = find(name);
    if (!outcome || outcome->state == state || is_final(outcome->state) || patience == Duration{0})
      return answer(std::move(reply), std::move(outcome));
    waits_.push_back({std::move(name), state, std::move(reply)});
  }
  void reservations(ReservationQuery query, Reply<Page<ReservationView>> reply) override {
    const std::lock_guard lock(mutex_);
    last_query_ = query;
    Page<ReservationView> page;
    auto next = reservations_.upper_bound(query.page_token);
    for (; next != reservations_.end() && page.items.size() < query.page_size; ++next)
      page.items.push_back(next->second);
    if (next != reservations_.end()) page.next_page_token = page.items.back().name;
    page.last_event_id = last_event_;
    answer(std::move(reply), std::move(page));
  }
  void devices(Reply<std::vector<DeviceView>> reply) override {
    const std::lock_guard lock(mutex_);
    std::vector<DeviceView> views;
    for (const auto& [node, device] : devices_) views.push_back(device);
    answer(std::move(reply), std::move(views));
  }
  void add_device(DeviceRecord device, Reply<DeviceView> reply) override {
    const std::lock_guard lock(mutex_);
    last_device_ = device;
    if (refusal_) return answer(std::move(reply), tl::unexpected(*refusal_));
    DeviceView view;
    view.record = std::move(device);
    devices_[view.record.node] = view;
    answer(std::move(reply), view);
  }
  void remove_device(std::string node, Reply<DeviceView> reply) override {
    const std::lock_guard lock(mutex_);
    const auto found = devices_.find(node);
    if (found == devices_.end())
      return answer(std::move(reply),
                    tl::unexpected(refusal(ErrorCode::kNotFound, node + ": no such device", {})));
    const DeviceView view = found->second;
    devices_.erase(found);
    answer(std::move(reply), view);
  }
  void alarms(AlarmQuery query, Reply<Page<AlarmView>> reply) override {
    const std::lock_guard lock(mutex_);
    Page<AlarmView> page;
    for (const AlarmView& alarm : alarms_) {
      const bool is_active = !alarm.cleared_time;
      if (query.active && *query.active != is_active) continue;
      if (query.resource.empty() || alarm.resource == query.resource) page.items.push_back(alarm);
    }
    page.last_event_id = last_event_;
    answer(std::move(reply), std::move(page));
  }
  void acknowledge(std::string alarm, Reply<AlarmView> reply) override {
    const std::lock_guard lock(mutex_);
    for (AlarmView& known : alarms_) {
      if (known.name != alarm) continue;
      known.acknowledged_time = kNow;
      return answer(std::move(reply), known);
    }
    answer(std::move(reply), tl::unexpected(refusal(ErrorCode::kNotFound, alarm + ": no such alarm", {})));
  }
  void lightpath(std::string name, Reply<LightpathReport> reply) override {
    const std::lock_guard lock(mutex_);
    if (lightpath_.name == name) return answer(std::move(reply), lightpath_);
    answer(std::move(reply), tl::unexpected(refusal(ErrorCode::kNotFound, name + ": no such lightpath", {})));
  }
  void apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply) override {
    const std::lock_guard lock(mutex_);
    last_record_ = std::move(record);
    last_was_dry_run_ = dry_run;
    if (dry_run || changes_.in_use.empty()) return answer(std::move(reply), changes_);
    answer(std::move(reply),
           tl::unexpected(refusal(ErrorCode::kWrongState, "a reservation stands on it", {})));
  }

  void decision(std::string name, Reply<DecisionView> reply) override {
    DecisionView view;
    view.name = name;
    view.time = kNow;
    view.tenant = "default";
    view.who = "anonymous";
    view.request.from = "alpha";
    view.request.to = "bravo";
    view.request.rate = Kbps{400'000'000};
    view.granted = true;
    view.reservation = "r-1";
    answer(std::move(reply), view);
  }
  void decisions(DecisionQuery, Reply<Page<DecisionView>> reply) override {
    answer(std::move(reply), Page<DecisionView>{});
  }
  void events(EventId after, std::size_t limit, Reply<std::vector<Event>> reply) override {
    const std::lock_guard lock(mutex_);
    if (after < oldest_)
      return answer(std::move(reply),
                    tl::unexpected(refusal(ErrorCode::kEventsGone, "after " + to_string(after) + ": gone",
                                           to_string(oldest_))));
    std::vector<Event> some;
    for (const Event& event : events_)
      if (event.id > after && some.size() < limit) some.push_back(event);
    answer(std::move(reply), std::move(some));
  }
  std::uint64_t subscribe(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wakes_[++last_subscription_] = std::move(wake);
    return last_subscription_;
  }
  void unsubscribe(std::uint64_t subscription) override {
    const std::lock_guard lock(mutex_);
    wakes_.erase(subscription);
  }
  std::shared_ptr<const Snapshot> snapshot() const override {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  ControllerFigures figures() const override {
    ControllerFigures figures;
    figures.revision = 42;
    figures.reservations_by_state["HELD"] = 3;
    figures.links_by_state["DOWN"] = 2;
    figures.alarms_active = 5;
    DeviceFigures device;
    device.node = "roadm-alpha";
    device.state = DeviceState::kUp;
    device.drift = 1;
    device.counters = {"alpha", true, 10, 20, 30, 40, 50, 0.25};
    figures.devices = {device, {"roadm-bravo", DeviceState::kSilent, 0, {"bravo", false, 1, 2, 3, 4, 5, 0}}};
    return figures;
  }
  Health health() const override { return {true, false, true, ""}; }

 private:
  struct Wait {
    std::string name;
    ReservationState state;
    Reply<ReservationView> reply;
  };

  static Refusal refusal(ErrorCode code, std::string message, std::string nearest) {
    Refusal refusal;
    refusal.error = {code, std::move(message), {}, std::move(nearest), {}};
    return refusal;
  }
  template <class T, class Value>
  void answer(Reply<T> reply, Value value) {
    boost::asio::post(thread_,
                      [reply = std::move(reply), outcome = Outcome<T>(std::move(value))] { reply(outcome); });
  }
  Outcome<ReservationView> find(const std::string& name) const {
    const auto found = reservations_.find(name);
    if (found != reservations_.end()) return found->second;
    return tl::unexpected(refusal(ErrorCode::kNotFound, name + ": no such reservation", {}));
  }
  void act(const std::string& name, std::string etag, ReservationState state, Reply<ReservationView> reply) {
    const std::lock_guard lock(mutex_);
    last_etag_ = std::move(etag);
    const auto found = reservations_.find(name);
    if (found != reservations_.end()) change(found->second, state);
    answer(std::move(reply), find(name));
  }
  void change(ReservationView& view, ReservationState state) {
    const std::string before(view.etag.empty() ? std::string_view() : name_of(view.state));
    view.state = state;
    view.state_time = kNow;
    view.etag = "e" + std::to_string(events_.size() + 1);
    record_event("reservation.state", view.name, before, std::string(name_of(state)),
                 std::make_shared<const ReservationView>(view));
    for (auto wait = waits_.begin(); wait != waits_.end();) {
      if (wait->name == view.name && (wait->state == state || is_final(state))) {
        answer(std::move(wait->reply), view);
        wait = waits_.erase(wait);
      } else {
        ++wait;
      }
    }
  }
  void record_event(std::string type, std::string name, std::string before, std::string after,
                    EventObject object) {
    last_event_ = {last_event_.revision + 1, 0};
    events_.push_back({last_event_, kNow, std::move(type), std::move(name), std::move(before),
                       std::move(after), "", std::move(object)});
    auto next = std::make_shared<Snapshot>(*snapshot_);
    next->last_event_id = last_event_;
    snapshot_ = std::move(next);
    for (const auto& [id, wake] : wakes_) wake();
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::optional<Refusal> refusal_;
  bool holds_back_ = false;
  std::vector<std::function<void()>> held_;
  std::map<std::string, ReservationView> reservations_;
  std::vector<Wait> waits_;
  std::vector<Event> events_;
  EventId last_event_{1, 0}, oldest_{0, 0};
  std::map<std::uint64_t, std::function<void()>> wakes_;
  std::uint64_t last_subscription_ = 0;
  ReservationQuery last_query_;
  std::optional<ReserveRequest> last_request_;
  std::string last_etag_;
  std::map<std::string, DeviceView> devices_;
  std::vector<AlarmView> alarms_;  // newest first
  LightpathReport lightpath_;
  NetworkChanges changes_;
  std::optional<NetworkRecord> last_record_;
  bool last_was_dry_run_ = false;
  std::optional<DeviceRecord> last_device_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace lightloom::test
