// Figures of the national network: latencies against lab/networks/national/latency.csv, which another program
// computed, and the routes that the demo shows.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/topology/national_network.h"
#include "topology/plan/plan.h"

namespace lightloom {
namespace {

constexpr Window kDay{Instant{}, Instant{} + std::chrono::hours(24)};

class NationalPlan : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    planner_ = new Planner(Planner::build(testing::national_network()).value());
  }
  static void TearDownTestSuite() {
    delete planner_;
    planner_ = nullptr;
  }
  static SiteIndex site(const char* name) { return planner_->network().find_site(name).value(); }
  static std::vector<std::string> cables(const Route& route) {
    std::vector<std::string> names;
    for (const auto& hop : route.hops) names.push_back(planner_->network().link(hop.link).name);
    return names;
  }
  static Calendar empty_calendar() {
    return Calendar(planner_->network().links().size(), planner_->network().sites().size());
  }
  static Planner* planner_;
};
Planner* NationalPlan::planner_ = nullptr;

TEST_F(NationalPlan, AgreesWithTheLatencyOfEveryHubAndSite) {
  std::ifstream file(std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national/latency.csv");
  std::string line;
  std::getline(file, line);
  ASSERT_EQ(line, "hub,site,length_km,one_way_us\r");
  int rows = 0;
  while (std::getline(file, line)) {
    std::stringstream fields(line);
    std::string hub;
    std::string name;
    std::string km;
    std::string us;
    std::getline(fields, hub, ',');
    std::getline(fields, name, ',');
    std::getline(fields, km, ',');
    std::getline(fields, us, ',');
    const auto routes = planner_->routes(site(hub.c_str()), site(name.c_str()), {}, 1);
    ASSERT_TRUE(routes) << line;
    const double found_us = static_cast<double>(routes->front().latency.count()) * 1e-6;
    // The file gives one decimal.
    EXPECT_NEAR(found_us, std::stod(us), 0.1) << line;
    EXPECT_NEAR(static_cast<double>(length_of(planner_->network(), routes->front()).value) * 1e-3,
                std::stod(km), 0.001)
        << line;
    ++rows;
  }
  EXPECT_EQ(rows, 390);
}

TEST_F(NationalPlan, Finds53RoutesFromHoringerToShaoguanWithin12Milliseconds) {
  const Latency budget = std::chrono::milliseconds(12);
  EXPECT_EQ(planner_->count_routes(site("horinger"), site("shaoguan"), budget, 1'000), 53U);
  const auto routes = planner_->routes(site("horinger"), site("shaoguan"), budget, 1'000);
  ASSERT_TRUE(routes);
  ASSERT_EQ(routes->size(), 53U);
  EXPECT_TRUE(std::is_sorted(routes->begin(), routes->end(), comes_before));
  EXPECT_LE(routes->back().latency, budget);
  EXPECT_EQ(ceil_us((*routes)[0].latency), 10'256);
  EXPECT_EQ(cables((*routes)[0]),
            (std::vector<std::string>{"horinger-taiyuan-1", "zhengzhou-taiyuan-1", "zhengzhou-wuhan-1",
                                      "wuhan-changsha-1", "changsha-shaoguan-1"}));
  const auto hundredths_of_ms = [](const Route& route) { return (ceil_us(route.latency) + 5) / 10; };
  EXPECT_EQ(hundredths_of_ms((*routes)[1]), 1'035);
  EXPECT_EQ(hundredths_of_ms((*routes)[2]), 1'038);
}

TEST_F(NationalPlan, Plans400GAsTheDemoShows) {
  const Demand demand{site("horinger"),
                      site("shaoguan"),
                      {},
                      {},
                      Kbps{400'000'000},
                      Latency(std::chrono::milliseconds(12)),
                      kDay};
  const auto plan = planner_->plan(empty_calendar(), demand);
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->lightpaths.size(), 1U);
  const auto& lightpath = plan->lightpaths[0];
  EXPECT_EQ(planner_->network().mode(lightpath.mode).name, "400G-PCS16QAM");
  EXPECT_EQ(lightpath.slot, (Slot{-376, 8}));
  // The demo prints one decimal: 22.7, margin 1.2 over 20.5 + 1.0.
  EXPECT_NEAR(lightpath.gsnr_0p1nm.value, 22.7, 0.05);
  EXPECT_NEAR(lightpath.margin.value, 1.2, 0.05);
  EXPECT_EQ(lightpath.from_port, 1U);
  EXPECT_EQ(lightpath.to_port, 1U);
}

TEST_F(NationalPlan, RefusesABudgetThatLightCannotMeetAndOffersTheOneItCan) {
  Demand demand{site("urumqi"),
                site("shaoguan"),
                {},
                {},
                Kbps{400'000'000},
                Latency(std::chrono::milliseconds(15)),
                kDay};
  const auto calendar = empty_calendar();
  const auto plan = planner_->plan(calendar, demand);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kNoRouteWithinLatency);
  EXPECT_EQ(
      plan.error().message,
      "urumqi -> shaoguan within 15.000 ms: fastest route takes 19.408 ms; allow 19.408 ms or pick a nearer "
      "hub");
  EXPECT_EQ(plan.error().field, "max_latency_us");
  EXPECT_EQ(plan.error().blockers,
            (std::vector<Blocker>{{"LATENCY", {}, demand.window, 15'000, 19'408, "us"}}));
  const auto offers = planner_->counteroffers(calendar, demand, plan.error());
  ASSERT_EQ(offers.size(), 1U);
  ASSERT_TRUE(offers[0].max_latency);
  EXPECT_EQ(ceil_us(*offers[0].max_latency), 19'408);
  demand.max_latency = offers[0].max_latency;
  EXPECT_TRUE(planner_->plan(calendar, demand));
}

}  // namespace
}  // namespace lightloom
