#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using ::testing::HasSubstr;
using testing::kDay;
using testing::kGbps;
using testing::NetworkBuilder;
using testing::planner_of;
using testing::take;

using testing::kKilometre;

Demand demand_of(std::uint32_t from, std::uint32_t to, std::int64_t gbps) {
  return {SiteIndex{from}, SiteIndex{to}, {}, {}, kGbps * gbps, {}, kDay};
}

Calendar empty_calendar(const Network& network) {
  return Calendar(network.links().size(), network.sites().size());
}

Error refusal_of(Planner& planner, const Calendar& calendar, const Demand& demand) {
  const auto plan = planner.plan(calendar, demand);
  EXPECT_FALSE(plan);
  return plan ? Error{} : plan.error();
}

Error refusal_on_short_line(const Demand& demand) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).site("a", 4));
  return refusal_of(planner, empty_calendar(planner.network()), demand);
}

TEST(Refusal, OfOneSiteToItself) {
  const auto error = refusal_on_short_line(demand_of(0, 0, 100));
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.field, "to");
}

TEST(Refusal, OfARateThatIsNotPositive) {
  for (const std::int64_t gbps : {0, -1}) {
    const auto error = refusal_on_short_line(demand_of(0, 1, gbps));
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(error.field, "gbps");
  }
}

TEST(Refusal, OfARateThatNoReservationHolds) {
  const auto error = refusal_on_short_line(demand_of(0, 1, 64 * 800 + 1));
  EXPECT_EQ(error.code, ErrorCode::kNoFeasibleMode);
  EXPECT_EQ(error.field, "gbps");
  EXPECT_EQ(error.nearest, "51200");
  EXPECT_EQ(error.blockers, (std::vector<Blocker>{{"PORT", {}, kDay, 65, 64, "ports"}}));
}

TEST(Refusal, OfTheGreatestRateThereIs) {
  auto demand = demand_of(0, 1, 1);
  demand.rate = Kbps{std::numeric_limits<std::int64_t>::max()};
  EXPECT_EQ(refusal_on_short_line(demand).code, ErrorCode::kNoFeasibleMode);
}

TEST(Refusal, OfAWindowThatEndsBeforeItStarts) {
  auto demand = demand_of(0, 1, 100);
  demand.window = {kDay.end, kDay.start};
  EXPECT_EQ(refusal_on_short_line(demand).field, "window.end");
}

TEST(Refusal, OfAPortThatIsNotThere) {
  auto demand = demand_of(0, 1, 100);
  demand.from_port = 5;
  const auto error = refusal_on_short_line(demand);
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message, "no line port 5 at a; it has 4, numbered from 1");
}

TEST(Refusal, OfSitesThatAreNotJoined) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", kKilometre).cable("c", "d", kKilometre));
  const auto error = refusal_of(planner, empty_calendar(planner.network()), demand_of(0, 2, 100));
  EXPECT_EQ(error.code, ErrorCode::kNoRoute);
  EXPECT_EQ(error.blockers.at(0).constraint, "ROUTE");
}

TEST(Refusal, ComparesTheBudgetBeforeRounding) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre));
  auto demand = demand_of(0, 1, 100);
  demand.max_latency = planner.network().link({0}).latency - Latency(1);
  const auto error = refusal_of(planner, empty_calendar(planner.network()), demand);
  EXPECT_EQ(error.code, ErrorCode::kNoRouteWithinLatency);
  EXPECT_LT(error.blockers.at(0).asked, error.blockers.at(0).available);
}

TEST(Refusal, SaysHowNearTheBestModeCame) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 9'000 * kKilometre));
  const auto error = refusal_of(planner, empty_calendar(planner.network()), demand_of(0, 1, 400));
  EXPECT_EQ(error.code, ErrorCode::kNoFeasibleMode);
  ASSERT_EQ(error.blockers.size(), 1U);
  EXPECT_EQ(error.blockers[0].constraint, "GSNR");
  EXPECT_EQ(error.blockers[0].unit, "mdB");
  EXPECT_EQ(error.blockers[0].asked, 13'500);  // 100G: 12.5 dB and 1 dB of margin
  EXPECT_LT(error.blockers[0].available, error.blockers[0].asked);
}

TEST(Refusal, NamesTheCablesThatAreFullAndTheLongestRun) {
  auto planner =
      planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).cable("b", "c", 100 * kKilometre));
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  take(calendar, network, {1}, {6, network.band().count - 6}, 1);
  const auto error = refusal_of(planner, calendar, demand_of(0, 2, 400));
  EXPECT_EQ(error.code, ErrorCode::kNoSpectrum);
  // 100G's four slots of 8 slices want 32, 400G's one wants 16: that misses least.
  EXPECT_EQ(error.blockers, (std::vector<Blocker>{{"SPECTRUM", {"b-c-1"}, kDay, 16, 6, "slices"}}));
}

TEST(Refusal, NamesTheWholeRouteWhereEachCableHasRoomAndTogetherNone) {
  auto planner =
      planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).cable("b", "c", 100 * kKilometre));
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  const auto half = network.band().count / 2;
  take(calendar, network, {0}, {0, half}, 1);
  take(calendar, network, {1}, {half, network.band().count - half}, 2);
  const auto error = refusal_of(planner, calendar, demand_of(0, 2, 400));
  EXPECT_EQ(error.code, ErrorCode::kNoSpectrum);
  EXPECT_EQ(error.blockers.at(0).links, (std::vector<std::string>{"a-b-1", "b-c-1"}));
  EXPECT_EQ(error.blockers.at(0).available, 0);
}

TEST(Refusal, IsAboutPortsOnlyWhereSpectrumIsFree) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).site("b", 2));
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  testing::take_ports(calendar, network, {1}, 2);
  const auto error = refusal_of(planner, calendar, demand_of(0, 1, 400));
  EXPECT_EQ(error.code, ErrorCode::kNoPort);
  EXPECT_EQ(error.field, "to");
  EXPECT_THAT(error.message, HasSubstr("needs 1 line ports at b, 0 of 2 are free"));
  EXPECT_EQ(error.blockers, (std::vector<Blocker>{{"PORT", {}, kDay, 1, 0, "ports"}}));

  take(calendar, network, {0}, {0, network.band().count}, 1);
  EXPECT_EQ(refusal_of(planner, calendar, demand_of(0, 1, 400)).code, ErrorCode::kNoSpectrum);
}

TEST(Refusal, SaysWhichPortIsTakenAndWhichIsFree) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).site("a", 4));
  auto calendar = empty_calendar(planner.network());
  testing::take_ports(calendar, planner.network(), {0}, 2);
  auto demand = demand_of(0, 1, 400);
  demand.from_port = 2;
  const auto error = refusal_of(planner, calendar, demand);
  EXPECT_EQ(error.code, ErrorCode::kNoPort);
  EXPECT_THAT(error.message,
              HasSubstr("line port 2 of a is taken over the window; the lowest free one is 3"));
}

TEST(Refusal, SaysThatOnePortServesOneLightpath) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre));
  auto demand = demand_of(0, 1, 1'600);
  demand.to_port = 9;
  const auto error = refusal_of(planner, empty_calendar(planner.network()), demand);
  EXPECT_EQ(error.code, ErrorCode::kNoPort);
  EXPECT_THAT(error.message,
              HasSubstr("needs 2 lightpaths, line port 9 of b serves one; leave the port open"));
}

}  // namespace
}  // namespace lightloom
