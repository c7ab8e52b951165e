#include "topology/plan/plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/topology/plan/plan_cases.h"

namespace lightloom {
namespace {

using testing::bookings_of;
using testing::BruteForce;
using testing::kDay;
using testing::kGbps;
using testing::narrow_band;
using testing::NetworkBuilder;
using testing::pick;
using testing::planner_of;
using testing::random_load;

using testing::kKilometre;

Demand demand_of(std::uint32_t from, std::uint32_t to, std::int64_t gbps) {
  return {SiteIndex{from}, SiteIndex{to}, {}, {}, kGbps * gbps, {}, kDay};
}

Calendar empty_calendar(const Network& network) {
  return Calendar(network.links().size(), network.sites().size());
}

/// Rates that take one mode and rates that take several; budgets that bite and none; ports that are named.
Demand random_demand(const Network& network) {
  const auto sites = static_cast<std::uint32_t>(network.sites().size());
  const auto from = pick<std::uint32_t>(0, sites);
  const auto to = (from + pick<std::uint32_t>(1, sites)) % sites;
  auto demand = demand_of(from, to, pick<std::int64_t>(1, 18) * 50);
  if (pick<int>(0, 3) == 0)
    demand.max_latency = fibre_latency({pick<std::int64_t>(1, 400) * 10 * kKilometre});
  if (pick<int>(0, 6) == 0) demand.from_port = pick<PortNumber>(1, 4);
  if (pick<int>(0, 6) == 0) demand.to_port = pick<PortNumber>(1, 4);
  return demand;
}

NetworkBuilder random_plant() {
  auto builder = testing::random_network(6, 120 * kKilometre);
  narrow_band(builder);
  const auto sites = builder.record().sites.size();
  for (std::uint32_t site = 0; site < sites; ++site)
    if (pick<int>(0, 2) == 0) builder.site(testing::site_name(site), pick<std::uint32_t>(3, 7));
  return builder;
}

/// Four sections of three cables: 81 routes, more than are kept.
NetworkBuilder ladder() {
  NetworkBuilder builder;
  for (int section = 0; section < 4; ++section)
    for (int cable = 0; cable < 3; ++cable)
      builder.cable("s" + std::to_string(section), "s" + std::to_string(section + 1),
                    (100 + pick<std::int64_t>(0, 4) * 10) * kKilometre);
  narrow_band(builder);
  return builder;
}

void check_against_brute_force(Planner& planner, const Calendar& calendar, const Demand& demand) {
  const auto wanted = pick<std::size_t>(1, 6);
  const auto expected = BruteForce{planner, calendar, demand}.plans(wanted);
  const auto found = planner.alternatives(calendar, demand, wanted);
  RC_CLASSIFY(expected.empty(), "refused");
  RC_CLASSIFY(!expected.empty() && expected.front().lightpaths.size() > 1, "several lightpaths");
  if (expected.empty()) {
    RC_ASSERT(!found);
    return;
  }
  RC_ASSERT(found.has_value());
  RC_ASSERT(*found == expected);
  const auto plan = planner.plan(calendar, demand);
  RC_ASSERT(plan.has_value());
  RC_ASSERT(*plan == expected.front());
}

RC_GTEST_PROP(Plan, EqualsBruteForceOnLoadedNetworks, ()) {
  auto planner = planner_of(random_plant());
  auto calendar = random_load(planner.network(), pick<int>(0, 80));
  for (std::uint32_t site = 0; site < planner.network().sites().size(); ++site)
    testing::take_ports(calendar, planner.network(), {site}, pick<PortNumber>(0, 4));
  for (int i = 0; i < 4; ++i) {
    const auto demand = random_demand(planner.network());
    check_against_brute_force(planner, calendar, demand);
  }
}

RC_GTEST_PROP(Plan, EqualsBruteForceBeyondTheRoutesThatAreKept, ()) {
  auto planner = planner_of(ladder());
  const auto calendar = random_load(planner.network(), pick<int>(20, 70));
  auto demand = demand_of(0, 4, pick<std::int64_t>(1, 9) * 100);
  if (pick<int>(0, 2) == 0) demand.max_latency = fibre_latency({pick<std::int64_t>(400, 560) * kKilometre});
  check_against_brute_force(planner, calendar, demand);
}

// 162 of the 243 routes begin on a cable that is full, and they are the faster ones.
TEST(Plan, FindsTheRouteBehindManyThatAreFull) {
  NetworkBuilder builder;
  for (int section = 0; section < 5; ++section)
    for (int cable = 0; cable < 3; ++cable)
      builder.cable("s" + std::to_string(section), "s" + std::to_string(section + 1),
                    (100 + cable * (section == 0 ? 50 : 1)) * kKilometre);
  auto planner = planner_of(builder);
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  testing::take(calendar, network, {0}, {0, network.band().count}, 1);
  testing::take(calendar, network, {1}, {0, network.band().count}, 2);
  const auto found = planner.alternatives(calendar, demand_of(0, 5, 100), 1'000);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->size(), 81U);
  const auto demand = demand_of(0, 5, 100);
  EXPECT_EQ(*found, (BruteForce{planner, calendar, demand}.plans(1'000)));
}

RC_GTEST_PROP(Plan, DoesNotDependOnWhatWasAskedBefore, ()) {
  const auto builder = random_plant();
  auto planner = planner_of(builder);
  const auto calendar = random_load(planner.network(), pick<int>(20, 80));
  for (int i = 0; i < 6; ++i) {
    const auto demand = random_demand(planner.network());
    auto fresh = planner_of(builder);
    const auto warm_answer = planner.plan(calendar, demand);
    const auto cold_answer = fresh.plan(calendar, demand);
    RC_ASSERT(warm_answer.has_value() == cold_answer.has_value());
    if (warm_answer) RC_ASSERT(*warm_answer == *cold_answer);
    if (!warm_answer) RC_ASSERT(warm_answer.error() == cold_answer.error());
  }
}

// What is granted goes into the calendar, whose own assertions refuse an overlap in debug builds.
RC_GTEST_PROP(Plan, NeverSharesSlicesOrPortsWithWhatIsBooked, ()) {
  auto planner = planner_of(random_plant());
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  std::uint64_t next_id = 1;
  for (int i = 0; i < 40; ++i) {
    auto demand = random_demand(network);
    demand.window.start += std::chrono::hours(pick<int>(0, 20));
    demand.window.end = demand.window.start + std::chrono::hours(pick<int>(1, 4));
    const auto plan = planner.plan(calendar, demand);
    if (!plan) continue;
    if (demand.max_latency) RC_ASSERT(plan->route.latency <= *demand.max_latency);
    for (const auto& booking : bookings_of(network, demand, *plan, next_id)) {
      for (const auto link : booking.links) {
        SliceMap taken;
        calendar.add_taken(link, demand.window, taken);
        RC_ASSERT(taken.is_free(booking.bits.first, booking.bits.count));
      }
      SliceMap from_ports;
      SliceMap to_ports;
      calendar.add_taken_ports(demand.from, demand.window, from_ports);
      calendar.add_taken_ports(demand.to, demand.window, to_ports);
      RC_ASSERT(!from_ports.is_taken(static_cast<std::int32_t>(booking.a_port) - 1));
      RC_ASSERT(!to_ports.is_taken(static_cast<std::int32_t>(booking.z_port) - 1));
      calendar.insert(booking);
    }
  }
  RC_ASSERT(calendar.check_invariants() == std::nullopt);
}

TEST(Plan, TakesTheModeOfLeastSpectrum) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre));
  const auto plan = planner.plan(empty_calendar(planner.network()), demand_of(0, 1, 800));
  ASSERT_TRUE(plan) << plan.error().message;
  // One slot of 150 GHz, not two of 100.
  ASSERT_EQ(plan->lightpaths.size(), 1U);
  EXPECT_EQ(planner.network().mode(plan->lightpaths[0].mode).name, "800G");
  EXPECT_EQ(plan->lightpaths[0].slot, (Slot{-372, 12}));
}

TEST(Plan, GivesEachOfSeveralLightpathsItsSlotAndPorts) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre));
  const auto plan = planner.plan(empty_calendar(planner.network()), demand_of(0, 1, 1'600));
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->lightpaths.size(), 2U);
  EXPECT_EQ(plan->lightpaths[0].slot.slices().end(), plan->lightpaths[1].slot.slices().first);
  EXPECT_EQ(plan->lightpaths[0].from_port, 1U);
  EXPECT_EQ(plan->lightpaths[1].from_port, 2U);
}

TEST(Plan, TakesTheNextModeOnTheSameRouteBeforeTheNextRoute) {
  auto planner =
      planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).cable("a", "b", 101 * kKilometre));
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  // Leaves gaps of 16 slices on the first cable: none of 24 for 800G, all for 400G.
  for (std::int32_t bit = 16; bit + 4 <= network.band().count; bit += 20)
    testing::take(calendar, network, {0}, {bit, 4}, static_cast<std::uint64_t>(bit));
  const auto plan = planner.plan(calendar, demand_of(0, 1, 800));
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->route.hops[0].link, LinkIndex{0});
  EXPECT_EQ(plan->lightpaths.size(), 2U);
}

