// Random weeks: whatever is asked, whatever the devices do, the promises hold.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/controller/engine/regenerated.h"

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

std::shared_ptr<const Network> regenerated() {
  static const auto network = network_with_regenerators(2);
  return network;
}

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

std::string any_link(const World& world) {
  const auto links = world.network->links();
  return links[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(links.size())))].name;
}

LinkNews any_link_news(const World& world) {
  LinkNews news;
  news.link.name = chance(70) ? any_link(world) : pick<std::string>({"x", "y"});
  news.link.status.state =
      pick<LinkState>({LinkState::kPlanned, LinkState::kUp, LinkState::kUp, LinkState::kUp, LinkState::kDown,
                       LinkState::kOneWay, LinkState::kUnrecorded});
  news.link.status.message = pick<std::string>({"as told", "no \xff text"});
  for (auto more = whole(0, 3); more > 0; --more)
    news.link.status.foreign.push_back(
        {{static_cast<std::int32_t>(whole(-2'000, 2'000)), static_cast<std::int32_t>(whole(-2, 30))},
         "beijing",
         "alien"});
  return news;
}

AlarmKey any_key(const World& world) {
  return {pick<std::string>({"LINK_DOWN", "DEVICE_SILENT"}),
          pick<std::string>({any_link(world), "roadm-0", "l-1", "\xff"})};
}

RaiseAlarm any_alarm(const World& world) {
  RaiseAlarm raise;
  std::tie(raise.alarm.kind, raise.alarm.resource) = any_key(world);
  raise.alarm.severity = pick<Severity>({Severity::kCritical, Severity::kMajor, Severity::kWarning});
  raise.alarm.message = pick<std::string>({"one", "another"});
  if (chance(30)) raise.root = any_key(world);
  if (chance(30)) raise.alarm.span = AlarmSpan{"x", 1, 80.5};
  return raise;
}

PerformanceNews any_bins(const World& world) {
  const auto lightpath = static_cast<std::uint64_t>(whole(1, 200));
  PerformanceBin bin;
  bin.site = "beijing";
  bin.samples = 90;
  return {world.now.time_since_epoch() / records::kQuarter + whole(-2, 1),
          static_cast<std::uint32_t>(lightpath % records::kPerformanceShards),
          {{{lightpath}, bin}}};
}

// What happens to the plant meanwhile.
void change_plant(World& world) {
  const auto node = "roadm-" + std::to_string(whole(0, 3));
  const auto site = pick<std::string>({"beijing", "tianjin", "jinan", "nowhere"});
  switch (whole(0, 8)) {
    case 0:
      world.ask(AddDevice{{node, site, pick<std::string>({"h:1", "h:2", "none"}), {}, {}, {}}});
      break;
    case 1:
      world.ask(RemoveDevice{node});
      break;
    case 2:
      world.ask(DeviceNews{site,
                           pick<DeviceState>({DeviceState::kUp, DeviceState::kSilent, DeviceState::kLying}),
                           pick<std::string>({"", "\x01\xff"})});
      break;
    case 3:
      world.ask(any_alarm(world));
      break;
    case 4:
      world.ask(ClearAlarm{any_key(world)});
      break;
    case 5:
      world.ask(AcknowledgeAlarm{"a-" + std::to_string(whole(0, 6))});
      break;
    case 6:
      world.ask(any_bins(world));
      break;
    default:
      world.ask(any_link_news(world));
  }
}

Engine::Options any_options() {
  if (chance(40)) return {};
  auto options = with_devices();
  options.only_links_seen = chance(50);
  return options;
}

void prove(const World& world) { RC_ASSERT(world.engine.check_invariants() == std::vector<std::string>{}); }

RC_GTEST_PROP(EngineProperty, InvariantsHoldAfterEveryStepAndReloadEqualsLive, ()) {
  World world(any_options(), chance(50) ? small_network() : regenerated());
  const auto reload_at = whole(0, 60);
  for (int step = 0; step < 60; ++step) {
    live(world);
    for (auto changes = whole(0, 4); changes > 0; --changes) change_plant(world);
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

// The same with regenerators alone: it must say something.
RC_GTEST_PROP(EngineProperty, RegeneratorsAreBookedAndGivenBack, ()) {
  World world({}, regenerated());
  std::size_t in_sections = 0;
  for (int i = 0; i < 30; ++i) {
    const auto made = world.ask(random_request(world.now));
    if (made && made->path.lightpaths.front().links != made->path.links) ++in_sections;
    world.pass(minutes(whole(0, 600)));
    prove(world);
  }
  RC_TAG(in_sections > 0);
  world.pass(hours(24 * 365));
  for (const auto& occupant : everything(world.engine)) RC_ASSERT(occupant.window.end == kForever);
}

RC_GTEST_PROP(EngineProperty, NoPlanUsesWhatIsNotUpOrForeign, ()) {
  World world([] {
    auto options = with_devices();
    options.only_links_seen = true;
    return options;
  }());
  for (const auto& link : world.network->links()) {
    LinkNews news;
    news.link.name = link.name;
    news.link.status.state = LinkState::kUp;
    world.ask(news);
  }
  for (int step = 0; step < 30; ++step) {
    change_plant(world);
    const auto made = world.ask(random_request(world.now));
    if (!made || made->create_time != world.now) continue;
    for (const auto& name : made->path.links) {
      const auto status = world.engine.link(name)->status;
      RC_ASSERT(status.state == LinkState::kUp);
      for (const auto& foreign : status.foreign)
        for (const auto& path : made->path.lightpaths)
          RC_ASSERT(foreign.slot.slices().end() <= path.slot.slices().first ||
                    path.slot.slices().end() <= foreign.slot.slices().first);
    }
    world.pass(seconds(1));
  }
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
