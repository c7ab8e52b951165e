// The rules of the calendar one by one; calendar_model_test.cc tries them all together at random.
#include "topology/calendar/calendar.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/topology/calendar/naive_calendar.h"

namespace lightloom {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::years;

constexpr LinkIndex kCable{0};
constexpr Instant kNoon = kBoundary + days{10} + hours{12};

/// On kCable alone, without line ports.
Booking on_cable(std::uint64_t lightpath, SliceRange bits, Window window) {
  return {{lightpath}, {kCable}, bits, {}, {}, 0, 0, window};
}

Calendar holding(std::initializer_list<Booking> bookings) {
  Calendar calendar(kTestLinks, kTestSites);
  for (const Booking& booking : bookings) calendar.insert(booking);
  return calendar;
}

std::int32_t count_taken(const Calendar& calendar, Window window) {
  return taken(calendar, kCable, window).count();
}

TEST(Calendar, TakesAWindowFromItsStartToJustBeforeItsEnd) {
  const Window window{kNoon, kNoon + hours{2}};
  const Calendar calendar = holding({on_cable(1, {8, 16}, window)});
  EXPECT_EQ(count_taken(calendar, {kNoon - seconds{1}, window.start}), 0);
  EXPECT_EQ(count_taken(calendar, {window.start, window.start + Duration{1}}), 16);
  EXPECT_EQ(count_taken(calendar, {window.end - Duration{1}, window.end}), 16);
  EXPECT_EQ(count_taken(calendar, {window.end, window.end + seconds{1}}), 0);
}

TEST(Calendar, GrantsBackToBackBookingsOfTheSameSlices) {
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kNoon + hours{1}}),
                                     on_cable(2, {0, 8}, {kNoon + hours{1}, kNoon + hours{2}})});
  EXPECT_EQ(calendar.occupants(kCable, {kNoon, kForever}).size(), 2U);
  EXPECT_EQ(calendar.check_invariants(), std::nullopt);
}

TEST(Calendar, KeepsCablesApart) {
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_EQ(taken(calendar, {1}, {kNoon, kForever}).count(), 0);
}

TEST(Calendar, GathersACommonMapOfAllCablesOfARoute) {
  Booking elsewhere = on_cable(2, {20, 4}, {kNoon, kNoon + hours{1}});
  elsewhere.links = {{2}};
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever}), elsewhere});
  const std::vector<LinkIndex> route{{0}, {1}, {2}};
  SliceMap both;
  calendar.add_taken(route, {kNoon, kNoon + hours{1}}, both);
  SliceMap expected;
  expected.occupy(0, 8);
  expected.occupy(20, 4);
  EXPECT_EQ(both, expected);
}

TEST(Calendar, LeavesWhatWasTakenBeforeTaken) {
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  SliceMap already;
  already.occupy(100, 1);
  calendar.add_taken(kCable, {kNoon, kForever}, already);
  EXPECT_EQ(already.count(), 9);
}

TEST(Calendar, KeepsAnOpenEndUntilTheEndOfTime) {
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_EQ(count_taken(calendar, {kNoon + years{150}, kNoon + years{151}}), 8);
  EXPECT_EQ(count_taken(calendar, {kNoon - years{20}, kNoon}), 0);
  EXPECT_EQ(calendar.occupants(kCable, {kNoon, kForever}).front().window, (Window{kNoon, kForever}));
}

TEST(Calendar, HoldsLinePortsAsItHoldsSlices) {
  Booking booking = on_cable(1, {0, 8}, {kNoon, kNoon + hours{1}});
  booking.a_site = {0};
  booking.z_site = {1};
  booking.a_port = 3;
  booking.z_port = kMaxSlices;
  Calendar calendar = holding({booking});
  EXPECT_TRUE(taken_ports(calendar, {0}, booking.window).is_taken(2));
  EXPECT_EQ(calendar.port_occupants({1}, booking.window),
            (std::vector<Occupant>{{{1}, {kMaxSlices - 1, 1}, booking.window}}));
  calendar.remove(booking);
  EXPECT_EQ(taken_ports(calendar, {0}, booking.window).count(), 0);
}

TEST(Calendar, TakesNoPortWhereNoneIsNamed) {
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_TRUE(calendar.port_occupants({0}, {kNoon, kForever}).empty());
}

