#include "topology/gnpy/propagation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <optional>
#include <utility>

#include "topology/gnpy/light_elements.h"
#include "topology/gnpy/light_walk.h"
#include "topology/optics/constants.h"

namespace lightloom::gnpy {
namespace {

constexpr std::size_t kMaxChannels = 2'000;
// Requests ask for a few combs; tables of the oldest give way to those of a new one beyond this.
constexpr std::size_t kMaxCombs = 16;

// Whole quotients as Python's `//` has them: what is short of a whole number by a rounding stays short.
std::size_t channel_count(const PlannerComb& comb) {
  const double width = comb.band.f_max_hz - comb.band.f_min_hz;
  if (!(width > 0) || !(comb.spacing_hz > 0)) return 0;
  const double whole = std::round((width - std::fmod(width, comb.spacing_hz)) / comb.spacing_hz);
  return static_cast<std::size_t>(std::min(whole, static_cast<double>(kMaxChannels) + 1));
}

struct Lit {
  Lit(const LightElements& elements, std::vector<double> frequency_hz, const PlannerComb& comb,
      std::uint64_t& shapes)
      : tables(elements, std::move(frequency_hz), comb.baud_rate_hz, comb.spacing_hz), walk(tables, shapes) {}
  CombTables tables;
  LightWalk walk;
};

// A comb, and what is left of it behind the amplifiers of a path.
struct CombCache {
  PlannerComb comb;  // roll-off, launch power and offset do not matter here
  std::vector<double> frequency_hz;
  std::map<std::vector<KindIndex>, std::unique_ptr<Lit>> by_sites;  // kinds of sites, rising
};

}  // namespace

struct Propagator::Impl {
  Impl(const PlannerNetwork& planner_network, const Library& planner_library)
      : network(planner_network), library(planner_library) {}

  const std::string& uid(ElementIndex index) const { return network.elements[index].uid; }
  tl::unexpected<Error> wrong(const std::string& uid, const std::string& what, const char* field) const {
    return invalid(fmt::format("{}: {}: {}", network.file, uid, what), field);
  }

  Result<CombCache*> cache_of(const PlannerComb& comb);
  Result<Lit*> lit(std::span<const ElementIndex> path, CombCache& cache);
  Result<std::vector<double>> carried_channels(std::span<const ElementIndex> path,
                                               const CombCache& cache) const;
  Result<KindIndex> impairment(const RoadmPass& roadm, ElementIndex from, ElementIndex at,
                               ElementIndex to) const;
  std::optional<Error> pass(LightWalk& walk, std::span<const ElementIndex> path, std::size_t i,
                            double offset) const;

