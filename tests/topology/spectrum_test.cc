#include "topology/spectrum.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace lightloom {
namespace {

TEST(Slot, CoversTheSlicesOnBothSidesOfItsCentre) {
  const Slot slot{-3, 2};
  EXPECT_EQ(slot.slices(), (SliceRange{-5, 4}));
  EXPECT_EQ(slot.centre(), Mhz{193'100'000 - 3 * 6'250});
  EXPECT_EQ(kGridAnchor + kSliceWidth * slot.slices().first, slot.centre() - kSliceWidth * slot.m);
}

TEST(Slot, NeighboursOfOddWidthMeetOnAnOddSlice) {
  const Slot lower{0, 3};
  const Slot upper{6, 3};
  EXPECT_EQ(lower.slices().end(), upper.slices().first);
  EXPECT_EQ(lower.slices().end() % 2, 1);
}

TEST(Slot, ComesBackFromItsSlices) {
  for (std::int32_t n = -30; n <= 30; ++n) {
    for (std::int32_t m = 1; m <= 12; ++m) EXPECT_EQ(slot_of(Slot{n, m}.slices()), (Slot{n, m}));
  }
}

TEST(SlotWidth, IsTheLeastWholeMultipleThatHoldsTheSignal) {
  EXPECT_EQ(slot_width_m(Mhz{1}), 1);
  EXPECT_EQ(slot_width_m(Mhz{12'500}), 1);
  EXPECT_EQ(slot_width_m(Mhz{12'501}), 2);
  EXPECT_EQ(slot_width_m(Mhz{87'500}), 7);
  EXPECT_EQ(slot_width_m(Mhz{150'000}), 12);
}

TEST(SlicesWithin, TakesOnlyWholeSlices) {
  const auto at = [](std::int64_t mhz_off_anchor) { return kGridAnchor + Mhz{mhz_off_anchor}; };
  EXPECT_EQ(slices_within(at(0), at(6'250)), (SliceRange{0, 1}));
  EXPECT_EQ(slices_within(at(-6'250), at(12'500)), (SliceRange{-1, 3}));
  EXPECT_EQ(slices_within(at(-6'249), at(12'499)), (SliceRange{0, 1}));
  EXPECT_EQ(slices_within(at(1), at(6'250)).count, 0);
  EXPECT_EQ(slices_within(at(-12'499), at(-1)).count, 0);
}

TEST(SlicesWithin, IsEmptyWhereTheBandIsInverted) {
  EXPECT_EQ(slices_within(kGridAnchor + Mhz{62'500}, kGridAnchor).count, 0);
}

RC_GTEST_PROP(SlicesWithin, HoldsASliceExactlyWhereBothItsEdgesLieInside, ()) {
  const auto low = kGridAnchor + Mhz{*rc::gen::inRange(-100'000, 100'000)};
  const auto high = kGridAnchor + Mhz{*rc::gen::inRange(-100'000, 100'000)};
  const SliceRange range = slices_within(low, high);
  for (std::int32_t slice = -20; slice < 20; ++slice) {
    const Mhz edge = kGridAnchor + kSliceWidth * slice;
    const bool is_inside = low <= edge && edge + kSliceWidth <= high;
    RC_ASSERT(is_inside == (range.first <= slice && slice < range.end()));
  }
}

/// A set of bits as one would write it to be believed.
using NaiveBits = std::vector<bool>;

NaiveBits bits_of(const SliceMap& map) {
  NaiveBits bits(kMaxSlices);
  for (std::int32_t bit = 0; bit < kMaxSlices; ++bit) bits[static_cast<std::size_t>(bit)] = map.is_taken(bit);
  return bits;
}

/// Ranges that begin and end near word boundaries as often as elsewhere, up to the whole map.
rc::Gen<SliceRange> gen_range() {
  const auto gen_edge =
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 31), rc::gen::element(0, 0, 1, 31, 63)),
                   [](const std::tuple<int, int>& edge) {
                     return std::min(kMaxSlices, std::get<0>(edge) * 64 + std::get<1>(edge));
                   });
  return rc::gen::map(rc::gen::pair(gen_edge, gen_edge), [](const std::pair<int, int>& edges) {
    const auto [low, high] = std::minmax(edges.first, edges.second);
    return SliceRange{low, high - low};
  });
}

struct Change {
  SliceRange range;
  bool occupies = true;
};

/// Mostly small ranges in a few words, so that runs of all lengths come about, and some large ones.
rc::Gen<std::vector<Change>> gen_changes() {
  const auto gen_small = rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 190), rc::gen::inRange(0, 20)),
                                      [](const std::pair<int, int>& range) {
                                        return SliceRange{range.first, range.second};
                                      });
  const auto gen_change =
      rc::gen::map(rc::gen::tuple(rc::gen::weightedOneOf<SliceRange>({{9, gen_small}, {1, gen_range()}}),
                                  rc::gen::inRange(0, 4)),
                   [](const std::tuple<SliceRange, int>& change) {
                     return Change{std::get<0>(change), std::get<1>(change) != 0};
                   });
  return rc::gen::container<std::vector<Change>>(gen_change);
}

std::pair<SliceMap, NaiveBits> both_after(const std::vector<Change>& changes) {
  SliceMap map;
  NaiveBits bits(kMaxSlices);
  for (const auto& [range, occupies] : changes) {
    occupies ? map.occupy(range.first, range.count) : map.vacate(range.first, range.count);
    std::fill(bits.begin() + range.first, bits.begin() + range.end(), occupies);
  }
  return {map, bits};
}

RC_GTEST_PROP(SliceMap, HoldsWhatANaiveSetHolds, ()) {
  const auto [map, bits] = both_after(*gen_changes());
  RC_ASSERT(bits_of(map) == bits);
  RC_ASSERT(map.count() == std::ranges::count(bits, true));
  const SliceRange asked = *gen_range();
  const auto first = bits.begin() + asked.first;
  RC_ASSERT(map.is_free(asked.first, asked.count) ==
            (std::find(first, first + asked.count, true) == first + asked.count));
}

RC_GTEST_PROP(SliceMap, UnitesWithAnother, ()) {
  const auto [left, left_bits] = both_after(*gen_changes());
  const auto [right, right_bits] = both_after(*gen_changes());
  SliceMap both = left;
  both |= right;
  for (std::int32_t bit = 0; bit < kMaxSlices; ++bit) {
    RC_ASSERT(both.is_taken(bit) == (left.is_taken(bit) || right.is_taken(bit)));
  }
}

RC_GTEST_PROP(FirstFit, FindsTheLowestRunThatANaiveSearchFinds, ()) {
  const auto [map, bits] = both_after(*gen_changes());
  const SliceRange within =
      *rc::gen::weightedOneOf<SliceRange>({{1, gen_range()}, {1, rc::gen::just(SliceRange{0, 200})}});
  const auto width = *rc::gen::inRange(1, 40);
  std::optional<std::int32_t> lowest;
  for (std::int32_t bit = within.first; bit + width <= within.end() && !lowest; ++bit) {
    const auto start = bits.begin() + bit;
    if (std::find(start, start + width, true) == start + width) lowest = bit;
  }
  RC_ASSERT(first_fit(map, width, within.first, within.end()) == lowest);
}

RC_GTEST_PROP(LongestFreeRun, IsTheWidestThatFits, ()) {
  const auto [map, bits] = both_after(*gen_changes());
  const SliceRange within = *gen_range();
  std::int32_t longest = 0;
  std::int32_t run = 0;
  for (std::int32_t bit = within.first; bit < within.end(); ++bit) {
    run = bits[static_cast<std::size_t>(bit)] ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  RC_ASSERT(longest_free_run(map, within.first, within.end()) == longest);
  if (longest > 0) RC_ASSERT(first_fit(map, longest, within.first, within.end()).has_value());
  RC_ASSERT(!first_fit(map, longest + 1, within.first, within.end()).has_value());
}

TEST(FirstFit, RefusesSlicesThatAreFreeOnOnlyPartOfThePath) {
  SliceMap first_cable;
  SliceMap second_cable;
  first_cable.occupy(0, 6);
  second_cable.occupy(6, 6);
  SliceMap path = first_cable;
  path |= second_cable;
  EXPECT_EQ(first_fit(path, 6, 0, kMaxSlices), 12);
}

TEST(FirstFit, StaysWithinItsBounds) {
  SliceMap taken;
  taken.occupy(0, 100);
  EXPECT_EQ(first_fit(taken, 8, 0, 107), std::nullopt);
  EXPECT_EQ(first_fit(taken, 8, 0, 108), 100);
  EXPECT_EQ(first_fit(taken, 8, 103, 200), 103);
}

TEST(FirstFit, ReachesTheLastSliceOfTheWidestBand) {
  SliceMap taken;
  taken.occupy(0, kMaxSlices - 8);
  EXPECT_EQ(first_fit(taken, 8, 0, kMaxSlices), kMaxSlices - 8);
  taken.occupy(kMaxSlices - 1, 1);
  EXPECT_EQ(first_fit(taken, 8, 0, kMaxSlices), std::nullopt);
}

}  // namespace
}  // namespace lightloom