TEST(Plan, TakesAModeOfFewerLightpathsWherePortsAreShort) {
  NetworkBuilder builder;
  builder.cable("a", "b", 100 * kKilometre).site("a", 1);
  builder.equipment().modes = {testing::mode_of("wide", 200, 60'138, 150'000, 12),
                               testing::mode_of("narrow", 100, 30'069, 37'500, 12)};
  auto planner = planner_of(builder);
  const auto plan = planner.plan(empty_calendar(planner.network()), demand_of(0, 1, 200));
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(planner.network().mode(plan->lightpaths[0].mode).name, "wide");
}

TEST(Plan, TakesThePortsThatAreAskedFor) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre).site("a", 8));
  auto demand = demand_of(0, 1, 400);
  demand.from_port = 7;
  const auto plan = planner.plan(empty_calendar(planner.network()), demand);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->lightpaths[0].from_port, 7U);
  EXPECT_EQ(plan->lightpaths[0].to_port, 1U);
}

TEST(Plan, KeepsToItsWindow) {
  auto planner = planner_of(NetworkBuilder().cable("a", "b", 100 * kKilometre));
  const auto& network = planner.network();
  auto calendar = empty_calendar(network);
  testing::take(calendar, network, {0}, {0, network.band().count}, 1, {kDay.start, kDay.end});
  EXPECT_FALSE(planner.plan(calendar, demand_of(0, 1, 100)));
  auto later = demand_of(0, 1, 100);
  later.window = {kDay.end, kForever};
  EXPECT_TRUE(planner.plan(calendar, later));
}

