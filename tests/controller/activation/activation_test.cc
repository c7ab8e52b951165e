// Orders carried out on devices that do as they are told: order of operations, differences only, restart,
// foreign light.
#include "controller/activation/activation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/controller/activation/glass.h"

namespace lightloom::activation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::vector<std::string> kNodes{"guian", "wuhan", "xian"};
const LightpathConfig kPath = lightpath_over("l-1", {"guian", "wuhan", "xian"});

// The state every node must be in when these lightpaths are lit and nothing else is there.
void expect_holds_exactly(const Glass& glass, const std::vector<LightpathConfig>& configs) {
  for (const std::string& node : kNodes) {
    NodeDesired expected;
    for (const LightpathConfig& config : configs) {
      if (config.channels.contains(node)) expected.channels[config.name] = config.channels.at(node);
      if (config.lasers.contains(node)) expected.lasers[config.name] = config.lasers.at(node);
    }
    EXPECT_EQ(glass.devices.holds(node), expected) << node;
  }
}

// What happened in the glass, change by change, as "channels lasers" counted over all nodes.
std::vector<std::pair<std::size_t, std::size_t>> record(Glass& glass, const std::function<void()>& act) {
  std::vector<std::pair<std::size_t, std::size_t>> film;
  glass.devices.on_glass([&](const std::string&) {
    std::pair<std::size_t, std::size_t> frame{0, 0};
    for (const std::string& node : kNodes) {
      frame.first += glass.devices.holds(node).channels.size();
      frame.second += glass.devices.holds(node).lasers.size();
    }
    film.push_back(frame);
  });
  act();
  glass.devices.on_glass(nullptr);
  return film;
}

TEST(Activation, LightsAllChannelsBeforeTheFirstLaser) {
  Glass glass(kNodes);
  const auto film = record(glass, [&] {
    glass.want_lit(kPath);
    glass.run();
  });
  using Frame = std::pair<std::size_t, std::size_t>;
  EXPECT_THAT(film, ElementsAre(Frame{1, 0}, Frame{2, 0}, Frame{3, 0}, Frame{3, 1}, Frame{3, 2}));
  expect_holds_exactly(glass, {kPath});
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Activation, DarkensAllLasersBeforeTheFirstChannel) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  const auto film = record(glass, [&] {
    glass.want_dark("l-1");
    glass.run();
  });
  using Frame = std::pair<std::size_t, std::size_t>;
  EXPECT_THAT(film, ElementsAre(Frame{3, 1}, Frame{3, 0}, Frame{2, 0}, Frame{1, 0}, Frame{0, 0}));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
}

