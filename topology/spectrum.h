// The flexible grid of ITU-T G.694.1 in slices of 6.25 GHz.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "topology/units.h"

namespace lightloom {

inline constexpr Mhz kGridAnchor{193'100'000};  ///< 193.1 THz, clause 7 of G.694.1
inline constexpr Mhz kSliceWidth{6'250};
/// C+L, 12 THz: the widest band that the calendar holds.
inline constexpr int kMaxSlices = 1'920;

/// Slices [first, first + count). Slice s covers [193.1 THz + s * 6.25 GHz, + 6.25 GHz).
struct SliceRange {
  std::int32_t first{};
  std::int32_t count{};
  constexpr auto operator<=>(const SliceRange&) const = default;
  constexpr std::int32_t end() const { return first + count; }
};

/// A frequency slot: centre 193.1 THz + n * 6.25 GHz, width m * 12.5 GHz. It covers the slices [n - m, n +
/// m), so neighbours of odd m meet on odd slices and a bitmap of 12.5 GHz units could not tell them apart.
struct Slot {
  std::int32_t n{};
  std::int32_t m{};
  constexpr auto operator<=>(const Slot&) const = default;
  constexpr SliceRange slices() const { return {n - m, 2 * m}; }
  constexpr Mhz centre() const { return kGridAnchor + kSliceWidth * n; }
};
/// Needs an even count, as every slot has.
constexpr Slot slot_of(SliceRange range) { return {range.first + range.count / 2, range.count / 2}; }

/// Slices that lie wholly inside [low, high].
SliceRange slices_within(Mhz low, Mhz high);
/// The least m whose width m * 12.5 GHz holds `width`.
constexpr std::int32_t slot_width_m(Mhz width) {
  return static_cast<std::int32_t>((width.value + 12'499) / 12'500);
}

/// A set of slices, bit i = slice `i` counted from the start of a band. Up to kMaxSlices.
class SliceMap {
 public:
  static constexpr std::size_t kWords = kMaxSlices / 64;

  bool operator==(const SliceMap&) const = default;
  /// Bits [first, first + count); the caller keeps them within kMaxSlices.
  void occupy(std::int32_t first, std::int32_t count);
  void vacate(std::int32_t first, std::int32_t count);
  bool is_free(std::int32_t first, std::int32_t count) const;
  bool is_taken(std::int32_t bit) const {
    return (words_[index(bit)] >> (static_cast<unsigned>(bit) % 64U) & 1U) != 0;
  }
  SliceMap& operator|=(const SliceMap& other) {
    for (std::size_t word = 0; word < kWords; ++word) words_[word] |= other.words_[word];
    return *this;
  }
  SliceMap& operator&=(const SliceMap& other) {
    for (std::size_t word = 0; word < kWords; ++word) words_[word] &= other.words_[word];
    return *this;
  }
  std::int32_t count() const;
  const std::array<std::uint64_t, kWords>& words() const { return words_; }
  std::array<std::uint64_t, kWords>& words() { return words_; }

 private:
  static constexpr std::size_t index(std::int32_t bit) { return static_cast<std::size_t>(bit) / 64; }
  std::array<std::uint64_t, kWords> words_{};
};

/// The lowest run of `width` free bits inside [from, to), or nothing. First fit: lowest frequency first.
std::optional<std::int32_t> first_fit(const SliceMap& taken, std::int32_t width, std::int32_t from,
                                      std::int32_t to);
/// Longest run of free bits inside [from, to).
std::int32_t longest_free_run(const SliceMap& taken, std::int32_t from, std::int32_t to);

}  // namespace lightloom
