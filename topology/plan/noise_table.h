// The least noise that cables, and the rest of a way, add to each mode: what tells a search that no mode can
// close any more.
#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "topology/network.h"
#include "topology/optics/line_model.h"
#include "topology/routes/route_search.h"

namespace lightloom {

/// Noise-to-signal ratios by mode. Copies share what was made. One per thread: not synchronised.
class NoiseTable {
 public:
  NoiseTable(const Network& network, const optics::LineModel& optics);

  std::size_t modes() const { return budgets_.size(); }
  /// What a cable adds at least in either direction, by ModeIndex.
  std::span<const double> of(LinkIndex link) const {
    return std::span(by_link_).subspan(link.at() * modes(), modes());
  }
  /// The most that a mode bears, by ModeIndex, loosened by more than what rounding can take from a sum.
  std::span<const double> budgets() const { return budgets_; }
  /// Whether `one` closes on every route on which `other` may.
  bool outreaches(ModeIndex one, ModeIndex other) const {
    return outreaches_[one.at() * modes() + other.at()];
  }
  /// The least from every site to a destination, each mode on the way best for it: `site * modes() + mode`;
  /// infinite where there is no way. Kept for the last few hundred destinations.
  std::shared_ptr<const std::vector<double>> to(const Network& network, SiteIndex destination);

 private:
  bool adds_less(std::size_t one, std::size_t other) const;

  std::vector<double> budgets_;
  std::vector<double> by_link_;
  std::vector<bool> outreaches_;  // one * modes() + other
  std::unordered_map<SiteIndex, std::shared_ptr<const std::vector<double>>> to_;
};

/// Refuses prefixes after which no mode of a list closes, whatever follows. Exact: noise only adds.
class NoisePruner : public RoutePruner {
 public:
  /// `table` outlives it.
  NoisePruner(const Network& network, NoiseTable& table, SiteIndex destination, std::vector<ModeIndex> modes);

  void extend(std::span<const Hop> prefix) override;
  bool admits(const Adjacency& way) override;
  /// Whether the `at`th mode of the list may close beyond `way`.
  bool may_close(std::size_t at, const Adjacency& way) const {
    const std::size_t mode = modes_[at].at();
    return noise_[at] + table_.of(way.hop.link)[mode] + (*rest_)[way.to.at() * table_.modes() + mode] <=
           table_.budgets()[mode];
  }

 private:
  const NoiseTable& table_;
  std::vector<ModeIndex> modes_;
  std::shared_ptr<const std::vector<double>> rest_;
  std::vector<double> noise_;  // of the prefix, by place in modes_
};

}  // namespace lightloom
