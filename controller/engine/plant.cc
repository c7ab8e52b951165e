// What is told of the plant: devices come and go, links change, alarms are raised and cleared.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"
#include "controller/records/plant_codec.h"

namespace lightloom::engine {
namespace {

using records::LightState;

constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestAddress = 300;
constexpr std::size_t kLongestPath = 1'024;  // of a file, and of a user's name
constexpr std::size_t kMostAffected = 100;
constexpr std::size_t kLargestPage = 10'000;
constexpr std::size_t kLongestWords = 1'000;
constexpr std::size_t kMostForeign = 4'000;  // keeps the record far below what a store takes

DeviceView view_of(const records::Device& device) {
  return {device.record, device.state, device.message, {}, 0};
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter <= '~'; });
}

// A name that can stand in a URL.
Result<void> check_node(const std::string& node) {
  if (!node.empty() && node.size() <= kLongestName && is_plain(node) &&
      node.find_first_of("/:?#%") == std::string::npos)
    return {};
  return invalid(
      fmt::format("node: {:?} is no name of a device; needs 1 to {} letters, digits, dots and dashes, "
                  "as roadm-horinger",
                  node.substr(0, kLongestName), kLongestName),
      "node");
}

Result<void> check_address(const std::string& address) {
  const auto colon = address.rfind(':');
  const auto port = colon == std::string::npos ? std::string() : address.substr(colon + 1);
  const bool is_number =
      !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (colon != 0 && is_number && is_plain(address) && address.size() <= kLongestAddress) {
    const int number = std::stoi(port);
    constexpr int kLastPort = 65'535;
    if (number >= 1 && number <= kLastPort) return {};
  }
  return invalid(
      fmt::format("address: {:?} is none; needs HOST:PORT with a port of 1 to 65535, as 127.0.0.1:9339",
                  address.substr(0, kLongestAddress)),
      "address");
}

Result<void> check_text(const std::optional<std::string>& text, const char* field) {
  if (!text || (!text->empty() && *text == plain_text(*text, kLongestPath))) return {};
  return invalid(fmt::format("{}: {:?} is none; needs 1 to {} bytes of plain text", field,
                             plain_text(*text, kLongestName), kLongestPath),
                 field);
}

// What devices said of it, fit to be stored.
LinkView plain_view(LinkView link) {
  for (auto* name : {&link.name, &link.a_site, &link.a_port, &link.z_site, &link.z_port})
    *name = plain_text(*name, 2 * kLongestName);
  return link;
}

LinkStatus plain_status(LinkStatus status) {
  status.message = plain_text(status.message, kLongestWords);
  if (status.foreign.size() > kMostForeign) status.foreign.resize(kMostForeign);
  for (auto& foreign : status.foreign) foreign.name = plain_text(foreign.name, kLongestName);
  return status;
}

AlarmKey plain_key(const AlarmKey& key) { return {key.first, plain_text(key.second, 2 * kLongestName)}; }

}  // namespace

Result<void> Engine::Impl::check_device(const DeviceRecord& device) const {
  if (auto sound = check_node(device.node); !sound) return sound;
  if (auto sound = check_address(device.address); !sound) return sound;
  if (auto sound = check_text(device.username, "username"); !sound) return sound;
  if (auto sound = check_text(device.password_file, "password_file"); !sound) return sound;
  if (auto sound = check_text(device.ca_file, "ca_file"); !sound) return sound;
  const auto site = network->find_site(device.site);
  if (!site) {
    auto error = site.error();
    error.field = "site";
    return fail(std::move(error));
  }
  const auto* const other = plant.device_at(network->site(*site).name);
  if (other != nullptr && other->record.node != device.node)
    return invalid(
        fmt::format("site: {} has the device {} already, at {}; one device a site: delete that one first",
                    device.site, other->record.node, other->record.address),
        "site", other->record.node);
  return {};
}

Decision Engine::Impl::add_device(const AddDevice& command) {
  if (auto sound = check_device(command.device); !sound) return plant_refusal(std::move(sound.error()));
  records::Device device{command.device, DeviceState::kConnecting, {}};
  device.record.site = network->site(*network->find_site(command.device.site)).name;
  const auto known = plant.devices().find(device.record.node);
  if (known != plant.devices().end() && known->second.record == device.record) return nothing();
  const auto before = known == plant.devices().end() ? "" : name_of(known->second.state);
  return put_device(std::move(device), before, "registered");
}

