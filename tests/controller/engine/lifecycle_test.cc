#include <gmock/gmock.h>

#include "tests/controller/engine/world.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using State = ReservationState;

ReserveRequest held(Duration hold) {
  auto asked = request();
  asked.hold = hold;
  return asked;
}
ReserveRequest tomorrow() {
  auto asked = request();
  asked.start = kMorning + hours(24);
  asked.duration = hours(1);
  return asked;
}

TEST(Hold, ExpiresAndFreesItsSpectrum) {
  World world;
  const auto made = world.ask(held(seconds(30)));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->state, State::kHeld);
  EXPECT_EQ(made->hold_until, world.now + seconds(30));
  EXPECT_EQ(world.engine.next_due(), world.now + seconds(30));
  world.pass(seconds(30) - Duration(1));
  EXPECT_EQ(world.see("r-1").state, State::kHeld);
  world.pass(Duration(1));
  EXPECT_EQ(world.see("r-1").state, State::kExpired);
  EXPECT_TRUE(everything(world.engine).empty());
}

TEST(Hold, IsCommittedOnceAndTheRepeatChangesNothing) {
  World world;
  auto asked = tomorrow();
  asked.hold = seconds(30);
  ASSERT_TRUE(world.ask(asked));
  const auto first = world.handle(CommitCommand{"r-1", ""});
  ASSERT_TRUE(first.reply);
  EXPECT_EQ(first.reply->state, State::kCommitted);
  EXPECT_EQ(first.events.at(0).before, "HELD");
  const auto second = world.handle(CommitCommand{"r-1", "1"});
  ASSERT_TRUE(second.reply);
  EXPECT_TRUE(second.changes.empty());
  world.pass(minutes(1));
  EXPECT_EQ(world.see("r-1").state, State::kCommitted);
}

TEST(Hold, CannotBeCommittedAfterItLapsed) {
  World world;
  ASSERT_TRUE(world.ask(held(seconds(30))));
  world.now += seconds(30);
  // Before time was told, and after.
  const auto early = world.engine.handle(CommitCommand{"r-1", ""}, world.now);
  EXPECT_EQ(early.reply.error().error.code, ErrorCode::kHoldExpired);
  EXPECT_EQ(world.ask(CommitCommand{"r-1", ""}).error().error.code, ErrorCode::kHoldExpired);
}

TEST(Hold, IsProlongedByItsOwnLength) {
  World world;
  ASSERT_TRUE(world.ask(held(seconds(30))));
  world.pass(seconds(20));
  const auto renewed = world.ask(RenewCommand{"r-1", ""});
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->hold_until, world.now + seconds(30));
  world.pass(seconds(29));
  EXPECT_EQ(world.see("r-1").state, State::kHeld);
}

TEST(Lease, LapsesUnlessRenewed) {
  World world;
  auto asked = request();
  asked.lease = seconds(60);
  ASSERT_TRUE(world.ask(asked));
  world.pass(seconds(50));
  ASSERT_TRUE(world.ask(RenewCommand{"r-1", ""}));
  world.pass(seconds(59));
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  world.pass(seconds(1));
  EXPECT_EQ(world.see("r-1").state, State::kExpired);
  EXPECT_TRUE(everything(world.engine).empty());
}

TEST(Lease, CannotBeRenewedWhereThereIsNone) {
  World world;
  ASSERT_TRUE(world.ask(request()));
  EXPECT_EQ(world.ask(RenewCommand{"r-1", ""}).error().error.code, ErrorCode::kWrongState);
}

TEST(Etag, RefusesAChangeOfWhatHasChangedMeanwhile) {
  World world;
  const auto made = world.ask(held(seconds(30)));
  ASSERT_TRUE(made);
  const auto renewed = world.ask(RenewCommand{"r-1", made->etag});
  ASSERT_TRUE(renewed);
  EXPECT_NE(renewed->etag, made->etag);
  for (const Command& command :
       {Command(CommitCommand{"r-1", made->etag}), Command(ReleaseCommand{"r-1", made->etag}),
        Command(RenewCommand{"r-1", made->etag})}) {
    const auto decision = world.handle(command);
    EXPECT_EQ(decision.reply.error().error.code, ErrorCode::kEtagMismatch);
    EXPECT_EQ(decision.reply.error().error.nearest, renewed->etag);
    EXPECT_TRUE(decision.changes.empty());
  }
  EXPECT_TRUE(world.ask(CommitCommand{"r-1", renewed->etag}));
}