TEST(Activation, LightsNoLaserUntilTheSlowestRoadmIsReadBack) {
  Glass glass(kNodes);
  glass.devices.delay("wuhan", milliseconds(1'500));
  glass.want_lit(kPath);
  glass.run_for(milliseconds(4'400));  // look, write, and the read-back is due at 4.5 s
  EXPECT_TRUE(glass.devices.holds("wuhan").channels.contains("l-1"));
  EXPECT_TRUE(glass.devices.holds("guian").lasers.empty());
  glass.run_for(milliseconds(200));
  EXPECT_TRUE(glass.devices.holds("guian").lasers.contains("l-1"));
  glass.run_for(seconds(10));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Activation, ReadsBackEveryWriteAndKeepsOneRequestPerNode) {
  Glass glass(kNodes);
  for (const std::string& node : kNodes) glass.devices.delay(node, milliseconds(40));
  glass.want_lit(kPath);
  glass.run_for(seconds(2));
  EXPECT_FALSE(glass.devices.calls_overlapped());
  std::map<std::string, std::vector<Request::Kind>> by_node;
  for (const Request& request : glass.sent()) by_node[request.node].push_back(request.kind);
  constexpr auto kLook = Request::Kind::kObserve;
  constexpr auto kWrite = Request::Kind::kApply;
  EXPECT_THAT(by_node["wuhan"], ElementsAre(kLook, kWrite, kLook));
  EXPECT_THAT(by_node["guian"], ElementsAre(kLook, kWrite, kLook, kWrite, kLook));
}

TEST(Activation, WritesNothingWhereTheNodeHoldsWhatIsDesired) {
  Glass glass(kNodes);
  NodeDesired before;
  before.channels["l-1"] = kPath.channels.at("wuhan");
  glass.devices.tamper("wuhan", before);
  glass.want_lit(kPath);
  glass.run();
  EXPECT_EQ(glass.devices.writes("wuhan"), 0);
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Activation, AsksTheSameTwiceWithoutWritingTwice) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  const int writes = glass.devices.writes();
  glass.want_lit(kPath);
  glass.run();
  EXPECT_EQ(glass.devices.writes(), writes);
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT", "l-1 LIT"));
}

TEST(Activation, AdoptsAfterARestartWithoutAWrite) {
  Glass glass(kNodes);
  const LightpathConfig other = lightpath_over("l-2", {"wuhan", "xian"}, 40);
  glass.want_lit(kPath);
  glass.want_lit(other);
  glass.run();
  glass.news();
  const int writes = glass.devices.writes();
  glass.restart({kPath, other});
  glass.run_for(hours(1));
  EXPECT_EQ(glass.devices.writes(), writes);
  EXPECT_THAT(glass.news(), UnorderedElementsAre("l-1 LIT", "l-2 LIT"));
  expect_holds_exactly(glass, {kPath, other});
}

TEST(Activation, FinishesAfterARestartWhatWasBegun) {
  Glass glass(kNodes);
  glass.devices.delay("xian", milliseconds(500));
  glass.want_lit(kPath);
  glass.run_for(milliseconds(600));  // channels are in at guian and wuhan, ordered at xian
  glass.restart({});
  glass.want_lit(kPath);
  glass.run_for(seconds(10));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
  expect_holds_exactly(glass, {kPath});
  EXPECT_EQ(glass.devices.writes("wuhan"), 1);
}

TEST(Activation, DarkensAfterARestartWhatItAdopted) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.restart({kPath});
  glass.want_dark("l-1");
  glass.run();
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
  expect_holds_exactly(glass, {});
}

TEST(Activation, SaysWhatAnAdoptedLightpathLostThenLightsIt) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.tamper("wuhan", {}, true);
  glass.restart({kPath});
  glass.run();
  EXPECT_THAT(
      glass.news(),
      ElementsAre("l-1 FAILING: wuhan no longer holds all of l-1, which is being put back", "l-1 LIT"));
  expect_holds_exactly(glass, {kPath});
}

TEST(Activation, NeverTouchesForeignLight) {
  Glass glass(kNodes);
  NodeDesired foreign;
  foreign.channels["alien"] = channel_to("degree-3", 80);
  foreign.lasers["alien"] = laser_on("line-9", 80);
  for (const std::string& node : kNodes) glass.devices.tamper(node, foreign, true);
  glass.want_lit(kPath);
  glass.run();
  EXPECT_EQ(glass.activation().foreign().size(), 3U);
  EXPECT_EQ(glass.activation().foreign().front(),
            (ForeignLight{"guian", "alien", leaf_of(foreign, "alien")}));
  glass.want_dark("l-1");
  glass.run();
  for (const std::string& node : kNodes) EXPECT_EQ(glass.devices.holds(node), foreign) << node;
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT", "l-1 DARK"));
}

TEST(Activation, CarriesAlongForeignLightThatCameUnheardSinceTheLastLook) {
  Glass glass(kNodes);
  glass.activation().watch("wuhan", glass.now());
  glass.run();
  NodeDesired foreign;
  foreign.channels["alien"] = channel_to("degree-3", 80);
  glass.devices.tamper("wuhan", foreign, true);
  glass.run_for(seconds(10));
  glass.want_lit(kPath);
  glass.run();
  EXPECT_TRUE(glass.devices.holds("wuhan").channels.contains("alien"));
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Activation, LeavesAloneAStrangersLightUnderTheNameOfAnOrder) {
  Glass glass(kNodes);
  NodeDesired foreign;
  foreign.channels["l-1"] = channel_to("degree-7", 160);
  glass.devices.tamper("wuhan", foreign, true);
  glass.want_lit(kPath);
  glass.run_for(seconds(30));
  EXPECT_EQ(glass.devices.holds("wuhan"), foreign);
  EXPECT_EQ(glass.devices.writes("wuhan"), 0);
  EXPECT_TRUE(glass.devices.holds("guian").lasers.empty());
  EXPECT_THAT(glass.news(),
              ElementsAre("l-1 FAILING: wuhan holds other light under the name l-1, which was not "
                          "ordered here and is left alone"));
  EXPECT_EQ(glass.activation().foreign().size(), 1U);
  glass.want_dark("l-1");
  glass.run();
  EXPECT_EQ(glass.devices.holds("wuhan"), foreign);
  EXPECT_THAT(glass.news(), ElementsAre("l-1 DARK"));
}

TEST(Activation, AnswersDarkForANameThatWasNeverOrderedUnlessANodeHoldsIt) {
  Glass glass(kNodes);
  NodeDesired foreign;
  foreign.channels["l-8"] = channel_to("degree-3", 80);
  glass.devices.tamper("xian", foreign, true);
  glass.activation().watch("xian", glass.now());
  glass.run();
  glass.want_dark("l-7");
  glass.want_dark("l-8");
  glass.run();
  EXPECT_THAT(glass.news(),
              ElementsAre("l-7 DARK",
                          "l-8 FAILING: xian holds other light under the name l-8, which was not "
                          "ordered here and is left alone"));
  EXPECT_EQ(glass.devices.holds("xian"), foreign);
}

TEST(Activation, ConvergesWhenOrdersFlipFasterThanDevicesAnswer) {
  Glass glass(kNodes);
  for (const std::string& node : kNodes) glass.devices.delay(node, milliseconds(300));
  for (int i = 0; i < 9; ++i) {
    glass.want_lit(kPath);
    glass.run_for(milliseconds(170 * (i % 4)));
    glass.want_dark("l-1");
    glass.run_for(milliseconds(130 * (i % 5)));
  }
  glass.want_lit(kPath);
  glass.run_for(seconds(10));
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
  expect_holds_exactly(glass, {kPath});
}

TEST(Activation, DarkensTheOldWayBeforeItLightsTheNewOneOfTheSameName) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  const LightpathConfig moved = lightpath_over("l-1", {"guian", "xian"}, 96);
  const auto film = record(glass, [&] {
    glass.want_lit(moved);
    glass.run();
  });
  EXPECT_THAT(film, testing::Contains(std::pair<std::size_t, std::size_t>{0, 0}));
  expect_holds_exactly(glass, {moved});
  EXPECT_THAT(glass.news(), ElementsAre("l-1 LIT"));
}

