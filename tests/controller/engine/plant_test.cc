// Devices, links and alarms as the engine is told of them, and what that means for plans.
#include <gmock/gmock.h>

#include "controller/engine/engine.h"
#include "tests/controller/engine/world.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Engine::Options only_seen() {
  auto options = with_devices();
  options.only_links_seen = true;
  return options;
}

DeviceRecord device(const std::string& site = "beijing", const std::string& address = "127.0.0.1:9339") {
  return {"roadm-" + site, site, address, {}, {}, {}};
}

LinkNews seen(const std::string& name, LinkState state = LinkState::kUp,
              std::vector<ForeignSlot> foreign = {}) {
  LinkNews news;
  news.link.name = name;
  news.link.status = {state, "as told", std::move(foreign)};
  return news;
}
void see_all(World& world, LinkState state = LinkState::kUp) {
  for (const auto& link : world.network->links()) world.handle(seen(link.name, state));
}

LinkNews unrecorded(const std::string& name, LinkState state = LinkState::kUnrecorded) {
  auto news = seen(name, state);
  news.link.a_site = "beijing";
  news.link.a_port = "degree-70";
  news.link.z_site = "jinan";
  news.link.z_port = "degree-71";
  return news;
}

RaiseAlarm alarm(const std::string& kind, const std::string& resource, const std::string& message = "why") {
  RaiseAlarm raise;
  raise.alarm.kind = kind;
  raise.alarm.resource = resource;
  raise.alarm.severity = Severity::kMajor;
  raise.alarm.message = message;
  return raise;
}

void expect_refused(const Decision& decision, ErrorCode code, const std::string& field,
                    const std::string& words) {
  ASSERT_TRUE(decision.refused);
  EXPECT_EQ(decision.refused->error.code, code);
  EXPECT_EQ(decision.refused->error.field, field);
  EXPECT_THAT(decision.refused->error.message, HasSubstr(words));
  EXPECT_THAT(decision.changes, IsEmpty());
  EXPECT_THAT(decision.events, IsEmpty());
}

template <class View>
const View& object_of(const Event& event) {
  return *std::get<std::shared_ptr<const View>>(event.object);
}

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

// Alarms.

TEST(PlantAlarms, AreNamedAndTellWhomTheyAffect) {
  World world(with_devices());
  const auto made = world.ask(request());
  ASSERT_TRUE(made);
  world.hear("l-1", Light::kLit);
  world.ask(request("jinan", "tianjin"));
  world.handle(AddDevice{device()});
  const auto decision = world.handle(alarm("LINK_DOWN", made->path.links.front()));
  ASSERT_THAT(decision.events, SizeIs(1));
  const auto& view = object_of<AlarmView>(decision.events[0]);
  EXPECT_EQ(std::tuple(decision.events[0].type, decision.events[0].name, decision.events[0].after,
                       decision.events[0].cause),
            std::tuple("alarm", "a-1", "ACTIVE", "LINK_DOWN " + made->path.links.front()));
  EXPECT_EQ(std::tuple(view.name, view.time, view.severity), std::tuple("a-1", world.now, Severity::kMajor));
  EXPECT_THAT(view.affects, ElementsAre("r-1"));
  world.handle(alarm("DEVICE_SILENT", "roadm-beijing"));
  world.handle(alarm("LIGHT_LOST", "l-1"));
  world.handle(alarm("LIGHT_LOST", "l-99"));
  world.handle(alarm("LINK_DOWN", "nowhere"));
  const auto& affects = [&](const std::string& name) { return world.engine.alarm(name)->affects; };
  EXPECT_THAT(affects("a-2"), ElementsAre("r-1"));
  EXPECT_THAT(affects("a-3"), ElementsAre("r-1"));
  EXPECT_THAT(affects("a-4"), IsEmpty());
  EXPECT_THAT(affects("a-5"), IsEmpty());
  EXPECT_EQ(world.engine.figures().alarms_active, 5U);
}

