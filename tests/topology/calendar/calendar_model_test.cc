// The calendar against its naive twin, on windows of every scale.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/calendar/naive_calendar.h"

namespace lightloom {
namespace {

using Questions = std::vector<Window>;

rc::Gen<Questions> gen_questions() { return rc::gen::container<Questions>(20, gen_window()); }

void expect_same_answers(const Calendar& calendar, const NaiveCalendar& naive, const Questions& questions) {
  for (const Window& window : questions) {
    for (std::uint32_t link = 0; link < kTestLinks; ++link) {
      RC_ASSERT(taken(calendar, {link}, window).words() == naive.taken({link}, window).words());
      RC_ASSERT(calendar.occupants({link}, window) == naive.occupants({link}, window));
    }
    for (std::uint32_t site = 0; site < kTestSites; ++site) {
      RC_ASSERT(taken_ports(calendar, {site}, window).words() == naive.taken_ports({site}, window).words());
      RC_ASSERT(calendar.port_occupants({site}, window) == naive.port_occupants({site}, window));
    }
  }
  RC_ASSERT(calendar.size() == naive.bookings().size());
  RC_ASSERT(calendar.check_invariants().value_or("") == "");
}

/// The windows of the bookings themselves and what lies just before and after them.
Questions edges_of(const NaiveCalendar& naive) {
  Questions questions;
  for (const Booking& booking : naive.bookings()) {
    const auto [start, end] = booking.window;
    questions.push_back(booking.window);
    questions.push_back({start - Duration{1}, start});
    questions.push_back({start, start + Duration{1}});
    if (end == kForever) continue;
    questions.push_back({end - Duration{1}, end});
    questions.push_back({end, end + Duration{1}});
    questions.push_back({end, kForever});
  }
  return questions;
}

RC_GTEST_PROP(CalendarModel, AnswersAsTheNaiveOneOnWindowsOfEveryScale, ()) {
  const auto wishes = *rc::gen::container<std::vector<Booking>>(gen_booking());
  Twins twins;
  for (const Booking& wish : wishes) twins.offer(wish);
  expect_same_answers(twins.calendar, twins.naive, *gen_questions());
  expect_same_answers(twins.calendar, twins.naive, edges_of(twins.naive));
}

RC_GTEST_PROP(CalendarModel, ForgetsWhatIsRemovedAndNothingElse, ()) {
  const auto wishes = *rc::gen::container<std::vector<Booking>>(gen_booking());
  const auto picks = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 1'000));
  Twins twins;
  for (const Booking& wish : wishes) twins.offer(wish);
  for (const std::size_t pick : picks) {
    if (!twins.naive.bookings().empty()) twins.remove(pick % twins.naive.bookings().size());
  }
  expect_same_answers(twins.calendar, twins.naive, *gen_questions());
  while (!twins.naive.bookings().empty()) twins.remove(0);
  expect_same_answers(twins.calendar, {}, {{kBoundary - std::chrono::years{40}, kForever}});
}

struct Step {
  int kind = 0;
  std::size_t pick = 0;
  Booking wish;
};

rc::Gen<Step> gen_step() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 10), rc::gen::inRange<std::size_t>(0, 1'000), gen_booking()),
      [](const std::tuple<int, std::size_t, Booking>& parts) {
        return Step{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts)};
      });
}

/// Release before the end: remove, then insert of the shortened one.
void truncate(Twins& twins, std::size_t index) {
  Booking booking = twins.naive.bookings()[index];
  const Instant last = std::min(booking.window.end, booking.window.start + std::chrono::years{1});
  const Instant released = booking.window.start + (last - booking.window.start) / 2;
  if (released == booking.window.start) return;
  twins.remove(index);
  booking.window.end = released;
  RC_ASSERT(twins.offer(booking));
}

RC_GTEST_PROP(CalendarModel, KeepsEverySnapshotUnchangedWhileItIsWritten, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(gen_step());
  Twins twins;
  std::vector<std::pair<Calendar, NaiveCalendar>> snapshots;
  for (const auto& [kind, pick, wish] : steps) {
    const std::size_t held = twins.naive.bookings().size();
    if (kind < 5 || held == 0) {
      twins.offer(wish);
    } else if (kind < 7) {
      twins.remove(pick % held);
    } else if (kind < 8) {
      truncate(twins, pick % held);
    } else if (kind < 9 || snapshots.empty()) {
      snapshots.emplace_back(twins.calendar, twins.naive);
    } else {
      snapshots.erase(snapshots.begin() + static_cast<std::ptrdiff_t>(pick % snapshots.size()));
    }
  }
  const auto questions = *gen_questions();
  expect_same_answers(twins.calendar, twins.naive, questions);
  for (const auto& [calendar, naive] : snapshots) expect_same_answers(calendar, naive, questions);
}

RC_GTEST_PROP(CalendarModel, FindsTheEarliestStartThatTheNaiveOneFinds, ()) {
  const auto wishes = *rc::gen::container<std::vector<Booking>>(gen_booking());
  Twins twins;
  for (const Booking& wish : wishes) twins.offer(wish);
  const std::vector<LinkIndex> links = *rc::gen::element(
      std::vector<LinkIndex>{{0}}, std::vector<LinkIndex>{{1}, {2}}, std::vector<LinkIndex>{{0}, {1}, {2}});
  const auto range = *rc::gen::element(SliceRange{0, 24}, SliceRange{50, 30}, SliceRange{1'884, 12});
  const auto width = *rc::gen::inRange(1, 14);
  const auto within = *gen_window();
  const auto length = *gen_length();
  RC_ASSERT(twins.calendar.earliest_start(links, width, range, within.start, within.end, length) ==
            twins.naive.earliest_start(links, width, range, within, length));
}

}  // namespace
}  // namespace lightloom
