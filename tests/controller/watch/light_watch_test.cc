// Predictions for the channels lit now, and what becomes of samples.
#include "controller/watch/light_watch.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "tests/controller/engine/world.h"
#include "tests/controller/watch/reports.h"

namespace lightloom::watch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const optics::LineModel& line_model() {
  static const auto model = *optics::LineModel::build(*triangle());
  return model;
}

Hop hop(const std::string& link, bool forward = true) { return {*triangle()->find_link(link), forward}; }

/// On the `place`th slot of its width from below.
engine::LitLightpath lightpath(std::uint64_t number, std::vector<Hop> hops, int place, bool is_lit = true) {
  const Network& network = *triangle();
  engine::LitLightpath path;
  path.id = {number};
  path.reservation = number;
  path.mode = *network.find_mode("coherent", "400G");
  const auto width = network.slot_slices(path.mode);
  path.slot = slot_of({network.band().first + width * place, width});
  const auto end_of = [&](const Hop& at, bool first) {
    const Link& link = network.link(at.link);
    return at.forward == first ? link.a_site : link.z_site;
  };
  path.from = end_of(hops.front(), true);
  path.to = end_of(hops.back(), false);
  path.hops = std::move(hops);
  path.from_port = path.to_port = static_cast<PortNumber>(number);
  path.is_lit = is_lit;
  return path;
}

/// What the model says of a lightpath in one direction, with the given ones lit.
optics::Received expected(const engine::LitLightpath& path, const std::vector<engine::LitLightpath>& lit,
                          bool is_reverse) {
  const auto hops = is_reverse ? reversed(path.hops) : path.hops;
  std::vector<std::vector<optics::LitChannel>> on_hop;
  for (const Hop& at : hops) {
    auto& channels = on_hop.emplace_back();
    for (const auto& other : lit)
      if (other.is_lit && std::any_of(other.hops.begin(), other.hops.end(),
                                      [&](const Hop& its) { return its.link == at.link; }))
        channels.push_back({other.mode, other.slot.slices()});
  }
  return *line_model().as_lit(path.mode, path.slot.slices(), hops, on_hop);
}

/// A LightWatch and its receivers as people see them.
class Watched {
 public:
  explicit Watched(LightWatch::Options options = {}) : watch(triangle(), line_model(), options) {}