TEST(Commands, RefuseNamesThatAreNone) {
  World world;
  for (const auto* name : {"r-1", "r-01", "x-1", "", "r-", "r-18446744073709551616"})
    EXPECT_EQ(world.ask(CommitCommand{name, ""}).error().error.code, ErrorCode::kNotFound) << name;
}

TEST(PlanningOnly, StartsAndEndsOnTime) {
  World world;
  ASSERT_TRUE(world.ask(tomorrow()));
  world.pass(hours(24) - Duration(1));
  EXPECT_EQ(world.see("r-1").state, State::kCommitted);
  world.pass(Duration(1));
  const auto active = world.see("r-1");
  EXPECT_EQ(active.state, State::kActive);
  EXPECT_EQ(active.service, Service::kNone);
  EXPECT_EQ(active.state_message, "planning only: no devices");
  world.pass(hours(1));
  EXPECT_EQ(world.see("r-1").state, State::kEnded);
  EXPECT_EQ(world.see("r-1").metered, Metered{});
  EXPECT_TRUE(everything(world.engine).empty());
  EXPECT_TRUE(world.effects.empty());
}

TEST(PlanningOnly, EndsWithoutHavingBegunWhereNobodyWasThere) {
  World world;
  ASSERT_TRUE(world.ask(tomorrow()));
  world.pass(hours(48));
  EXPECT_EQ(world.see("r-1").state, State::kEnded);
}

TEST(Release, FreesAtOnceAndIsRepeatable) {
  World world;
  ASSERT_TRUE(world.ask(tomorrow()));
  const auto released = world.ask(ReleaseCommand{"r-1", ""});
  ASSERT_TRUE(released);
  EXPECT_EQ(released->state, State::kReleased);
  EXPECT_TRUE(everything(world.engine).empty());
  const auto again = world.handle(ReleaseCommand{"r-1", "stale"});
  ASSERT_TRUE(again.reply);
  EXPECT_TRUE(again.changes.empty());
  EXPECT_EQ(world.ask(CommitCommand{"r-1", ""}).error().error.code, ErrorCode::kWrongState);
}

TEST(Devices, AreOrderedOnTimeAndLightMakesItActive) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(tomorrow()));
  world.pass(hours(24) - seconds(10));
  EXPECT_EQ(world.see("r-1").state, State::kActivating);
  ASSERT_EQ(world.effects.size(), 1U);
  const auto& order = world.effects[0];
  const auto view = world.see("r-1");
  EXPECT_EQ(order.kind, Effect::Kind::kLight);
  EXPECT_EQ(order.lightpath, "l-1");
  ASSERT_EQ(order.channels.size(), view.path.sites.size());
  for (std::size_t i = 0; i < order.channels.size(); ++i)
    EXPECT_EQ(order.channels[i].node, view.path.sites[i]);
  EXPECT_EQ(order.channels.front().channel.in_port, "line-1");
  EXPECT_EQ(order.channels.back().channel.out_port, "line-1");
  ASSERT_EQ(order.lasers.size(), 2U);
  EXPECT_EQ(order.lasers[1].node, "zhengzhou");
  EXPECT_EQ(order.lasers[1].laser.slot, view.path.lightpaths[0].slot);
  world.hear("l-1", Light::kLit);
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  EXPECT_EQ(world.see("r-1").service, Service::kUp);
  EXPECT_EQ(world.engine.standing_orders(), world.effects);
}

TEST(Devices, ChannelsFollowTheCablesPortsInEitherDirection) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(request("beijing", "zhengzhou")));
  ASSERT_TRUE(world.ask(request("zhengzhou", "beijing")));
  ASSERT_EQ(world.effects.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto path = world.see("r-" + std::to_string(i + 1)).path;
    const auto& channels = world.effects[i].channels;
    for (std::size_t hop = 0; hop < path.links.size(); ++hop) {
      const auto& link = world.network->link(*world.network->find_link(path.links[hop]));
      const bool forward = world.network->site(link.a_site).name == path.sites[hop];
      EXPECT_EQ(channels[hop].channel.out_port, forward ? link.a_port : link.z_port);
      EXPECT_EQ(channels[hop + 1].channel.in_port, forward ? link.z_port : link.a_port);
    }
  }
}

