#include "controller/watch/discovery.h"

#include <fmt/format.h>

#include <algorithm>

namespace lightloom::watch {
namespace {

constexpr Dbm kDarkness{-50.0};

// What is wrong with a channel may stand behind its port, in brackets.
std::string port_of(const std::string& remarked) { return remarked.substr(0, remarked.find(' ')); }

}  // namespace

Discovery::Discovery(std::shared_ptr<const Network> network, Duration patience)
    : network_(std::move(network)), patience_(patience), known_(network_->links().size()) {
  for (std::uint32_t i = 0; i < network_->links().size(); ++i) {
    const Link& link = network_->links()[i];
    recorded_.emplace(Port{network_->site(link.a_site).name, link.a_port}, LinkIndex{i});
    recorded_.emplace(Port{network_->site(link.z_site).name, link.z_port}, LinkIndex{i});
  }
}

void Discovery::adopt(const PlantStatus& status) {
  known_ = status.links;
  for (const LinkView& link : status.unrecorded) unrecorded_.emplace(link.name, link);
  for (std::uint32_t i = 0; i < known_.size(); ++i)
    if (const auto& foreign = known_[i].foreign; !foreign.empty())
      foreign_[LinkIndex{i}].insert(foreign.begin(), foreign.end());
}

void Discovery::on_observed(const NodeObserved& observed) {
  SiteReport& report = reports_[observed.node];
  SiteReport now = report;
  now.is_reachable = observed.reachable;
  if (observed.reachable) {
    now.chassis_id = observed.chassis_id;
    now.neighbours = observed.neighbours;
    now.amplifier_input = observed.amplifier_input;
  }
  const bool changed = report.is_reachable != now.is_reachable || report.chassis_id != now.chassis_id ||
                       report.neighbours != now.neighbours;
  const std::string before = std::exchange(report, std::move(now)).chassis_id;
  if (before != report.chassis_id) rename(observed.node, before, report.chassis_id);
  if (!changed) return;
  ports_changed_ = true;
  for (std::size_t link = 0; link < known_.size(); ++link) {
    const Link& cable = network_->links()[link];
    if (network_->site(cable.a_site).name == observed.node ||
        network_->site(cable.z_site).name == observed.node)
      dirty_.insert(link);
  }
}

// Who heard the chassis, on whatever port, may have heard it before it was known whose it is.
void Discovery::rename(const std::string& site, const std::string& before, const std::string& after) {
  if (const auto old = sites_by_chassis_.find(before); old != sites_by_chassis_.end()) {
    old->second.erase(site);
    if (old->second.empty()) sites_by_chassis_.erase(old);
  }
  if (!after.empty()) sites_by_chassis_[after].insert(site);
  for (const auto& [listener, report] : reports_)
    for (const auto& [port, heard] : report.neighbours) {
      if (heard.chassis_id != before && heard.chassis_id != after) continue;
      if (const auto link = recorded_.find({listener, port}); link != recorded_.end())
        dirty_.insert(link->second.at());
    }
}

void Discovery::forget(const std::string& site) {
  if (reports_.contains(site)) on_observed(unreachable(site, "its device was removed"));
}

void Discovery::set_foreign(const std::vector<activation::ForeignLight>& foreign,
                            const std::function<bool(const std::string& site)>& is_seen) {
  std::map<LinkIndex, std::set<ForeignSlot>> now;
  for (const auto& [link, slots] : foreign_)
    for (const ForeignSlot& slot : slots)
      if (!is_seen(slot.site)) now[link].insert(slot);
  for (const auto& light : foreign) {
    if (!light.holds.channel) continue;
    for (const std::string& port : {light.holds.channel->in_port, light.holds.channel->out_port})
      if (const auto link = recorded_.find({light.node, port_of(port)}); link != recorded_.end())
        now[link->second].insert({light.holds.channel->slot, light.node, light.name});
  }
  if (now == foreign_) return;
  for (const auto* slots : {&now, &foreign_})
    for (const auto& [link, unused] : *slots) dirty_.insert(link.at());
  foreign_ = std::move(now);
}

const std::string& Discovery::site_of(const std::string& chassis_id) const {
  static const std::string none;
  const auto found = sites_by_chassis_.find(chassis_id);
  return found == sites_by_chassis_.end() ? none : *found->second.begin();
}

std::string Discovery::heard_words(const Neighbour& heard) const {
  const std::string& site = site_of(heard.chassis_id);
  return fmt::format("{}/{}", site.empty() ? heard.system_name : site, heard.port_id);
}

Discovery::End Discovery::end_of(const Port& here, const Port& there) const {
  const auto report = reports_.find(here.first);
  if (report == reports_.end() || !report->second.is_reachable) return {};
  const auto heard = report->second.neighbours.find(here.second);
  if (heard == report->second.neighbours.end()) return {End::Hears::kNothing, {}};
  // A neighbour whose own device was never seen is known by its port only.
  const std::string& site = site_of(heard->second.chassis_id);
  const auto other = reports_.find(there.first);
  const bool is_known = other != reports_.end() && !other->second.chassis_id.empty();
  const bool is_site = is_known ? site == there.first : site.empty();
  if (is_site && heard->second.port_id == there.second) return {End::Hears::kRight, {}};
  return {End::Hears::kWrong, fmt::format("{}/{} hears {}, recorded is {}/{}", here.first, here.second,
                                          heard_words(heard->second), there.first, there.second)};
}

LinkStatus Discovery::judge(LinkIndex link) const {
  const Link& cable = network_->link(link);
  const Port a{network_->site(cable.a_site).name, cable.a_port};
  const Port z{network_->site(cable.z_site).name, cable.z_port};
  LinkStatus status = both_ends(link, end_of(a, z), end_of(z, a));
  status.foreign = foreign_on(link);
  return status;
}

LinkStatus Discovery::both_ends(LinkIndex link, const End& a, const End& z) const {
  using Hears = End::Hears;
  const auto either = [&](Hears what) { return a.hears == what || z.hears == what; };
  const LinkStatus& before = known_[link.at()];
  const bool was_seen = before.state != LinkState::kPlanned;
  if (either(Hears::kWrong))
    return {LinkState::kMiswired, a.words + (a.words.empty() || z.words.empty() ? "" : "; ") + z.words, {}};
  if (either(Hears::kRight) && either(Hears::kNothing))
    return {
        LinkState::kOneWay, fmt::format("light arrives at {} only", site_that(Hears::kRight, link, a)), {}};
  if (either(Hears::kNothing))
    return {was_seen ? LinkState::kDown : LinkState::kPlanned, deaf_words(link, a, z), {}};
  if (!either(Hears::kUnknown)) return {LinkState::kUp, "both ends hear each other, as recorded", {}};
  if (was_seen) return {before.state, before.message, {}};
  if (either(Hears::kRight))
    return {LinkState::kPlanned, fmt::format("only {} reports", site_that(Hears::kRight, link, a)), {}};
  return {LinkState::kPlanned, "recorded; no device reports on it", {}};
}

// The end at a where it does that, else the other.
const std::string& Discovery::site_that(End::Hears hears, LinkIndex link, const End& a) const {
  const Link& cable = network_->link(link);
  return network_->site(a.hears == hears ? cable.a_site : cable.z_site).name;
}

std::string Discovery::deaf_words(LinkIndex link, const End& a, const End& z) const {
  if (a.hears == z.hears) return "neither end hears the other";
  return fmt::format("{} hears nothing, {} does not answer", site_that(End::Hears::kNothing, link, a),
                     site_that(End::Hears::kUnknown, link, a));
}

bool Discovery::is_settled(std::size_t link, const LinkStatus& found, Instant now) {
  const bool may_pass = found.state == LinkState::kOneWay || found.state == LinkState::kMiswired;
  if (!may_pass || found.state == known_[link].state) {
    pending_.erase(link);
    return true;
  }
  const auto pending = pending_.try_emplace(link, Pending{found.state, now}).first;
  if (pending->second.state != found.state) pending->second = {found.state, now};
  if (now - pending->second.since < patience_) return false;
  pending_.erase(pending);
  return true;
}

std::vector<LinkView> Discovery::take_changes(Instant now) {
  std::vector<LinkView> changes;
  for (const auto& [link, pending] : pending_)
    if (now - pending.since >= patience_) dirty_.insert(link);
  for (const std::size_t at : std::exchange(dirty_, {})) {
    const LinkIndex index{static_cast<std::uint32_t>(at)};
    const LinkStatus found = judge(index);
    if (!is_settled(at, found, now) || found == known_[at]) continue;
    known_[at] = found;
    LinkView view;
    view.name = network_->link(index).name;
    view.status = found;
    changes.push_back(std::move(view));
  }
  if (std::exchange(ports_changed_, false)) find_unrecorded(changes);
  return changes;
}

std::optional<Instant> Discovery::next_due() const {
  std::optional<Instant> due;
  for (const auto& [link, pending] : pending_)
    due = std::min(due.value_or(kForever), pending.since + patience_);
  return due;
}

std::optional<LinkView> Discovery::unrecorded_at(const Port& here, const Neighbour& heard) const {
  const std::string& site = site_of(heard.chassis_id);
  if (recorded_.contains(here) || site.empty() || recorded_.contains({site, heard.port_id}))
    return std::nullopt;
  const Port there{site, heard.port_id};
  const auto& [a, z] = std::minmax(here, there);
  LinkView view;
  view.name = fmt::format("{}.{}-{}.{}", a.first, a.second, z.first, z.second);
  view.a_site = a.first;
  view.a_port = a.second;
  view.z_site = z.first;
  view.z_port = z.second;
  view.status = {
      LinkState::kUnrecorded, "seen, and no plant record has it; not used until it is recorded", {}};
  return view;
}

void Discovery::find_unrecorded(std::vector<LinkView>& changes) {
  std::map<std::string, LinkView> found;
  for (const auto& [site, report] : reports_)
    for (const auto& [port, heard] : report.neighbours)
      if (auto view = report.is_reachable ? unrecorded_at({site, port}, heard) : std::nullopt)
        found.emplace(view->name, *view);
  for (const auto& [name, view] : found)
    if (!unrecorded_.contains(name)) changes.push_back(view);
  for (auto& [name, view] : unrecorded_) {
    if (found.contains(name)) continue;
    if (!is_gone(view)) {
      found.emplace(name, view);
      continue;
    }
    view.status = {};
    changes.push_back(view);
  }
  unrecorded_ = std::move(found);
}

// Fail static: a silent end says nothing, and a neighbour may not have said yet who it is.
bool Discovery::is_gone(const LinkView& unrecorded) const {
  const Port a{unrecorded.a_site, unrecorded.a_port};
  const Port z{unrecorded.z_site, unrecorded.z_port};
  return recorded_.contains(a) || recorded_.contains(z) || hears_no_more(a, z) || hears_no_more(z, a);
}

bool Discovery::hears_no_more(const Port& here, const Port& there) const {
  const auto report = reports_.find(here.first);
  if (report == reports_.end() || !report->second.is_reachable) return false;
  const auto heard = report->second.neighbours.find(here.second);
  if (heard == report->second.neighbours.end() || heard->second.port_id != there.second) return true;
  const std::string& site = site_of(heard->second.chassis_id);
  return !site.empty() && site != there.first;
}

std::vector<LinkView> Discovery::unrecorded() const {
  std::vector<LinkView> views;
  for (const auto& [name, view] : unrecorded_) views.push_back(view);
  return views;
}

std::vector<ForeignSlot> Discovery::foreign_on(LinkIndex link) const {
  const auto found = foreign_.find(link);
  if (found == foreign_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::optional<bool> Discovery::is_dark(const std::string& site, const std::string& amplifier) const {
  const auto report = reports_.find(site);
  if (report == reports_.end() || !report->second.is_reachable) return std::nullopt;
  const auto power = report->second.amplifier_input.find(amplifier);
  if (power == report->second.amplifier_input.end()) return std::nullopt;
  return power->second <= kDarkness;
}

// In the direction from a to z the amplifier after span k is the (k + 1)th; the last stands at the z-site.
std::optional<AlarmSpan> Discovery::dark_span(LinkIndex link) const {
  const Link& cable = network_->link(link);
  const std::string& a = network_->site(cable.a_site).name;
  const std::string& z = network_->site(cable.z_site).name;
  if (is_dark(a, fmt::format("amp-{}-az-0", cable.name)).value_or(true)) return std::nullopt;
  Metres before;
  for (std::size_t span = 0; span < cable.spans.size(); ++span) {
    const bool is_last = span + 1 == cable.spans.size();
    const auto dark = is_dark(is_last ? z : a, fmt::format("amp-{}-az-{}", cable.name, span + 1));
    if (dark.value_or(false))
      return AlarmSpan{cable.name, static_cast<std::int32_t>(span), static_cast<double>(before.value) / 1e3};
    before += cable.spans[span].length;
  }
  return std::nullopt;
}

}  // namespace lightloom::watch