Decision Engine::Impl::put_device(records::Device device, std::string_view before, std::string cause) {
  Decision decision;
  put(decision, RecordKind::kDevice, device.record.node, records::encode(device));
  Event event;
  event.type = "device.state";
  event.name = device.record.node;
  event.before = before;
  event.after = name_of(device.state);
  event.cause = std::move(cause);
  event.object = std::make_shared<const DeviceView>(view_of(device));
  plant.put(std::move(device));
  tell(std::move(event), decision);
  seal(decision);
  return decision;
}

Decision Engine::Impl::remove_device(const RemoveDevice& command) {
  const auto found = plant.devices().find(command.node);
  if (found == plant.devices().end()) {
    std::vector<std::string_view> names;
    for (const auto& [node, device] : plant.devices()) names.emplace_back(node);
    auto nearest = nearest_of(command.node, names);
    return plant_refusal(
        {ErrorCode::kNotFound,
         fmt::format("no device {:?}; {} are registered{}{}", command.node.substr(0, kLongestName),
                     names.size(), nearest.empty() ? "" : ", the nearest is ", nearest),
         {},
         nearest,
         {}});
  }
  Decision decision;
  erase(decision, RecordKind::kDevice, command.node);
  Event event;
  event.type = "device.state";
  event.name = command.node;
  event.before = name_of(found->second.state);
  event.cause = "removed";
  event.object = std::make_shared<const DeviceView>(view_of(found->second));
  plant.erase_device(command.node);
  tell(std::move(event), decision);
  seal(decision);
  return decision;
}

Decision Engine::Impl::hear(const DeviceNews& news) {
  const auto* const known = plant.device_at(news.site);
  const auto message = plain_text(news.message, kLongestWords);
  if (known == nullptr || (known->state == news.state && known->message == message)) return nothing();
  auto device = *known;
  const auto before = name_of(device.state);
  device.state = news.state;
  device.message = message;
  return put_device(std::move(device), before, message);
}

Decision Engine::Impl::hear(const LinkNews& news) {
  const bool is_recorded = network->find_link(news.link.name).has_value();
  const auto state = news.link.status.state;
  // UNRECORDED is what no record has, and that alone.
  if (is_recorded ? state == LinkState::kUnrecorded
                  : state != LinkState::kUnrecorded && state != LinkState::kPlanned)
    return nothing();
  const auto told = is_recorded ? news.link : plain_view(news.link);
  const auto known = plant.link(told.name);
  auto link = known.value_or(told);
  const auto before = link.status;
  const bool is_new = !known;
  link.status = plain_status(news.link.status);
  const bool is_gone = !is_recorded && link.status.state == LinkState::kPlanned;
  if (is_new ? is_gone : before == link.status) return nothing();
  Decision decision;
  if (is_gone)
    erase(decision, RecordKind::kLink, link.name);
  else
    put(decision, RecordKind::kLink, link.name, records::encode(link));
  plant.put(link);
  if (is_new || before.state != link.status.state) {
    Event event;
    event.type = "link.state";
    event.name = link.name;
    event.before = is_new ? "" : name_of(before.state);
    event.after = name_of(link.status.state);
    event.cause = link.status.message;
    event.object = std::make_shared<const LinkView>(link);
    tell(std::move(event), decision);
  }
  seal(decision);
  return decision;
}

// Reservations whose light crosses a link or site, or that a lightpath belongs to.
std::vector<std::string> Engine::Impl::affected_by(const AlarmView& alarm) const {
  std::set<std::uint64_t> numbers;
  const auto link = network->find_link(alarm.resource);
  const auto device = plant.devices().find(alarm.resource);
  const auto number = records::number_of('l', alarm.resource);
  for (const auto id : ledger.shining()) {
    const auto& path = *ledger.find_lightpath(id);
    const auto crosses = [&](const Hop& hop) {
      if (link) return hop.link == *link;
      const auto& over = network->link(hop.link);
      return device != plant.devices().end() &&
             (network->site(over.a_site).name == device->second.record.site ||
              network->site(over.z_site).name == device->second.record.site);
    };
    if ((number && *number == id) || std::any_of(path.hops.begin(), path.hops.end(), crosses))
      numbers.insert(path.reservation);
  }
  std::vector<std::string> names;
  for (const auto reservation : numbers) {
    if (names.size() == kMostAffected) break;
    names.push_back(records::name_of('r', reservation));
  }
  return names;
}