TEST(Devices, FailuresAreVisibleBeforeAndAfterItWasActive) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(request()));
  world.hear("l-1", Light::kFailing, "beijing is silent for 5 s");
  EXPECT_EQ(world.see("r-1").state, State::kActivating);
  EXPECT_EQ(world.see("r-1").state_message, "l-1: beijing is silent for 5 s");
  const auto told = world.events.size();
  world.hear("l-1", Light::kFailing, "beijing is silent for 5 s");
  EXPECT_EQ(world.events.size(), told);
  world.hear("l-1", Light::kLit);
  world.pass(hours(1));
  world.hear("l-1", Light::kFailing, "laser off");
  EXPECT_EQ(world.see("r-1").state, State::kDegraded);
  EXPECT_EQ(world.see("r-1").service, Service::kDown);
  world.pass(hours(1));
  world.hear("l-1", Light::kLit);
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  EXPECT_EQ(world.see("r-1").state_message, "");
  // One hour of two at 400 Gbit/s: 400 Gbit/s h, 400 * 3600 / 8 gigabytes.
  EXPECT_NEAR(world.see("r-1").metered.gbps_hours, 400, 1e-9);
  EXPECT_NEAR(world.see("r-1").metered.gigabytes, 180'000, 1e-6);
}

TEST(Devices, OneOfSeveralLightpathsDownReducesTheService) {
  World world(with_devices());
  auto asked = request();
  asked.rate = {1'500'000'000};
  const auto made = world.ask(asked);
  ASSERT_TRUE(made);
  ASSERT_GE(made->path.lightpaths.size(), 2U);
  for (const auto& path : made->path.lightpaths) {
    EXPECT_NE(world.see("r-1").state, State::kActive);
    world.hear(path.name, Light::kLit);
  }
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  world.hear(made->path.lightpaths[1].name, Light::kFailing, "laser off");
  EXPECT_EQ(world.see("r-1").service, Service::kReduced);
}

TEST(Devices, SlicesStayTakenUntilAllIsDark) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(request()));
  world.hear("l-1", Light::kLit);
  const auto released = world.ask(ReleaseCommand{"r-1", ""});
  ASSERT_TRUE(released);
  EXPECT_EQ(released->state, State::kDeactivating);
  EXPECT_EQ(world.effects.back().kind, Effect::Kind::kDarken);
  ASSERT_FALSE(everything(world.engine).empty());
  EXPECT_EQ(everything(world.engine).front().window.end, world.now + seconds(10));
  world.pass(seconds(11));
  EXPECT_EQ(everything(world.engine).front().window.end, kForever);
  EXPECT_EQ(world.see("r-1").state_message, "not dark in time: its slices stay taken");
  world.hear("l-1", Light::kDark);
  EXPECT_EQ(world.see("r-1").state, State::kReleased);
  EXPECT_TRUE(everything(world.engine).empty());
  EXPECT_TRUE(world.engine.standing_orders().empty());
}

TEST(Devices, TheNextInTheSameGlassWaitsUntilTheLastIsDark) {
  World world(with_devices());
  auto first = tomorrow();
  first.from = "beijing/line-1";
  auto second = first;
  second.start = *first.start + hours(1) + seconds(20);
  ASSERT_TRUE(world.ask(first));
  ASSERT_TRUE(world.ask(second));
  world.pass(hours(24));
  world.hear("l-1", Light::kLit);
  world.pass(hours(1));
  EXPECT_EQ(world.see("r-1").state, State::kDeactivating);
  world.pass(seconds(30));
  EXPECT_EQ(world.see("r-2").state, State::kActivating);
  EXPECT_EQ(world.see("r-2").state_message, "waits until l-1 of r-1 is dark");
  EXPECT_EQ(world.effects.size(), 2U);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
  EXPECT_THAT(world.engine.check_invariants(), testing::IsEmpty());
  world.hear("l-1", Light::kDark);
  EXPECT_EQ(world.see("r-1").state, State::kEnded);
  ASSERT_EQ(world.effects.size(), 3U);
  EXPECT_EQ(world.effects.back().lightpath, "l-2");
  world.hear("l-2", Light::kLit);
  EXPECT_EQ(world.see("r-2").state, State::kActive);
}

TEST(Devices, WhatWasPlannedWithoutThemIsLitWhenThereAreSome) {
  World world;
  ASSERT_TRUE(world.ask(request()));
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  world.options = with_devices();
  world.engine = world.reloaded();
  world.settle();
  EXPECT_EQ(world.see("r-1").state, State::kActivating);
  EXPECT_EQ(world.effects.size(), 1U);
}