RC_GTEST_PROP(ClosingModes, AreThoseOfBruteForceInOrder, ()) {
  const auto planner = planner_of(random_plant());
  const auto demand = random_demand(planner.network());
  const auto calendar = empty_calendar(planner.network());
  const BruteForce brute{planner, calendar, demand};
  for (const auto& route : testing::all_routes(planner.network(), demand.from, demand.to)) {
    const auto expected = brute.choices(route);
    const auto found = planner.closing_modes(route, demand.rate);
    RC_ASSERT(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(found[i].mode == expected[i].mode);
      RC_ASSERT(found[i].count == expected[i].count);
    }
  }
}

// The search for closing routes must lose none to its bound.
RC_GTEST_PROP(NoiseBound, IsBelowWhatEveryClosingRouteAdds, ()) {
  auto planner = planner_of(random_plant());
  const auto& network = planner.network();
  const auto demand = random_demand(network);
  for (const auto& route : testing::all_routes(network, demand.from, demand.to))
    for (const auto& choice : planner.closing_modes(route, demand.rate)) {
      double noise = 0;
      for (const auto& hop : route.hops) noise += planner.optics().hop_noise(choice.mode, hop).least.value;
      RC_ASSERT(noise <= planner.optics().noise_budget(choice.mode).value * (1 + 1e-9));
    }
}

}  // namespace
}  // namespace lightloom
