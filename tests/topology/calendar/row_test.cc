// The structure below the calendar: tiers, bitmaps, copy on write, and that its own check sees damage.
#include "topology/calendar/row.h"

#include <gtest/gtest.h>

#include "topology/calendar/impl.h"

namespace lightloom::calendar {
namespace {

constexpr Tick kShort = Tick{1} << 35U;
constexpr Tick kMiddle = Tick{1} << 40U;
constexpr Tick kLong = Tick{1} << 45U;
constexpr Tick kOrigin = 51 * kLong;

Entry entry(std::uint64_t lightpath, SliceRange bits, Tick begin, Tick end) {
  return {LightpathId{lightpath}, bits, {begin, end}};
}

void expect_sound(const Ref<Row>& row) { EXPECT_EQ(row->defect(), std::nullopt); }
void expect_removed(Ref<Row>& row, const Entry& gone) { EXPECT_TRUE(Row::remove(row, gone)); }

TEST(Entry, KeepsEveryFieldInItsThreeWords) {
  const Entry last = entry(~std::uint64_t{0}, {kMaxSlices - 1, 1}, kOpen - 1, kOpen);
  EXPECT_EQ(last.lightpath().value, ~std::uint64_t{0});
  EXPECT_EQ(last.bits(), (SliceRange{kMaxSlices - 1, 1}));
  EXPECT_EQ(last.ticks(), (Ticks{kOpen - 1, kOpen}));
  EXPECT_EQ(entry(0, {0, kMaxSlices}, 0, 1).bits(), (SliceRange{0, kMaxSlices}));
}

TEST(Entry, OverlapsHalfOpenWindows) {
  const Entry held = entry(1, {7, 9}, 100, 200);
  EXPECT_FALSE(held.overlaps({0, 100}));
  EXPECT_TRUE(held.overlaps({0, 101}));
  EXPECT_TRUE(held.overlaps({199, 200}));
  EXPECT_FALSE(held.overlaps({200, 201}));
  EXPECT_TRUE(entry(1, {0, 1}, 5, kOpen).overlaps({kOpen - 1, kOpen}));
}

TEST(Entry, MasksItsBitsWordByWord) {
  const Entry wide = entry(1, {60, 140}, 0, 1);
  EXPECT_EQ(wide.first_word(), 0U);
  EXPECT_EQ(wide.stop_word(), 4U);
  EXPECT_EQ(wide.mask(0), std::uint64_t{0xF} << 60U);
  EXPECT_EQ(wide.mask(1), ~std::uint64_t{0});
  EXPECT_EQ(wide.mask(3), std::uint64_t{0xFF});
}

TEST(Tier, IsTheFirstInWhichAWindowMeetsAtMost32Chunks) {
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 1}), 0U);
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 32 * kShort}), 0U);
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 32 * kShort + 1}), 1U);
  EXPECT_EQ(tier_of({kOrigin - 1, kOrigin + 31 * kShort}), 0U);
  EXPECT_EQ(tier_of({kOrigin - 1, kOrigin + 32 * kShort - 1}), 1U);
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 32 * kMiddle + 1}), 2U);
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 32 * kLong}), 2U);
  EXPECT_EQ(tier_of({kOrigin, kOrigin + 32 * kLong + 1}), std::nullopt);
  EXPECT_EQ(tier_of({kOpen - 1, kOpen}), std::nullopt);
}

TEST(Row, HasItsBitmapsRightAfterEachOfManyChanges) {
  Ref<Row> row;
  std::vector<Entry> held;
  for (std::uint64_t index = 0; index < 300; ++index) {
    const auto bit = static_cast<std::int32_t>(index % 100) * 16 + static_cast<std::int32_t>(index % 7);
    const Tick begin = kOrigin + index / 100 * 60 * kMiddle + index % 5 * kShort;
    const Tick length = index % 3 == 0 ? kShort / 2 : index % 3 == 1 ? 20 * kShort : 40 * kShort;
    held.push_back(entry(index, {bit, 9}, begin, begin + length));
    Row::insert(row, held.back());
    expect_sound(row);
  }
  while (held.size() > 1) {
    const std::size_t index = held.size() * 7 / 11;
    expect_removed(row, held[index]);
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(index));
    expect_sound(row);
  }
  ASSERT_TRUE(Row::remove(row, held.front()));
  EXPECT_FALSE(row);
}