TEST(PlantAlarms, AreBroughtUpToDateAndClearedUnderTheirName) {
  World world(with_devices());
  world.handle(alarm("DEVICE_SILENT", "roadm-beijing"));
  auto raise = alarm("LINK_DOWN", "x");
  raise.root = AlarmKey{"DEVICE_SILENT", "roadm-beijing"};
  world.handle(raise);
  EXPECT_EQ(world.engine.alarm("a-2")->root, "a-1");
  EXPECT_THAT(world.handle(raise).changes, IsEmpty());
  world.pass(minutes(1));
  raise.alarm.message = "more";
  raise.alarm.severity = Severity::kCritical;
  raise.alarm.span = AlarmSpan{"x", 1, 80};
  raise.root.reset();
  const auto updated = world.handle(raise);
  EXPECT_EQ(std::tuple(updated.events[0].before, updated.events[0].after), std::tuple("ACTIVE", "ACTIVE"));
  const auto now = *world.engine.alarm("a-2");
  EXPECT_EQ(std::tuple(now.message, now.severity, now.time, now.root, now.span),
            std::tuple("more", Severity::kCritical, kMorning, std::nullopt, raise.alarm.span));
  const auto cleared = world.handle(ClearAlarm{{"LINK_DOWN", "x"}});
  EXPECT_EQ(cleared.events[0].after, "CLEARED");
  EXPECT_EQ(world.engine.alarm("a-2")->cleared_time, world.now);
  EXPECT_THAT(world.handle(ClearAlarm{{"LINK_DOWN", "x"}}).changes, IsEmpty());
  // The same again is another alarm.
  world.handle(raise);
  EXPECT_EQ(world.engine.active_alarms().back().name, "a-3");
  raise.root = AlarmKey{"DEVICE_SILENT", "nobody"};
  world.handle(raise);
  EXPECT_EQ(world.engine.alarm("a-3")->root, std::nullopt);
}

TEST(PlantAlarms, AreAcknowledgedOnce) {
  World world(with_devices());
  world.handle(alarm("LINK_DOWN", "x"));
  world.pass(minutes(1));
  EXPECT_THAT(world.handle(AcknowledgeAlarm{"a-1"}).events, SizeIs(1));
  EXPECT_EQ(world.engine.alarm("a-1")->acknowledged_time, kMorning + minutes(1));
  world.pass(minutes(1));
  const auto again = world.handle(AcknowledgeAlarm{"a-1"});
  EXPECT_FALSE(again.refused);
  EXPECT_THAT(again.changes, IsEmpty());
  world.handle(alarm("LINK_DOWN", "x", "other words"));
  EXPECT_TRUE(world.engine.alarm("a-1")->acknowledged_time) << "somebody has seen it";
  world.handle(ClearAlarm{{"LINK_DOWN", "x"}});
  EXPECT_TRUE(world.engine.alarm("a-1")->acknowledged_time);
  for (const char* wrong : {"a-2", "a-0", "r-1", "", "a-99999999999999999999"}) {
    expect_refused(world.handle(AcknowledgeAlarm{wrong}), ErrorCode::kNotFound, "", "no alarm");
    EXPECT_FALSE(world.engine.alarm(wrong));
  }
}

std::vector<std::string> names_of(const Page<AlarmView>& page) {
  std::vector<std::string> names;
  for (const auto& item : page.items) names.push_back(item.name);
  return names;
}

TEST(PlantAlarms, AreListedNewestFirstInPages) {
  World world(with_devices());
  for (int i = 0; i < 5; ++i) world.handle(alarm("LINK_DOWN", i % 2 == 0 ? "x" : "y", std::to_string(i)));
  EXPECT_THAT(names_of(*world.engine.alarms({})), ElementsAre("a-2", "a-1")) << "one each is active";
  for (const char* which : {"x", "y"}) world.handle(ClearAlarm{{"LINK_DOWN", which}});
  for (const char* kind : {"A", "B", "C"}) world.handle(alarm(kind, "x"));
  AlarmQuery query;
  query.page_size = 2;
  std::vector<std::string> all;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = world.engine.alarms(query);
    ASSERT_TRUE(page);
    EXPECT_LE(page->items.size(), 2U);
    EXPECT_EQ(page->last_event_id, world.engine.last_event_id());
    for (const auto& name : names_of(*page)) all.push_back(name);
    if (page->next_page_token.empty()) break;
    query.page_token = page->next_page_token;
  }
  EXPECT_THAT(all, ElementsAre("a-5", "a-4", "a-3", "a-2", "a-1"));
  AlarmQuery active;
  active.active = true;
  EXPECT_THAT(names_of(*world.engine.alarms(active)), ElementsAre("a-5", "a-4", "a-3"));
  active.active = false;
  EXPECT_THAT(names_of(*world.engine.alarms(active)), ElementsAre("a-2", "a-1"));
  AlarmQuery of_y;
  of_y.resource = "y";
  EXPECT_THAT(names_of(*world.engine.alarms(of_y)), ElementsAre("a-2"));
}

