#include "topology/plan/noise_table.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace lightloom {
namespace {

// Sums of a few hundred positive doubles are off by some 1e-14 of themselves.
constexpr double kRoundingSlack = 1 + 1e-9;
constexpr std::size_t kMostDestinations = 256;
constexpr double kNoWay = std::numeric_limits<double>::infinity();

void least_noise(const Network& network, const NoiseTable& table, SiteIndex destination, std::size_t mode,
                 std::vector<double>& to) {
  using Entry = std::pair<double, SiteIndex>;
  const auto least = [&](SiteIndex site) -> double& { return to[site.at() * table.modes() + mode]; };
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  least(destination) = 0;
  queue.emplace(0, destination);
  while (!queue.empty()) {
    const auto [noise, site] = queue.top();
    queue.pop();
    if (noise > least(site)) continue;
    for (const auto& way : network.ways_from(site)) {
      const double through = noise + table.of(way.hop.link)[mode];
      if (through >= least(way.to)) continue;
      least(way.to) = through;
      queue.emplace(through, way.to);
    }
  }
}

}  // namespace

NoiseTable::NoiseTable(const Network& network, const optics::LineModel& optics) {
  const auto modes = static_cast<std::uint32_t>(network.equipment().modes.size());
  const auto links = static_cast<std::uint32_t>(network.links().size());
  for (std::uint32_t mode = 0; mode < modes; ++mode)
    budgets_.push_back(optics.noise_budget(ModeIndex{mode}).value * kRoundingSlack);
  by_link_.reserve(std::size_t{modes} * links);
  for (std::uint32_t link = 0; link < links; ++link)
    for (std::uint32_t mode = 0; mode < modes; ++mode)
      by_link_.push_back(std::min(optics.hop_noise(ModeIndex{mode}, {LinkIndex{link}, true}).least.value,
                                  optics.hop_noise(ModeIndex{mode}, {LinkIndex{link}, false}).least.value));
  outreaches_.reserve(std::size_t{modes} * modes);
  for (std::size_t one = 0; one < modes; ++one)
    for (std::size_t other = 0; other < modes; ++other) outreaches_.push_back(adds_less(one, other));
}

// On every cable, as a share of what the mode bears.
bool NoiseTable::adds_less(std::size_t one, std::size_t other) const {
  for (std::size_t row = 0; row < by_link_.size(); row += modes())
    if (by_link_[row + one] * budgets_[other] > by_link_[row + other] * budgets_[one]) return false;
  return budgets_[one] > 0;
}

std::shared_ptr<const std::vector<double>> NoiseTable::to(const Network& network, SiteIndex destination) {
  if (const auto found = to_.find(destination); found != to_.end()) return found->second;
  if (to_.size() >= kMostDestinations) to_.clear();
  auto made = std::make_shared<std::vector<double>>(network.sites().size() * modes(), kNoWay);
  for (std::size_t mode = 0; mode < modes(); ++mode) least_noise(network, *this, destination, mode, *made);
  to_.emplace(destination, made);
  return made;
}

NoisePruner::NoisePruner(const Network& network, NoiseTable& table, SiteIndex destination,
                         std::vector<ModeIndex> modes)
    : table_(table), modes_(std::move(modes)), rest_(table.to(network, destination)), noise_(modes_.size()) {}

void NoisePruner::extend(std::span<const Hop> prefix) {
  std::fill(noise_.begin(), noise_.end(), 0.0);
  for (const auto& hop : prefix) {
    const auto noise = table_.of(hop.link);
    for (std::size_t at = 0; at < modes_.size(); ++at) noise_[at] += noise[modes_[at].at()];
  }
}

bool NoisePruner::admits(const Adjacency& way) {
  for (std::size_t at = 0; at < modes_.size(); ++at)
    if (may_close(at, way)) return true;
  return false;
}

}  // namespace lightloom