TEST(Activation, RepairsALossThatMadeNoNewsAtItsNextRegularLook) {
  Glass glass(kNodes);
  glass.want_lit(kPath);
  glass.run();
  glass.news();
  glass.devices.tamper("wuhan", {}, true);
  glass.run_for(seconds(59));
  EXPECT_THAT(glass.news(), IsEmpty());
  glass.run_for(seconds(2));
  EXPECT_EQ(glass.news().back(), "l-1 LIT");
  expect_holds_exactly(glass, {kPath});
}

TEST(Activation, HasNothingDueWhereNobodyLooksAndAllIsInOrder) {
  Options options;
  options.look_every = Duration{0};
  Glass glass(kNodes, options);
  glass.want_lit(kPath);
  glass.run();
  EXPECT_EQ(glass.activation().next_due(), std::nullopt);
  EXPECT_EQ(glass.state("wuhan").state, DeviceState::kUp);
  EXPECT_EQ(glass.state("wuhan").last_seen, glass.now());
}

TEST(Activation, IgnoresAnswersNobodyWaitsFor) {
  Activation activation{Options{}};
  const Instant now{hours(1)};
  activation.on_report("nowhere", {}, now);
  NodeObserved nowhere;
  nowhere.node = "nowhere";
  activation.on_observed(nowhere, now);
  EXPECT_TRUE(activation.take_requests().empty());
  activation.want_lit(kPath, now);
  EXPECT_EQ(activation.take_requests().size(), 3U);
  activation.on_report("wuhan", {}, now);  // a look is awaited, not a report
  EXPECT_TRUE(activation.take_requests().empty());
}

}  // namespace
}  // namespace lightloom::activation