Decision Engine::Impl::put_alarm(const AlarmView& alarm, std::string_view before, std::string_view after) {
  Decision decision;
  plant.put(alarm);
  put(decision, RecordKind::kAlarm, records::record_id(*records::number_of('a', alarm.name)),
      records::encode(alarm));
  Event event;
  event.type = "alarm";
  event.name = alarm.name;
  event.before = before;
  event.after = after;
  event.cause = fmt::format("{} {}", alarm.kind, alarm.resource);
  event.object = std::make_shared<const AlarmView>(alarm);
  tell(std::move(event), decision);
  seal(decision);
  return decision;
}

Decision Engine::Impl::raise(const RaiseAlarm& command) {
  const auto key = plain_key({command.alarm.kind, command.alarm.resource});
  const auto* const known = plant.active(key);
  const auto* const root = command.root ? plant.active(plain_key(*command.root)) : nullptr;
  AlarmView alarm = known == nullptr ? command.alarm : *known;
  alarm.resource = key.second;
  alarm.severity = command.alarm.severity;
  alarm.message = plain_text(command.alarm.message, kLongestWords);
  alarm.span = command.alarm.span;
  alarm.root = root == nullptr ? std::nullopt : std::optional(root->name);
  if (known != nullptr) return alarm == *known ? nothing() : put_alarm(alarm, "ACTIVE", "ACTIVE");
  alarm.name = records::name_of('a', counters.next_alarm++);
  alarm.time = now;
  alarm.affects = affected_by(alarm);
  return put_alarm(alarm, "", "ACTIVE");
}

Decision Engine::Impl::clear(const ClearAlarm& command) {
  const auto* const known = plant.active(plain_key(command.key));
  if (known == nullptr) return nothing();
  AlarmView alarm = *known;
  alarm.cleared_time = now;
  return put_alarm(alarm, "ACTIVE", "CLEARED");
}

Decision Engine::Impl::acknowledge(const AcknowledgeAlarm& command) {
  const auto number = records::number_of('a', command.name);
  const auto found = number ? plant.alarms().find(*number) : plant.alarms().end();
  if (found == plant.alarms().end()) return plant_refusal(no_alarm(command.name));
  if (found->second.acknowledged_time) return nothing();
  AlarmView alarm = found->second;
  alarm.acknowledged_time = now;
  const std::string_view state = alarm.cleared_time ? "CLEARED" : "ACTIVE";
  return put_alarm(alarm, state, state);
}

Error Engine::Impl::no_alarm(std::string_view name) {
  constexpr std::size_t kShown = 64;
  return {ErrorCode::kNotFound,
          fmt::format("no alarm {:?}; names look like a-3, cleared ones are kept for 7 days",
                      name.substr(0, kShown)),
          {},
          {},
          {}};
}

Decision Engine::Impl::record(const PerformanceNews& news) {
  if (news.receivers.empty()) return nothing();
  records::Performance performance{news.quarter, news.shard, {}};
  for (const auto& [lightpath, bin] : news.receivers) performance.receivers.push_back({lightpath.value, bin});
  const bool is_first = counters.bins_from == counters.bins_to;
  // After a restart the clock may stand earlier than before.
  counters.bins_from = is_first ? news.quarter : std::min(counters.bins_from, news.quarter);
  counters.bins_to = is_first ? news.quarter + 1 : std::max(counters.bins_to, news.quarter + 1);
  Decision decision;
  put(decision, RecordKind::kPerformance, records::performance_id(news.quarter, news.shard),
      records::encode(performance));
  seal(decision);
  return decision;
}

std::optional<Decision> Engine::Impl::forget_alarm() {
  const auto number = plant.oldest_to_forget(now);
  if (!number) return std::nullopt;
  Decision decision;
  plant.erase_alarm(*number);
  erase(decision, RecordKind::kAlarm, records::record_id(*number));
  seal(decision);
  return decision;
}

std::optional<Decision> Engine::Impl::forget_link() {
  if (plant.strangers().empty()) return std::nullopt;
  const std::string name = *plant.strangers().begin();
  Decision decision;
  plant.erase_stranger(name);
  erase(decision, RecordKind::kLink, name);
  seal(decision);
  return decision;
}