TEST(Calendar, ListsOccupantsByFirstSliceThenStart) {
  const Window first{kNoon, kNoon + hours{1}};
  const Window second{kNoon + hours{1}, kNoon + hours{2}};
  const Calendar calendar =
      holding({on_cable(1, {16, 8}, first), on_cable(2, {0, 8}, second), on_cable(3, {0, 8}, first)});
  const auto found = calendar.occupants(kCable, {kNoon, kForever});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].lightpath, LightpathId{3});
  EXPECT_EQ(found[1].lightpath, LightpathId{2});
  EXPECT_EQ(found[2].lightpath, LightpathId{1});
}

TEST(Calendar, ListsALightpathOnceHoweverManyChunksItMeets) {
  for (const Duration length :
       {Duration{hours{200}}, Duration{days{300}}, Duration{years{30}}, Duration{years{90}}}) {
    const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kNoon + length})});
    EXPECT_EQ(calendar.occupants(kCable, {kNoon - days{1}, kForever}).size(), 1U) << length.count();
    EXPECT_EQ(calendar.occupants(kCable, {kNoon + length / 2, kForever}).size(), 1U) << length.count();
  }
}

TEST(Calendar, ReleasesBeforeTheEndByRemovalAndAShorterInsert) {
  Booking booking = on_cable(1, {0, 8}, {kNoon, kForever});
  Calendar calendar = holding({booking});
  calendar.remove(booking);
  booking.window.end = kNoon + hours{1};
  calendar.insert(booking);
  EXPECT_EQ(count_taken(calendar, {kNoon, kNoon + hours{1}}), 8);
  EXPECT_EQ(count_taken(calendar, {kNoon + hours{1}, kForever}), 0);
  EXPECT_EQ(calendar.size(), 1U);
}

TEST(Calendar, HoldsEveryInstantFrom1970To2200) {
  const Instant dawn{Duration{0}};
  const Instant late{std::chrono::sys_days{std::chrono::year{2200} / 12 / 31}};
  for (const Instant start : {dawn, kNoon, late}) {
    const Window window{start, start + seconds{1}};
    Calendar calendar = holding({on_cable(1, {0, 8}, window)});
    EXPECT_EQ(calendar.occupants(kCable, {dawn, kForever}), (std::vector<Occupant>{{{1}, {0, 8}, window}}));
    EXPECT_EQ(count_taken(calendar, {window.end, kForever}), 0);
    calendar.remove(on_cable(1, {0, 8}, window));
    EXPECT_EQ(calendar.size(), 0U);
  }
}

TEST(Calendar, TakesAnEndBeyondItsRangeAsOpen) {
  const Instant beyond{Duration{std::int64_t{1} << 60}};
  const Booking booking = on_cable(1, {0, 8}, {kNoon, beyond});
  Calendar calendar = holding({booking});
  EXPECT_EQ(count_taken(calendar, {beyond + days{1}, beyond + days{2}}), 8);
  calendar.remove(booking);
  EXPECT_EQ(count_taken(calendar, {kNoon, kForever}), 0);
}

TEST(Calendar, AnswersAboutInstantsBefore1970) {
  const Instant before{Duration{-1'000'000}};
  const Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_EQ(count_taken(calendar, {before - years{400}, before}), 0);
  EXPECT_EQ(count_taken(calendar, {Instant::min(), kNoon + seconds{1}}), 8);
}

TEST(Calendar, ForgetsItsWordsWithTheLastBookingOfARow) {
  const Booking booking = on_cable(1, {kMaxSlices - 8, 8}, {kNoon, kNoon + days{100}});
  Calendar calendar = holding({booking});
  calendar.remove(booking);
  calendar.insert(on_cable(2, {0, 8}, booking.window));
  EXPECT_EQ(count_taken(calendar, booking.window), 8);
  EXPECT_EQ(calendar.check_invariants(), std::nullopt);
}

TEST(Calendar, LoadsInAnyOrderWhatInsertTakesOneByOne) {
  std::vector<Booking> bookings;
  for (int index = 0; index < 400; ++index) {
    const Instant start = kNoon + hours{(index * 37) % 400};
    bookings.push_back(
        on_cable(static_cast<std::uint64_t>(index), {(index % 20) * 16, 16}, {start, start + hours{1}}));
  }
  const Calendar loaded = Calendar::load(kTestLinks, kTestSites, bookings);
  Calendar inserted(kTestLinks, kTestSites);
  for (const Booking& booking : bookings) inserted.insert(booking);
  const Window all{kNoon, kForever};
  EXPECT_EQ(loaded.occupants(kCable, all), inserted.occupants(kCable, all));
  EXPECT_EQ(loaded.size(), 400U);
  EXPECT_EQ(loaded.check_invariants(), std::nullopt);
}

