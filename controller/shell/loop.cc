#include "controller/shell/loop.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "controller/shell/engine_loader.h"
#include "controller/shell/history.h"

namespace lightloom {
namespace {

namespace asio = boost::asio;

constexpr Duration kReloadEvery = std::chrono::seconds(1);
constexpr Duration kLongestSleep =
    std::chrono::hours(1);  // the wall clock may be set: look again at least so often

}  // namespace

Shell::Loop::Loop(std::shared_ptr<const Network> network, Store& store, Devices* devices, const Clock& clock,
                  const Options& options)
    : given_(std::move(network)),
      store_(store),
      devices_(devices),
      clock_(clock),
      options_(options),
      work_(io_.get_executor()),
      timer_(io_),
      log_(options.events_in_memory) {}

// What was decided is made durable and answered first; only then does the thread end.
Shell::Loop::~Loop() {
  history_.join();
  if (thread_.joinable()) {
    asio::post(io_, [this] {
      stopping_ = true;
      timer_.cancel();
      for (auto& [name, patient] : patients_) answer_unavailable(*patient, "the controller is stopping");
      patients_.clear();
      if (!engine_ || waiting_.empty()) io_.stop();
    });
    thread_.join();
  }
  const std::lock_guard lock(gate_->mutex);
  gate_->loop = nullptr;
}

Result<void> Shell::Loop::start() {
  gate_->loop = this;
  if (devices_ != nullptr) {
    devices_->on_change([this, gate = gate_](NodeObserved news) {
      gate->post([this, news = std::move(news)] {
        if (!activation_) return;
        watch_->on_observed(news);
        activation_->on_news(news, clock_.now());
        pump_devices();
        schedule_watch();
      });
    });
  }
  if (auto loaded = load(); !loaded) return loaded;
  if (auto settled = settle_start(); !settled) return settled;
  asio::post(io_, [this] { step_time(); });
  thread_ = std::thread([this] { io_.run(); });
  return {};
}

// What the start was given beside the store.
Result<void> Shell::Loop::settle_start() {
  if (options_.keeps_network)
    if (auto kept = apply_given(); !kept) return kept;
  for (const DeviceRecord& device : options_.devices) {
    auto decision = engine_->handle(engine::AddDevice{device}, clock_.now());
    if (decision.refused) return fail(decision.refused->error);
    if (auto committed = commit_now(std::move(decision)); !committed) return committed;
  }
  if (devices_ == nullptr || engine_->devices().empty()) return {};
  if (engine_->is_planning_only()) return reload();
  register_devices();
  return {};
}

Result<Revision> Shell::Loop::load_engine() {
  EngineLoader loader([this](const records::StoredNetwork& stored) -> Result<engine::Engine> {
    auto network = network_from(stored);
    if (!network) return fail(network.error());
    return engine::Engine::create(*network, options_.engine);
  });
  std::optional<Error> problem;
  const auto revision = store_.load([&](RecordKind kind, std::string_view id, std::string_view bytes) {
    if (problem) return;
    if (auto taken = loader.take(kind, id, bytes); !taken) problem = taken.error();
  });
  if (!revision) return fail(revision.error());
  if (problem) return fail(*problem);
  auto fresh = loader.finish();
  if (!fresh) return fail(fresh.error());
  network_chunks_ = loader.network_chunks();
  if (devices_ != nullptr && fresh->knows_devices()) fresh->expect_devices();
  if (auto finished = fresh->finish_load(*revision); !finished) return fail(finished.error());
  engine_.emplace(std::move(*fresh));
  return *revision;
}

Result<std::shared_ptr<const Network>> Shell::Loop::network_from(const records::StoredNetwork& stored) const {
  auto record = stored.finish();
  if (!record) return fail(record.error());
  if (!*record && given_ == nullptr)
    return invalid("--network: missing, and the store keeps no plant record yet; name one", "--network");
  if (!*record) return given_;
  auto network = Network::build(std::move(**record));
  if (!network) return fail(network.error());
  return std::make_shared<const Network>(std::move(*network));
}

Result<void> Shell::Loop::load() {
  const auto begin = std::chrono::steady_clock::now();
  const auto leadership = store_.lead();
  if (!leadership) return fail(leadership.error());
  const auto revision = load_engine();
  if (!revision) return fail(revision.error());

  epoch_ = leadership->epoch;
  durable_ = *revision;
  log_.restart(engine_->last_event_id());
  snapshot_under_way_ = false;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  auto snapshot = std::make_shared<Snapshot>(snapshot_now());
  {
    const std::lock_guard lock(published_mutex_);
    published_ = std::move(snapshot);
    serving_ = true;
    planning_only_ = engine_->is_planning_only();
    trouble_.clear();
    figures_.last_load_seconds = took.count();
  }
  serve_devices();
  publish_figures();
  publish_devices();
  return {};
}

Snapshot Shell::Loop::snapshot_now() const {
  return {engine_->network(),       engine_->calendar(),  engine_->plant(),    engine_->revision(),
          engine_->last_event_id(), engine_->admission(), engine_->lit_paths()};
}

void Shell::Loop::handle(const engine::Command& command, Reply<ReservationView> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  submit(engine_->handle(command, clock_.now()),
         [reply = std::move(reply)](const Error* failure, engine::Decision& decision) {
           if (failure != nullptr)
             reply(tl::unexpected(refusal_of(*failure)));
           else
             reply(std::move(decision.reply));
         });
  arm_timer();
}

void Shell::Loop::submit(engine::Decision decision,
                         std::function<void(const Error*, engine::Decision&)> answer) {
  Waiting waiting;
  waiting.revision = decision.revision;
  if (!decision.changes.empty()) {
    // One snapshot at a time is on its way: taking one for every decision would copy what the next one
    // writes.
    if (!snapshot_under_way_) {
      snapshot_under_way_ = true;
      waiting.snapshot = std::make_shared<Snapshot>(snapshot_now());
    }
    store_.commit(epoch_, decision.revision, std::move(decision.changes),
                  [gate = gate_, generation = generation_, revision = decision.revision](
                      const Result<void>& outcome) { on_committed(*gate, generation, revision, outcome); });
  }
  waiting.events = std::move(decision.events);
  waiting.effects = std::move(decision.effects);
  if (answer) {
    auto kept = std::make_shared<engine::Decision>(std::move(decision));
    waiting.answer = [kept, answer = std::move(answer)](const Error* failure) { answer(failure, *kept); };
  }
  when_durable(std::move(waiting));
}

void Shell::Loop::when_durable(Waiting waiting) {
  waiting_.push_back(std::move(waiting));
  if (waiting_.back().revision <= durable_ && waiting_.size() == 1) release_durable();
}

// On the store's thread. However many commits end before the loop comes round, one job fetches the last of
// them.
void Shell::Loop::on_committed(Gate& gate, std::uint64_t generation, Revision revision,
                               const Result<void>& outcome) {
  const std::lock_guard lock(gate.mutex);
  if (generation < gate.generation || gate.loop == nullptr) return;
  if (generation > gate.generation) {
    gate.generation = generation;
    gate.failure.reset();
  }
  if (outcome)
    gate.revision = revision;
  else if (!gate.failure)
    gate.failure = outcome.error();
  if (gate.posted) return;
  gate.posted = true;
  asio::post(gate.loop->io_, [loop = gate.loop] { loop->fetch_committed(); });
}

void Shell::Loop::fetch_committed() {
  std::optional<Error> failure;
  {
    const std::lock_guard lock(gate_->mutex);
    gate_->posted = false;
    if (gate_->generation != generation_) return;
    durable_ = std::max(durable_, gate_->revision);
    failure = gate_->failure;
  }
  release_durable();
  if (failure) start_over(*failure);
}

void Shell::Loop::release_durable() {
  bool news = false;
  while (!waiting_.empty() && waiting_.front().revision <= durable_) {
    Waiting ready = std::move(waiting_.front());
    waiting_.pop_front();
    if (ready.snapshot) {
      snapshot_under_way_ = false;
      const std::lock_guard lock(published_mutex_);
      published_ = std::move(ready.snapshot);
    }
    std::vector<std::string> names;
    for (const auto& event : ready.events) names.push_back(event.name);
    news = news || !ready.events.empty();
    log_.append(std::move(ready.events));
    if (ready.answer) ready.answer(nullptr);
    for (const auto& name : names) wake_patients(name);
    carry_out(ready.effects);
  }
  if (news) {
    publish_figures();
    log_.wake_all();
  }
  follow_up_snapshot();
  if (stopping_ && waiting_.empty()) io_.stop();
}

// What was decided while a snapshot was on its way is not in it: where no further decision follows, this one
// brings it.
void Shell::Loop::follow_up_snapshot() {
  if (!engine_ || snapshot_under_way_ || stopping_) return;
  if (published_->revision >= engine_->revision()) return;  // only this thread writes it
  snapshot_under_way_ = true;
  Waiting waiting;
  waiting.revision = engine_->revision();
  waiting.snapshot = std::make_shared<Snapshot>(snapshot_now());
  waiting_.push_back(std::move(waiting));
  if (engine_->revision() <= durable_ && waiting_.size() == 1) release_durable();
}

// A commit failed or its fate is unknown: what the engine believes may never have happened. Everything that
// waited is answered so, and the state is what the store says.
void Shell::Loop::start_over(const Error& failure) {
  spdlog::error("store: {}; state is loaded again", failure.message);
  ++generation_;
  engine_.reset();
  auto abandoned = std::exchange(waiting_, {});
  const Error answer{
      ErrorCode::kUnavailable,
      fmt::format("the store did not take it: {}; ask again, with the same request_id", failure.message),
      {},
      {},
      {}};
  {
    const std::lock_guard lock(published_mutex_);
    serving_ = false;
    trouble_ = failure.message;
  }
  for (const auto& waiting : abandoned)
    if (waiting.answer) waiting.answer(&answer);
  if (stopping_)
    io_.stop();
  else
    try_to_load_again();
}

void Shell::Loop::try_to_load_again() {
  const auto loaded = load();
  if (loaded) {
    spdlog::info("store: loaded again at revision {}", durable_);
    auto waiting = std::exchange(patients_, {});
    for (auto& [name, patient] : waiting)
      if (!settle(name, *patient)) patients_.emplace(name, patient);
    step_time();
    return;
  }
  {
    const std::lock_guard lock(published_mutex_);
    trouble_ = loaded.error().message;
  }
  timer_.expires_after(kReloadEvery);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (!stopped) try_to_load_again();
  });
}