  const PlannerNetwork& network;
  const Library& library;
  LightElements elements;
  std::list<CombCache> combs;
  std::vector<KindIndex> sites;  // scratch of `lit`
  std::uint64_t shapes = 0;
};

Result<CombCache*> Propagator::Impl::cache_of(const PlannerComb& comb) {
  for (CombCache& cache : combs) {
    if (cache.comb.band == comb.band && cache.comb.baud_rate_hz == comb.baud_rate_hz &&
        cache.comb.spacing_hz == comb.spacing_hz) {
      return &cache;
    }
  }
  const std::size_t count = channel_count(comb);
  if (count == 0 || count > kMaxChannels) {
    return invalid(
        fmt::format("{}: found no or too many channels {} GHz apart from {} to {} THz; needs 1 to {}",
                    network.file, comb.spacing_hz * 1e-9, comb.band.f_min_hz * 1e-12,
                    comb.band.f_max_hz * 1e-12, kMaxChannels),
        "spacing");
  }
  if (!(comb.baud_rate_hz > 0) || comb.baud_rate_hz > comb.spacing_hz) {
    return invalid(fmt::format("{}: found {} GBd in {} GHz; needs a symbol rate of more than 0 and no more "
                               "than the spacing",
                               network.file, comb.baud_rate_hz * 1e-9, comb.spacing_hz * 1e-9),
                   "baud_rate");
  }
  if (combs.size() == kMaxCombs) combs.pop_front();
  CombCache& cache = combs.emplace_back();
  cache.comb = comb;
  for (std::size_t i = 1; i <= count; ++i) {
    cache.frequency_hz.push_back(comb.band.f_min_hz + comb.spacing_hz * static_cast<double>(i));
  }
  return &cache;
}

// What every amplifier on the path carries; without amplifiers, what the library's spectrum holds.
Result<std::vector<double>> Propagator::Impl::carried_channels(std::span<const ElementIndex> path,
                                                               const CombCache& cache) const {
  std::vector<double> left = cache.frequency_hz;
  const auto keep = [&](const std::vector<Band>& bands) {
    std::erase_if(left, [&](double frequency) {
      return std::none_of(bands.begin(), bands.end(),
                          [&](const Band& band) { return holds(band, frequency, cache.comb.spacing_hz); });
    });
  };
  if (sites.empty() && !library.spectrum.empty()) keep({library.spectrum.front().band});
  if (left.empty()) {
    return wrong(uid(path.front()), "found no channel of the comb within the spectrum of the library's SI",
                 "f_min");
  }
  for (const ElementIndex index : path) {
    const auto* site = std::get_if<AmplifierSite>(&elements.passes[index]);
    if (site == nullptr) continue;
    const std::vector<Band>& bands = elements.carried[site->carried];
    keep(bands);
    if (left.empty()) {
      return wrong(uid(index),
                   fmt::format("found no channel that passes; its band from {} to {} THz carries none that "
                               "is left of the comb",
                               bands.empty() ? 0.0 : bands.front().f_min_hz * 1e-12,
                               bands.empty() ? 0.0 : bands.back().f_max_hz * 1e-12),
                   "f_min");
    }
  }
  return left;
}

Result<Lit*> Propagator::Impl::lit(std::span<const ElementIndex> path, CombCache& cache) {
  sites.clear();
  for (const ElementIndex index : path) {
    const auto* site = std::get_if<AmplifierSite>(&elements.passes[index]);
    if (site == nullptr || (!sites.empty() && sites.back() == site->carried)) continue;
    sites.push_back(site->carried);
  }
  std::sort(sites.begin(), sites.end());
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  const auto known = cache.by_sites.find(sites);
  if (known != cache.by_sites.end()) return known->second.get();
  auto channels = carried_channels(path, cache);
  if (!channels) return fail(channels.error());
  auto made = std::make_unique<Lit>(elements, *std::move(channels), cache.comb, shapes);
  return cache.by_sites.emplace(sites, std::move(made)).first->second.get();
}

Result<KindIndex> Propagator::Impl::impairment(const RoadmPass& roadm, ElementIndex from, ElementIndex at,
                                               ElementIndex to) const {
  for (const auto& [degrees, kind] : roadm.impairment_between) {
    if (degrees.first == from && degrees.second == to) return kind;
  }
  using Way = RoadmPathImpairments::Way;
  const bool adds = std::holds_alternative<TransceiverPass>(elements.passes[from]);
  const bool drops = std::holds_alternative<TransceiverPass>(elements.passes[to]);
  if (adds && drops) {
    return wrong(
        uid(at),
        fmt::format("found a path from {} straight to {}; needs a degree between adding and dropping",
                    uid(from), uid(to)),
        "path");
  }
  const Way way = adds ? Way::kAdd : drops ? Way::kDrop : Way::kExpress;
  return roadm.impairment_of_way.at(static_cast<std::size_t>(way));
}

std::optional<Error> Propagator::Impl::pass(LightWalk& walk, std::span<const ElementIndex> path,
                                            std::size_t i, double offset) const {
  const LightElements::Pass& pass = elements.passes[path[i]];
  if (const auto* site = std::get_if<AmplifierSite>(&pass)) {
    walk.pass(*site);
  } else if (const auto* fibre = std::get_if<FibrePass>(&pass)) {
    if (!walk.pass(*fibre)) {
      return wrong(uid(path[i]),
                   "found a table over frequency that ends before the comb does; needs one that reaches over "
                   "it",
                   "frequency")
          .value();
    }
  } else if (const auto* fused = std::get_if<FusedPass>(&pass)) {
    walk.pass(*fused);
  } else if (const auto* roadm = std::get_if<RoadmPass>(&pass)) {
    const auto kind = impairment(*roadm, path[i - 1], path[i], path[i + 1]);
    if (!kind) return kind.error();
    const auto own = std::find_if(roadm->target_to.begin(), roadm->target_to.end(),
                                  [to = path[i + 1]](const auto& degree) { return degree.first == to; });
    walk.pass(*kind, own != roadm->target_to.end() ? own->second : roadm->target, offset);
  }
  return std::nullopt;
}

Propagator::Propagator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Propagator::Propagator(Propagator&&) noexcept = default;
Propagator::~Propagator() = default;

Result<Propagator> Propagator::build(const PlannerNetwork& network, const Library& library) {
  auto impl = std::make_unique<Impl>(network, library);
  auto elements = light_elements(network, library);
  if (!elements) return fail(elements.error());
  impl->elements = *std::move(elements);
  return Propagator(std::move(impl));
}

Result<Arrival> Propagator::propagate(std::span<const ElementIndex> path, const PlannerComb& comb) {
  return walk(path, comb, nullptr);
}

Result<optics::NoiseShares> Propagator::noise_shares(std::span<const ElementIndex> path,
                                                     const PlannerComb& comb, std::size_t channel) {
  optics::NoiseShares shares;
  const double in_0p1nm = optics::kReferenceBandwidthHz / comb.baud_rate_hz;
  std::pair<double, double> before{0, 0};
  const auto arrival = walk(path, comb, [&](std::size_t at, const LightWalk& light) {
    const auto& element = impl_->network.elements[path[at]];
    const auto now = light.noise_of(channel);
    if (std::holds_alternative<FibreElement>(element.what)) {
      shares.stretches.push_back({element.uid, {}, {}});
    } else if (std::holds_alternative<RoadmElement>(element.what) || shares.stretches.empty()) {
      shares.stretches.push_back({"behind " + element.uid, {}, {}});
    }
    auto& stretch = shares.stretches.back();
    stretch.ase += LinearRatio{(now.first - before.first) * in_0p1nm};
    stretch.nli += LinearRatio{(now.second - before.second) * in_0p1nm};
    before = now;
  });
  if (!arrival) return fail(arrival.error());
  if (!arrival->roadm_noise.empty()) shares.add_drop = {arrival->roadm_noise.at(channel)};
  return shares;
}

Result<Arrival> Propagator::walk(std::span<const ElementIndex> path, const PlannerComb& comb,
                                 const OnPass& on_pass) {
  const auto is_end = [&](ElementIndex index) {
    return index < impl_->elements.passes.size() &&
           std::holds_alternative<TransceiverPass>(impl_->elements.passes[index]);
  };
  const auto is_known = [&](ElementIndex index) { return index < impl_->elements.passes.size(); };
  if (path.size() < 2 || !is_end(path.front()) || !is_end(path.back()) ||
      !std::all_of(path.begin(), path.end(), is_known)) {
    return invalid(fmt::format("{}: found a path of {} elements; needs one from transceiver to transceiver",
                               impl_->network.file, path.size()),
                   "path");
  }
  if (!(comb.tx_power_w > 0)) {
    return invalid(fmt::format("{}: found a launch power of {} W; needs more than 0", impl_->network.file,
                               comb.tx_power_w),
                   "tx_power");
  }
  const auto cache = impl_->cache_of(comb);
  if (!cache) return fail(cache.error());
  const auto lit = impl_->lit(path, **cache);
  if (!lit) return fail(lit.error());
  LightWalk& walk = (*lit)->walk;
  const double offset = to_linear(Decibel{comb.offset_db}).value;
  walk.launch(comb.tx_power_w);
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    auto failed = impl_->pass(walk, path, i, offset);
    if (failed) return fail(*std::move(failed));
    if (on_pass) on_pass(i, walk);
  }
  return walk.arrive();
}

}  // namespace lightloom::gnpy
