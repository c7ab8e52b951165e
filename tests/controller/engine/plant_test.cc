// Devices and links as the engine is told of them, and what that means for plans.
#include <gmock/gmock.h>

#include "controller/engine/engine.h"
#include "tests/controller/engine/plant_news.h"

namespace lightloom::engine {
namespace {

using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Devices.

TEST(PlantDevices, AreRegisteredWithARecordAndAnEvent) {
  World world(with_devices());
  const auto decision = world.handle(AddDevice{device()});
  EXPECT_FALSE(decision.refused);
  ASSERT_THAT(decision.events, SizeIs(1));
  const Event& event = decision.events.front();
  EXPECT_EQ(std::tuple(event.type, event.name, event.before, event.after),
            std::tuple("device.state", "roadm-beijing", "", "CONNECTING"));
  EXPECT_EQ(object_of<DeviceView>(event).record, device());
  ASSERT_THAT(world.engine.devices(), SizeIs(1));
  EXPECT_EQ(world.engine.devices().front().record, device());
  EXPECT_EQ(world.count(RecordKind::kDevice), 1U);
  EXPECT_EQ(world.engine.plant()->nodes, (std::map<std::string, std::string>{{"beijing", "roadm-beijing"}}));
}

TEST(PlantDevices, AreTheSameWhenRegisteredTwice) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  world.handle(DeviceNews{"beijing", DeviceState::kUp, ""});
  EXPECT_THAT(world.handle(AddDevice{device()}).changes, IsEmpty());
  EXPECT_EQ(world.engine.devices().front().state, DeviceState::kUp);
  // Another address is another device to be found.
  const auto changed = world.handle(AddDevice{device("beijing", "host:1")});
  ASSERT_THAT(changed.events, SizeIs(1));
  EXPECT_EQ(changed.events.front().before, "UP");
  EXPECT_EQ(world.engine.devices().front().state, DeviceState::kConnecting);
  EXPECT_EQ(world.engine.devices().front().record.address, "host:1");
}

TEST(PlantDevices, MayMoveToAnotherSite) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  auto moved = device();
  moved.site = "jinan";
  EXPECT_FALSE(world.handle(AddDevice{moved}).refused);
  EXPECT_EQ(world.engine.plant()->nodes, (std::map<std::string, std::string>{{"jinan", "roadm-beijing"}}));
  EXPECT_FALSE(world.handle(AddDevice{{"another", "beijing", "h:1", {}, {}, {}}}).refused);
}

TEST(PlantDevices, AreRefusedAtASiteThatIsNotThereWithTheNearest) {
  World world(with_devices());
  auto wrong = device();
  wrong.site = "bejing";
  const auto decision = world.handle(AddDevice{wrong});
  expect_refused(decision, ErrorCode::kInvalidArgument, "site", "bejing");
  EXPECT_EQ(decision.refused->error.nearest, "beijing");
}

TEST(PlantDevices, AreRefusedWhereTheSiteHasAnotherOne) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  const auto decision = world.handle(AddDevice{{"second", "beijing", "h:1", {}, {}, {}}});
  expect_refused(decision, ErrorCode::kInvalidArgument, "site",
                 "beijing has the device roadm-beijing already");
  EXPECT_EQ(decision.refused->error.nearest, "roadm-beijing");
}

TEST(PlantDevices, AreRefusedUnderAnAddressThatIsNone) {
  World world(with_devices());
  for (const char* wrong :
       {"", ":", ":1", "host", "host:", "host:0", "host:65536", "host:-1", "host:1x", "host:123456",
        "ho st:1", "ho\nst:1", "host:99999999999999999999", "h\xc3\xb6st:1"})
    expect_refused(world.handle(AddDevice{device("beijing", wrong)}), ErrorCode::kInvalidArgument, "address",
                   "needs HOST:PORT");
  expect_refused(world.handle(AddDevice{device("beijing", std::string(400, 'h') + ":1")}),
                 ErrorCode::kInvalidArgument, "address", "needs HOST:PORT");
  for (const char* right : {"127.0.0.1:1", "[::1]:65535", "host.example:9339"})
    EXPECT_FALSE(world.handle(AddDevice{device("beijing", right)}).refused) << right;
}

TEST(PlantDevices, AreRefusedUnderANameThatCannotStandInAUrl) {
  World world(with_devices());
  for (const std::string& wrong : {std::string(), std::string("a/b"), std::string("a b"), std::string("a?b"),
                                   std::string(129, 'n'), std::string("r\xc3\xb6")}) {
    auto named = device();
    named.node = wrong;
    expect_refused(world.handle(AddDevice{named}), ErrorCode::kInvalidArgument, "node",
                   "is no name of a device");
  }
}

