// Lightpaths on emulated glass, set at devices as the controller would, and what the predictor says of the
// same.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "lab/glass/glass.h"
#include "topology/optics/line_model.h"
#include "topology/routes/routes.h"

namespace lightloom::lab::testing {

/// Lit both ways over `hops`, with a laser at either end.
struct Lightpath {
  ModeIndex mode;
  Slot slot;
  std::vector<Hop> hops;
  SiteIndex a, z;
  std::string a_port, z_port;
};

inline SiteIndex start_of(const Network& network, Hop hop) {
  const Link& link = network.link(hop.link);
  return hop.forward ? link.a_site : link.z_site;
}
inline SiteIndex end_of(const Network& network, Hop hop) {
  return start_of(network, {hop.link, !hop.forward});
}
inline std::string start_port(const Network& network, Hop hop) {
  const Link& link = network.link(hop.link);
  return hop.forward ? link.a_port : link.z_port;
}
inline std::string end_port(const Network& network, Hop hop) {
  return start_port(network, {hop.link, !hop.forward});
}

/// The way of least latency; empty where there is none.
inline std::vector<Hop> fastest_hops(const Network& network, SiteIndex from, SiteIndex to) {
  const auto left = latencies_to(network, to);
  std::vector<Hop> hops;
  while (from != to) {
    const Adjacency* best = nullptr;
    for (const Adjacency& way : network.ways_from(from)) {
      if (left[way.to.at()] == kUnreachable) continue;
      if (best == nullptr || way.latency + left[way.to.at()] < best->latency + left[best->to.at()])
        best = &way;
    }
    if (best == nullptr) return {};
    hops.push_back(best->hop);
    from = best->to;
  }
  return hops;
}

class LitNetwork {
 public:
  explicit LitNetwork(std::shared_ptr<const Network> network)
      : network_(std::move(network)),
        glass_(network_),
        configs_(network_->sites().size()),
        ports_used_(network_->sites().size()),
        taken_(network_->links().size()) {}

  const Network& network() const { return *network_; }
  Glass& glass() { return glass_; }
  SiteConfig& config(SiteIndex site) { return configs_[site.at()]; }
  const std::vector<SiteConfig>& configs() const { return configs_; }
  /// After changes to `config`.
  void tell(SiteIndex site) { glass_.set_site(site, configs_[site.at()]); }
  void tell_all() {
    for (std::uint32_t site = 0; site < configs_.size(); ++site) tell({site});
  }

  /// Sets all devices on the way; `tell_all` afterwards.
  Lightpath light(ModeIndex mode, Slot slot, const std::vector<Hop>& hops, Dbm power = {0}) {
    Lightpath path{mode, slot, hops, start_of(*network_, hops.front()), end_of(*network_, hops.back()),
                   {},   {}};
    path.a_port = next_port(path.a);
    path.z_port = next_port(path.z);
    for (const auto& [site, port] : {std::pair(path.a, path.a_port), std::pair(path.z, path.z_port)})
      config(site).transmitters.push_back({port, mode, slot.centre(), power});
    std::string in_port = path.a_port;
    for (const Hop hop : hops) {
      cross(start_of(*network_, hop), in_port, start_port(*network_, hop), slot);
      in_port = end_port(*network_, hop);
      taken_[hop.link.at()].occupy(slot.slices().first - network_->band().first, slot.slices().count);
      lit_[hop.link].push_back({mode, slot.slices()});
    }
    cross(path.z, in_port, path.z_port, slot);
    return path;
  }
  /// In the lowest slot that is free all along; nothing where there is none.
  std::optional<Lightpath> light_first_fit(ModeIndex mode, const std::vector<Hop>& hops) {
    SliceMap taken;
    for (const Hop hop : hops) taken |= taken_[hop.link.at()];
    const auto [from, to] = network_->tuning_bits(mode);
    const std::int32_t width = network_->slot_slices(mode);
    const auto first = first_fit(taken, width, from, to);
    if (!first || hops.empty()) return std::nullopt;
    return light(mode, slot_of({network_->band().first + *first, width}), hops);
  }
  /// Up to `count` between random sites, of random modes.
  std::vector<Lightpath> light_many(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t limit) { return static_cast<std::uint32_t>(random() % limit); };
    std::vector<Lightpath> paths;
    for (std::size_t tries = 0; paths.size() < count && tries < 20 * count; ++tries) {
      const SiteIndex from{below(network_->sites().size())};
      const SiteIndex to{below(network_->sites().size())};
      const ModeIndex mode{below(network_->equipment().modes.size())};
      if (from == to) continue;
      if (auto path = light_first_fit(mode, fastest_hops(*network_, from, to))) paths.push_back(*path);
    }
    return paths;
  }

  /// What topology/optics expects at the end of the hops.
  optics::Received predicted(const optics::LineModel& model, const Lightpath& path) const {
    std::vector<std::vector<optics::LitChannel>> lit;
    for (const Hop hop : path.hops) lit.push_back(lit_.at(hop.link));
    return model.as_lit(path.mode, path.slot.slices(), path.hops, lit).value();
  }
  /// What the lab says there, with its signal to noise ratio in 0.1 nm.
  std::optional<optics::Received> received(const Lightpath& path) {
    const auto reception = glass_.reception(path.z, path.z_port);
    if (!reception) return std::nullopt;
    const double baud_hz = static_cast<double>(network_->mode(path.mode).baud_rate.value) * 1e6;
    return optics::Received{reception->esnr + to_decibel(LinearRatio{baud_hz / 12.5e9}),
                            reception->osnr_0p1nm, reception->power};
  }

 private:
  std::string next_port(SiteIndex site) { return "line-" + std::to_string(++ports_used_[site.at()]); }
  void cross(SiteIndex site, const std::string& one, const std::string& other, Slot slot) {
    const Mhz half = kSliceWidth * slot.m;
    config(site).crosses.push_back({one, other, slot.centre() - half, slot.centre() + half});
    config(site).crosses.push_back({other, one, slot.centre() - half, slot.centre() + half});
  }

  std::shared_ptr<const Network> network_;
  Glass glass_;
  std::vector<SiteConfig> configs_;
  std::vector<int> ports_used_;
  std::vector<SliceMap> taken_;
  std::map<LinkIndex, std::vector<optics::LitChannel>> lit_;
};

}  // namespace lightloom::lab::testing