TEST(Calendar, FreesNoSnapshotByItsOwnEnd) {
  std::optional<Calendar> calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  const Calendar snapshot = *calendar;
  calendar.reset();
  EXPECT_EQ(count_taken(snapshot, {kNoon, kForever}), 8);
}

TEST(Calendar, WritesToACopyWithoutTheOriginalNoticing) {
  const Booking booking = on_cable(1, {0, 8}, {kNoon, kNoon + hours{1}});
  const Calendar original = holding({booking});
  Calendar copy = original;
  copy.remove(booking);
  copy.insert(on_cable(2, {50, 2}, booking.window));
  EXPECT_EQ(count_taken(original, booking.window), 8);
  EXPECT_EQ(count_taken(copy, booking.window), 2);
}

// Sanitizers watch this one: a writer that changed a node still being read, or overtook the last reads of a
// dropped snapshot, is a data race.
TEST(Calendar, LetsOthersReadAndDropSnapshotsWhileItIsWritten) {
  Calendar calendar(kTestLinks, kTestSites);
  const auto booking = [](int index) {
    return on_cable(static_cast<std::uint64_t>(index), {8 * (index % 100), 8},
                    {kNoon + hours{index / 100}, kNoon + hours{index / 100 + 1}});
  };
  for (int index = 0; index < 200; ++index) calendar.insert(booking(index));
  for (int round = 0; round < 20; ++round) {
    std::int32_t seen = 0;
    std::thread reader([&seen, snapshot = std::optional<Calendar>(calendar)]() mutable {
      for (int repeat = 0; repeat < 5; ++repeat) {
        const Calendar mine = *snapshot;
        seen += taken(mine, kCable, {kNoon, kNoon + hours{2}}).count();
      }
      snapshot.reset();
    });
    for (int index = 0; index < 200; ++index) {
      calendar.remove(booking(index));
      if (index % 2 == 1) {
        calendar.insert(booking(index - 1));
        calendar.insert(booking(index));
      }
    }
    reader.join();
    EXPECT_EQ(seen, 5 * 800);
  }
}

TEST(CalendarDeathTest, RefusesAnInvertedOrEmptyWindow) {
#ifdef NDEBUG
  GTEST_SKIP() << "asserts are compiled out";
#else
  const Calendar calendar(kTestLinks, kTestSites);
  EXPECT_DEATH(count_taken(calendar, {kNoon, kNoon - hours{1}}), "must start before it ends");
  EXPECT_DEATH(count_taken(calendar, {kNoon, kNoon}), "must start before it ends");
#endif
}

TEST(CalendarDeathTest, RefusesASecondOwnerOfASlice) {
#ifdef NDEBUG
  GTEST_SKIP() << "asserts are compiled out";
#else
  Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_DEATH(calendar.insert(on_cable(2, {7, 2}, {kNoon + days{1}, kNoon + days{2}})),
               "at most one lightpath");
#endif
}

TEST(CalendarDeathTest, RefusesToRemoveWhatItDoesNotHold) {
#ifdef NDEBUG
  GTEST_SKIP() << "asserts are compiled out";
#else
  Calendar calendar = holding({on_cable(1, {0, 8}, {kNoon, kForever})});
  EXPECT_DEATH(calendar.remove(on_cable(1, {0, 8}, {kNoon, kNoon + days{1}})), "as it was inserted");
#endif
}

TEST(CalendarDeathTest, EndsRatherThanWriteOutsideARow) {
  Calendar calendar(kTestLinks, kTestSites);
  EXPECT_DEATH(calendar.insert(on_cable(1, {kMaxSlices - 4, 8}, {kNoon, kForever})), "");
  Booking booking = on_cable(1, {0, 8}, {kNoon, kForever});
  booking.a_port = kMaxSlices + 1;
  EXPECT_DEATH(calendar.insert(booking), "");
}

}  // namespace
}  // namespace lightloom