TEST(Row, ChangesNothingWhereItIsAskedToRemoveWhatItDoesNotHold) {
  Ref<Row> row;
  const Entry held = entry(1, {0, 8}, kOrigin, kOrigin + kShort);
  Row::insert(row, held);
  const Ref<Row> snapshot = row;
  EXPECT_FALSE(Row::remove(row, entry(2, {0, 8}, kOrigin, kOrigin + kShort)));
  EXPECT_FALSE(Row::remove(row, entry(1, {0, 8}, kOrigin, kOpen)));
  EXPECT_FALSE(Row::remove(row, entry(1, {0, 8}, kOrigin + 90 * kShort, kOrigin + 91 * kShort)));
  EXPECT_EQ(row.get(), snapshot.get());
}

TEST(Row, IsChangedInPlaceWhereNoSnapshotSeesIt) {
  Ref<Row> row;
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  const Row* const before = row.get();
  Row::insert(row, entry(2, {8, 8}, kOrigin, kOrigin + kShort));
  EXPECT_EQ(row.get(), before);
}

TEST(Row, IsCopiedWhereASnapshotSeesIt) {
  Ref<Row> row;
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  const Ref<Row> snapshot = row;
  Row::insert(row, entry(2, {8, 8}, kOrigin, kOrigin + kShort));
  SliceMap taken;
  snapshot->add_taken({kOrigin, kOpen}, taken);
  EXPECT_EQ(taken.count(), 8);
  EXPECT_EQ(snapshot->defect(), std::nullopt);
  EXPECT_EQ(row->defect(), std::nullopt);
}

TEST(Row, ReportsASecondOwnerOfASlice) {
  Ref<Row> row;
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  Row::insert(row, entry(2, {7, 2}, kOrigin + kShort - 1, kOpen));
  ASSERT_TRUE(row->defect());
  EXPECT_NE(row->defect()->find("l-1 and l-2 both hold bit 7"), std::string::npos) << *row->defect();
}

TEST(Row, AcceptsTheSameSlicesOneAfterTheOther) {
  Ref<Row> row;
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  Row::insert(row, entry(2, {0, 8}, kOrigin + kShort, kOpen));
  EXPECT_EQ(row->defect(), std::nullopt);
}

TEST(Row, ReportsAnEntryHeldTwice) {
  Ref<Row> row;
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  Row::insert(row, entry(1, {0, 8}, kOrigin, kOrigin + kShort));
  EXPECT_TRUE(row->defect());
}

// What add_taken must not skip: entries at the edge of a window that their chunk's bitmap would tell wrongly.
TEST(Row, ScansChunksAtTheEdgesOfAWindowExactly) {
  Ref<Row> row;
  for (Tick chunk = 0; chunk < 200; ++chunk) {
    const Tick begin = kOrigin + chunk * kShort;
    Row::insert(row, entry(2 * chunk + 1, {0, 8}, begin, begin + 10));
    Row::insert(row, entry(2 * chunk + 2, {8, 8}, begin + 10, begin + 20));
  }
  for (const Tick length : {Tick{1}, Tick{63}, Tick{64}, Tick{128}, Tick{130}}) {
    SliceMap taken;
    row->add_taken({kOrigin + 20, kOrigin + length * kShort + 10}, taken);
    SliceMap expected;
    expected.occupy(0, length == 1 ? 8 : 16);
    EXPECT_EQ(taken.words(), expected.words()) << length;
  }
}

TEST(Ref, CountsItsCopies) {
  auto first = Ref<Page>::adopt(new Page);
  EXPECT_TRUE(first.is_sole());
  {
    const std::vector<Ref<Page>> others{first};
    EXPECT_FALSE(first.is_sole());
    EXPECT_EQ(others.front().get(), first.get());
  }
  EXPECT_TRUE(first.is_sole());
  const auto moved = std::move(first);
  EXPECT_TRUE(moved.is_sole());
}

TEST(Ref, OwnsASharedNodeByCopyingIt) {
  auto mine = Ref<Page>::adopt(new Page);
  const auto theirs = mine;
  Page& page = own(mine);
  EXPECT_NE(&page, theirs.get());
  EXPECT_EQ(&own(mine), &page);
  EXPECT_TRUE(theirs.is_sole());
}

}  // namespace
}  // namespace lightloom::calendar
