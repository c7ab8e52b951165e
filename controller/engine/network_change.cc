// Another plant record in place of the one in force: what stands in its way, and how it is kept.
#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <unordered_map>

#include "controller/engine/impl.h"
#include "topology/line_ports.h"

namespace lightloom::engine {
namespace {

using Names = std::set<std::string>;

// The names that a change takes away or reshapes.
struct Affected {
  std::set<std::string, std::less<>> links, sites, modes;
  std::map<std::string, NetworkDiff::FewerPorts, std::less<>> ports;  // by site

  explicit Affected(const NetworkDiff& change) {
    links.insert(change.removed_links.begin(), change.removed_links.end());
    links.insert(change.reshaped_links.begin(), change.reshaped_links.end());
    sites.insert(change.removed_sites.begin(), change.removed_sites.end());
    modes.insert(change.removed_modes.begin(), change.removed_modes.end());
    modes.insert(change.changed_modes.begin(), change.changed_modes.end());
    for (const auto& fewer : change.fewer_ports) ports.emplace(fewer.site, fewer);
  }

  bool takes(const std::string& site, PortNumber port) const {
    const auto left = ports.find(site);
    return left != ports.end() && port > left->second.line_ports &&
           port <= last_port_below(left->second.regenerators);
  }
};

// What a lightpath stands on of what is affected.
Names stands_on(const Network& network, const records::Lightpath& path, const Affected& affected) {
  Names names;
  for (const Hop& hop : path.hops)
    if (affected.links.contains(network.link(hop.link).name)) names.insert(network.link(hop.link).name);
  for (const auto& [site, port] : {std::pair(path.from, path.from_port), std::pair(path.to, path.to_port)}) {
    const std::string& name = network.site(site).name;
    if (affected.sites.contains(name) || affected.takes(name, port)) names.insert(name);
  }
  const Mode& mode = network.mode(path.mode);
  const std::string mode_name = mode.transceiver + " " + mode.name;
  if (affected.modes.contains(mode_name)) names.insert(mode_name);
  return names;
}

/// Lightpaths of one network looked for in another.
class Counterpart {
 public:
  Counterpart(const Network& before, const Network& after) : before_(before), after_(after) {
    for (const Link& link : before.links()) links_.push_back(after.find_link(link.name));
    std::unordered_map<std::string_view, SiteIndex> by_name;
    for (std::uint32_t i = 0; i < after.sites().size(); ++i)
      by_name.emplace(after.sites()[i].name, SiteIndex{i});
    for (const Site& site : before.sites()) {
      const auto found = by_name.find(site.name);
      sites_.push_back(found == by_name.end() ? std::nullopt : std::optional(found->second));
    }
  }

  /// Its record can be read with the other network: everything is there, and its cables still join up.
  bool can_be_read(const records::Lightpath& path) const {
    const auto& band = after_.band();
    const auto slices = path.slot.slices();
    return hops_of(path) && mode_of(path) && slices.first >= band.first && slices.end() <= band.end();
  }
  /// Its light would be what it is now, both under the same load. Precondition: can_be_read.
  bool is_same_light(const records::Lightpath& path, const optics::LineModel& optics_before,
                     const optics::LineModel& optics_after) const {
    constexpr double kRounding = 1e-6;  // dB, as check_invariants
    const auto gsnr = optics_after.admission_gsnr_0p1nm(*mode_of(path), *hops_of(path));
    const auto now = optics_before.admission_gsnr_0p1nm(path.mode, path.hops);
    const auto needed = after_.mode(*mode_of(path)).required_osnr + after_.equipment().line.margin;
    return std::abs(gsnr.value - now.value) <= kRounding && gsnr.value >= needed.value - kRounding;
  }

 private:
  std::optional<ModeIndex> mode_of(const records::Lightpath& path) const {
    const Mode& mode = before_.mode(path.mode);
    return after_.find_mode(mode.transceiver, mode.name);
  }
  std::optional<std::vector<Hop>> hops_of(const records::Lightpath& path) const {
    std::vector<Hop> hops;
    auto at = sites_[path.from.at()];
    const auto to = sites_[path.to.at()];
    for (const Hop& hop : path.hops) {
      const auto index = links_[hop.link.at()];
      if (!at || !index) return std::nullopt;
      const Link& link = after_.link(*index);
      const bool forward = link.a_site == *at;
      if (!forward && link.z_site != *at) return std::nullopt;
      hops.push_back({*index, forward});
      at = forward ? link.z_site : link.a_site;
    }
    if (!at || !to || *at != *to) return std::nullopt;
    return hops;
  }

  const Network& before_;
  const Network& after_;
  std::vector<std::optional<LinkIndex>> links_;  // by the index of before
  std::vector<std::optional<SiteIndex>> sites_;
};

}  // namespace

std::vector<std::string> Engine::in_use(const NetworkDiff& change, const Network& after) const {
  const Network& before = *impl_->network;
  const Affected affected(change);
  const Counterpart counterpart(before, after);
  // Cables are compared by the names of their types: what figures under these names come to is computed.
  const auto optics =
      change.equipment_changed
          ? std::optional(optics::LineModel::build(after, impl_->planner.optics().assumed_load()))
          : std::nullopt;
  Names names;
  for (const auto& [number, path] : impl_->ledger.lightpaths()) {
    if (is_final(impl_->ledger.find(path.reservation)->state)) continue;
    auto own = stands_on(before, path, affected);
    const bool is_kept =
        counterpart.can_be_read(path) &&
        (!optics || !*optics || counterpart.is_same_light(path, impl_->planner.optics(), **optics));
    if (own.empty() && !is_kept)
      for (const Hop& hop : path.hops) own.insert(before.link(hop.link).name);
    names.merge(own);
  }
  return {names.begin(), names.end()};
}

std::vector<Decision> Engine::forget_ended(const Network& after, Instant now) {
  impl_->now = std::max(impl_->now, now);
  const Counterpart counterpart(*impl_->network, after);
  std::set<std::uint64_t> unreadable;
  for (const auto& [number, path] : impl_->ledger.lightpaths())
    if (is_final(impl_->ledger.find(path.reservation)->state) && !counterpart.can_be_read(path))
      unreadable.insert(path.reservation);
  std::vector<Decision> decisions;
  decisions.reserve(unreadable.size());
  for (const auto number : unreadable) decisions.push_back(impl_->forget(*impl_->ledger.find(number)));
  return decisions;
}

Decision Engine::keep_network(std::vector<Change> changes, Instant now) {
  impl_->now = std::max(impl_->now, now);
  Decision decision;
  decision.changes = std::move(changes);
  Event event;
  event.type = "network.applied";
  event.name = "network";
  impl_->tell(std::move(event), decision);
  impl_->seal(decision);
  return decision;
}

}  // namespace lightloom::engine
