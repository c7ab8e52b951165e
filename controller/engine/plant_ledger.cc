#include "controller/engine/plant_ledger.h"

#include <algorithm>

namespace lightloom::engine {

PlantLedger::PlantLedger(std::shared_ptr<const Network> network, Rules rules)
    : network_(std::move(network)), rules_(rules), links_(network_->links().size()) {}

std::optional<LinkView> PlantLedger::link(const std::string& name) const {
  const auto index = network_->find_link(name);
  if (!index) {
    const auto seen = unrecorded_.find(name);
    return seen == unrecorded_.end() ? std::nullopt : std::optional(seen->second);
  }
  const Link& link = network_->link(*index);
  return LinkView{link.name,          network_->site(link.a_site).name,
                  link.a_port,        network_->site(link.z_site).name,
                  link.z_port,        link.length,
                  link.latency,       link.srlgs,
                  links_[index->at()]};
}

const records::Device* PlantLedger::device_at(const std::string& site) const {
  const auto found = std::find_if(devices_.begin(), devices_.end(),
                                  [&](const auto& entry) { return entry.second.record.site == site; });
  return found == devices_.end() ? nullptr : &found->second;
}

const AlarmView* PlantLedger::active(const AlarmKey& key) const {
  const auto found = active_.find(key);
  return found == active_.end() ? nullptr : &alarms_.at(found->second);
}

void PlantLedger::put(records::Device device) {
  status_.reset();
  devices_.insert_or_assign(device.record.node, std::move(device));
}

void PlantLedger::erase_device(const std::string& node) {
  status_.reset();
  devices_.erase(node);
}

void PlantLedger::put(const LinkView& link) {
  status_.reset();
  strangers_.erase(link.name);
  if (const auto index = network_->find_link(link.name)) {
    links_[index->at()] = link.status;
  } else if (link.status.state == LinkState::kPlanned) {
    unrecorded_.erase(link.name);
  } else {
    unrecorded_.insert_or_assign(link.name, link);
  }
}

void PlantLedger::load(const LinkView& link) {
  const bool is_recorded = network_->find_link(link.name).has_value();
  if (is_recorded != (link.status.state == LinkState::kUnrecorded))
    put(link);
  else
    strangers_.insert(link.name);
}

void PlantLedger::put(const AlarmView& alarm) {
  const auto number = *records::number_of('a', alarm.name);
  alarms_.insert_or_assign(number, alarm);
  const AlarmKey key{alarm.kind, alarm.resource};
  if (!alarm.cleared_time) {
    active_.insert_or_assign(key, number);
    return;
  }
  if (const auto active = active_.find(key); active != active_.end() && active->second == number)
    active_.erase(active);
  cleared_.emplace(*alarm.cleared_time, number);
}

std::optional<std::uint64_t> PlantLedger::oldest_to_forget(Instant now) const {
  if (cleared_.empty()) return std::nullopt;
  const auto& [at, number] = *cleared_.begin();
  const bool is_due = alarms_.size() > kMostAlarms || at + rules_.cleared_kept <= now;
  return is_due ? std::optional(number) : std::nullopt;
}

std::optional<Instant> PlantLedger::next_due() const {
  if (cleared_.empty()) return std::nullopt;
  return alarms_.size() > kMostAlarms ? cleared_.begin()->first
                                      : cleared_.begin()->first + rules_.cleared_kept;
}

void PlantLedger::erase_alarm(std::uint64_t number) {
  const auto found = alarms_.find(number);
  if (found == alarms_.end()) return;
  if (found->second.cleared_time) cleared_.erase({*found->second.cleared_time, number});
  alarms_.erase(found);
}

std::shared_ptr<const Barred> PlantLedger::barred() const {
  Barred barred{ClosedLinks(links_.size()), {}};
  bool bars_any = false;
  for (std::size_t link = 0; link < links_.size(); ++link) {
    barred.closed[link] = rules_.bars_unseen && links_[link].state != LinkState::kUp;
    bars_any = bars_any || barred.closed[link] || !links_[link].foreign.empty();
    if (links_[link].foreign.empty()) continue;
    barred.taken.resize(links_.size());
    for (const auto& foreign : links_[link].foreign) take(foreign.slot, barred.taken[link]);
  }
  return bars_any ? std::make_shared<const Barred>(std::move(barred)) : nullptr;
}

// A device may name any frequency: what lies in the band counts.
void PlantLedger::take(Slot slot, SliceMap& taken) const {
  const SliceRange band = network_->band();
  const auto bit = [&](std::int64_t slice) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(slice - band.first, 0, band.count));
  };
  const auto first = bit(std::int64_t{slot.n} - slot.m);
  const auto end = bit(std::int64_t{slot.n} + slot.m);
  if (first < end) taken.occupy(first, end - first);
}

std::shared_ptr<const PlantStatus> PlantLedger::status() const {
  if (status_) return status_;
  PlantStatus status;
  status.links = links_;
  for (const auto& [name, link] : unrecorded_) status.unrecorded.push_back(link);
  for (const auto& [node, device] : devices_) status.nodes.emplace(device.record.site, node);
  status.barred = barred();
  for (const auto& link : links_) ++status.links_by_state[std::string(name_of(link.state))];
  if (!unrecorded_.empty())
    status.links_by_state[std::string(name_of(LinkState::kUnrecorded))] = unrecorded_.size();
  status_ = std::make_shared<const PlantStatus>(std::move(status));
  return status_;
}

}  // namespace lightloom::engine