Decision Engine::Impl::plant_refusal(Error error) const {
  auto decision = nothing();
  decision.refused = Refusal{std::move(error), {}, {}, 0};
  return decision;
}

std::vector<DeviceView> Engine::devices() const {
  std::vector<DeviceView> views;
  for (const auto& [node, device] : impl_->plant.devices()) views.push_back(view_of(device));
  return views;
}

std::shared_ptr<const PlantStatus> Engine::plant() const { return impl_->plant.status(); }

std::optional<LinkView> Engine::link(const std::string& name) const { return impl_->plant.link(name); }

std::vector<AlarmView> Engine::active_alarms() const {
  std::vector<AlarmView> active;
  for (const auto& [number, alarm] : impl_->plant.alarms())
    if (!alarm.cleared_time) active.push_back(alarm);
  return active;
}

Outcome<AlarmView> Engine::alarm(const std::string& name) const {
  const auto number = records::number_of('a', name);
  const auto& alarms = impl_->plant.alarms();
  const auto found = number ? alarms.find(*number) : alarms.end();
  if (found == alarms.end()) return tl::unexpected(Refusal{Impl::no_alarm(name), {}, {}, 0});
  return found->second;
}

Outcome<Page<AlarmView>> Engine::alarms(const AlarmQuery& query) const {
  const auto refused = [](tl::unexpected<Error> error) {
    return tl::unexpected(Refusal{std::move(error.value()), {}, {}, 0});
  };
  if (query.page_size < 1 || query.page_size > kLargestPage)
    return refused(invalid(
        fmt::format("page_size {} is out of range; 1 to {} are possible", query.page_size, kLargestPage),
        "page_size", query.page_size < 1 ? "1" : fmt::format("{}", kLargestPage)));
  const auto& alarms = impl_->plant.alarms();
  auto next = alarms.rbegin();
  if (!query.page_token.empty()) {
    const auto before = records::number_of('a', query.page_token);
    if (!before)
      return refused(invalid("page_token is none that a list gave; begin without one", "page_token"));
    next = std::make_reverse_iterator(alarms.lower_bound(*before));
  }
  Page<AlarmView> page;
  page.last_event_id = impl_->counters.last_event;
  for (; next != alarms.rend(); ++next) {
    const AlarmView& alarm = next->second;
    if (query.active && *query.active == alarm.cleared_time.has_value()) continue;
    if (!query.resource.empty() && query.resource != alarm.resource) continue;
    if (page.items.size() == query.page_size) {
      page.next_page_token = page.items.back().name;
      break;
    }
    page.items.push_back(alarm);
  }
  return page;
}

std::pair<std::int64_t, std::int64_t> Engine::bins() const {
  return {impl_->counters.bins_from, impl_->counters.bins_to};
}

std::vector<LitLightpath> Engine::shining() const {
  std::vector<LitLightpath> paths;
  for (const auto number : impl_->ledger.shining()) {
    const auto& path = *impl_->ledger.find_lightpath(number);
    paths.push_back({path.id, path.reservation, path.mode, path.slot, path.hops, path.from, path.to,
                     path.from_port, path.to_port, path.light == LightState::kLit,
                     path.light == LightState::kLighting});
  }
  return paths;
}

Outcome<LightpathReport> Engine::lightpath(const std::string& name) const {
  const auto number = records::number_of('l', name);
  const auto* const path = number ? impl_->ledger.find_lightpath(*number) : nullptr;
  if (path == nullptr)
    return tl::unexpected(
        Refusal{{ErrorCode::kNotFound,
                 fmt::format("no lightpath {:?}; names look like l-7, and those of a reservation "
                             "are listed with it",
                             name.substr(0, kLongestName)),
                 {},
                 {},
                 {}},
                {},
                {},
                0});
  LightpathReport report;
  report.name = name;
  report.reservation = records::name_of('r', path->reservation);
  report.light = records::name_of(path->light);
  report.message = path->message;
  report.receivers = {
      {impl_->network->site(path->from).name, fmt::format("line-{}", path->from_port), {}, {}, {}},
      {impl_->network->site(path->to).name, fmt::format("line-{}", path->to_port), {}, {}, {}}};
  return report;
}

}  // namespace lightloom::engine