TEST(PlantAlarms, RefusePagesThatAreNone) {
  World world(with_devices());
  world.handle(alarm("LINK_DOWN", "x"));
  AlarmQuery query;
  for (const std::size_t wrong : {std::size_t{0}, std::size_t{10'001}}) {
    query.page_size = wrong;
    const auto page = world.engine.alarms(query);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().error.field, "page_size");
  }
  query.page_size = 10'000;
  EXPECT_TRUE(world.engine.alarms(query));
  query.page_token = "r-1";
  const auto page = world.engine.alarms(query);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().error.field, "page_token");
  query.page_token = "a-1";
  EXPECT_THAT(world.engine.alarms(query)->items, IsEmpty());
}

TEST(PlantAlarms, AreForgottenSevenDaysAfterTheyCleared) {
  World world(with_devices());
  world.handle(alarm("LINK_DOWN", "x"));
  world.handle(alarm("LINK_DOWN", "y"));
  world.pass(hours(24));
  world.handle(ClearAlarm{{"LINK_DOWN", "x"}});
  world.pass(hours(7 * 24) - seconds(1));
  EXPECT_TRUE(world.engine.alarm("a-1"));
  ASSERT_TRUE(world.engine.next_due());
  EXPECT_LE(*world.engine.next_due(), world.now + seconds(1));
  // Seen late, it is not kept longer for that.
  world.handle(AcknowledgeAlarm{"a-1"});
  world.pass(seconds(1));
  EXPECT_FALSE(world.engine.alarm("a-1"));
  world.pass(hours(1'000));
  EXPECT_TRUE(world.engine.alarm("a-2")) << "it is active";
  EXPECT_EQ(world.count(RecordKind::kAlarm), 1U);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
  world.handle(alarm("LINK_DOWN", "x"));
  EXPECT_TRUE(world.engine.alarm("a-3")) << "no name is given twice";
}

TEST(PlantAlarms, AreTenThousandAtMostTheOldestClearedGoingFirst) {
  World world(with_devices());
  world.handle(alarm("LINK_DOWN", "for ever"));
  for (int i = 0; i < 10'050; ++i) {
    world.handle(alarm("LINK_DOWN", "x"));
    world.handle(ClearAlarm{{"LINK_DOWN", "x"}});
  }
  world.settle();
  EXPECT_EQ(world.count(RecordKind::kAlarm), 10'000U);
  EXPECT_TRUE(world.engine.alarm("a-1")) << "it is active";
  EXPECT_FALSE(world.engine.alarm("a-52"));
  EXPECT_TRUE(world.engine.alarm("a-53"));
  // Those that are active stay, however many they are.
  for (int i = 0; i < 10'050; ++i) world.handle(alarm("LINK_DOWN", std::to_string(i)));
  world.settle();
  EXPECT_EQ(world.engine.figures().alarms_active, 10'051U);
  EXPECT_EQ(world.count(RecordKind::kAlarm), 10'051U);
}

// Lightpaths.

TEST(PlantLightpaths, AreReportedByName) {
  World world(with_devices());
  ASSERT_TRUE(world.ask(request()));
  const auto report = world.engine.lightpath("l-1");
  ASSERT_TRUE(report);
  EXPECT_EQ(std::tuple(report->name, report->reservation, report->light),
            std::tuple("l-1", "r-1", "LIGHTING"));
  ASSERT_THAT(report->receivers, SizeIs(2));
  EXPECT_EQ(std::tuple(report->receivers[0].site, report->receivers[0].port),
            std::tuple("beijing", "line-1"));
  EXPECT_EQ(std::tuple(report->receivers[1].site, report->receivers[1].port),
            std::tuple("zhengzhou", "line-1"));
  world.hear("l-1", Light::kFailing, "no light");
  EXPECT_EQ(world.engine.lightpath("l-1")->light, "FAILING");
  EXPECT_THAT(world.engine.lightpath("l-1")->message, "no light");
  for (const char* wrong : {"l-2", "r-1", "", "l-01"}) {
    ASSERT_FALSE(world.engine.lightpath(wrong));
    EXPECT_EQ(world.engine.lightpath(wrong).error().error.code, ErrorCode::kNotFound);
  }
}

TEST(PlantLightpaths, ShineFromTheirOrderUntilTheyAreDark) {
  World world(with_devices());
  auto later = request();
  later.start = world.now + hours(2);
  ASSERT_TRUE(world.ask(later));
  EXPECT_THAT(world.engine.shining(), IsEmpty());
  world.pass(hours(2));
  ASSERT_THAT(world.engine.shining(), SizeIs(1));
  EXPECT_FALSE(world.engine.shining().front().is_lit);
  world.hear("l-1", Light::kLit);
  EXPECT_TRUE(world.engine.shining().front().is_lit);
  EXPECT_EQ(world.reloaded().shining(), world.engine.shining());
  world.ask(ReleaseCommand{"r-1", ""});
  ASSERT_THAT(world.engine.shining(), SizeIs(1));
  EXPECT_FALSE(world.engine.shining().front().is_lit);
  world.hear("l-1", Light::kDark);
  EXPECT_THAT(world.engine.shining(), IsEmpty());
}

PerformanceNews bins(std::int64_t quarter, std::uint64_t lightpath = 1) {
  PerformanceBin bin;
  bin.start = Instant(quarter * minutes(15));
  bin.site = "beijing";
  bin.samples = 90;
  return {quarter, static_cast<std::uint32_t>(lightpath % records::kPerformanceShards), {{{lightpath}, bin}}};
}

TEST(PlantBins, AreKeptAWeekAlsoWhenTheClockWasSetBack) {
  World world(with_devices());
  const auto now = world.now.time_since_epoch() / minutes(15);
  EXPECT_THAT(world.handle(PerformanceNews{now, 0, {}}).changes, IsEmpty());
  world.handle(bins(now));
  world.handle(bins(now + 1));
  world.handle(bins(now - 2));  // as if a quarter came again
  EXPECT_EQ(world.engine.bins(), std::pair(now - 2, now + 2));
  EXPECT_EQ(world.count(RecordKind::kPerformance), 3U);
  world.pass(hours(7 * 24) + minutes(31));
  EXPECT_EQ(world.count(RecordKind::kPerformance), 0U);
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
}

// Another plant record.

NetworkDiff diff_to(const World& world, const Network& after) {
  return diff(world.network->record(), after.record());
}
std::vector<std::string> in_use(const World& world, NetworkRecord record) {
  const auto after = built(std::move(record));
  return world.engine.in_use(diff_to(world, *after), *after);
}

class PlantChange : public ::testing::Test {
 protected:
  PlantChange() {
    const auto made = world.ask(request());
    EXPECT_TRUE(made);
    cable = made->path.links.front();
    record = world.network->record();
  }
  Link& link() {
    return *std::find_if(record.links.begin(), record.links.end(),
                         [&](const Link& candidate) { return candidate.name == cable; });
  }
  Site& site(const std::string& name) {
    return *std::find_if(record.sites.begin(), record.sites.end(),
                         [&](const Site& candidate) { return candidate.name == name; });
  }
  // Whether the promise still holds to the letter with the other record.
  std::vector<std::string> broken_with(const NetworkRecord& other) {
    World moved(world.options, built(other));
    moved.store = world.store;
    auto engine = *Engine::create(moved.network, moved.options);
    for (const auto& [key, bytes] : world.store)
      if (auto fed = engine.load_record(key.first, key.second, bytes); !fed) return {fed.error().message};
    if (auto finished = engine.finish_load(world.engine.revision()); !finished)
      return {finished.error().message};
    return engine.check_invariants();
  }

  World world{with_devices()};
  NetworkRecord record;
  std::string cable;
};

TEST_F(PlantChange, IsFreeWhereNothingStands) {
  record.sites.push_back(record.sites.front());
  record.sites.back().name = "new";
  record.sites.back().uid = "";
  std::reverse(record.links.begin(), record.links.end());
  EXPECT_THAT(in_use(world, record), IsEmpty());
  EXPECT_THAT(broken_with(record), IsEmpty());
}

TEST_F(PlantChange, FindsCablesThatGoOrAreReshaped) {
  auto removed = record;
  std::erase_if(removed.links, [&](const Link& candidate) { return candidate.name == cable; });
  EXPECT_THAT(in_use(world, removed), ElementsAre(cable));
  link().spans.front().loss_db_per_km += 0.01;
  EXPECT_THAT(in_use(world, record), ElementsAre(cable));
}

TEST_F(PlantChange, FindsPortsAndModesThatGo) {
  site("beijing").line_ports = 0;
  EXPECT_THAT(in_use(world, record), ElementsAre("beijing"));
  site("beijing").line_ports = 1;
  EXPECT_THAT(in_use(world, record), IsEmpty()) << "line-1 is left";
  const auto mode = world.see("r-1").path.lightpaths.front().mode;
  for (auto& candidate : record.equipment.modes) {
    if (candidate.name != mode) continue;
    candidate.required_osnr += Decibel{0.1};
  }
  EXPECT_THAT(in_use(world, record), SizeIs(1));
  EXPECT_THAT(in_use(world, record).front(), HasSubstr(mode));
}

// Cables are compared by the names of their types: what is behind a name counts, too.
TEST_F(PlantChange, FindsLightThatWouldBeOtherLight) {
  const auto expect_found = [&](const NetworkRecord& other, const char* what) {
    EXPECT_THAT(broken_with(other), ::testing::Not(IsEmpty())) << what << ": or this test shows nothing";
    EXPECT_THAT(in_use(world, other), ::testing::Contains(cable)) << what;
  };
  auto noisier = record;
  for (auto& type : noisier.equipment.amplifiers) {
    type.nf_min += Decibel{0.5};
    type.nf_max += Decibel{0.5};
  }
  expect_found(noisier, "amplifiers");
  auto other_fibre = record;
  for (auto& type : other_fibre.equipment.fibres) type.effective_area_m2 *= 0.9;
  expect_found(other_fibre, "fibre");
  auto other_roadm = record;
  other_roadm.equipment.roadm.add_drop_osnr = other_roadm.equipment.roadm.add_drop_osnr - Decibel{1};
  expect_found(other_roadm, "roadm");
  auto careful = record;
  careful.equipment.line.margin += world.see("r-1").path.lightpaths.front().margin + Decibel{0.1};
  expect_found(careful, "margin");
  auto relaxed = record;
  relaxed.equipment.line.margin = {0};
  EXPECT_THAT(broken_with(relaxed), IsEmpty());
  EXPECT_THAT(in_use(world, relaxed), IsEmpty());
}

TEST_F(PlantChange, FindsSlotsThatWouldLieOutsideTheBand) {
  auto& line = record.equipment.line;
  const auto slot = world.see("r-1").path.lightpaths.front().slot;
  line.f_min = slot.centre();
  EXPECT_THAT(broken_with(record), ::testing::Not(IsEmpty()));
  EXPECT_THAT(in_use(world, record), ::testing::Contains(cable));
}

TEST_F(PlantChange, ForgetsWhatEndedOnWhatGoes) {
  world.hear("l-1", Light::kLit);
  world.ask(ReleaseCommand{"r-1", ""});
  world.hear("l-1", Light::kDark);
  ASSERT_EQ(world.see("r-1").state, ReservationState::kReleased);
  std::erase_if(record.links, [&](const Link& candidate) { return candidate.name == cable; });
  const auto still = world.ask(request("jinan", "tianjin"));
  ASSERT_TRUE(still);
  ASSERT_THAT(still->path.links, ::testing::Not(::testing::Contains(cable)));
  EXPECT_THAT(in_use(world, record), IsEmpty());
  EXPECT_THAT(broken_with(record), SizeIs(1)) << "it could not be read again";
  const auto after = built(record);
  const auto decisions = world.engine.forget_ended(*after, world.now);
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_THAT(world.engine.forget_ended(*after, world.now), IsEmpty());
  for (const auto& change : decisions.front().changes) {
    if (change.bytes)
      world.store[{change.kind, change.id}] = *change.bytes;
    else
      world.store.erase({change.kind, change.id});
  }
  EXPECT_THAT(broken_with(record), IsEmpty());
  EXPECT_FALSE(world.engine.reservation("r-1", world.now));
  EXPECT_TRUE(world.engine.reservation("r-2", world.now));
}

TEST_F(PlantChange, IsKeptWithAnEvent) {
  const auto decision = world.engine.keep_network({{RecordKind::kMeta, "network", "bytes"}}, world.now);
  ASSERT_THAT(decision.events, SizeIs(1));
  EXPECT_EQ(decision.events.front().type, "network.applied");
  EXPECT_EQ(decision.revision, world.engine.revision());
  EXPECT_EQ(decision.changes.front(), (Change{RecordKind::kMeta, "network", "bytes"}));
  EXPECT_LE(decision.changes.size(), 5U);
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
