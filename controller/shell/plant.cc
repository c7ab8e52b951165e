// Calls about the plant: devices, alarms, lightpaths as received, another plant record.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>
#include <set>

#include "controller/records/network_codec.h"
#include "controller/shell/history.h"
#include "controller/shell/loop.h"
#include "topology/network_diff.h"

namespace lightloom {
namespace {

namespace asio = boost::asio;

}  // namespace

template <class T>
void Shell::Loop::change_plant(const engine::Command& command, const std::function<Outcome<T>()>& view,
                               Reply<T> reply, std::function<void()> then) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  auto decision = engine_->handle(command, clock_.now());
  if (decision.refused) return answer_when_durable<T>(tl::unexpected(*decision.refused), std::move(reply));
  auto shown = std::make_shared<Outcome<T>>(view());
  submit(std::move(decision),
         [shown, reply = std::move(reply), then = std::move(then)](const Error* failure, engine::Decision&) {
           if (failure != nullptr) return reply(tl::unexpected(refusal_of(*failure)));
           if (then) then();
           reply(std::move(*shown));
         });
}

Outcome<DeviceView> Shell::Loop::device_view(const std::string& node) const {
  for (auto& view : device_views())
    if (view.record.node == node) return std::move(view);
  return DeviceView{};
}

// Once what was changed is durable: not in the midst of what else is being answered.
std::function<void()> Shell::Loop::registration() {
  return [this] {
    asio::post(io_, [this] {
      if (engine_) register_devices();
    });
  };
}

void Shell::Loop::list_devices(const Reply<std::vector<DeviceView>>& reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  answer_when_durable<std::vector<DeviceView>>(device_views(), reply);
}

void Shell::Loop::add_device(const DeviceRecord& device, Reply<DeviceView> reply) {
  if (devices_ == nullptr)
    return reply(unavailable("this controller was started without a driver for devices"));
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  if (engine_->is_planning_only()) return reply(add_first_device(device));
  change_plant<DeviceView>(
      engine::AddDevice{device}, [this, node = device.node] { return device_view(node); }, std::move(reply),
      registration());
}

// Ends planning only: what is promised now is to be lit.
Outcome<DeviceView> Shell::Loop::add_first_device(const DeviceRecord& device) {
  auto decision = engine_->handle(engine::AddDevice{device}, clock_.now());
  if (decision.refused) return tl::unexpected(*decision.refused);
  auto begun = commit_now(std::move(decision));
  if (begun) begun = reload();
  if (begun) return device_view(device.node);
  start_over(begun.error());
  return tl::unexpected(refusal_of(begun.error()));
}

void Shell::Loop::remove_device(const std::string& node, Reply<DeviceView> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  change_plant<DeviceView>(
      engine::RemoveDevice{node}, [was = device_view(node)] { return was; }, std::move(reply),
      registration());
}

void Shell::Loop::list_alarms(const AlarmQuery& query, Reply<Page<AlarmView>> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  answer_when_durable(engine_->alarms(query), std::move(reply));
}

void Shell::Loop::acknowledge(const std::string& alarm, Reply<AlarmView> reply) {
  change_plant<AlarmView>(engine::AcknowledgeAlarm{alarm}, [this, alarm] { return engine_->alarm(alarm); },
                          std::move(reply), {});
}

void Shell::Loop::report_lightpath(const std::string& name, Reply<LightpathReport> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  auto report = engine_->lightpath(name);
  if (!report) return answer_when_durable<LightpathReport>(std::move(report), std::move(reply));
  if (watch_) watch_->complete(*report);
  const auto bins = engine_->bins();
  asio::post(history_, [this, bins, report = std::move(*report), reply = std::move(reply)]() mutable {
    auto stored = read_bins(store_, report.name, bins);
    if (!stored) return reply(tl::unexpected(refusal_of(stored.error())));
    report.bins.insert(report.bins.begin(), stored->begin(), stored->end());
    reply(std::move(report));
  });
}

