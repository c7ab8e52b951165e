#include "topology/plan/spectrum_pruner.h"

#include <utility>

namespace lightloom {
namespace {

std::vector<ModeIndex> modes_of(const std::vector<SlotNeed>& needs) {
  std::vector<ModeIndex> modes;
  modes.reserve(needs.size());
  for (const auto& need : needs) modes.push_back(need.mode);
  return modes;
}

}  // namespace

SpectrumPruner::SpectrumPruner(const SlotQuery& query, std::vector<SlotNeed> needs)
    : taken_(query.taken),
      destination_(query.to),
      needs_(std::move(needs)),
      to_end_(needs_.size()),
      on_prefix_(needs_.size()),
      noise_(query.network, query.noise, query.to, modes_of(needs_)),
      closed_(query.network.links().size(), true) {
  for (std::size_t at = 0; at < needs_.size(); ++at) {
    look_ahead(query, needs_[at], to_end_[at]);
    for (std::uint32_t link = 0; link < closed_.size(); ++link)
      if (have_room(taken_.starts_on({link}, needs_[at].width), needs_[at])) closed_[link] = false;
  }
}

void SpectrumPruner::extend(std::span<const Hop> prefix) {
  noise_.extend(prefix);
  for (std::size_t at = 0; at < needs_.size(); ++at) {
    on_prefix_[at] = to_end_[at][destination_.at()];  // where nothing is taken
    for (const auto& hop : prefix) on_prefix_[at] &= taken_.starts_on(hop.link, needs_[at].width);
  }
}

bool SpectrumPruner::admits(const Adjacency& way) {
  for (std::size_t at = 0; at < needs_.size(); ++at) {
    if (!noise_.may_close(at, way)) continue;
    SliceMap starts = on_prefix_[at];
    starts &= taken_.starts_on(way.hop.link, needs_[at].width);
    starts &= to_end_[at][way.to.at()];
    if (have_room(starts, needs_[at])) return true;
  }
  return false;
}

}  // namespace lightloom
