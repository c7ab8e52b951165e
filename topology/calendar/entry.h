// One lightpath on one row, packed into 24 bytes: a million reservations copy it some ten million times.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "topology/ids.h"
#include "topology/spectrum.h"
#include "topology/units.h"

namespace lightloom::calendar {

/// Microseconds since 1970-01-01T00:00Z, in 53 bits.
using Tick = std::uint64_t;
/// The last tick stands for "no end"; it is 2255-06-05, and every later instant means the same.
inline constexpr Tick kOpen = (Tick{1} << 53U) - 1;

/// A window in ticks: begin < end <= kOpen.
struct Ticks {
  Tick begin = 0;
  Tick end = kOpen;
  bool operator==(const Ticks&) const = default;
};

/// Saturates: what lies before 1970 is 1970, what lies after 2255 is open.
constexpr Tick tick_of(Instant instant) {
  const std::int64_t since_1970 = std::max<std::int64_t>(0, instant.time_since_epoch().count());
  return std::min(static_cast<Tick>(since_1970), kOpen);
}
constexpr Instant instant_of(Tick tick) {
  return tick == kOpen ? kForever : Instant{Duration{static_cast<std::int64_t>(tick)}};
}
/// Never empty, also where both ends saturate: a window outside the range still meets what is at its edge.
constexpr Ticks ticks_of(const Window& window) {
  assert(window.start < window.end && "a window of the calendar must start before it ends");
  const Tick begin = std::min(tick_of(window.start), kOpen - 1);
  return {begin, std::max(tick_of(window.end), begin + 1)};
}

class Entry {
 public:
  Entry() = default;
  Entry(LightpathId lightpath, SliceRange bits, Ticks ticks)
      : lightpath_(lightpath.value),
        begin_and_first_(ticks.begin << kBitWidth | static_cast<std::uint64_t>(bits.first)),
        end_and_stop_(ticks.end << kBitWidth | static_cast<std::uint64_t>(bits.end())) {}

  bool operator==(const Entry&) const = default;
  LightpathId lightpath() const { return {lightpath_}; }
  Tick begin() const { return begin_and_first_ >> kBitWidth; }
  Tick end() const { return end_and_stop_ >> kBitWidth; }
  Ticks ticks() const { return {begin(), end()}; }
  std::int32_t first() const { return static_cast<std::int32_t>(begin_and_first_ & kBitMask); }
  std::int32_t stop() const { return static_cast<std::int32_t>(end_and_stop_ & kBitMask); }
  SliceRange bits() const { return {first(), stop() - first()}; }

  /// Compares packed values, which saves the shifts in the innermost loop of a decision.
  bool overlaps(const Ticks& window) const {
    return begin_and_first_ < window.end << kBitWidth && end_and_stop_ >= (window.begin + 1) << kBitWidth;
  }

  /// The words of a bitmap that it touches: [first_word, stop_word).
  std::size_t first_word() const { return static_cast<std::size_t>(first()) / 64; }
  std::size_t stop_word() const { return (static_cast<std::size_t>(stop()) + 63) / 64; }
  /// Its bits in one of those words.
  std::uint64_t mask(std::size_t word) const {
    const auto base = static_cast<std::int32_t>(word * 64);
    const auto low = static_cast<unsigned>(std::max(first() - base, 0));
    const auto high = static_cast<unsigned>(std::min(stop() - base, 64));
    return ~std::uint64_t{0} >> (64 - (high - low)) << low;
  }

 private:
  static constexpr unsigned kBitWidth = 11;
  static constexpr std::uint64_t kBitMask = (1U << kBitWidth) - 1;
  static_assert(kMaxSlices <= kBitMask, "the end of a range of slices has to fit beside a tick");

  std::uint64_t lightpath_ = 0;
  std::uint64_t begin_and_first_ = 0;
  std::uint64_t end_and_stop_ = 0;
};
static_assert(sizeof(Entry) == 24);

}  // namespace lightloom::calendar
