// Random weeks: whatever is asked, whatever the devices do, the promises hold.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/controller/engine/world.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

template <class Value>
Value pick(const std::vector<Value>& values) {
  return *rc::gen::elementOf(values);
}
std::int64_t whole(std::int64_t from, std::int64_t to) { return *rc::gen::inRange(from, to); }
bool chance(int percent) { return whole(0, 100) < percent; }

ReserveRequest random_request(Instant now) {
  static const std::vector<std::string> sites{"beijing", "tianjin", "shijiazhuang",
                                              "taiyuan", "jinan",   "zhengzhou"};
  ReserveRequest asked;
  asked.from = pick(sites);
  asked.to = pick(sites);
  asked.rate = {pick<std::int64_t>({1'000, 100'000'000, 400'000'000, 800'000'000, 1'600'000'000})};
  if (chance(30)) asked.max_latency_us = whole(500, 12'000);
  if (chance(60)) asked.start = now + minutes(whole(0, 72 * 60));
  if (chance(80)) asked.duration = minutes(whole(1, 48 * 60));
  if (chance(40)) asked.hold = minutes(whole(1, 120));
  if (chance(30)) asked.lease = minutes(whole(1, 24 * 60));
  if (chance(30)) asked.request_id = "job-" + std::to_string(whole(0, 10));
  return asked;
}

// What happens next: somebody asks, or time passes.
void live(World& world) {
  const auto made =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(world.engine.figures().reservations_granted));
  const auto any = [&](char letter) {
    return std::string(1, letter) + "-" + std::to_string(whole(1, made + 2));
  };
  switch (whole(0, 12)) {
    case 0:
      world.ask(CommitCommand{any('r'), ""});
      break;
    case 1:
      world.ask(ReleaseCommand{any('r'), ""});
      break;
    case 2:
      world.ask(RenewCommand{any('r'), ""});
      break;
    case 3:
    case 4:
      world.pass(minutes(whole(0, 12 * 60)));
      break;
    case 5:
      world.pass(seconds(whole(0, 30)));
      break;
    case 6:
    case 7:
    case 8: {
      const auto orders = world.engine.standing_orders();
      const auto name = orders.empty() ? any('l') : pick(orders).lightpath;
      world.hear(name, pick<Light>({Light::kLit, Light::kDark, Light::kDark, Light::kFailing}), "as it is");
      break;
    }
    default:
      world.ask(random_request(world.now));
  }
}

void prove(const World& world) { RC_ASSERT(world.engine.check_invariants() == std::vector<std::string>{}); }

RC_GTEST_PROP(EngineProperty, InvariantsHoldAfterEveryStepAndReloadEqualsLive, ()) {
  World world(chance(50) ? with_devices() : Engine::Options{});
  const auto reload_at = whole(0, 60);
  for (int step = 0; step < 60; ++step) {
    live(world);
    prove(world);
    if (step != reload_at) continue;
    RC_ASSERT(world.reloaded().digest() == world.engine.digest());
    // And goes on as if nothing had been.
    world.engine = world.reloaded();
  }
  const auto again = world.reloaded();
  RC_ASSERT(again.digest() == world.engine.digest());
  RC_ASSERT(everything(again) == everything(world.engine));
  RC_ASSERT(again.standing_orders() == world.engine.standing_orders());
}

RC_GTEST_PROP(EngineProperty, SameInputsGiveTheSameBytes, ()) {
  World left;
  World right;
  for (int step = 0; step < 20; ++step) {
    const auto asked = random_request(left.now);
    const auto time = minutes(whole(0, 300));
    for (auto* world : {&left, &right}) {
      world->ask(asked);
      world->pass(time);
    }
  }
  RC_ASSERT(left.store == right.store);
  RC_ASSERT(left.engine.digest() == right.engine.digest());
}

RC_GTEST_PROP(EngineProperty, ReleaseUndoesReserve, ()) {
  World world;
  for (int i = 0; i < 10; ++i) world.ask(random_request(world.now));
  const auto before = everything(world.engine);
  const auto size = world.engine.calendar().size();
  const auto granted = world.engine.figures().reservations_granted;
  const auto made = world.ask(random_request(world.now));
  RC_PRE(made.has_value() && world.engine.figures().reservations_granted > granted);
  RC_ASSERT(world.ask(ReleaseCommand{made->name, ""}).has_value());
  RC_ASSERT(everything(world.engine) == before);
  RC_ASSERT(world.engine.calendar().size() == size);
}

RC_GTEST_PROP(EngineProperty, AnAlternativeSentBackIsGrantedAndARepeatChangesNothing, ()) {
  World world;
  int offered = 0;
  for (int i = 0; i < 25; ++i) {
    auto asked = random_request(world.now);
    if (chance(30)) asked.rate = {pick<std::int64_t>({3'200'000'000, 9'600'000'000})};
    const auto reply = world.handle(asked).reply;
    if (reply && asked.request_id) RC_ASSERT(world.engine.handle(asked, world.now).changes.empty());
    if (reply || reply.error().alternatives.empty()) continue;
    ++offered;
    auto offer = pick(reply.error().alternatives).request;
    RC_ASSERT(!offer.request_id);
    RC_ASSERT(world.engine.handle(offer, world.now).reply.has_value());
    return;
  }
  RC_PRE(offered > 0);
}

}  // namespace
}  // namespace lightloom::engine
