#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using testing::BruteForce;
using testing::kDay;
using testing::kGbps;
using testing::NetworkBuilder;
using testing::pick;
using testing::planner_of;

using testing::kKilometre;

Demand apply(Demand demand, const Counteroffer& offer) {
  if (offer.max_latency) demand.max_latency = offer.max_latency;
  if (offer.rate) demand.rate = *offer.rate;
  return demand;
}

struct Case {
  Planner planner;
  Calendar calendar;
  Demand demand;
};

Case random_case() {
  auto builder = testing::random_network(5, 120 * kKilometre);
  testing::narrow_band(builder);
  const auto sites = static_cast<std::uint32_t>(builder.record().sites.size());
  for (std::uint32_t site = 0; site < sites; ++site)
    if (pick<int>(0, 2) == 0) builder.site(testing::site_name(site), pick<std::uint32_t>(1, 4));
  auto planner = planner_of(builder);
  auto calendar = testing::random_load(planner.network(), pick<int>(20, 80));
  const auto from = pick<std::uint32_t>(0, sites);
  Demand demand{SiteIndex{from},
                SiteIndex{(from + pick<std::uint32_t>(1, sites)) % sites},
                {},
                {},
                kGbps * pick<std::int64_t>(1, 30) * 50,
                {},
                kDay};
  if (pick<int>(0, 2) == 0)
    demand.max_latency = fibre_latency({pick<std::int64_t>(1, 200) * 10 * kKilometre});
  if (pick<int>(0, 5) == 0) demand.from_port = 1;
  return {std::move(planner), std::move(calendar), demand};
}

RC_GTEST_PROP(Counteroffers, AreGrantedAndTheBestOfTheirKind, ()) {
  auto [planner, calendar, demand] = random_case();
  const auto refused = planner.plan(calendar, demand);
  if (refused) return;
  const auto offers = planner.counteroffers(calendar, demand, refused.error());
  for (const auto& offer : offers) {
    RC_ASSERT(planner.plan(calendar, apply(demand, offer)).has_value());
    if (offer.max_latency) {
      auto faster = demand;
      faster.max_latency = *offer.max_latency - std::chrono::microseconds(1);
      RC_ASSERT(BruteForce({planner, calendar, faster}).plans(1).empty());
    }
    if (offer.rate) {
      auto higher = demand;
      higher.rate = *offer.rate + Kbps{1};
      RC_ASSERT(BruteForce({planner, calendar, higher}).plans(1).empty());
    }
  }
}

RC_GTEST_PROP(Counteroffers, MissNoRateThatBruteForceGrants, ()) {
  auto [planner, calendar, demand] = random_case();
  const auto refused = planner.plan(calendar, demand);
  if (refused || refused.error().code == ErrorCode::kNoRoute ||
      refused.error().code == ErrorCode::kNoRouteWithinLatency)
    return;
  auto least = demand;
  least.rate = Kbps{1};
  if (BruteForce({planner, calendar, least}).plans(1).empty()) return;
  const auto offers = planner.counteroffers(calendar, demand, refused.error());
  RC_ASSERT(std::any_of(offers.begin(), offers.end(),
                        [](const Counteroffer& offer) { return offer.rate.has_value(); }));
}

TEST(Counteroffers, HalveARateThatIsTooHighForTheWay) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).site("a", 2));
  const Calendar calendar(1, 2);
  const Demand demand{SiteIndex{0}, SiteIndex{1}, {}, {}, kGbps * 2'400, {}, kDay};
  const auto refused = planner.plan(calendar, demand);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().code, ErrorCode::kNoPort);
  const auto offers = planner.counteroffers(calendar, demand, refused.error());
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].rate, kGbps * 1'600);
}

TEST(Counteroffers, GoRoundWhereTheShortWayIsFull) {
  auto planner =
      planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).cable("a", "b", 200 * kKilometre));
  const auto& network = planner.network();
  Calendar calendar(2, 2);
  testing::take(calendar, network, {0}, {0, network.band().count}, 1);
  const Demand demand{
      SiteIndex{0}, SiteIndex{1}, {}, {}, kGbps * 400, Latency(std::chrono::microseconds(600)), kDay};
  const auto refused = planner.plan(calendar, demand);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoSpectrum);
  const auto offers = planner.counteroffers(calendar, demand, refused.error());
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_EQ(offers[0].max_latency, Latency(std::chrono::microseconds(ceil_us(network.link({1}).latency))));
}

}  // namespace
}  // namespace lightloom
