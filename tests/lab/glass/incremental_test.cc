// What was asked for a piece at a time is what is found when everything is told at once.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/lab/glass/lit_network.h"
#include "tests/topology/random_network.h"

namespace lightloom::lab::testing {
namespace {

using ::lightloom::testing::pick;
using ::lightloom::testing::random_network;

constexpr std::uint32_t kPorts = 6;
constexpr std::uint32_t kSteps = 12;

// Everything that a Glass was told besides its sites.
struct Damage {
  std::vector<bool> is_powered;
  std::vector<std::optional<double>> cut_forward_km, cut_backward_km;
  std::vector<double> bend_db;
};

// Devices told what they like: crosses from anywhere to anywhere, lasers that overlap, rings.
class Mischief {
 public:
  explicit Mischief(std::shared_ptr<const Network> network) : network_(std::move(network)), glass_(network_) {
    const std::size_t links = network_->links().size();
    configs_.resize(network_->sites().size());
    damage_ = {std::vector<bool>(configs_.size(), true), std::vector<std::optional<double>>(links),
               std::vector<std::optional<double>>(links), std::vector<double>(links, 0.0)};
  }

  void step() {
    const auto site = pick<std::uint32_t>(0, sites());
    const auto link = pick<std::uint32_t>(0, links());
    switch (pick(0, 9)) {
      case 0:
        return set_power(site, pick(0, 2) == 0);
      case 1:
        return cut(link);
      case 2:
        return splice(link);
      case 3:
        damage_.bend_db[link] = pick(0, 4);
        return glass_.bend({link}, {damage_.bend_db[link]});
      case 4:
        return set_amplifier(link);
      case 5:
        return lose_something(site);
      default:
        return add_lightpath();
    }
  }

  std::unique_ptr<Glass> fresh() const {
    auto glass = std::make_unique<Glass>(network_);
    for (std::uint32_t site = 0; site < sites(); ++site) {
      glass->set_site({site}, configs_[site]);
      glass->set_power({site}, damage_.is_powered[site]);
    }
    for (std::uint32_t link = 0; link < links(); ++link) {
      glass->bend({link}, {damage_.bend_db[link]});
      if (const auto km = damage_.cut_forward_km[link]) glass->cut({link}, Glass::Direction::kForward, km);
      if (const auto km = damage_.cut_backward_km[link]) glass->cut({link}, Glass::Direction::kBackward, km);
    }
    return glass;
  }
  Glass& glass() { return glass_; }
  std::uint32_t sites() const { return static_cast<std::uint32_t>(network_->sites().size()); }
  std::uint32_t links() const { return static_cast<std::uint32_t>(network_->links().size()); }

 private:
  void tell(std::uint32_t site) { glass_.set_site({site}, configs_[site]); }
  void set_power(std::uint32_t site, bool on) {
    damage_.is_powered[site] = on;
    glass_.set_power({site}, on);
  }
  void cut(std::uint32_t link) {
    const bool forward = pick(0, 2) == 0;
    const double km = pick(0, 200);
    (forward ? damage_.cut_forward_km : damage_.cut_backward_km)[link] = km;
    glass_.cut({link}, forward ? Glass::Direction::kForward : Glass::Direction::kBackward, km);
  }
  void splice(std::uint32_t link) {
    damage_.cut_forward_km[link].reset();
    damage_.cut_backward_km[link].reset();
    glass_.splice({link});
  }
  void set_amplifier(std::uint32_t link) {
    const Link& it = network_->link({link});
    const auto site = pick(0, 2) == 0 ? it.a_site : it.z_site;
    configs_[site.at()].amplifiers.push_back({{link},
                                              pick(0, 2) == 0,
                                              pick<std::size_t>(0, 4),
                                              {static_cast<double>(pick(5, 25))},
                                              {static_cast<double>(pick(-2, 3))},
                                              pick(0, 8) != 0});
    tell(site.value);
  }
  void lose_something(std::uint32_t site) {
    SiteConfig& config = configs_[site];
    if (!config.crosses.empty())
      config.crosses.erase(config.crosses.begin() + pick<std::int64_t>(0, std::ssize(config.crosses)));
    if (!config.transmitters.empty()) config.transmitters.erase(config.transmitters.begin());
    tell(site);
  }
  // A walk of a few hops that may cross itself, in a slot that may be taken.
  void add_lightpath() {
    const ModeIndex mode{pick<std::uint32_t>(0, 5)};
    const std::int32_t half = network_->slot_slices(mode) / 2;
    const Slot slot{-380 + half * pick(0, 12), half};
    SiteIndex at{pick<std::uint32_t>(0, sites())};
    std::string port = light(at, mode, slot);
    for (int hops = pick(1, 5); hops > 0 && !network_->ways_from(at).empty(); --hops) {
      const auto ways = network_->ways_from(at);
      const Adjacency& way = ways[pick<std::size_t>(0, ways.size())];
      cross(at, port, start_port(*network_, way.hop), slot);
      tell(at.value);
      port = end_port(*network_, way.hop);
      at = way.to;
    }
    cross(at, port, light(at, mode, slot), slot);
    tell(at.value);
  }
  std::string light(SiteIndex site, ModeIndex mode, Slot slot) {
    auto port = "line-" + std::to_string(pick<std::uint32_t>(1, kPorts + 1));
    configs_[site.at()].transmitters.push_back({port, mode, slot.centre()});
    tell(site.value);
    return port;
  }
  void cross(SiteIndex site, const std::string& one, const std::string& other, Slot slot) {
    const Mhz half = kSliceWidth * slot.m;
    configs_[site.at()].crosses.push_back({one, other, slot.centre() - half, slot.centre() + half});
    configs_[site.at()].crosses.push_back({other, one, slot.centre() - half, slot.centre() + half});
  }

