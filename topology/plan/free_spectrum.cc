#include "topology/plan/free_spectrum.h"

#include <algorithm>
#include <bit>

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

}  // namespace

void TakenSpectrum::look_at(const Calendar& calendar, const Window& window, const Barred* barred) {
  calendar_ = &calendar;
  barred_ = barred;
  window_ = window;
  ++round_;
}

const SliceMap& TakenSpectrum::on(LinkIndex link) {
  auto& taken = taken_[link.at()];
  if (stamp_[link.at()] != round_) {
    taken = {};
    calendar_->add_taken(link, window_, taken);
    if (barred_ != nullptr && barred_->is_closed(link)) taken.occupy(0, kMaxSlices);
    if (barred_ != nullptr && !barred_->taken.empty()) taken |= barred_->taken[link.at()];
    stamp_[link.at()] = round_;
  }
  return taken;
}

const SliceMap& TakenSpectrum::starts_on(LinkIndex link, std::int32_t width) {
  auto kept = std::find_if(starts_.begin(), starts_.end(),
                           [&](const Starts& starts) { return starts.width == width; });
  if (kept == starts_.end())
    kept = starts_.insert(starts_.end(), {width, std::vector<SliceMap>(taken_.size()),
                                          std::vector<std::uint64_t>(taken_.size())});
  auto& starts = kept->on_link[link.at()];
  if (kept->stamp[link.at()] != round_) {
    starts = run_starts(on(link), {{}, 1, width, 0, kMaxSlices});
    kept->stamp[link.at()] = round_;
  }
  return starts;
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
    starts &= shifted_down(starts, step);
    have += step;
  }
  return starts;
}

bool have_room(const SliceMap& starts, const SlotNeed& need) {
  std::int64_t fitting = 0;
  std::int32_t from = 0;
  for (std::size_t word = 0; word < SliceMap::kWords; ++word)
    for (auto bits = starts.words()[word]; bits != 0; bits &= bits - 1) {
      const auto bit = static_cast<std::int32_t>(word) * kWordBits + std::countr_zero(bits);
      if (bit < from) continue;
      if (++fitting >= need.count) return true;
      from = bit + need.width;
    }
  return false;
}

}  // namespace lightloom