TEST(PlantDevices, AreRefusedWithTextThatCouldNotBeReadAgain) {
  World world(with_devices());
  auto wrong = device();
  wrong.username = "ad\xffmin";
  expect_refused(world.handle(AddDevice{wrong}), ErrorCode::kInvalidArgument, "username",
                 "needs 1 to 1024 bytes");
  wrong = device();
  wrong.password_file = std::string(2'000, 'p');
  expect_refused(world.handle(AddDevice{wrong}), ErrorCode::kInvalidArgument, "password_file", "plain text");
  wrong = device();
  wrong.ca_file = "";
  expect_refused(world.handle(AddDevice{wrong}), ErrorCode::kInvalidArgument, "ca_file", "plain text");
  auto right = device();
  right.ca_file = "/etc/证书.pem";
  EXPECT_FALSE(world.handle(AddDevice{right}).refused);
  EXPECT_EQ(world.reloaded().devices().front().record, right);
}

TEST(PlantDevices, AreRemovedWithAnEvent) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  const auto decision = world.handle(RemoveDevice{"roadm-beijing"});
  ASSERT_THAT(decision.events, SizeIs(1));
  EXPECT_EQ(decision.events.front().before, "CONNECTING");
  EXPECT_EQ(decision.events.front().after, "");
  EXPECT_EQ(object_of<DeviceView>(decision.events.front()).record, device());
  EXPECT_THAT(world.engine.devices(), IsEmpty());
  EXPECT_EQ(world.count(RecordKind::kDevice), 0U);
  const auto again = world.handle(RemoveDevice{"roadm-beijing"});
  expect_refused(again, ErrorCode::kNotFound, "", "no device \"roadm-beijing\"; 0 are registered");
  world.handle(AddDevice{device()});
  EXPECT_EQ(world.handle(RemoveDevice{"roadm-bejing"}).refused->error.nearest, "roadm-beijing");
}

TEST(PlantDevices, TellOfEachChangeOnce) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  const auto silent = world.handle(DeviceNews{"beijing", DeviceState::kSilent, "no reply within 2 s"});
  ASSERT_THAT(silent.events, SizeIs(1));
  EXPECT_EQ(std::tuple(silent.events[0].before, silent.events[0].after, silent.events[0].cause),
            std::tuple("CONNECTING", "SILENT", "no reply within 2 s"));
  EXPECT_THAT(world.handle(DeviceNews{"beijing", DeviceState::kSilent, "no reply within 2 s"}).changes,
              IsEmpty());
  EXPECT_THAT(world.handle(DeviceNews{"jinan", DeviceState::kUp, ""}).changes, IsEmpty());
  EXPECT_THAT(world.handle(DeviceNews{"nowhere", DeviceState::kUp, ""}).changes, IsEmpty());
}

