#include "controller/watch/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "controller/records/records.h"

namespace lightloom::watch {
namespace {

constexpr Duration kSilencePatience = std::chrono::seconds(1);
// Longer than Discovery takes to be sure of a cable that works one way only.
constexpr Duration kLightPatience = std::chrono::seconds(2);

std::string kind_of(DeviceState state) { return fmt::format("DEVICE_{}", name_of(state)); }

bool is_trouble(DeviceState state) {
  return state == DeviceState::kSilent || state == DeviceState::kRefusing || state == DeviceState::kLying;
}

Severity severity_of(LinkState state) {
  if (state == LinkState::kDown) return Severity::kCritical;
  return state == LinkState::kUnrecorded ? Severity::kWarning : Severity::kMajor;
}

}  // namespace

Watch::Watch(std::shared_ptr<const Network> network, optics::LineModel optics)
    : network_(std::move(network)), discovery_(network_), light_(network_, std::move(optics), {}) {}

void Watch::adopt(const engine::Engine& engine) {
  discovery_.adopt(*engine.plant());
  alarms_.adopt(engine.active_alarms());
  for (const auto& device : engine.devices()) told_[device.record.site] = {device.state, device.message};
}

void Watch::on_observed(const NodeObserved& observed) {
  heard_.insert(observed.node);
  discovery_.on_observed(observed);
  light_.on_observed(observed);
}

void Watch::forget(const std::string& site) {
  discovery_.forget(site);
  light_.forget(site);
  told_.erase(site);
  heard_.erase(site);
}

std::vector<engine::Command> Watch::evaluate(const activation::Activation& activation,
                                             const engine::Engine& engine, Instant now) {
  node_of_site_ = engine.plant()->nodes;
  if (seen_revision_ != engine.revision()) {
    seen_revision_ = engine.revision();
    const auto paths = engine.shining();
    shining_.clear();
    for (const auto& path : paths) shining_.emplace(records::name_of('l', path.id.value), path);
    light_.set_lightpaths(paths, now);
  }
  light_.advance(now);
  discovery_.set_foreign(activation.foreign(), [&activation](const std::string& site) {
    return activation.observed(site) != nullptr;
  });

  std::vector<engine::Command> commands;
  const auto nodes = activation.states();
  tell_devices(nodes, commands);
  for (auto& link : discovery_.take_changes(now)) commands.emplace_back(engine::LinkNews{std::move(link)});
  for (auto& bins : light_.take_bins()) commands.emplace_back(std::move(bins));

  Conditions conditions;
  add_device_conditions(conditions);
  add_link_conditions(conditions);
  add_light_conditions(activation, conditions);
  light_.add_conditions(conditions);
  std::set<std::string> connecting;
  for (const auto& node : nodes)
    if (node.state == DeviceState::kConnecting) connecting.insert(node.node);
  alarms_.update(conditions, now, [&](const engine::AlarmKey& key) { return is_open(key, connecting); });
  auto raised = alarms_.take_commands();
  std::move(raised.begin(), raised.end(), std::back_inserter(commands));
  return commands;
}

std::optional<Instant> Watch::next_due() const {
  std::optional<Instant> due = light_.next_due();
  for (const auto& other : {discovery_.next_due(), alarms_.next_due()})
    if (other) due = std::min(due.value_or(kForever), *other);
  return due;
}

// CONNECTING is no news: what was last seen holds until the device answers. Nor is what was known of a site
// before its device became another one.
void Watch::tell_devices(const std::vector<activation::NodeStatus>& nodes,
                         std::vector<engine::Command>& commands) {
  for (const auto& node : nodes) {
    const bool is_registered = node_of_site_.contains(node.node) && heard_.contains(node.node);
    if (!is_registered || node.state == DeviceState::kConnecting) continue;
    const std::pair now{node.state, node.message};
    auto& told = told_[node.node];
    if (told == now) continue;
    told = now;
    commands.emplace_back(engine::DeviceNews{node.node, node.state, node.message});
  }
}

void Watch::add_device_conditions(Conditions& conditions) const {
  for (const auto& [site, device] : node_of_site_) {
    const auto told = told_.find(site);
    if (told == told_.end() || !is_trouble(told->second.first)) continue;
    conditions.emplace(engine::AlarmKey{kind_of(told->second.first), device},
                       Condition{Severity::kMajor, told->second.second, {}, {}, kSilencePatience});
  }
}

// What the answer of a device that is still being connected would tell.
bool Watch::is_open(const engine::AlarmKey& alarm, const std::set<std::string>& connecting) const {
  const auto& [kind, resource] = alarm;
  if (kind == "POWER_OFF_PREDICTION") return light_.is_open(resource);
  if (kind == "DEVICE_DRIFT")
    return std::any_of(node_of_site_.begin(), node_of_site_.end(), [&, &node = resource](const auto& device) {
      return device.second == node && connecting.contains(device.first);
    });
  const auto path = kind == "LIGHT_LOST" ? shining_.find(resource) : shining_.end();
  if (path == shining_.end()) return false;
  const auto waits_for = [&](SiteIndex site) { return connecting.contains(network_->site(site).name); };
  return std::any_of(path->second.hops.begin(), path->second.hops.end(), [&](const Hop& hop) {
    return waits_for(network_->link(hop.link).a_site) || waits_for(network_->link(hop.link).z_site);
  });
}

// The silent device at an end of a cable, if one is.
std::optional<engine::AlarmKey> Watch::silent_end(const Link& link) const {
  for (const SiteIndex site : {link.a_site, link.z_site}) {
    const auto told = told_.find(network_->site(site).name);
    const auto device = node_of_site_.find(network_->site(site).name);
    if (told != told_.end() && device != node_of_site_.end() && told->second.first == DeviceState::kSilent)
      return engine::AlarmKey{kind_of(DeviceState::kSilent), device->second};
  }
  return std::nullopt;
}

void Watch::add_link_conditions(Conditions& conditions) const {
  for (std::uint32_t i = 0; i < network_->links().size(); ++i) {
    const LinkStatus& status = discovery_.status({i});
    const Link& link = network_->links()[i];
    if (!status.foreign.empty()) {
      const ForeignSlot& first = status.foreign.front();
      conditions.emplace(
          engine::AlarmKey{"FOREIGN_LIGHT", link.name},
          Condition{
              Severity::kWarning,
              fmt::format(
                  "{} has light that was not ordered here: {} at {}, slot ({}, {}){}", link.name, first.name,
                  first.site, first.slot.n, first.slot.m,
                  status.foreign.size() > 2 ? fmt::format(" and {} more", status.foreign.size() - 1) : ""),
              {},
              {},
              std::chrono::seconds(2)});
    }
    if (status.state == LinkState::kUp || status.state == LinkState::kPlanned) continue;
    Condition condition{
        severity_of(status.state), fmt::format("{}: {}", link.name, status.message), {}, {}, {}};
    if (status.state == LinkState::kDown) {
      condition.root = silent_end(link);
      condition.span = discovery_.dark_span({i});
    }
    conditions.emplace(engine::AlarmKey{fmt::format("LINK_{}", name_of(status.state)), link.name},
                       std::move(condition));
  }
  for (const LinkView& link : discovery_.unrecorded())
    conditions.emplace(
        engine::AlarmKey{"LINK_UNRECORDED", link.name},
        Condition{Severity::kWarning, fmt::format("{}: {}", link.name, link.status.message), {}, {}, {}});
}

bool Watch::has_broken_link(const std::string& lightpath) const {
  const auto path = shining_.find(lightpath);
  return path != shining_.end() &&
         std::any_of(path->second.hops.begin(), path->second.hops.end(), [this](const Hop& hop) {
           const LinkState state = discovery_.status(hop.link).state;
           return state == LinkState::kDown || state == LinkState::kOneWay || state == LinkState::kMiswired;
         });
}

// Where a cable on the way is broken, that is the alarm; this would be its echo.
void Watch::add_light_conditions(const activation::Activation& activation, Conditions& conditions) const {
  for (const auto& [lightpath, site] : activation.unlit()) {
    if (!shining_.contains(lightpath) || has_broken_link(lightpath)) continue;
    conditions.emplace(engine::AlarmKey{"LIGHT_LOST", lightpath},
                       Condition{Severity::kCritical,
                                 fmt::format("no light of {} arrives at {}", lightpath, site),
                                 {},
                                 {},
                                 kLightPatience});
  }
  for (const auto& [site, lightpath] : activation.lost()) {
    const auto device = node_of_site_.find(site);
    if (device == node_of_site_.end()) continue;
    conditions.emplace(engine::AlarmKey{"DEVICE_DRIFT", device->second},
                       Condition{Severity::kMinor,
                                 fmt::format("{} no longer holds all of {}, which is being put back",
                                             device->second, lightpath),
                                 {},
                                 {},
                                 {}});
  }
}

}  // namespace lightloom::watch