void Shell::Loop::step_time() {
  if (!engine_) return;
  const Instant now = clock_.now();
  while (engine_) {
    auto due = engine_->advance(now);
    if (!due) break;
    submit(std::move(*due), nullptr);
  }
  if (activation_) {
    activation_->advance(now);
    pump_devices();
    if (const auto due = watch_->next_due(); due && *due <= now) schedule_watch();
  }
  arm_timer();
}

void Shell::Loop::arm_timer() {
  if (!engine_ || stopping_) return;
  std::optional<Instant> next = engine_->next_due();
  if (activation_) {
    const auto due = activation_->next_due();
    if (due && (!next || *due < *next)) next = due;
    if (const auto look = watch_->next_due(); look && (!next || *look < *next)) next = look;
  }
  const Duration sleep =
      next ? std::clamp<Duration>(*next - clock_.now(), Duration(0), kLongestSleep) : kLongestSleep;
  timer_.expires_after(sleep);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (!stopped) step_time();
  });
}

void Shell::Loop::find(const std::string& name, Reply<ReservationView> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  answer_when_durable(engine_->reservation(name, clock_.now()), std::move(reply));
}

void Shell::Loop::list(const ReservationQuery& query, Reply<Page<ReservationView>> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  answer_when_durable(engine_->list(query, clock_.now()), std::move(reply));
}