TEST(PlantDevices, MaySayAnythingAndTheStoreCanStillBeRead) {
  World world(with_devices());
  world.handle(AddDevice{device()});
  const std::string noise = "no\x01 \xff\xfe" + std::string(5'000, 'x') + "\xe8";
  world.handle(DeviceNews{"beijing", DeviceState::kRefusing, noise});
  world.handle(alarm("DEVICE_REFUSING", "roadm-beijing", noise));
  auto link = unrecorded("beijing.\xff-jinan." + std::string(3'000, 'y'));
  link.link.a_port = noise;
  link.link.status.message = noise;
  link.link.status.foreign.assign(20'000, {{1, 1}, "beijing", noise});
  world.handle(link);
  world.handle(alarm("LINK_UNRECORDED", link.link.name));
  for (const auto& [key, bytes] : world.store) EXPECT_LE(bytes.size(), kMaxRecordBytes);
  EXPECT_EQ(world.engine.devices().front().message.substr(0, 9), "no? ??xxx");
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
  // And what is told by the same name is the same thing.
  EXPECT_THAT(world.handle(link).changes, IsEmpty());
  world.handle(ClearAlarm{{"LINK_UNRECORDED", link.link.name}});
  EXPECT_THAT(world.engine.active_alarms(), SizeIs(1));
  link.link.status = {};
  world.handle(link);
  EXPECT_THAT(world.engine.plant()->unrecorded, IsEmpty());
}

// Links.

TEST(PlantLinks, TellOfAStateWithTheWholeCable) {
  World world(with_devices());
  const Link& link = world.network->links().front();
  const auto decision = world.handle(seen(link.name));
  ASSERT_THAT(decision.events, SizeIs(1));
  const Event& event = decision.events.front();
  EXPECT_EQ(std::tuple(event.type, event.name, event.before, event.after, event.cause),
            std::tuple("link.state", link.name, "PLANNED", "UP", "as told"));
  const auto& view = object_of<LinkView>(event);
  EXPECT_EQ(std::tuple(view.a_port, view.z_port, view.length, view.latency),
            std::tuple(link.a_port, link.z_port, link.length, link.latency));
  EXPECT_EQ(world.engine.link(link.name), view);
  EXPECT_THAT(world.handle(seen(link.name)).changes, IsEmpty());
  // Other words for the same state are kept, and are no event.
  auto reworded = seen(link.name);
  reworded.link.status.message = "still";
  const auto quiet = world.handle(reworded);
  EXPECT_THAT(quiet.events, IsEmpty());
  EXPECT_EQ(world.reloaded().link(link.name)->status.message, "still");
}

TEST(PlantLinks, TellOfCablesThatNoRecordHas) {
  World world(with_devices());
  const auto found = world.handle(unrecorded("x"));
  ASSERT_THAT(found.events, SizeIs(1));
  EXPECT_EQ(std::tuple(found.events[0].before, found.events[0].after), std::tuple("", "UNRECORDED"));
  EXPECT_EQ(object_of<LinkView>(found.events[0]).a_port, "degree-70");
  EXPECT_EQ(world.engine.figures().links_by_state.at("UNRECORDED"), 1U);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
  const auto gone = world.handle(unrecorded("x", LinkState::kPlanned));
  ASSERT_THAT(gone.events, SizeIs(1));
  EXPECT_EQ(std::tuple(gone.events[0].before, gone.events[0].after), std::tuple("UNRECORDED", "PLANNED"));
  EXPECT_EQ(world.count(RecordKind::kLink), 0U);
  EXPECT_EQ(world.engine.link("x"), std::nullopt);
  EXPECT_THAT(world.handle(unrecorded("x", LinkState::kPlanned)).changes, IsEmpty()) << "it was never there";
}

TEST(PlantLinks, OfAFormerPlantRecordAreForgotten) {
  World world(with_devices());
  see_all(world);
  world.handle(unrecorded("x"));
  const auto whole = world.network;
  auto record = whole->record();
  const std::string removed = record.links.back().name;
  record.links.pop_back();
  // What was seen unrecorded is called so in the new record.
  record.links.front().name = "x";
  world.network = built(std::move(record));
  world.engine = world.reloaded();
  EXPECT_EQ(world.engine.link(removed), std::nullopt);
  EXPECT_EQ(world.engine.link("x")->status, LinkStatus{});
  EXPECT_THAT(world.engine.plant()->unrecorded, IsEmpty());
  ASSERT_TRUE(world.engine.next_due());
  EXPECT_LE(*world.engine.next_due(), world.now);
  world.settle();
  EXPECT_EQ(world.count(RecordKind::kLink), whole->links().size() - 2);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
}

// Plans.

TEST(PlantPlans, UseOnlyCablesThatAreUp) {
  World world(only_seen());
  const auto blind = world.ask(request());
  ASSERT_FALSE(blind);
  EXPECT_EQ(blind.error().error.code, ErrorCode::kNoRoute);
  EXPECT_THAT(blind.error().error.message, AllOf(HasSubstr("no cables that are up join them (not up: "),
                                                 HasSubstr(" more); ask again when they are mended")));
  see_all(world);
  const auto granted = world.ask(request());
  ASSERT_TRUE(granted);
  for (const auto state : {LinkState::kDown, LinkState::kOneWay, LinkState::kMiswired}) {
    world.handle(seen(granted->path.links.front(), state));
    const auto around = world.ask(request());
    ASSERT_TRUE(around);
    EXPECT_THAT(around->path.links, ::testing::Not(::testing::Contains(granted->path.links.front())));
  }
  // Within the budget of the fastest there is none now, and that is said.
  auto hurried = request();
  hurried.max_latency_us = granted->path.latency_us;
  const auto slow = world.ask(hurried);
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().error.code, ErrorCode::kNoRouteWithinLatency);
  EXPECT_THAT(slow.error().error.message,
              HasSubstr("over cables that are up (not up: " + granted->path.links.front() + ")"));
  ASSERT_FALSE(slow.error().alternatives.empty());
  EXPECT_TRUE(world.ask(slow.error().alternatives.front().request));
  world.handle(seen(granted->path.links.front()));
  EXPECT_TRUE(world.ask(hurried));
}

TEST(PlantPlans, UseEveryCableWithoutDevices) {
  World world;
  see_all(world, LinkState::kDown);
  EXPECT_TRUE(world.ask(request()));
  EXPECT_EQ(world.engine.plant()->barred, nullptr);
  // With devices after all, the same plant is closed.
  auto other = *Engine::create(world.network, Engine::Options{});
  other.expect_devices();
  ASSERT_TRUE(other.finish_load(0));
  ASSERT_NE(other.plant()->barred, nullptr);
  EXPECT_TRUE(other.plant()->barred->closes_any());
}

TEST(PlantPlans, LeaveForeignLightAlone) {
  for (const auto& options : {only_seen(), with_devices(), Engine::Options{}}) {
    World world(options);
    see_all(world);
    const auto first = world.ask(request());
    ASSERT_TRUE(first);
    world.ask(ReleaseCommand{"r-1", ""});
    const auto slot = first->path.lightpaths.front().slot;
    world.handle(seen(first->path.links.back(), LinkState::kUp, {{slot, "beijing", "alien"}}));
    const auto second = world.ask(request());
    ASSERT_TRUE(second);
    EXPECT_EQ(second->path.links, first->path.links);
    const auto other = second->path.lightpaths.front().slot.slices();
    EXPECT_TRUE(other.first >= slot.slices().end() || other.end() <= slot.slices().first);
  }
}

TEST(PlantPlans, SurviveForeignLightAtAnyFrequency) {
  World world(only_seen());
  see_all(world);
  const auto& name = world.network->links().front().name;
  const auto least = std::numeric_limits<std::int32_t>::min();
  const auto most = std::numeric_limits<std::int32_t>::max();
  world.handle(seen(name, LinkState::kUp,
                    {{{least, 8}, "beijing", "a"},
                     {{most, 8}, "beijing", "b"},
                     {{0, -4}, "beijing", "c"},
                     {{most, 4}, "beijing", "d"},
                     {{least, 4}, "beijing", "e"}}));
  const auto barred = world.engine.plant()->barred;
  ASSERT_NE(barred, nullptr);
  EXPECT_EQ(barred->taken.front().count(), 0);
  world.handle(seen(name, LinkState::kUp, {{{0, most}, "beijing", "all"}}));
  EXPECT_EQ(world.engine.plant()->barred->taken.front().count(), world.network->band().count);
}

TEST(Plant, IsTheSameAfterAReload) {
  World world(only_seen());
  const auto fresh = world.engine.digest();
  see_all(world);
  for (const char* site : {"beijing", "jinan"}) world.handle(AddDevice{device(site)});
  world.handle(DeviceNews{"jinan", DeviceState::kLying, "said done"});
  world.handle(unrecorded("x"));
  world.handle(seen(world.network->links().front().name, LinkState::kDown, {{{0, 4}, "jinan", "alien"}}));
  auto raise = alarm("LINK_DOWN", "x");
  raise.alarm.span = AlarmSpan{"x", 2, 160};
  world.handle(raise);
  world.handle(alarm("DEVICE_LYING", "roadm-jinan"));
  world.handle(ClearAlarm{{"LINK_DOWN", "x"}});
  world.handle(AcknowledgeAlarm{"a-1"});
  world.handle(bins(world.now.time_since_epoch() / minutes(15)));
  const auto again = world.reloaded();
  EXPECT_EQ(again.digest(), world.engine.digest());
  EXPECT_NE(again.digest(), fresh);
  EXPECT_EQ(again.devices(), world.engine.devices());
  EXPECT_EQ(again.active_alarms(), world.engine.active_alarms());
  EXPECT_EQ(*again.plant()->barred, *world.engine.plant()->barred);
  EXPECT_EQ(again.plant()->links, world.engine.plant()->links);
  EXPECT_EQ(again.plant()->unrecorded, world.engine.plant()->unrecorded);
  EXPECT_EQ(again.bins(), world.engine.bins());
  EXPECT_EQ(again.next_due(), world.engine.next_due());
}

TEST(Plant, RefusesAnAlarmBeyondTheStoredCounter) {
  World world(with_devices());
  world.handle(alarm("LINK_DOWN", "x"));
  const auto old_counters = world.store.at({RecordKind::kMeta, "counters"});
  world.handle(alarm("LINK_DOWN", "y"));
  auto engine = *Engine::create(world.network, world.options);
  for (const auto& [key, bytes] : world.store)
    ASSERT_TRUE(engine.load_record(key.first, key.second, key.second == "counters" ? old_counters : bytes));
  const auto finished = engine.finish_load(world.engine.revision());
  ASSERT_FALSE(finished);
  EXPECT_THAT(finished.error().message, HasSubstr("a-2 is beyond the stored counter"));
}

}  // namespace
}  // namespace lightloom::engine
