// Ways in sections: the fewest regenerators, each section with its own mode and slot.
#include "topology/plan/regeneration.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "tests/topology/network_builder.h"
#include "topology/line_ports.h"

namespace lightloom {
namespace {

using testing::NetworkBuilder;
using ::testing::SizeIs;

constexpr std::int64_t kKilometre = 1'000;
constexpr Window kAlways{Instant{}, kForever};

std::shared_ptr<const Network> with_regenerators(const NetworkBuilder& builder,
                                                 const std::map<std::string, std::uint32_t>& regenerators) {
  auto record = builder.record();
  for (auto& site : record.sites)
    if (const auto found = regenerators.find(site.name); found != regenerators.end())
      site.regenerators = found->second;
  return std::make_shared<const Network>(Network::build(std::move(record)).value());
}

// Only 800G, so that light does not reach far; some 1,100 km of this glass are too many.
NetworkBuilder far_apart() {
  NetworkBuilder builder;
  builder.equipment().modes.resize(1);
  builder.cable("a", "b", 500 * kKilometre)
      .cable("b", "c", 500 * kKilometre)
      .cable("c", "d", 500 * kKilometre);
  return builder;
}

struct Asked {
  Planner planner;
  Demand demand;
  Calendar calendar;
};
Asked asked(const std::shared_ptr<const Network>& network, const char* from, const char* to) {
  Demand demand;
  demand.from = network->find_site(from).value();
  demand.to = network->find_site(to).value();
  demand.rate = Kbps{800'000'000};
  demand.window = kAlways;
  return {Planner::build(network).value(), demand,
          Calendar(network->links().size(), network->sites().size())};
}

TEST(Regeneration, DoesWithoutWhereLightReaches) {
  auto [planner, demand, calendar] = asked(with_regenerators(far_apart(), {{"b", 4}}), "a", "b");
  const auto path = plan_regenerated(planner, calendar, demand);
  ASSERT_TRUE(path) << path.error().message;
  ASSERT_THAT(path->sections, SizeIs(1));
  EXPECT_EQ(path->sections.front(), planner.plan(calendar, demand).value());
}

TEST(Regeneration, TakesTheFewestSitesThatBridgeIt) {
  const auto network = with_regenerators(far_apart(), {{"b", 4}, {"c", 4}});
  auto [planner, demand, calendar] = asked(network, "a", "d");
  ASSERT_FALSE(planner.plan(calendar, demand));
  const auto path = plan_regenerated(planner, calendar, demand);
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_EQ(path->latency, 3 * fibre_latency({500 * kKilometre}));
  for (const auto& section : path->sections) {
    ASSERT_FALSE(section.lightpaths.empty());
    EXPECT_GE(section.lightpaths.front().margin.value, 0);
  }
  // Two stretches of 500 km close in one, so one regenerator is enough if 1,000 km does, else two.
  auto [again, half, empty] = asked(network, "a", "c");
  EXPECT_EQ(path->sections.size(), again.plan(empty, half) ? 2U : 3U);
}

TEST(Regeneration, NeedsRegeneratorsOnTheWay) {
  for (const std::uint32_t at_the_end : {0U, 4U}) {
    auto [planner, demand, calendar] = asked(with_regenerators(far_apart(), {{"a", at_the_end}}), "a", "d");
    const auto path = plan_regenerated(planner, calendar, demand);
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().code, ErrorCode::kNoFeasibleMode);
    // Where there are none, nobody thinks of them.
    const bool is_told = path.error().message.find("no free regenerators on the way") != std::string::npos;
    EXPECT_EQ(is_told, at_the_end > 0) << path.error().message;
  }
}

// Two lightpaths a section need two regenerators at the site between them.
TEST(Regeneration, CountsThemAtEachSite) {
  for (const std::uint32_t there : {1U, 2U}) {
    auto [planner, demand, calendar] =
        asked(with_regenerators(far_apart(), {{"b", there}, {"c", there}}), "a", "d");
    demand.rate = Kbps{1'600'000'000};
    EXPECT_EQ(plan_regenerated(planner, calendar, demand).has_value(), there == 2) << there;
  }
}

Booking booking_of(const Network& network, const PathPlan& section, std::size_t index, LightpathId id,
                   const Window& window) {
  const auto& route = section.route;
  const auto& lightpath = section.lightpaths[index];
  Booking booking{id, {}, {}, route.from, route.to, lightpath.from_port, lightpath.to_port, window};
  for (const auto& hop : route.hops) booking.links.push_back(hop.link);
  booking.bits = {lightpath.slot.slices().first - network.band().first, lightpath.slot.slices().count};
  return booking;
}

TEST(Regeneration, BothSectionsAreOnTheSameRegeneratorsOnePortEach) {
  auto [planner, demand, calendar] = asked(with_regenerators(far_apart(), {{"b", 3}, {"c", 3}}), "a", "d");
  demand.rate = Kbps{1'600'000'000};
  const auto path = plan_regenerated(planner, calendar, demand);
  ASSERT_TRUE(path) << path.error().message;
  ASSERT_GE(path->sections.size(), 2U);
  EXPECT_EQ(path->sections.front().lightpaths[0].from_port, 1U) << "an end is on a line port";
  EXPECT_EQ(path->sections.back().lightpaths[1].to_port, 2U);
  for (std::size_t i = 0; i + 1 < path->sections.size(); ++i)
    for (std::uint32_t number = 1; number <= 2; ++number) {
      const auto ports = regenerator_ports(number);
      EXPECT_EQ(path->sections[i].lightpaths[number - 1].to_port, ports.arriving);
      EXPECT_EQ(path->sections[i + 1].lightpaths[number - 1].from_port, ports.leaving);
    }
}

// What is booked is not there for another, and is there again behind its window.
TEST(Regeneration, BooksRegeneratorsOverTime) {
  auto start = asked(with_regenerators(far_apart(), {{"b", 1}}), "a", "d");
  auto& [planner, demand, calendar] = start;
  const auto hour = [](int number) { return Instant{std::chrono::hours(number)}; };
  demand.window = {hour(1), hour(2)};
  const auto first = plan_regenerated(planner, calendar, demand);
  ASSERT_TRUE(first) << first.error().message;
  std::uint64_t id = 0;
  for (const auto& section : first->sections)
    calendar.insert(booking_of(planner.network(), section, 0, {++id}, demand.window));
  EXPECT_FALSE(plan_regenerated(planner, calendar, demand)) << "the only regenerator is taken";
  Demand through = demand;
  through.to = planner.network().find_site("b").value();
  EXPECT_TRUE(plan_regenerated(planner, calendar, through)) << "line ports are not";
  demand.window = {hour(2), hour(3)};
  EXPECT_TRUE(plan_regenerated(planner, calendar, demand));
}

TEST(Regeneration, KeepsTheBudgetOverTheWholeWay) {
  auto [planner, demand, calendar] = asked(with_regenerators(far_apart(), {{"b", 4}, {"c", 4}}), "a", "d");
  demand.max_latency = 3 * fibre_latency({500 * kKilometre});
  EXPECT_TRUE(plan_regenerated(planner, calendar, demand));
  demand.max_latency = *demand.max_latency - Latency{1};
  const auto refused = plan_regenerated(planner, calendar, demand);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoRouteWithinLatency);
}

// Every order of sites with regenerators, every plan between two of them: nothing needs fewer.
RC_GTEST_PROP(Regeneration, NothingNeedsFewer, ()) {
  const auto pick = [](int low, int high) { return *rc::gen::inRange(low, high); };
  NetworkBuilder builder;
  builder.equipment().modes.resize(1);
  const std::vector<std::string> names{"a", "b", "c", "d", "e"};
  for (std::size_t i = 1; i < names.size(); ++i)
    builder.cable(names[i - 1], names[i], pick(20, 90) * 10 * kKilometre);
  for (int extra = pick(0, 4); extra > 0; --extra) {
    const auto a = static_cast<std::size_t>(pick(0, 4));
    const auto z = (a + static_cast<std::size_t>(pick(1, 5))) % names.size();
    builder.cable(names[a], names[z], pick(20, 150) * 10 * kKilometre);
  }
  std::map<std::string, std::uint32_t> regenerators;
  for (const auto& name : names) regenerators[name] = static_cast<std::uint32_t>(pick(0, 2));
  auto start = asked(with_regenerators(builder, regenerators), "a", "e");
  // Not a structured binding: lambdas cannot capture those everywhere.
  Planner& planner = start.planner;
  const Demand& demand = start.demand;
  const Calendar& calendar = start.calendar;
  const auto& network = planner.network();
  const auto found = plan_regenerated(planner, calendar, demand);

  std::optional<std::size_t> fewest;
  std::vector<bool> passed(network.sites().size());
  const std::function<void(SiteIndex, std::size_t)> go_on = [&](SiteIndex at, std::size_t sections) {
    for (std::uint32_t i = 0; i < network.sites().size(); ++i) {
      const SiteIndex next{i};
      if (passed[i] || next == at || (next != demand.to && network.site(next).regenerators == 0)) continue;
      Demand section = demand;
      section.from = at;
      section.to = next;
      const auto plans = planner.alternatives(calendar, section, 50);
      if (!plans) continue;
      for (const auto& plan : *plans) {
        const auto sites = sites_of(network, plan.route);
        if (std::any_of(sites.begin() + 1, sites.end(), [&](SiteIndex site) { return passed[site.at()]; }))
          continue;
        if (next == demand.to) {
          fewest = std::min(fewest.value_or(sections + 1), sections + 1);
          continue;
        }
        for (const auto site : sites) passed[site.at()] = true;
        go_on(next, sections + 1);
        for (const auto site : sites) passed[site.at()] = site == at;
        passed[at.at()] = true;
      }
    }
  };
  passed[demand.from.at()] = true;
  go_on(demand.from, 0);
  RC_TAG(fewest.value_or(0));
  RC_ASSERT(found.has_value() == fewest.has_value());
  if (found) RC_ASSERT(found->sections.size() == *fewest);
}

}  // namespace
}  // namespace lightloom