  std::shared_ptr<const Network> network_;
  Glass glass_;
  std::vector<SiteConfig> configs_;
  Damage damage_;
};

void expect_same(const Fibre& one, const Fibre& other) {
  RC_ASSERT(one.is_dark == other.is_dark);
  RC_ASSERT(one.amplifier_in == other.amplifier_in);
  RC_ASSERT(one.amplifier_out == other.amplifier_out);
  RC_ASSERT(one.channels.size() == other.channels.size());
  for (std::size_t i = 0; i < one.channels.size(); ++i) {
    RC_ASSERT(one.channels[i].lower == other.channels[i].lower);
    RC_ASSERT(one.channels[i].upper == other.channels[i].upper);
    RC_ASSERT(one.channels[i].power == other.channels[i].power);
  }
}

void expect_same(const std::optional<Reception>& one, const std::optional<Reception>& other) {
  RC_ASSERT(one.has_value() == other.has_value());
  if (!one) return;
  RC_ASSERT(one->power == other->power);
  RC_ASSERT(one->esnr == other->esnr);
  RC_ASSERT(one->osnr_0p1nm == other->osnr_0p1nm);
  RC_ASSERT(one->from_site == other->from_site);
  RC_ASSERT(std::isfinite(one->esnr.value) && std::isfinite(one->power.value));
}

void expect_same(Mischief& mischief, Glass& fresh) {
  for (std::uint32_t link = 0; link < mischief.links(); ++link)
    for (const bool forward : {true, false})
      expect_same(mischief.glass().fibre({link}, forward), fresh.fibre({link}, forward));
  for (std::uint32_t site = 0; site < mischief.sites(); ++site) {
    for (std::uint32_t port = 1; port <= kPorts; ++port) {
      const auto name = "line-" + std::to_string(port);
      expect_same(mischief.glass().reception({site}, name), fresh.reception({site}, name));
    }
  }
}

RC_GTEST_PROP(IncrementalGlass, EqualsAFreshOneToTheLastBitAfterEveryStep, ()) {
  Mischief mischief(random_network(5, 40'000).build());
  for (std::uint32_t step = 0; step < kSteps; ++step) {
    mischief.step();
    if (pick(0, 3) != 0) continue;
    expect_same(mischief, *mischief.fresh());
  }
  expect_same(mischief, *mischief.fresh());
}

// Numbers that a site sees: its receivers, its ends of cables. Darkness is far below any of them.
std::vector<std::vector<double>> seen_by_site(Mischief& mischief, const Network& network) {
  std::vector<std::vector<double>> seen(mischief.sites());
  for (std::uint32_t site = 0; site < mischief.sites(); ++site) {
    for (std::uint32_t port = 1; port <= kPorts; ++port) {
      const auto reception = mischief.glass().reception({site}, "line-" + std::to_string(port));
      seen[site].push_back(reception ? reception->esnr.value : -1e3);
      seen[site].push_back(reception ? reception->power.value : -1e3);
    }
    for (const Adjacency& way : network.ways_from({site})) {
      const Fibre& arriving = mischief.glass().fibre(way.hop.link, !way.hop.forward);
      seen[site].push_back(arriving.is_dark ? -1e3 : 0);
      seen[site].push_back(arriving.amplifier_in.back().value);
      seen[site].push_back(arriving.amplifier_out.back().value);
    }
  }
  return seen;
}

// Whoever is not told sees what he saw.
RC_GTEST_PROP(IncrementalGlass, TellsEverySiteThatSeesAChange, ()) {
  const auto network = random_network(5, 40'000).build();
  Mischief mischief(network);
  for (std::uint32_t step = 0; step < kSteps; ++step) mischief.step();
  mischief.glass().take_changed();
  const auto before = seen_by_site(mischief, *network);
  mischief.step();
  const auto after = seen_by_site(mischief, *network);
  const auto told = mischief.glass().take_changed();
  constexpr double kUnseen = 0.005 + 1e-12;
  for (std::uint32_t site = 0; site < mischief.sites(); ++site) {
    if (std::find(told.begin(), told.end(), SiteIndex{site}) != told.end()) continue;
    for (std::size_t i = 0; i < before[site].size(); ++i)
      RC_ASSERT(std::abs(before[site][i] - after[site][i]) <= kUnseen);
  }
}

}  // namespace
}  // namespace lightloom::lab::testing