// Blocks the loop until the decision is durable: for a start, and for the rare change after which the engine
// is built anew, so that nothing is decided in between.
Result<void> Shell::Loop::commit_now(engine::Decision decision) {
  if (decision.changes.empty()) return {};
  auto promise = std::make_shared<std::promise<Result<void>>>();
  auto outcome = promise->get_future();
  store_.commit(epoch_, decision.revision, std::move(decision.changes),
                [promise](const Result<void>& done) { promise->set_value(done); });
  if (auto committed = outcome.get(); !committed) return committed;
  durable_ = std::max(durable_, decision.revision);
  release_durable();
  log_.append(std::move(decision.events));
  log_.wake_all();
  return {};
}

Result<void> Shell::Loop::reload() {
  ++generation_;
  release_durable();
  auto loaded = load();
  if (loaded) asio::post(io_, [this] { step_time(); });
  return loaded;
}

Result<void> Shell::Loop::keep_network(const Network& network) {
  auto changes = records::encode_network(network.record(), network_chunks_);
  if (!changes) return fail(changes.error());
  return commit_now(engine_->keep_network(std::move(*changes), clock_.now()));
}

// The network of the start: kept in an empty store, applied where the stored one is another.
Result<void> Shell::Loop::apply_given() {
  if (given_ == nullptr) return {};
  if (engine_->network() == given_) return keep_network(*given_);
  if (records::digest_of(given_->record()) == records::digest_of(engine_->network()->record())) return {};
  if (auto optics = optics::LineModel::build(*given_); !optics) return fail(optics.error());
  const auto applied = apply_checked(given_, false);
  if (!applied) return fail(applied.error().error);
  spdlog::info("network: {} added, {} changed, {} removed since the last start", applied->added.size(),
               applied->changed.size(), applied->removed.size());
  return {};
}

void Shell::Loop::apply_network(NetworkRecord record, bool dry_run, Reply<NetworkChanges> reply) {
  asio::post(history_, [this, record = std::move(record), dry_run, reply = std::move(reply)]() mutable {
    auto built = Network::build(std::move(record));
    if (!built) {
      built.error().field = "network";
      return reply(tl::unexpected(refusal_of(built.error())));
    }
    auto network = std::make_shared<const Network>(std::move(*built));
    if (auto optics = optics::LineModel::build(*network); !optics) {
      optics.error().field = "network";
      return reply(tl::unexpected(refusal_of(optics.error())));
    }
    asio::post(io_, [this, network = std::move(network), dry_run, reply = std::move(reply)] {
      if (!engine_) return reply(unavailable(trouble_));
      reply(apply_checked(network, dry_run));
    });
  });
}

Outcome<NetworkChanges> Shell::Loop::apply_checked(const std::shared_ptr<const Network>& network,
                                                   bool dry_run) {
  const NetworkChanges changes = changes_to(*network);
  if (dry_run) return changes;
  if (!changes.in_use.empty()) {
    constexpr std::size_t kShown = 5;
    const auto shown = std::min(changes.in_use.size(), kShown);
    return tl::unexpected(refusal_of(
        {ErrorCode::kWrongState,
         fmt::format(
             "network: reservations stand on {}{}, which it removes or reshapes; release or move them first",
             fmt::join(changes.in_use.begin(), changes.in_use.begin() + static_cast<std::ptrdiff_t>(shown),
                       ", "),
             changes.in_use.size() > shown ? fmt::format(" and {} more", changes.in_use.size() - shown) : ""),
         "network",
         {},
         {}}));
  }
  auto records = records::encode_network(network->record(), network_chunks_);
  if (!records) {
    records.error().field = "network";
    return tl::unexpected(refusal_of(records.error()));
  }
  const Instant now = clock_.now();
  for (auto& forgotten : engine_->forget_ended(*network, now)) submit(std::move(forgotten), nullptr);
  auto kept = commit_now(engine_->keep_network(std::move(*records), now));
  if (kept) kept = reload();
  if (kept) return changes;
  // The fate of the change is unknown: what the store says counts.
  const Error failure = kept.error();
  if (thread_.joinable()) start_over(failure);
  return tl::unexpected(refusal_of(failure));
}

NetworkChanges Shell::Loop::changes_to(const Network& network) const {
  const NetworkDiff found = diff(engine_->network()->record(), network.record());
  return {found.added, found.changed, found.removed, engine_->in_use(found, network)};
}

}  // namespace lightloom