void Shell::Loop::publish_figures() {
  if (!engine_) return;
  const auto counted = engine_->figures();
  const std::lock_guard lock(published_mutex_);
  figures_.revision = durable_;
  figures_.reservations_granted = counted.reservations_granted;
  figures_.reservations_refused = counted.reservations_refused;
  figures_.reservations_by_state = counted.reservations_by_state;
  figures_.commits_in_flight = engine_->revision() - durable_;
  figures_.links_by_state = counted.links_by_state;
  figures_.alarms_active = counted.alarms_active;
}

std::shared_ptr<const Snapshot> Shell::Loop::snapshot() const {
  const std::lock_guard lock(published_mutex_);
  return published_;
}

ControllerFigures Shell::Loop::figures() const {
  const std::lock_guard lock(published_mutex_);
  auto figures = figures_;
  figures.queue_depth = queued_.load(std::memory_order_relaxed);
  if (devices_ == nullptr) return figures;
  for (auto& counters : devices_->counters())
    for (auto& device : figures.devices)
      if (device.counters.site == counters.site) device.counters = counters;
  return figures;
}

Health Shell::Loop::health() const {
  const std::lock_guard lock(published_mutex_);
  return Health{serving_, store_.is_durable(), planning_only_, trouble_};
}

}  // namespace lightloom
