#include "controller/shell/shell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "tests/controller/shell/rig.h"

namespace lightloom {
namespace {

using namespace std::chrono_literals;
using testing::a_request;
using testing::Lit;
using testing::Rig;

TEST(Shell, AnswersAndPublishesOnlyWhatIsDurable) {
  Rig rig;
  const auto before = rig.shell->snapshot()->revision;
  rig.store.step_by_hand();
  auto answer = rig.reserve(a_request());
  Rig::until([&] { return rig.store.held() > 0; });
  auto listed = rig.ask<Page<ReservationView>>([&](auto reply) { rig.shell->reservations({}, reply); });
  std::this_thread::sleep_for(50ms);
  EXPECT_FALSE(Rig::is_answered(answer));
  EXPECT_FALSE(Rig::is_answered(listed)) << "a list must not show what may be lost";
  EXPECT_EQ(rig.shell->snapshot()->revision, before);
  rig.store.go_on();
  EXPECT_TRUE(Rig::answer(std::move(answer)).has_value());
  EXPECT_EQ(Rig::answer(std::move(listed))->items.size(), 1U);
  EXPECT_GT(rig.shell->snapshot()->revision, before);
}

TEST(Shell, ForgetsWhatTheStoreDidNotTake) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  rig.store.fail_commit(rig.store.commits() + 1);
  const auto refused = Rig::answer(rig.reserve(a_request()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::kUnavailable);
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_EQ(rig.store.leads(), 2U);
  EXPECT_EQ(rig.reservations().size(), 1U);
  EXPECT_EQ(Rig::answer(rig.reserve(a_request()))->name, "r-2");
}

TEST(Shell, FindsByRequestIdWhatWasTakenAndNotSaid) {
  Rig rig;
  auto request = a_request();
  request.request_id = "job-17";
  rig.store.fail_after_writing(rig.store.commits() + 1);
  const auto unsure = Rig::answer(rig.reserve(request));
  ASSERT_FALSE(unsure);
  EXPECT_EQ(unsure.error().error.code, ErrorCode::kUnavailable);
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_EQ(Rig::answer(rig.reserve(request))->name, "r-1");
  EXPECT_EQ(rig.reservations().size(), 1U);
}

TEST(Shell, SaysSoWhileTheStoreIsAwayAndComesBack) {
  Rig rig;
  rig.store.fail_commit(rig.store.commits() + 1);
  rig.store.fail_next_lead("no space left on device");
  EXPECT_FALSE(Rig::answer(rig.reserve(a_request())));
  ASSERT_TRUE(Rig::eventually([&] { return rig.shell->health().message == "no space left on device"; }));
  EXPECT_FALSE(rig.shell->health().serving);
  const auto meanwhile = Rig::answer(rig.reserve(a_request()));
  ASSERT_FALSE(meanwhile);
  EXPECT_EQ(meanwhile.error().error.message, "no space left on device");
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_TRUE(Rig::answer(rig.reserve(a_request())));
}

TEST(Shell, IsTheSameAfterARestart) {
  Rig rig;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  const auto before = rig.reservations();
  rig.stop();
  rig.start();
  EXPECT_EQ(rig.reservations(), before);
}

TEST(WaitFor, IsAnsweredWhenTheStateIsReached) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  auto answer = rig.wait_for("r-1", ReservationState::kActive, 60s);
  rig.clock.advance(30min);
  rig.shell->clock_moved();
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(Rig::is_answered(answer));
  rig.clock.advance(31min);
  rig.shell->clock_moved();
  EXPECT_EQ(Rig::answer(std::move(answer))->state, ReservationState::kActive);
}

TEST(WaitFor, IsAnsweredWhenPatienceEndsOrTheStateCannotCome) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  EXPECT_EQ(Rig::answer(rig.wait_for("r-1", ReservationState::kActive, 20ms))->state,
            ReservationState::kCommitted);
  EXPECT_EQ(Rig::answer(rig.wait_for("r-1", ReservationState::kHeld, 60s))->state,
            ReservationState::kCommitted);
  const auto unknown = Rig::answer(rig.wait_for("r-9", ReservationState::kActive, 60s));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().error.code, ErrorCode::kNotFound);
}

// Whoever waits is answered exactly once, also where the store goes away meanwhile or the shell stops.
TEST(WaitFor, IsAnsweredWhileTheStoreIsAway) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  auto answer = rig.wait_for("r-1", ReservationState::kActive, 200ms);
  rig.store.fail_next_lead("gone for a second");
  rig.store.fail_commit(rig.store.commits() + 1);
  EXPECT_FALSE(Rig::answer(rig.reserve(a_request())));
  const auto away = Rig::answer(std::move(answer));
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().error.code, ErrorCode::kUnavailable);
}

TEST(WaitFor, IsAnsweredWhenTheShellStops) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  auto answer = rig.wait_for("r-1", ReservationState::kActive, 600s);
  rig.reservations();  // behind it in the queue
  rig.stop();
  const auto stopped = Rig::answer(std::move(answer));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().error.code, ErrorCode::kUnavailable);
}

std::vector<EventId> ids_of(const std::vector<Event>& events) {
  std::vector<EventId> ids;
  ids.reserve(events.size());
  for (const auto& event : events) ids.push_back(event.id);
  return ids;
}

TEST(ShellEvents, ComeWithoutAGapAcrossAReload) {
  Rig rig;
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  const auto first = rig.events({});
  rig.store.fail_commit(rig.store.commits() + 1);
  EXPECT_FALSE(Rig::answer(rig.reserve(a_request())));
  Rig::until([&] { return rig.shell->health().serving; });
  ASSERT_TRUE(Rig::answer(rig.reserve(a_request())));
  auto joined = ids_of(first);
  const auto rest = ids_of(rig.events(joined.back()));
  joined.insert(joined.end(), rest.begin(), rest.end());
  EXPECT_FALSE(rest.empty());
  EXPECT_TRUE(std::is_sorted(joined.begin(), joined.end()));
  EXPECT_EQ(joined, ids_of(rig.events({})));
}

TEST(ShellDevices, LightsAPromiseAndDarkensItAgain) {
  Rig rig(Rig::Glass::kFake);
  Lit lit(rig);
  ASSERT_TRUE(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  EXPECT_FALSE(lit.is_dark());
  ASSERT_TRUE(Rig::answer(
      rig.ask<ReservationView>([&](auto reply) { rig.shell->release("r-1", "", std::move(reply)); })));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kReleased));
  EXPECT_TRUE(lit.is_dark());
}

TEST(ShellDevices, FindsItsLightAgainAfterARestart) {
  Rig rig(Rig::Glass::kFake);
  Lit lit(rig);
  ASSERT_TRUE(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  const auto writes = rig.devices.with([](auto& devices) { return devices.writes(); });
  rig.stop();
  rig.start();
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  EXPECT_EQ(rig.devices.with([](auto& devices) { return devices.writes(); }), writes)
      << "what is lit already must not be touched";
}

TEST(ShellDevices, RetriesANodeThatRefuses) {
  Rig rig(Rig::Glass::kFake);
  Lit lit(rig);
  rig.devices.with([](auto& devices) { devices.behave("taiyuan", fakes::Manner::kRefusing); });
  ASSERT_TRUE(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActivating));
  ASSERT_TRUE(lit.until("r-1", [](const ReservationView& found) { return !found.state_message.empty(); }))
      << "the refusal must be seen";
  rig.devices.with([](auto& devices) { devices.behave("taiyuan", fakes::Manner::kPrompt); });
  EXPECT_TRUE(lit.until("r-1", ReservationState::kActive));
}

}  // namespace
}  // namespace lightloom