TEST(Devices, WordsThatAreNoTextCanBeStoredAllTheSame) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(request()));
  world.hear("l-1", Light::kFailing, "off\xC0\n" + std::string(2'000, 'x'));
  EXPECT_EQ(world.see("r-1").state_message, "l-1: off??" + std::string(995, 'x'));
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
}

TEST(Devices, NewsOfWhatIsOverOrUnknownChangesNothing) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(tomorrow()));
  for (const auto* name : {"l-1", "l-2", "x", ""})
    EXPECT_TRUE(world.handle(LightpathNews{name, Light::kLit, ""}).changes.empty()) << name;
}

TEST(Retention, ForgetsWhatEndedThirtyDaysAgoAndItsRequestId) {
  World world;
  auto asked = tomorrow();
  asked.request_id = "job-7";
  ASSERT_TRUE(world.ask(asked));
  world.pass(hours(25));
  world.pass(hours(30 * 24) - Duration(1));
  EXPECT_EQ(world.see("r-1").state, State::kEnded);
  world.pass(Duration(1));
  EXPECT_EQ(world.engine.reservation("r-1", world.now).error().error.code, ErrorCode::kNotFound);
  for (const auto kind : {RecordKind::kReservation, RecordKind::kCircuit, RecordKind::kLightpath})
    EXPECT_EQ(world.count(kind), 0U);
  asked.start = world.now;
  EXPECT_EQ(world.ask(asked)->name, "r-2");
}

TEST(Retention, KeepsEventsSevenDaysAndDecisionsNinety) {
  World world;
  for (int i = 0; i < 150; ++i) {
    auto asked = request();
    asked.max_latency_us = 100;
    ASSERT_FALSE(world.ask(asked));
    if (i % 50 == 49) world.pass(hours(3));
  }
  const auto rests = [&] {
    return std::pair(world.count(RecordKind::kEvent), world.count(RecordKind::kDecision));
  };
  world.pass(hours(7 * 24 - 9));
  EXPECT_EQ(rests(), std::pair(std::size_t{150}, std::size_t{150}));
  world.pass(hours(1));
  EXPECT_EQ(rests(), std::pair(std::size_t{100}, std::size_t{150}));
  EXPECT_EQ(world.engine.events_from(), 51U);
  world.pass(hours(7));
  EXPECT_EQ(rests(), std::pair(std::size_t{0}, std::size_t{150}));
  world.pass(hours(24 * 90));
  EXPECT_EQ(rests(), std::pair(std::size_t{0}, std::size_t{0}));
  EXPECT_EQ(world.engine.next_due(), std::nullopt);
  EXPECT_LE(world.count(RecordKind::kMeta), 2U);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
}

TEST(List, FiltersAndPages) {
  World world;
  auto asked = tomorrow();
  for (int i = 0; i < 5; ++i) {
    asked.labels["run"] = std::to_string(i % 2);
    asked.start = kMorning + hours(24 + 2 * i);
    ASSERT_TRUE(world.ask(asked));
  }
  const auto names = [&](const ReservationQuery& query) {
    std::vector<std::string> found;
    const auto page = world.engine.list(query, world.now);
    EXPECT_TRUE(page.has_value());
    for (const auto& item : page->items) found.push_back(item.name);
    return found;
  };
  using Names = std::vector<std::string>;
  ReservationQuery query;
  query.page_size = 2;
  const auto page = world.engine.list(query, world.now);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->next_page_token, "r-2");
  EXPECT_EQ(page->last_event_id, world.engine.last_event_id());
  query.page_token = "r-4";
  EXPECT_EQ(names(query), Names{"r-5"});
  query = {};
  query.label = {"run", "1"};
  EXPECT_EQ(names(query), (Names{"r-2", "r-4"}));
  query.start = kMorning + hours(29);
  query.end = kMorning + hours(31);
  EXPECT_EQ(names(query), Names{"r-4"});
  query = {};
  query.site = "zhengzhou";
  query.link = world.see("r-1").path.links[0];
  query.state = State::kCommitted;
  EXPECT_EQ(names(query).size(), 5U);
  query.tenant = "nobody";
  EXPECT_EQ(names(query), Names{});
  query = {};
  query.site = "beijin";
  EXPECT_EQ(world.engine.list(query, world.now).error().error.nearest, "beijing");
  query = {};
  query.page_size = 10'001;
  EXPECT_EQ(world.engine.list(query, world.now).error().error.field, "page_size");
}

}  // namespace
}  // namespace lightloom::engine
