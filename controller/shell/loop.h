// The controller's thread: engine, commits under way, timers, devices. Everything here but the constructor,
// `start`, `run` and the parts that say so belongs to that thread.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "controller/activation/activation.h"
#include "controller/shell/event_log.h"
#include "controller/shell/shell.h"
#include "controller/watch/watch.h"

namespace lightloom {

namespace records {
class StoredNetwork;
}

/// Without alternatives or a decision.
inline Refusal refusal_of(Error error) { return Refusal{std::move(error), {}, {}, 0}; }

class Shell::Loop {
 public:
  Loop(std::shared_ptr<const Network> network, Store& store, Devices* devices, const Clock& clock,
       const Options& options);
  ~Loop();
  /// Leads and loads; then the thread begins.
  Result<void> start();

  /// Any thread: runs `job` on the loop, or says false where too many wait.
  template <class Job>
  bool post(Job job);
  template <class T, class Job>
  void post_or_refuse(const Reply<T>& reply, Job job);

  void handle(const engine::Command& command, Reply<ReservationView> reply);
  void find(const std::string& name, Reply<ReservationView> reply);
  void list(const ReservationQuery& query, Reply<Page<ReservationView>> reply);
  void wait(const std::string& name, ReservationState state, Duration patience, Reply<ReservationView> reply);
  void read_event_page(EventId after, std::size_t limit, Reply<std::vector<Event>> reply);
  void read_decision_page(DecisionQuery query, Reply<Page<DecisionView>> reply);
  void read_one_decision(std::string name, Reply<DecisionView> reply);
  void list_devices(const Reply<std::vector<DeviceView>>& reply);
  void add_device(const DeviceRecord& device, Reply<DeviceView> reply);
  void remove_device(const std::string& node, Reply<DeviceView> reply);
  void list_alarms(const AlarmQuery& query, Reply<Page<AlarmView>> reply);
  void acknowledge(const std::string& alarm, Reply<AlarmView> reply);
  void report_lightpath(const std::string& name, Reply<LightpathReport> reply);
  void apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply);
  void step_time();

  EventLog& event_log() { return log_; }
  /// Any thread.
  std::shared_ptr<const Snapshot> snapshot() const;
  ControllerFigures figures() const;
  Health health() const;

 private:
  struct Gate;
  /// Something that waits until `revision` is durable.
  struct Waiting {
    Revision revision = 0;
    std::vector<Event> events;
    std::vector<engine::Effect> effects;
    std::shared_ptr<Snapshot> snapshot;
    std::function<void(const Error* failure)> answer;
  };
  struct Patient {
    ReservationState state{};
    Reply<ReservationView> reply;
    std::unique_ptr<boost::asio::steady_timer> timer;
  };

  Result<void> load();
  Result<Revision> load_engine();
  Result<std::shared_ptr<const Network>> network_from(const records::StoredNetwork& stored) const;
  Result<void> settle_start();
  Result<void> reload();
  Snapshot snapshot_now() const;
  void serve_devices();
  void register_devices();
  std::vector<DeviceView> device_views() const;
  Outcome<DeviceView> device_view(const std::string& node) const;
  template <class T>
  void change_plant(const engine::Command& command, const std::function<Outcome<T>()>& view, Reply<T> reply,
                    std::function<void()> then);
  std::function<void()> registration();
  Outcome<DeviceView> add_first_device(const DeviceRecord& device);
  Result<void> commit_now(engine::Decision decision);
  Result<void> keep_network(const Network& network);
  Result<void> apply_given();
  Outcome<NetworkChanges> apply_checked(const std::shared_ptr<const Network>& network, bool dry_run);
  NetworkChanges changes_to(const Network& network) const;
  void schedule_watch();
  void run_watch();
  void forget_patient(const std::string& name, const std::shared_ptr<Patient>& patient);
  void submit(engine::Decision decision, std::function<void(const Error*, engine::Decision&)> answer);
  void when_durable(Waiting waiting);
  template <class T>
  void answer_when_durable(Outcome<T> outcome, Reply<T> reply);
  static void on_committed(Gate& gate, std::uint64_t generation, Revision revision,
                           const Result<void>& outcome);
  void fetch_committed();
  void release_durable();
  void follow_up_snapshot();
  void start_over(const Error& failure);
  void try_to_load_again();
  void publish_figures();
  void publish_devices();
  void wake_patients(const std::string& name);
  bool settle(const std::string& name, Patient& patient);
  static tl::unexpected<Refusal> unavailable(const std::string& why);
  static void answer_unavailable(Patient& patient, const std::string& why);
  void arm_timer();
  void carry_out(const std::vector<engine::Effect>& effects);
  void pump_devices();
  void send(const activation::Request& request);
  void answered(const std::string& node);

  std::shared_ptr<const Network> given_;  ///< null: the stored one
  Store& store_;
  Devices* const devices_;
  const Clock& clock_;
  const Options options_;

  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  boost::asio::thread_pool history_{1};
  std::atomic<std::size_t> queued_{0};

  std::optional<engine::Engine> engine_;
  std::optional<activation::Activation> activation_;
  std::optional<watch::Watch> watch_;
  bool watch_posted_ = false;
  std::vector<Mode> equipped_;                      ///< what the driver knows of modes
  std::map<std::string, DeviceRecord> registered_;  ///< at the driver, by site
  std::set<std::string> asked_;                     ///< nodes that owe an answer
  std::map<std::string, activation::Request> held_back_;
  std::size_t network_chunks_ = 0;  ///< in which the stored network lies
  Epoch epoch_;
  Revision durable_ = 0;
  std::deque<Waiting> waiting_;
  bool snapshot_under_way_ = false;
  std::multimap<std::string, std::shared_ptr<Patient>> patients_;
  EventLog log_;

  /// How other threads' callbacks come in: they hold the gate, never the loop, and find it closed when the
  /// loop is gone. What the store's thread said last is fetched by one posted job, however many commits ended
  /// meanwhile.
  struct Gate {
    std::mutex mutex;
    Loop* loop = nullptr;  ///< null once closed
    std::uint64_t generation = 0;
    Revision revision = 0;
    std::optional<Error> failure;
    bool posted = false;

    template <class Job>
    void post(Job job);
  };
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  bool stopping_ = false;
  std::uint64_t generation_ = 0;

  mutable std::mutex published_mutex_;  ///< guards the copying of what any thread may read
  std::shared_ptr<const Snapshot> published_;
  ControllerFigures figures_;
  bool serving_ = false;
  bool planning_only_ = true;
  std::string trouble_;

  std::thread thread_;
};

template <class Job>
void Shell::Loop::Gate::post(Job job) {
  const std::lock_guard lock(mutex);
  if (loop != nullptr) boost::asio::post(loop->io_, std::move(job));
}

template <class T>
void Shell::Loop::answer_when_durable(Outcome<T> outcome, Reply<T> reply) {
  Waiting waiting;
  waiting.revision = engine_->revision();
  auto kept = std::make_shared<Outcome<T>>(std::move(outcome));
  waiting.answer = [kept, reply = std::move(reply)](const Error* failure) {
    if (failure != nullptr)
      reply(tl::unexpected(refusal_of(*failure)));
    else
      reply(std::move(*kept));
  };
  when_durable(std::move(waiting));
}

}  // namespace lightloom