  void set(const std::vector<engine::LitLightpath>& paths) {
    watch.set_lightpaths(paths, now);
    settle();
  }
  void settle() {
    for (int i = 0; i < 1'000 && is_predicting(); ++i) watch.advance(now);
  }
  LightpathReport report(std::uint64_t number) const {
    LightpathReport report;
    report.name = "l-" + std::to_string(number);
    const auto& path = paths_.at(number);
    report.receivers = {{triangle()->site(path.from).name, "line-1", {}, {}, {}},
                        {triangle()->site(path.to).name, "line-1", {}, {}, {}}};
    watch.complete(report);
    return report;
  }
  void know(const engine::LitLightpath& path) { paths_.insert_or_assign(path.id.value, path); }
  void hear(const std::string& site, std::map<std::string, NodeObserved::Light> received) {
    NodeObserved observed;
    observed.node = site;
    observed.received = std::move(received);
    watch.on_observed(observed);
  }
  Conditions conditions() const {
    Conditions conditions;
    watch.add_conditions(conditions);
    return conditions;
  }
  /// Not all are predicted yet.
  bool is_predicting() const { return watch.next_due() && *watch.next_due() <= now + milliseconds(5); }
  /// Samples until `end`, as the loop would.
  std::vector<engine::PerformanceNews> live_until(Instant end) {
    std::vector<engine::PerformanceNews> news;
    while (watch.next_due() && *watch.next_due() <= end) {
      now = std::max(now, *watch.next_due());
      watch.advance(now);
      for (auto& bins : watch.take_bins()) news.push_back(std::move(bins));
    }
    now = end;
    return news;
  }

  LightWatch watch;
  Instant now = kStart;  // a quarter begins

 private:
  std::map<std::uint64_t, engine::LitLightpath> paths_;
};

void expect_predicted(Watched& watched, const engine::LitLightpath& path,
                      const std::vector<engine::LitLightpath>& lit) {
  watched.know(path);
  const auto report = watched.report(path.id.value);
  for (const bool is_reverse : {true, false}) {
    const auto& receiver = report.receivers[is_reverse ? 0 : 1];
    const auto model = expected(path, lit, is_reverse);
    ASSERT_TRUE(receiver.predicted_power) << report.name;
    EXPECT_EQ(*receiver.predicted_power, model.power) << report.name;
    EXPECT_EQ(*receiver.predicted_gsnr_0p1nm, model.gsnr_0p1nm) << report.name;
  }
}

TEST(LightWatch, PredictsWhatTheModelSaysOfTheChannelsLitNow) {
  Watched watched;
  const std::vector<engine::LitLightpath> lit{lightpath(1, {hop("a-b-1")}, 0),
                                              lightpath(2, {hop("a-b-1"), hop("b-c-1")}, 1),
                                              lightpath(3, {hop("b-c-1", false)}, 2)};
  watched.set(lit);
  for (const auto& path : lit) expect_predicted(watched, path, lit);
}

TEST(LightWatch, PredictsAnewWhenTheCrowdChanges) {
  Watched watched;
  std::vector<engine::LitLightpath> paths{lightpath(1, {hop("a-b-1")}, 0),
                                          lightpath(2, {hop("a-b-1"), hop("b-c-1")}, 1)};
  watched.set({paths[0]});
  expect_predicted(watched, paths[0], {paths[0]});
  const auto alone = expected(paths[0], {paths[0]}, false);
  watched.set(paths);
  expect_predicted(watched, paths[0], paths);
  EXPECT_NE(expected(paths[0], paths, false).gsnr_0p1nm, alone.gsnr_0p1nm) << "or this test shows nothing";
  // The second loses its light, though it is still ordered.
  paths[1].is_lit = false;
  watched.set(paths);
  expect_predicted(watched, paths[0], {paths[0]});
  watched.know(paths[1]);
  EXPECT_EQ(watched.report(2).receivers[0].predicted_power, std::nullopt);
  watched.set({paths[0]});
  expect_predicted(watched, paths[0], {paths[0]});
}

TEST(LightWatch, PredictsALittleAtATime) {
  LightWatch::Options options;
  options.predictions_at_once = 2;
  Watched watched(options);
  std::vector<engine::LitLightpath> lit;
  for (int i = 0; i < 5; ++i) lit.push_back(lightpath(static_cast<std::uint64_t>(i) + 1, {hop("a-b-1")}, i));
  watched.watch.set_lightpaths(lit, kStart);
  std::vector<int> predicted;
  for (int step = 0; step < 4; ++step) {
    int count = 0;
    for (const auto& path : lit) {
      watched.know(path);
      count += watched.report(path.id.value).receivers[0].predicted_power ? 1 : 0;
    }
    predicted.push_back(count);
    EXPECT_EQ(watched.is_predicting(), count < 5);
    watched.watch.advance(kStart);
  }
  EXPECT_THAT(predicted, ElementsAre(0, 2, 4, 5));
}

std::vector<engine::LitLightpath> any_crowd() {
  const std::vector<std::vector<Hop>> ways{{hop("a-b-1")},
                                           {hop("a-b-1"), hop("b-c-1")},
                                           {hop("a-c-1")},
                                           {hop("b-c-1", false), hop("a-b-2", false)},
                                           {hop("a-c-1", false), hop("a-b-1")}};
  std::vector<engine::LitLightpath> crowd;
  for (int i = 0; i < 8; ++i)
    if (*rc::gen::inRange(0, 3) > 0)
      crowd.push_back(lightpath(static_cast<std::uint64_t>(i) + 1,
                                ways[static_cast<std::size_t>(i) % ways.size()], i,
                                *rc::gen::inRange(0, 4) > 0));
  return crowd;
}

RC_GTEST_PROP(LightWatchProperty, WhatWasLitBeforeDoesNotMatter, ()) {
  Watched through_changes;
  for (int i = 0; i < 6; ++i) {
    through_changes.watch.set_lightpaths(any_crowd(), kStart);
    if (*rc::gen::inRange(0, 2) == 0) through_changes.watch.advance(kStart);
  }
  const auto last = any_crowd();
  through_changes.set(last);
  for (const auto& path : last) {
    through_changes.know(path);
    const auto report = through_changes.report(path.id.value);
    RC_ASSERT(report.receivers[1].predicted_power.has_value() == path.is_lit);
    if (!path.is_lit) continue;
    RC_ASSERT(*report.receivers[0].predicted_power == expected(path, last, true).power);
    RC_ASSERT(*report.receivers[1].predicted_gsnr_0p1nm == expected(path, last, false).gsnr_0p1nm);
  }
}

TEST(LightWatch, MindsPowerThatIsMoreThanOneDecibelOffForThreeSeconds) {
  Watched watched;
  const auto path = lightpath(1, {hop("a-b-1")}, 0);
  watched.set({path});
  const auto predicted = expected(path, {path}, false).power;
  watched.hear("b", {{"l-1", {predicted + Decibel{0.99}, {20}, {}}}});
  EXPECT_THAT(watched.conditions(), IsEmpty());
  watched.hear("b", {{"l-1", {predicted - Decibel{1.01}, {20}, {}}}});
  const auto conditions = watched.conditions();
  ASSERT_THAT(conditions, SizeIs(1));
  EXPECT_EQ(conditions.begin()->first, engine::AlarmKey("POWER_OFF_PREDICTION", "l-1"));
  EXPECT_EQ(conditions.begin()->second.patience, seconds(3));
  // Nothing is off of what is dark, or does not answer.
  watched.hear("b", {});
  EXPECT_THAT(watched.conditions(), IsEmpty());
  watched.hear("b", {{"l-1", {predicted - Decibel{5}, {20}, {}}}});
  watched.watch.on_observed(unreachable("b", ""));
  EXPECT_THAT(watched.conditions(), IsEmpty());
  watched.know(path);
  EXPECT_EQ(watched.report(1).receivers[1].measured, std::nullopt);
}

TEST(LightWatch, LeavesOpenWhatNobodySaidYet) {
  Watched watched;
  const auto path = lightpath(1, {hop("a-b-1")}, 0);
  watched.watch.set_lightpaths({path}, kStart);
  watched.hear("a", {});
  watched.hear("b", {});
  EXPECT_TRUE(watched.watch.is_open("l-1")) << "not predicted yet";
  watched.settle();
  EXPECT_FALSE(watched.watch.is_open("l-1"));
  watched.watch.forget("b");
  EXPECT_TRUE(watched.watch.is_open("l-1"));
  EXPECT_FALSE(watched.watch.is_open("l-2"));
  EXPECT_FALSE(watched.watch.is_open("nonsense"));
}

TEST(LightWatch, KeepsLeastMeanAndGreatestOfAQuarterAndCountsTheDark) {
  Watched watched;
  const auto path = lightpath(1, {hop("a-b-1")}, 0);
  watched.set({path});
  std::vector<engine::PerformanceNews> news;
  // 30 samples at -18 dBm, 30 dark, the rest at -16 dBm; a is heard from half-way on.
  watched.hear("b", {{"l-1", {Dbm{-18}, Decibel{20}, 1e-4}}});
  watched.live_until(kStart + seconds(305));
  watched.hear("b", {});
  watched.live_until(kStart + seconds(605));
  watched.hear("b", {{"l-1", {Dbm{-16}, Decibel{23}, std::nullopt}}});
  watched.hear("a", {{"l-1", {Dbm{-17}, Decibel{22}, 2e-4}}});
  EXPECT_THAT(watched.live_until(kStart + minutes(15) - Duration(1)), IsEmpty());
  // Not complete, and shown all the same.
  watched.know(path);
  ASSERT_THAT(watched.report(1).bins, SizeIs(2));
  EXPECT_EQ(watched.report(1).bins[1].samples, 89U);
  news = watched.live_until(kStart + minutes(15) + seconds(10));
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_EQ(news[0].quarter, kStart.time_since_epoch() / minutes(15));
  EXPECT_EQ(news[0].shard, 1U);
  ASSERT_THAT(news[0].receivers, SizeIs(2));
  const PerformanceBin& at_a = news[0].receivers[0].second;
  const PerformanceBin& at_b = news[0].receivers[1].second;
  EXPECT_EQ(std::tuple(at_a.start, at_a.site, at_a.samples, at_a.dark_samples),
            std::tuple(kStart, "a", 29U, 0U));
  EXPECT_EQ(std::tuple(at_b.start, at_b.site, at_b.samples, at_b.dark_samples),
            std::tuple(kStart, "b", 89U, 30U));
  EXPECT_EQ(at_b.power_dbm.least, -18.0);
  EXPECT_EQ(at_b.power_dbm.greatest, -16.0);
  EXPECT_NEAR(at_b.power_dbm.mean, (-18.0 * 30 - 16.0 * 29) / 59, 1e-9);  // rounding of the sum
  EXPECT_EQ(at_b.gsnr_0p1nm_db.greatest, 23.0);
  ASSERT_TRUE(at_b.pre_fec_ber);
  EXPECT_EQ(at_b.pre_fec_ber->least, 1e-4);
  EXPECT_NEAR(at_b.pre_fec_ber->mean, 1e-4, 1e-12);
  // The next quarter begins empty, but for the samples at its beginning.
  EXPECT_LE(watched.report(1).bins[1].samples, 2U);
}

TEST(LightWatch, MakesNoSampleOfADeviceThatSaysNothing) {
  Watched watched;
  watched.set({lightpath(1, {hop("a-b-1")}, 0)});
  watched.hear("a", {{"l-1", {Dbm{-17}, Decibel{22}, {}}}});
  watched.live_until(kStart + seconds(305));
  watched.watch.on_observed(unreachable("a", "no reply"));
  const auto news = watched.live_until(kStart + minutes(16));
  ASSERT_THAT(news, SizeIs(1));
  ASSERT_THAT(news[0].receivers, SizeIs(1)) << "b never said anything";
  EXPECT_EQ(news[0].receivers[0].second.samples, 30U);
}

TEST(LightWatch, KeepsTheBinOfALightpathThatEndsWithinTheQuarter) {
  Watched watched;
  watched.set({lightpath(1, {hop("a-b-1")}, 0)});
  watched.hear("a", {{"l-1", {Dbm{-17}, Decibel{22}, {}}}});
  watched.live_until(kStart + seconds(305));
  watched.set({});
  const auto news = watched.live_until(kStart + minutes(16));
  ASSERT_THAT(news, SizeIs(1));
  EXPECT_EQ(news[0].quarter, kStart.time_since_epoch() / minutes(15));
  EXPECT_EQ(news[0].receivers[0].second.samples, 30U);
  EXPECT_EQ(watched.watch.next_due(), std::nullopt) << "nothing is left to be kept";
}

TEST(LightWatch, LeavesExactlyAWeekInTheStoreAfterEightDays) {
  engine::World world(engine::with_devices());
  Watched watched;
  world.now = kStart;
  // Two shards.
  watched.set({lightpath(1, {hop("a-b-1")}, 0), lightpath(2, {hop("a-c-1")}, 0)});
  watched.hear("a", {{"l-1", {Dbm{-17}, Decibel{22}, {}}}, {"l-2", {Dbm{-17}, Decibel{22}, {}}}});
  constexpr std::size_t kWeek = std::size_t{7} * 24 * 4;
  for (Instant end = kStart; end < kStart + hours(8 * 24);) {
    end += minutes(15);
    for (const auto& news : watched.live_until(end + seconds(10))) world.ask(news);
    world.now = end + seconds(10);
    world.settle();
    const auto kept = world.count(RecordKind::kPerformance);
    const auto quarters = static_cast<std::size_t>((end - kStart) / minutes(15));
    ASSERT_EQ(kept, 2 * std::min(quarters, kWeek)) << quarters;
  }
  EXPECT_EQ(world.engine.bins().second - world.engine.bins().first, static_cast<std::int64_t>(kWeek));
  EXPECT_EQ(world.reloaded().digest(), world.engine.digest());
  // And nothing is left a week after the last.
  world.pass(hours(7 * 24 + 1));
  EXPECT_EQ(world.count(RecordKind::kPerformance), 0U);
  EXPECT_EQ(world.engine.bins().first, world.engine.bins().second);
}

}  // namespace
}  // namespace lightloom::watch
