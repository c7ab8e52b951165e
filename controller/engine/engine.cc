#include "controller/engine/engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"
#include "controller/records/plant_codec.h"

namespace lightloom::engine {
namespace {

using records::LightState;

constexpr std::uint64_t kFnvOffset = 14'695'981'039'346'656'037U;
constexpr std::uint64_t kFnvPrime = 1'099'511'628'211U;

struct Fnv {
  std::uint64_t value = kFnvOffset;
  void add(std::string_view bytes) {
    for (const char byte : bytes) value = (value ^ static_cast<unsigned char>(byte)) * kFnvPrime;
    add(bytes.size());
  }
  void add(std::uint64_t number) {
    constexpr unsigned kBytes = 8;
    for (unsigned i = 0; i < kBytes; ++i) value = (value ^ (number >> i * kBytes & 0xFFU)) * kFnvPrime;
  }
};

Engine::Options settled(Engine::Options options) {
  if (options.planning_only) options.set_up = options.tear_down = Duration(0);
  return options;
}

template <class... Handlers>
struct Match : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Match(Handlers...) -> Match<Handlers...>;

}  // namespace

Engine::Impl::Impl(Planner made, Options options_given)
    : given(options_given),
      options(settled(given)),
      network(made.shared_network()),
      planner(std::move(made)),
      codec(network),
      ledger(network, {options.planning_only, options.final_kept}),
      plant(network, {options.only_links_seen && !options.planning_only, options.alarms_kept}),
      retention({options.events_kept, options.decisions_kept, options.bins_kept}) {}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::create(std::shared_ptr<const Network> network, Options options) {
  auto planner = Planner::build(std::move(network), options.admission);
  if (!planner) return fail(std::move(planner.error()));
  return Engine(std::make_unique<Impl>(std::move(*planner), options));
}

Result<void> Engine::load_record(RecordKind kind, std::string_view id, std::string_view bytes) {
  auto& codec = impl_->codec;
  const auto take = [](auto decoded, auto keep) -> Result<void> {
    if (!decoded) return fail(std::move(decoded.error()));
    keep(std::move(*decoded));
    return {};
  };
  const auto into_ledger = [this](auto record) { impl_->ledger.load(std::move(record)); };
  switch (kind) {
    case RecordKind::kReservation:
      return take(codec.decode_reservation(id, bytes), into_ledger);
    case RecordKind::kCircuit:
      return take(codec.decode_circuit(id, bytes), into_ledger);
    case RecordKind::kLightpath:
      return take(codec.decode_lightpath(id, bytes), into_ledger);
    case RecordKind::kDevice:
      return take(records::decode_device(id, bytes),
                  [this](auto device) { impl_->plant.put(std::move(device)); });
    case RecordKind::kLink:
      return take(records::decode_link(id, bytes), [this](const auto& link) { impl_->plant.load(link); });
    case RecordKind::kAlarm:
      return take(records::decode_alarm(id, bytes), [this](const auto& alarm) { impl_->plant.put(alarm); });
    case RecordKind::kMeta:
      if (id == records::kCountersId)
        return take(codec.decode_counters(id, bytes), [this](auto counters) { impl_->counters = counters; });
      if (id.substr(0, records::kHourPrefix.size()) == records::kHourPrefix)
        return take(codec.decode_hour(id, bytes), [this](auto hour) { impl_->retention.load(hour); });
      return {};
    default:
      return {};
  }
}

Result<void> Engine::finish_load(Revision revision) {
  impl_->revision = revision;
  if (impl_->counters.last_event.revision > revision)
    return fail(ErrorCode::kUnavailable,
                fmt::format("stored meta \"counters\" tells of revision {}, but the store is at {}",
                            impl_->counters.last_event.revision, revision));
  const auto& alarms = impl_->plant.alarms();
  if (!alarms.empty() && alarms.rbegin()->first >= impl_->counters.next_alarm)
    return fail(ErrorCode::kUnavailable,
                fmt::format("stored {} is beyond the stored counter", alarms.rbegin()->second.name));
  return impl_->ledger.finish_load(impl_->counters);
}

const AdmissionPolicy& Engine::admission() const { return impl_->planner.policy(); }
SharedLitPaths Engine::lit_paths() const { return impl_->lit_paths(); }

SharedLitPaths Engine::Impl::lit_paths() const {
  if (planner.policy().load != AdmissionPolicy::Load::kActual) return nullptr;
  auto paths = std::make_shared<std::vector<LitPath>>();
  for (const auto& [number, path] : ledger.lightpaths())
    if (path.occupied.start < path.occupied.end)
      paths->push_back({path.mode, path.slot, path.hops, path.occupied});
  return paths;
}

bool Engine::knows_devices() const {
  const auto& paths = impl_->ledger.lightpaths();
  return !impl_->plant.devices().empty() ||
         std::any_of(paths.begin(), paths.end(), [this](const auto& entry) {
           const auto* const reservation = impl_->ledger.find(entry.second.reservation);
           return reservation != nullptr && !is_final(reservation->state) && may_shine(entry.second.light);
         });
}

void Engine::expect_devices() {
  impl_->given.planning_only = false;
  impl_->options = impl_->given;
  impl_->ledger.expect_devices();
  impl_->plant.bar_unseen(impl_->options.only_links_seen);
}

Decision Engine::handle(const Command& command, Instant now) {
  impl_->now = std::max(impl_->now, now);
  return std::visit(Match{[this](const ReserveRequest& request) { return impl_->reserve(request); },
                          [this](const CommitCommand& commit) { return impl_->commit(commit); },
                          [this](const ReleaseCommand& release) { return impl_->release(release); },
                          [this](const RenewCommand& renew) { return impl_->renew(renew); },
                          [this](const LightpathNews& news) { return impl_->hear(news); },
                          [this](const AddDevice& add) { return impl_->add_device(add); },
                          [this](const RemoveDevice& remove) { return impl_->remove_device(remove); },
                          [this](const DeviceNews& news) { return impl_->hear(news); },
                          [this](const LinkNews& news) { return impl_->hear(news); },
                          [this](const RaiseAlarm& alarm) { return impl_->raise(alarm); },
                          [this](const ClearAlarm& alarm) { return impl_->clear(alarm); },
                          [this](const AcknowledgeAlarm& alarm) { return impl_->acknowledge(alarm); },
                          [this](const PerformanceNews& news) { return impl_->record(news); }},
                    command);
}

std::optional<Decision> Engine::advance(Instant now) {
  impl_->now = std::max(impl_->now, now);
  return impl_->step();
}

std::optional<Instant> Engine::next_due() const {
  const auto& ledger = impl_->ledger;
  if (!ledger.ready().empty() || !impl_->plant.strangers().empty()) return impl_->now;
  auto due = impl_->retention.next_due(impl_->counters, impl_->revision);
  if (const auto forget = impl_->plant.next_due()) due = std::min(due.value_or(kForever), *forget);
  if (ledger.timers().empty()) return due;
  return std::min(due.value_or(kForever), ledger.timers().begin()->first);
}

std::vector<Effect> Engine::standing_orders() const {
  std::vector<Effect> orders;
  for (const auto number : impl_->ledger.shining()) {
    const auto& path = *impl_->ledger.find_lightpath(number);
    const auto& reservation = *impl_->ledger.find(path.reservation);
    if (is_final(reservation.state)) continue;
    if (path.light == LightState::kDarkening)
      orders.push_back(order_of(*impl_->network, path, Effect::Kind::kDarken));
    else if (path.light == LightState::kLighting || path.light == LightState::kLit ||
             path.light == LightState::kFailing)
      orders.push_back(order_of(*impl_->network, path, Effect::Kind::kLight));
  }
  return orders;
}

const Calendar& Engine::calendar() const { return impl_->ledger.calendar(); }
const std::shared_ptr<const Network>& Engine::network() const { return impl_->network; }
const optics::LineModel& Engine::optics() const { return impl_->planner.optics(); }
bool Engine::is_planning_only() const { return impl_->options.planning_only; }
Revision Engine::revision() const { return impl_->revision; }
EventId Engine::last_event_id() const { return impl_->counters.last_event; }
Revision Engine::events_from() const { return impl_->counters.events_from; }

std::uint64_t Engine::digest() const {
  const auto& ledger = impl_->ledger;
  Fnv digest;
  digest.add(impl_->revision);
  digest.add(impl_->codec.encode(impl_->counters));
  for (const auto& hour : impl_->retention.hours()) digest.add(impl_->codec.encode(hour));
  for (const auto& [number, record] : ledger.reservations()) digest.add(impl_->codec.encode(record));
  for (const auto& [number, record] : ledger.circuits()) digest.add(impl_->codec.encode(record));
  for (const auto& [number, record] : ledger.lightpaths()) digest.add(impl_->codec.encode(record));
  for (const auto& [at, number] : ledger.timers()) {
    digest.add(static_cast<std::uint64_t>(at.time_since_epoch().count()));
    digest.add(number);
  }
  for (const auto number : ledger.ready()) digest.add(number);
  for (const auto count : ledger.by_state()) digest.add(count);
  digest.add(ledger.calendar().size());
  const auto& plant = impl_->plant;
  for (const auto& [node, device] : plant.devices()) digest.add(records::encode(device));
  for (const auto& link : impl_->network->links()) digest.add(records::encode(*plant.link(link.name)));
  for (const auto& link : plant.status()->unrecorded) digest.add(records::encode(link));
  for (const auto& [number, alarm] : plant.alarms()) digest.add(records::encode(alarm));
  return digest.value;
}

}  // namespace lightloom::engine
