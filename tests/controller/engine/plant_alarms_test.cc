// Alarms, lightpaths and what receivers said, as the engine keeps them.
#include <gmock/gmock.h>

#include "controller/engine/engine.h"
#include "tests/controller/engine/plant_news.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

}  // namespace
}  // namespace lightloom::engine
