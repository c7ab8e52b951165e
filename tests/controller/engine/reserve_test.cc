#include <functional>
#include <limits>

#include "tests/controller/engine/world.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Reserve, GrantsAtOnceAndLeavesSeparateRecordsADecisionAndTwoEvents) {
  World world;
  auto asked = request();
  asked.tenant = "physics";
  asked.priority = 7;
  const auto decision = world.handle(asked);
  ASSERT_TRUE(decision.reply) << decision.reply.error().error.message;
  EXPECT_EQ(decision.reply->name, "r-1");
  EXPECT_EQ(decision.reply->state, ReservationState::kCommitted);
  EXPECT_EQ(decision.reply->priority, 7);
  EXPECT_EQ(decision.reply->etag, "1");
  EXPECT_EQ(decision.reply->path.sites.front(), "beijing");
  EXPECT_EQ(decision.reply->path.sites.back(), "zhengzhou");
  ASSERT_EQ(decision.reply->endpoints.size(), 2U);
  EXPECT_EQ(decision.reply->endpoints[0].port, "line-1");
  for (const auto kind :
       {RecordKind::kReservation, RecordKind::kCircuit, RecordKind::kLightpath, RecordKind::kDecision})
    EXPECT_EQ(world.count(kind), 1U);
  ASSERT_EQ(decision.events.size(), 2U);
  EXPECT_EQ(decision.events[0].type, "reservation.state");
  EXPECT_EQ(decision.events[0].before, "");
  EXPECT_EQ(decision.events[0].after, "COMMITTED");
  EXPECT_EQ(*std::get<std::shared_ptr<const ReservationView>>(decision.events[0].object), *decision.reply);
  EXPECT_EQ(decision.events[1].type, "decision.made");
  EXPECT_EQ(decision.events[1].name, "d-1");
  EXPECT_EQ(decision.events[1].id, (EventId{1, 1}));
  EXPECT_EQ(world.engine.last_event_id(), (EventId{1, 1}));
}

TEST(Reserve, BooksSpectrumForItsWholeWindow) {
  World world;
  auto asked = request();
  asked.start = world.now + hours(1);
  asked.end = world.now + hours(2);
  ASSERT_TRUE(world.ask(asked));
  const auto held = everything(world.engine);
  ASSERT_FALSE(held.empty());
  for (const auto& occupant : held) EXPECT_EQ(occupant.window, (Window{*asked.start, *asked.end}));
}

TEST(Reserve, AddsSetUpAndTearDownToTheOccupiedTimeOnly) {
  World world(with_devices());
  auto asked = request();
  asked.start = world.now + hours(1);
  asked.duration = hours(1);
  const auto made = world.ask(asked);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->window, (Window{*asked.start, *asked.start + hours(1)}));
  EXPECT_EQ(everything(world.engine).front().window,
            (Window{*asked.start - seconds(10), *asked.start + hours(1) + seconds(10)}));
}

TEST(Reserve, TakesAStartOfUpToAMinuteAgoForNow) {
  World world;
  auto asked = request();
  asked.start = world.now - seconds(60);
  const auto made = world.ask(asked);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->window.start, world.now);
}

struct Wrong {
  const char* field;
  std::function<void(ReserveRequest&)> spoil;
};

