#include <gtest/gtest.h>

#include <array>

#include "tests/topology/calendar/naive_calendar.h"

namespace lightloom {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr Instant kNoon = kBoundary + hours{12};
constexpr std::array<LinkIndex, 2> kRoute{{{0}, {1}}};

Booking booking(LinkIndex link, SliceRange bits, Window window) {
  static std::uint64_t lightpath = 0;
  return {{++lightpath}, {link}, bits, {}, {}, 0, 0, window};
}

std::optional<Instant> ask(const Calendar& calendar, std::int32_t width, Instant horizon, Duration length) {
  return calendar.earliest_start(kRoute, width, {0, 16}, kNoon, horizon, length);
}

TEST(EarliestStart, IsAtOnceWhereNothingIsHeld) {
  EXPECT_EQ(ask(Calendar(2, 0), 16, kForever, hours{1}), kNoon);
}

TEST(EarliestStart, WaitsForTheCableThatIsFreeLast) {
  Calendar calendar(2, 0);
  calendar.insert(booking({0}, {0, 16}, {kNoon, kNoon + hours{2}}));
  calendar.insert(booking({1}, {0, 16}, {kNoon - hours{3}, kNoon + hours{5}}));
  EXPECT_EQ(ask(calendar, 4, kForever, hours{1}), kNoon + hours{5});
}

TEST(EarliestStart, PassesOverGapsThatAreTooShort) {
  Calendar calendar(2, 0);
  for (int hour = 0; hour < 20; hour += 2) {
    calendar.insert(booking({0}, {0, 16}, {kNoon + hours{hour}, kNoon + hours{hour + 1}}));
  }
  EXPECT_EQ(ask(calendar, 4, kForever, hours{1}), kNoon + hours{1});
  EXPECT_EQ(ask(calendar, 4, kForever, hours{1} + Duration{1}), kNoon + hours{19});
}

TEST(EarliestStart, TakesAnotherRunOfSlicesWhereThatIsFreeEarlier) {
  Calendar calendar(2, 0);
  calendar.insert(booking({0}, {0, 8}, {kNoon, kNoon + hours{9}}));
  calendar.insert(booking({1}, {8, 8}, {kNoon, kNoon + hours{4}}));
  EXPECT_EQ(ask(calendar, 8, kForever, hours{1}), kNoon + hours{4});
  EXPECT_EQ(ask(calendar, 9, kForever, hours{1}), kNoon + hours{9});
}

TEST(EarliestStart, StartsBeforeTheHorizonOrNotAtAll) {
  Calendar calendar(2, 0);
  calendar.insert(booking({0}, {0, 16}, {kNoon, kNoon + hours{2}}));
  EXPECT_EQ(ask(calendar, 4, kNoon + hours{2}, hours{1}), std::nullopt);
  EXPECT_EQ(ask(calendar, 4, kNoon + hours{2} + Duration{1}, hours{1}), kNoon + hours{2});
  EXPECT_EQ(ask(Calendar(2, 0), 4, kNoon, hours{1}), std::nullopt);
}

TEST(EarliestStart, IsNeverWhereAnOpenEndStandsInTheWay) {
  Calendar calendar(2, 0);
  calendar.insert(booking({0}, {6, 2}, {kNoon + days{40}, kForever}));
  EXPECT_EQ(ask(calendar, 9, kForever, days{60}), std::nullopt);
  EXPECT_EQ(ask(calendar, 9, kForever, days{40}), kNoon);
  EXPECT_EQ(ask(calendar, 8, kForever, Duration::max()), kNoon);
}

TEST(EarliestStart, HasNoAnswerWhereTheSlotIsWiderThanTheBand) {
  EXPECT_EQ(ask(Calendar(2, 0), 17, kForever, hours{1}), std::nullopt);
}

TEST(EarliestStart, FindsTheEndOfTheLastBookingOfACrowdedYear) {
  Calendar calendar(2, 0);
  for (int day = 0; day < 365; ++day) {
    for (std::int32_t bit = 0; bit < 16; bit += 2) {
      const Instant start = kNoon + days{day} + hours{bit};
      calendar.insert(booking({0}, {bit, 2}, {start, start + days{1}}));
    }
  }
  EXPECT_EQ(ask(calendar, 16, kForever, hours{14}), kNoon + days{365} + hours{14});
  EXPECT_EQ(ask(calendar, 2, kForever, hours{15}), kNoon + days{365});
}

}  // namespace
}  // namespace lightloom
