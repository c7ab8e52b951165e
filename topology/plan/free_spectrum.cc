#include "topology/plan/free_spectrum.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace lightloom {
namespace {

constexpr std::int32_t kWordBits = 64;

SliceMap bits_between(std::int32_t from, std::int32_t to) {
  SliceMap bits;
  if (from < to) bits.occupy(from, to - from);
  return bits;
}

/// Bit i of the result is bit i + by.
SliceMap shifted_down(const SliceMap& bits, std::int32_t by) {
  const auto words = static_cast<std::size_t>(by / kWordBits);
  const auto rest = static_cast<unsigned>(by % kWordBits);
  SliceMap down;
  for (std::size_t i = 0; i + words < SliceMap::kWords; ++i) {
    std::uint64_t word = bits.words()[i + words] >> rest;
    if (rest != 0 && i + words + 1 < SliceMap::kWords)
      word |= bits.words()[i + words + 1] << (kWordBits - rest);
    down.words()[i] = word;
  }
  return down;
}

void keep_common(SliceMap& bits, const SliceMap& other) {
  for (std::size_t i = 0; i < SliceMap::kWords; ++i) bits.words()[i] &= other.words()[i];
}

bool have_common(const SliceMap& a, const SliceMap& b, const SliceMap& c) {
  std::uint64_t common = 0;
  for (std::size_t i = 0; i < SliceMap::kWords; ++i) common |= a.words()[i] & b.words()[i] & c.words()[i];
  return common != 0;
}

std::vector<ModeIndex> modes_of(const std::vector<SlotNeed>& needs) {
  std::vector<ModeIndex> modes;
  modes.reserve(needs.size());
  for (const auto& need : needs) modes.push_back(need.mode);
  return modes;
}

}  // namespace

void TakenSpectrum::look_at(const Calendar& calendar, const Window& window) {
  calendar_ = &calendar;
  window_ = window;
  ++round_;
}

const SliceMap& TakenSpectrum::on(LinkIndex link) {
  auto& taken = taken_[link.at()];
  if (stamp_[link.at()] != round_) {
    taken = {};
    calendar_->add_taken(link, window_, taken);
    stamp_[link.at()] = round_;
  }
  return taken;
}

SliceMap TakenSpectrum::along(std::span<const Hop> hops) {
  SliceMap taken;
  for (const auto& hop : hops) taken |= on(hop.link);
  return taken;
}

std::optional<std::vector<std::int32_t>> first_fits(const SliceMap& taken, const SlotNeed& need) {
  std::vector<std::int32_t> firsts;
  std::int32_t from = need.from;
  for (std::int64_t i = 0; i < need.count; ++i) {
    const auto first = first_fit(taken, need.width, from, need.to);
    if (!first) return std::nullopt;
    firsts.push_back(*first);
    from = *first + need.width;
  }
  return firsts;
}

std::int64_t slots_that_fit(const SliceMap& taken, const SlotNeed& need) {
  std::int64_t fitting = 0;
  for (std::int32_t from = need.from; fitting < need.count; ++fitting) {
    const auto first = first_fit(taken, need.width, from, need.to);
    if (!first) break;
    from = *first + need.width;
  }
  return fitting;
}

SliceMap run_starts(const SliceMap& taken, const SlotNeed& need) {
  SliceMap starts = bits_between(need.from, need.to);
  for (std::size_t i = 0; i < SliceMap::kWords; ++i) starts.words()[i] &= ~taken.words()[i];
  // Runs of `have` that begin at i and at i + step make one of have + step.
  for (std::int32_t have = 1; have < need.width;) {
    const std::int32_t step = std::min(have, need.width - have);
    keep_common(starts, shifted_down(starts, step));
    have += step;
  }
  return starts;
}

SpectrumPruner::SpectrumPruner(const Network& network, NoiseTable& noise, TakenSpectrum& taken,
                               SiteIndex destination, std::vector<SlotNeed> needs)
    : needs_(std::move(needs)),
      noise_(network, noise, destination, modes_of(needs_)),
      taken_(taken),
      closed_(network.links().size(), true) {
  for (const auto& need : needs_) {
    const auto same = std::find_if(shapes_.begin(), shapes_.end(), [&](const Shape& shape) {
      return shape.need.width == need.width && shape.need.from == need.from && shape.need.to == need.to;
    });
    shape_of_.push_back(static_cast<std::size_t>(same - shapes_.begin()));
    if (same == shapes_.end()) add_shape(network, need, destination);
  }
}

void SpectrumPruner::add_shape(const Network& network, const SlotNeed& need, SiteIndex destination) {
  Shape shape{need, {}, std::vector<SliceMap>(network.sites().size()), {}};
  shape.on_link.reserve(network.links().size());
  for (std::uint32_t link = 0; link < network.links().size(); ++link) {
    shape.on_link.push_back(run_starts(taken_.on({link}), need));
    if (shape.on_link.back() != SliceMap{}) closed_[link] = false;
  }
  shape.to_end[destination.at()] = run_starts({}, need);
  std::deque<SiteIndex> changed{destination};
  while (!changed.empty()) {
    const SiteIndex site = changed.front();
    changed.pop_front();
    for (const auto& way : network.ways_from(site)) {
      SliceMap reached = shape.to_end[site.at()];
      keep_common(reached, shape.on_link[way.hop.link.at()]);
      reached |= shape.to_end[way.to.at()];
      if (reached == shape.to_end[way.to.at()]) continue;
      shape.to_end[way.to.at()] = reached;
      changed.push_back(way.to);
    }
  }
  shapes_.push_back(std::move(shape));
}

void SpectrumPruner::extend(std::span<const Hop> prefix) {
  noise_.extend(prefix);
  taken_on_prefix_ = taken_.along(prefix);
  for (auto& shape : shapes_) shape.on_prefix = run_starts(taken_on_prefix_, shape.need);
}

bool SpectrumPruner::has_room(std::size_t at, const Adjacency& way) {
  const auto& shape = shapes_[shape_of_[at]];
  if (!have_common(shape.on_prefix, shape.on_link[way.hop.link.at()], shape.to_end[way.to.at()]))
    return false;
  if (needs_[at].count == 1) return true;
  SliceMap taken = taken_on_prefix_;
  taken |= taken_.on(way.hop.link);
  return slots_that_fit(taken, needs_[at]) == needs_[at].count;
}

bool SpectrumPruner::admits(const Adjacency& way) {
  for (std::size_t at = 0; at < needs_.size(); ++at)
    if (noise_.may_close(at, way) && has_room(at, way)) return true;
  return false;
}

}  // namespace lightloom