TEST(Reserve, RefusesWhatIsNotWellFormedWithTheFieldAndLeavesNoTrace) {
  World world;
  const auto digest = world.engine.digest();
  const std::vector<Wrong> wrongs{
      {"from", [](auto& r) { r.from = "beijin"; }},
      {"from", [](auto& r) { r.from = "beijing/line-99"; }},
      {"from", [](auto& r) { r.from = "beijing/line-0"; }},
      {"to", [](auto& r) { r.to = "nowhere at all"; }},
      {"to", [](auto& r) { r.to = r.from; }},
      {"gbps", [](auto& r) { r.rate = {0}; }},
      {"gbps", [](auto& r) { r.rate = {-400'000'000}; }},
      {"gbps", [](auto& r) { r.rate = {std::numeric_limits<std::int64_t>::max()}; }},
      {"gbps", [](auto& r) { r.rate = {std::numeric_limits<std::int64_t>::min()}; }},
      {"gbps", [](auto& r) { r.rate = {1'500}; }},
      {"max_latency_us", [](auto& r) { r.max_latency_us = 0; }},
      {"max_latency_us", [](auto& r) { r.max_latency_us = std::numeric_limits<std::int64_t>::max(); }},
      {"window.start", [](auto& r) { r.start = kMorning - seconds(61); }},
      {"window.start", [](auto& r) { r.start = Instant::min(); }},
      {"window.start", [](auto& r) { r.start = kMorning + hours(24 * 365 * 11); }},
      {"window.start", [](auto& r) { r.start = kForever; }},
      {"window.end", [](auto& r) { r.end = kMorning; }},
      {"window.end", [](auto& r) { r.end = Instant::min(); }},
      {"window.end", [](auto& r) { r.end = kForever - seconds(1); }},
      {"window.duration_s", [](auto& r) { r.duration = Duration(0); }},
      {"window.duration_s", [](auto& r) { r.duration = Duration::min(); }},
      {"window.duration_s", [](auto& r) { r.duration = Duration::max(); }},
      {"window.duration_s", [](auto& r) { r.end = kMorning + hours(1), r.duration = hours(2); }},
      {"hold_s", [](auto& r) { r.hold = Duration(0); }},
      {"hold_s", [](auto& r) { r.hold = hours(24 * 31); }},
      {"lease_s", [](auto& r) { r.lease = -seconds(5); }},
      {"lease_s", [](auto& r) { r.lease = Duration::max(); }},
      {"request_id", [](auto& r) { r.request_id = ""; }},
      {"request_id", [](auto& r) { r.request_id = std::string(129, 'x'); }},
      {"request_id", [](auto& r) { r.request_id = "a\nb"; }},
      {"request_id", [](auto& r) { r.request_id = "\xC0\xAF"; }},
      {"request_id", [](auto& r) { r.request_id = "\xED\xA0\x80"; }},
      {"labels", [](auto& r) { r.labels[""] = "x"; }},
      {"labels.k", [](auto& r) { r.labels["k"] = std::string(1'025, 'x'); }},
      {"tenant", [](auto& r) { r.tenant = ""; }},
  };
  for (const auto& wrong : wrongs) {
    auto asked = request();
    wrong.spoil(asked);
    const auto decision = world.handle(asked);
    ASSERT_FALSE(decision.reply) << wrong.field;
    EXPECT_EQ(decision.reply.error().error.code, ErrorCode::kInvalidArgument) << wrong.field;
    EXPECT_EQ(decision.reply.error().error.field, wrong.field) << decision.reply.error().error.message;
    EXPECT_TRUE(decision.changes.empty());
  }
  EXPECT_EQ(world.engine.digest(), digest);
}

TEST(Reserve, NamesTheNearestSite) {
  World world;
  const auto refused = world.ask(request("beijng"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.nearest, "beijing");
}

TEST(Reserve, TakesThePortThatIsAskedFor) {
  World world;
  const auto made = world.ask(request("beijing/line-3", "zhengzhou/line-5"));
  ASSERT_TRUE(made) << made.error().error.message;
  EXPECT_EQ(made->from, "beijing/line-3");
  EXPECT_EQ(made->endpoints, (std::vector<Endpoint>{{"beijing", "line-3"}, {"zhengzhou", "line-5"}}));
}

TEST(Reserve, RefusesWithinALatencyThatNoRouteHasAndOffersOneThatIsThenGranted) {
  World world;
  auto asked = request();
  asked.max_latency_us = 100;
  asked.request_id = "try";
  const auto decision = world.handle(asked);
  ASSERT_FALSE(decision.reply);
  const auto& refused = decision.reply.error();
  EXPECT_EQ(refused.error.code, ErrorCode::kNoRouteWithinLatency);
  EXPECT_EQ(refused.decision, "d-1");
  ASSERT_FALSE(refused.alternatives.empty());
  const auto& offer = refused.alternatives.front();
  EXPECT_EQ(offer.differs, "max_latency_us 100 -> " + std::to_string(*offer.request.max_latency_us));
  EXPECT_FALSE(offer.request.request_id);
  EXPECT_EQ(world.count(RecordKind::kDecision), 1U);
  EXPECT_EQ(world.count(RecordKind::kReservation), 0U);
  ASSERT_EQ(decision.events.size(), 1U);
  EXPECT_EQ(decision.events[0].cause, "NO_ROUTE_WITHIN_LATENCY");
  EXPECT_TRUE(world.ask(offer.request));
  EXPECT_EQ(world.engine.figures().reservations_refused, 1U);
}

TEST(Reserve, OffersALesserRateWherePortsRunOut) {
  World world;
  auto asked = request();
  asked.rate = {20'000'000'000};
  const auto refused = world.ask(asked);
  ASSERT_FALSE(refused);
  ASSERT_FALSE(refused.error().alternatives.empty());
  const auto& offer = refused.error().alternatives.front();
  EXPECT_EQ(offer.differs.substr(0, 14), "gbps 20000 -> ");
  EXPECT_TRUE(world.ask(offer.request));
}

TEST(RequestId, GivesTheReservationAsItIsNowForTheSameBody) {
  World world;
  auto asked = request();
  asked.request_id = "job-7";
  asked.hold = seconds(100);
  const auto first = world.ask(asked);
  ASSERT_TRUE(first);
  world.ask(ReleaseCommand{first->name, ""});
  world.pass(hours(24 * 29));
  const auto decision = world.handle(asked);
  ASSERT_TRUE(decision.reply);
  EXPECT_EQ(decision.reply->name, first->name);
  EXPECT_EQ(decision.reply->state, ReservationState::kReleased);
  EXPECT_TRUE(decision.changes.empty());
}

TEST(RequestId, IsPerTenant) {
  World world;
  auto asked = request();
  asked.request_id = "job-7";
  ASSERT_TRUE(world.ask(asked));
  asked.tenant = "other";
  const auto second = world.ask(asked);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->name, "r-2");
}

TEST(RequestId, RefusesAnotherBodyAndSaysWhere) {
  World world;
  auto asked = request();
  asked.request_id = "job-7";
  ASSERT_TRUE(world.ask(asked));
  asked.rate = {100'000'000};
  const auto decision = world.handle(asked);
  ASSERT_FALSE(decision.reply);
  EXPECT_EQ(decision.reply.error().error.code, ErrorCode::kRequestIdReused);
  EXPECT_EQ(decision.reply.error().error.field, "gbps");
  EXPECT_TRUE(decision.changes.empty());
}

TEST(RequestId, IsNotRememberedForARefusal) {
  World world;
  auto asked = request();
  asked.request_id = "job-7";
  asked.max_latency_us = 100;
  ASSERT_FALSE(world.ask(asked));
  asked.max_latency_us = 100'000;
  EXPECT_TRUE(world.ask(asked));
}

}  // namespace
}  // namespace lightloom::engine
