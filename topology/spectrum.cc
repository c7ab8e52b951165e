#include "topology/spectrum.h"

#include <algorithm>
#include <bit>

namespace lightloom {
namespace {

/// Calls `visit(word index, mask)` for every word that bits [first, first + count) touch.
template <class Visit>
void for_each_word(std::int32_t first, std::int32_t count, Visit visit) {
  const std::int32_t end = first + count;
  for (std::int32_t bit = first; bit < end;) {
    const auto word = static_cast<std::size_t>(bit) / 64;
    const std::int32_t stop = std::min<std::int32_t>(end, static_cast<std::int32_t>((word + 1) * 64));
    const auto width = static_cast<unsigned>(stop - bit);
    const std::uint64_t ones = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
    visit(word, ones << (static_cast<unsigned>(bit) % 64U));
    bit = stop;
  }
}

// Bits of the next taken or free slice at or after `bit`, or `to`.
std::int32_t next_bit(const SliceMap& taken, std::int32_t bit, std::int32_t to, bool want_taken) {
  while (bit < to) {
    const auto word = static_cast<std::size_t>(bit) / 64;
    const std::uint64_t bits = want_taken ? taken.words()[word] : ~taken.words()[word];
    const std::uint64_t rest = bits >> (static_cast<unsigned>(bit) % 64U);
    if (rest != 0) return std::min(to, bit + std::countr_zero(rest));
    bit = static_cast<std::int32_t>((word + 1) * 64);
  }
  return to;
}

}  // namespace

SliceRange slices_within(Mhz low, Mhz high) {
  const std::int64_t from = low.value - kGridAnchor.value;
  const std::int64_t to = high.value - kGridAnchor.value;
  const auto floor_div = [](std::int64_t value) {
    const std::int64_t quotient = value / kSliceWidth.value;
    return value % kSliceWidth.value < 0 ? quotient - 1 : quotient;
  };
  const std::int64_t first = -floor_div(-from);
  return {static_cast<std::int32_t>(first),
          static_cast<std::int32_t>(std::max<std::int64_t>(0, floor_div(to) - first))};
}

void SliceMap::occupy(std::int32_t first, std::int32_t count) {
  for_each_word(first, count, [&](std::size_t word, std::uint64_t mask) { words_[word] |= mask; });
}

void SliceMap::vacate(std::int32_t first, std::int32_t count) {
  for_each_word(first, count, [&](std::size_t word, std::uint64_t mask) { words_[word] &= ~mask; });
}

bool SliceMap::is_free(std::int32_t first, std::int32_t count) const {
  bool free = true;
  for_each_word(first, count,
                [&](std::size_t word, std::uint64_t mask) { free = free && (words_[word] & mask) == 0; });
  return free;
}

std::int32_t SliceMap::count() const {
  std::int32_t total = 0;
  for (const auto word : words_) total += std::popcount(word);
  return total;
}

std::optional<std::int32_t> first_fit(const SliceMap& taken, std::int32_t width, std::int32_t from,
                                      std::int32_t to) {
  for (std::int32_t bit = next_bit(taken, from, to, false); bit + width <= to;) {
    const std::int32_t end = next_bit(taken, bit, std::min(to, bit + width), true);
    if (end - bit == width) return bit;
    bit = next_bit(taken, end, to, false);
  }
  return std::nullopt;
}

std::int32_t longest_free_run(const SliceMap& taken, std::int32_t from, std::int32_t to) {
  std::int32_t longest = 0;
  for (std::int32_t bit = next_bit(taken, from, to, false); bit < to;) {
    const std::int32_t end = next_bit(taken, bit, to, true);
    longest = std::max(longest, end - bit);
    bit = next_bit(taken, end, to, false);
  }
  return longest;
}

}  // namespace lightloom
