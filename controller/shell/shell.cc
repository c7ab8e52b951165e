#include "controller/shell/shell.h"

#include <boost/asio/post.hpp>

#include "controller/shell/loop.h"

namespace lightloom {

template <class Job>
bool Shell::Loop::post(Job job) {
  if (queued_.fetch_add(1, std::memory_order_relaxed) >= options_.max_waiting) {
    queued_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  boost::asio::post(io_, [this, job = std::move(job)]() mutable {
    queued_.fetch_sub(1, std::memory_order_relaxed);
    job(*this);
  });
  return true;
}

template <class T, class Job>
void Shell::Loop::post_or_refuse(const Reply<T>& reply, Job job) {
  if (post(std::move(job))) return;
  Refusal refusal;
  refusal.error.code = ErrorCode::kTooManyRequests;
  refusal.error.message = "too many requests wait already; ask again in a second";
  refusal.retry_after_s = 1;
  reply(tl::unexpected(std::move(refusal)));
}

Shell::Shell(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Shell::~Shell() = default;

Result<std::unique_ptr<Shell>> Shell::start(std::shared_ptr<const Network> network, Store& store,
                                            Devices* devices, const Clock& clock, Options options) {
  options.engine.planning_only = options.engine.planning_only || devices == nullptr;
  auto loop = std::make_unique<Loop>(std::move(network), store, devices, clock, options);
  if (auto started = loop->start(); !started) return fail(started.error());
  return std::unique_ptr<Shell>(new Shell(std::move(loop)));
}

void Shell::reserve(ReserveRequest request, Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [request = std::move(request), reply](Loop& loop) mutable {
    loop.handle(std::move(request), std::move(reply));
  });
}

void Shell::commit(std::string name, std::string etag, Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [command = engine::CommitCommand{std::move(name), std::move(etag)},
                                reply](Loop& loop) { loop.handle(command, reply); });
}

void Shell::release(std::string name, std::string etag, Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [command = engine::ReleaseCommand{std::move(name), std::move(etag)},
                                reply](Loop& loop) { loop.handle(command, reply); });
}

void Shell::renew(std::string name, std::string etag, Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [command = engine::RenewCommand{std::move(name), std::move(etag)},
                                reply](Loop& loop) { loop.handle(command, reply); });
}

void Shell::reservation(std::string name, Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [name = std::move(name), reply](Loop& loop) { loop.find(name, reply); });
}

void Shell::wait_for(std::string name, ReservationState state, Duration patience,
                     Reply<ReservationView> reply) {
  loop_->post_or_refuse(reply, [name = std::move(name), state, patience, reply](Loop& loop) {
    loop.wait(name, state, patience, reply);
  });
}

void Shell::reservations(ReservationQuery query, Reply<Page<ReservationView>> reply) {
  loop_->post_or_refuse(reply, [query = std::move(query), reply](Loop& loop) { loop.list(query, reply); });
}

void Shell::decision(std::string name, Reply<DecisionView> reply) {
  loop_->post_or_refuse(reply,
                        [name = std::move(name), reply](Loop& loop) { loop.read_one_decision(name, reply); });
}

void Shell::decisions(DecisionQuery query, Reply<Page<DecisionView>> reply) {
  loop_->post_or_refuse(
      reply, [query = std::move(query), reply](Loop& loop) { loop.read_decision_page(query, reply); });
}

void Shell::devices(Reply<std::vector<DeviceView>> reply) {
  loop_->post_or_refuse(reply, [reply](Loop& loop) { loop.list_devices(reply); });
}

void Shell::add_device(DeviceRecord device, Reply<DeviceView> reply) {
  loop_->post_or_refuse(reply,
                        [device = std::move(device), reply](Loop& loop) { loop.add_device(device, reply); });
}

void Shell::remove_device(std::string node, Reply<DeviceView> reply) {
  loop_->post_or_refuse(reply,
                        [node = std::move(node), reply](Loop& loop) { loop.remove_device(node, reply); });
}

void Shell::alarms(AlarmQuery query, Reply<Page<AlarmView>> reply) {
  loop_->post_or_refuse(reply,
                        [query = std::move(query), reply](Loop& loop) { loop.list_alarms(query, reply); });
}

void Shell::acknowledge(std::string alarm, Reply<AlarmView> reply) {
  loop_->post_or_refuse(reply,
                        [alarm = std::move(alarm), reply](Loop& loop) { loop.acknowledge(alarm, reply); });
}

void Shell::lightpath(std::string name, Reply<LightpathReport> reply) {
  loop_->post_or_refuse(reply,
                        [name = std::move(name), reply](Loop& loop) { loop.report_lightpath(name, reply); });
}

void Shell::apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply) {
  loop_->post_or_refuse(reply, [record = std::move(record), dry_run, reply](Loop& loop) mutable {
    loop.apply_network(std::move(record), dry_run, reply);
  });
}

void Shell::events(EventId after, std::size_t limit, Reply<std::vector<Event>> reply) {
  loop_->post_or_refuse(reply,
                        [after, limit, reply](Loop& loop) { loop.read_event_page(after, limit, reply); });
}

std::uint64_t Shell::subscribe(std::function<void()> wake) {
  return loop_->event_log().subscribe(std::move(wake));
}
void Shell::unsubscribe(std::uint64_t subscription) { loop_->event_log().unsubscribe(subscription); }
std::shared_ptr<const Snapshot> Shell::snapshot() const { return loop_->snapshot(); }
ControllerFigures Shell::figures() const { return loop_->figures(); }
Health Shell::health() const { return loop_->health(); }

void Shell::clock_moved() {
  loop_->post([](Loop& loop) { loop.step_time(); });
}

}  // namespace lightloom
