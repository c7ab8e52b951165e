#include "topology/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "topology/line_ports.h"

namespace lightloom {
namespace {

constexpr std::int64_t kSpeedOfLight = 299'792'458;  // m/s, in vacuum
// Twice round the Earth, and far inside what fibre_latency can hold.
constexpr Metres kLongestCable{100'000'000};

Result<void> check_ports(const Site& site) {
  if (site.line_ports && *site.line_ports > kMaxLinePorts)
    return invalid(
        fmt::format("site {}: {} line ports; at most {}", site.name, *site.line_ports, kMaxLinePorts),
        "line_ports");
  const auto left = (kMaxLinePorts - site.line_ports.value_or(0)) / 2;
  if (site.regenerators > left)
    return invalid(
        fmt::format("site {}: {} regenerators beside {} line ports; each takes two of {} ports, at "
                    "most {} fit",
                    site.name, site.regenerators, site.line_ports.value_or(0), kMaxLinePorts, left),
        "regenerators");
  return {};
}

tl::unexpected<Error> bad_link(const Link& link, const std::string& what, std::string_view field) {
  return invalid(fmt::format("cable {}: {}", link.name, what), std::string(field));
}

Result<void> check_types(const Link& link, const Equipment& equipment) {
  if (link.fibre_type.at() >= equipment.fibres.size())
    return bad_link(link, "its fibre type is not in the equipment", "fibre_type");
  const auto& type = equipment.fibres[link.fibre_type.at()];
  if (!(type.group_index >= kLeastGroupIndex && type.group_index <= kMostGroupIndex))
    return bad_link(link,
                    fmt::format("its fibre type {} has a group index of {}; needs {} to {}", type.name,
                                type.group_index, kLeastGroupIndex, kMostGroupIndex),
                    "group_index");
  for (const auto* amps : {&link.amps_az, &link.amps_za}) {
    if (amps->size() != link.spans.size() + 1)
      return bad_link(link,
                      fmt::format("{} spans need {} amplifiers a direction, found {}", link.spans.size(),
                                  link.spans.size() + 1, amps->size()),
                      "amplifiers");
    for (const auto& amp : *amps)
      if (amp.type.at() >= equipment.amplifiers.size())
        return bad_link(link, "an amplifier's type is not in the equipment", "type");
  }
  return {};
}

Result<void> check_link(const Link& link, const NetworkRecord& record) {
  if (link.name.empty()) return invalid("a cable has no name; each needs one of its own", "cable");
  if (link.a_site.at() >= record.sites.size())
    return bad_link(link, "its a end is not a site of the record", "a_site");
  if (link.z_site.at() >= record.sites.size())
    return bad_link(link, "its z end is not a site of the record", "z_site");
  if (link.a_site == link.z_site)
    return bad_link(
        link, fmt::format("both ends are {}; a cable joins two sites", record.sites[link.a_site.at()].name),
        "z_site");
  if (link.length.value <= 0)
    return bad_link(link, fmt::format("length is {} m; needs more than 0", link.length.value), "length_km");
  if (link.length > kLongestCable)
    return bad_link(link, fmt::format("length is {} m; at most {} m", link.length.value, kLongestCable.value),
                    "length_km");
  if (link.spans.empty()) return bad_link(link, "it has no spans; needs at least one", "spans_km");
  Metres sum{};
  for (const auto& span : link.spans) {
    if (span.length.value <= 0)
      return bad_link(link, fmt::format("a span of {} m; each needs more than 0", span.length.value),
                      "spans_km");
    sum += span.length;
  }
  if (sum != link.length)
    return bad_link(link,
                    fmt::format("spans sum to {} m, the cable is {} m; they must be the same", sum.value,
                                link.length.value),
                    "spans_km");
  return check_types(link, record.equipment);
}

Result<void> check_ports(const NetworkRecord& record) {
  std::unordered_map<std::string, const Link*> user_of;
  for (const auto& link : record.links) {
    for (const auto& [site, port] :
         {std::pair{link.a_site, &link.a_port}, std::pair{link.z_site, &link.z_port}}) {
      if (port->empty())
        return bad_link(
            link, fmt::format("its port at {} has no name; each end needs one", record.sites[site.at()].name),
            site == link.a_site ? "a_port" : "z_port");
      const auto key = record.sites[site.at()].name + "/" + *port;
      const auto [entry, fresh] = user_of.try_emplace(key, &link);
      if (!fresh)
        return bad_link(link,
                        fmt::format("port {} is already that of cable {}; a port ends one cable", key,
                                    entry->second->name),
                        site == link.a_site ? "a_port" : "z_port");
    }
  }
  return {};
}

}  // namespace

Latency fibre_latency(Metres length, double group_index) {
  // Integers from here on, so that equal cables are equally long in time. Picoseconds a metre as whole and
  // remainder, so that 64 bits hold the product of any length below 3e10 m.
  constexpr double kMillionths = 1e6;
  const auto numerator = static_cast<std::int64_t>(std::llround(group_index * kMillionths)) * 1'000'000;
  const std::int64_t whole = numerator / kSpeedOfLight;
  const std::int64_t remainder = numerator % kSpeedOfLight;
  return Latency(length.value * whole + (length.value * remainder + kSpeedOfLight / 2) / kSpeedOfLight);
}

Result<Network> Network::build(NetworkRecord record) {
  Network network;
  if (record.sites.empty()) return invalid("the network has no sites; needs at least one", "sites");
  for (std::size_t i = 0; i < record.sites.size(); ++i) {
    const auto& site = record.sites[i];
    if (site.name.empty()) return invalid(fmt::format("site {} has no name", i + 1), "site");
    if (!network.site_by_name_.try_emplace(site.name, SiteIndex{static_cast<std::uint32_t>(i)}).second)
      return invalid(fmt::format("site {}: named twice; each name is used once", site.name), "site");
    if (auto ports = check_ports(site); !ports) return fail(std::move(ports.error()));
  }
  for (std::size_t i = 0; i < record.sites.size(); ++i)
    if (!record.sites[i].uid.empty())
      network.site_by_name_.try_emplace(record.sites[i].uid, SiteIndex{static_cast<std::uint32_t>(i)});

  network.band_ = slices_within(record.equipment.line.f_min, record.equipment.line.f_max);
  if (network.band_.count <= 0 || network.band_.count > kMaxSlices)
    return invalid(fmt::format("the line's band holds {} slices of 6.25 GHz; needs 1 to {}",
                               network.band_.count, kMaxSlices),
                   "SI");
  for (const auto& mode : record.equipment.modes) {
    const auto range = slices_within(mode.f_min, mode.f_max);
    const std::int32_t from = std::max(range.first, network.band_.first) - network.band_.first;
    const std::int32_t to = std::min(range.end(), network.band_.end()) - network.band_.first;
    network.mode_slots_.push_back({2 * slot_width_m(mode.min_spacing), from, std::max(from, to)});
  }

  network.adjacency_.resize(record.sites.size());
  for (std::size_t i = 0; i < record.links.size(); ++i) {
    auto& link = record.links[i];
    if (auto checked = check_link(link, record); !checked) return fail(checked.error());
    const LinkIndex index{static_cast<std::uint32_t>(i)};
    if (!network.link_by_name_.try_emplace(link.name, index).second)
      return bad_link(link, "named twice; each name is used once", "cable");
    link.latency = fibre_latency(link.length, record.equipment.fibres[link.fibre_type.at()].group_index);
    network.adjacency_[link.a_site.at()].push_back({{index, true}, link.z_site, link.latency});
    network.adjacency_[link.z_site.at()].push_back({{index, false}, link.a_site, link.latency});
  }
  if (auto checked = check_ports(record); !checked) return fail(checked.error());
  network.record_ = std::move(record);
  return network;
}

Result<SiteIndex> Network::find_site(std::string_view name) const {
  if (const auto found = site_by_name_.find(std::string(name)); found != site_by_name_.end())
    return found->second;
  std::vector<std::string_view> names;
  for (const auto& site : record_.sites) names.emplace_back(site.name);
  auto nearest = nearest_of(name, names);
  constexpr std::size_t kShown = 64;
  auto message = fmt::format("no site {:?}", name.substr(0, kShown));
  message += nearest.empty() ? fmt::format("; the network has {} sites, as {}", names.size(), names.front())
                             : fmt::format("; the nearest is {}", nearest);
  return invalid(std::move(message), {}, std::move(nearest));
}

std::optional<LinkIndex> Network::find_link(std::string_view name) const {
  const auto found = link_by_name_.find(std::string(name));
  return found == link_by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ModeIndex> Network::find_mode(std::string_view transceiver, std::string_view name) const {
  const auto& modes = record_.equipment.modes;
  const auto found = std::find_if(modes.begin(), modes.end(), [&](const Mode& mode) {
    return mode.name == name && mode.transceiver == transceiver;
  });
  if (found == modes.end()) return std::nullopt;
  return ModeIndex{static_cast<std::uint32_t>(found - modes.begin())};
}

}  // namespace lightloom
