// Admission by the actual load: what is promised stays true however much is lit beside it.
#include "topology/plan/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/topology/national_network.h"
#include "tests/topology/plan/plan_cases.h"
#include "topology/plan/plan.h"

namespace lightloom {
namespace {

using ::testing::HasSubstr;

constexpr AdmissionPolicy by_actual_load(double margin_db) {
  return {AdmissionPolicy::Load::kActual, Decibel{margin_db}};
}

// A planner with what it promised so far.
class Books {
 public:
  explicit Books(const AdmissionPolicy& policy)
      : planner_(Planner::build(testing::national_network(), policy).value()),
        calendar_(planner_.network().links().size(), planner_.network().sites().size()) {}

  Result<PathPlan> ask(const char* from, const char* to, double gbps, Window window = {Instant{}, kForever}) {
    Demand demand;
    demand.from = planner_.network().find_site(from).value();
    demand.to = planner_.network().find_site(to).value();
    demand.rate = Kbps{static_cast<std::int64_t>(gbps * 1e6)};
    demand.window = window;
    demand.lit = std::make_shared<const std::vector<LitPath>>(lit_);
    auto plan = planner_.plan(calendar_, demand);
    if (!plan) return plan;
    for (const auto& booking : testing::bookings_of(planner_.network(), demand, *plan, next_))
      calendar_.insert(booking);
    for (const auto& lightpath : plan->lightpaths)
      lit_.push_back({lightpath.mode, lightpath.slot, plan->route.hops, window});
    return plan;
  }

  // Of everything that is lit at once: the least that a channel keeps over what it needs, both directions.
  Decibel least_margin() const {
    Decibel least{1e9};
    for (const auto& path : lit_) {
      std::vector<std::vector<optics::LitChannel>> lit;
      for (const auto& hop : path.hops) {
        auto& channels = lit.emplace_back();
        for (const auto& other : lit_)
          for (const auto& theirs : other.hops)
            if (theirs.link == hop.link) channels.push_back({other.mode, other.slot.slices()});
      }
      const auto& network = planner_.network();
      const auto needed = network.mode(path.mode).required_osnr + network.equipment().line.margin;
      const auto there = planner_.optics().as_lit(path.mode, path.slot.slices(), path.hops, lit);
      EXPECT_TRUE(there) << there.error().message;
      least = std::min(least, there->gsnr_0p1nm - needed);
      auto back = path.hops;
      std::reverse(back.begin(), back.end());
      std::reverse(lit.begin(), lit.end());
      for (auto& hop : back) hop.forward = !hop.forward;
      least = std::min(
          least, planner_.optics().as_lit(path.mode, path.slot.slices(), back, lit)->gsnr_0p1nm - needed);
    }
    return least;
  }
  std::size_t lit() const { return lit_.size(); }

 private:
  Planner planner_;
  Calendar calendar_;
  std::vector<LitPath> lit_;
  std::uint64_t next_ = 1;
};

TEST(Admission, AnEmptyNetworkCarriesMoreThanAFullOne) {
  Books full{AdmissionPolicy{}};
  Books actual{by_actual_load(0.5)};
  const auto wary = full.ask("horinger", "shaoguan", 400).value();
  const auto bold = actual.ask("horinger", "shaoguan", 400).value();
  EXPECT_GT(bold.lightpaths.front().gsnr_0p1nm, wary.lightpaths.front().gsnr_0p1nm + Decibel{0.5});
  EXPECT_EQ(bold.route, wary.route);
}

// Many circuits over the same cables, each admitted beside those before it.
TEST(Admission, EveryChannelKeepsTheMarginWhateverIsLitLater) {
  Books books{by_actual_load(0.3)};
  int granted = 0;
  for (int round = 0; round < 6; ++round)
    for (const auto& [from, to] : {std::pair{"horinger", "shaoguan"}, std::pair{"taiyuan", "wuhan"},
                                   std::pair{"beijing", "changsha"}, std::pair{"zhengzhou", "shaoguan"}})
      if (books.ask(from, to, 800)) ++granted;
  EXPECT_GT(granted, 12);
  EXPECT_GE(books.least_margin(), Decibel{0.3});
}

TEST(Admission, ReportsTheGsnrThatTheChannelHasThen) {
  Books books{by_actual_load(0)};
  books.ask("taiyuan", "wuhan", 800).value();
  const auto second = books.ask("taiyuan", "wuhan", 800).value();
  EXPECT_EQ(books.lit(), 2U);
  EXPECT_NEAR(std::min(second.lightpaths.front().margin, Decibel{100}).value,
              std::max(second.lightpaths.front().margin, books.least_margin()).value, 1e-9);
}

// No margin of 30 dB is to be had beside anything, though slots are free everywhere.
TEST(Admission, SaysWhatIsMissingWhereThereIsRoom) {
  Books books{by_actual_load(30)};
  const auto refused = books.ask("horinger", "shaoguan", 400);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoFeasibleMode);
  EXPECT_THAT(refused.error().message, HasSubstr("there is room, but beside what is lit over the window"));
  ASSERT_EQ(refused.error().blockers.size(), 1U);
  EXPECT_EQ(refused.error().blockers.front().constraint, "GSNR");
  EXPECT_GT(refused.error().blockers.front().asked, refused.error().blockers.front().available);
}

// What is over before the window begins is not beside it.
TEST(Admission, LooksAtTheWindowOnly) {
  const Instant noon{std::chrono::hours(12)};
  Books crowded{by_actual_load(0)};
  Books apart{by_actual_load(0)};
  for (int i = 0; i < 4; ++i) {
    crowded.ask("taiyuan", "wuhan", 400, {Instant{}, kForever}).value();
    apart.ask("taiyuan", "wuhan", 400, {Instant{}, noon}).value();
  }
  const auto beside = crowded.ask("taiyuan", "wuhan", 400, {noon, kForever}).value();
  const auto after = apart.ask("taiyuan", "wuhan", 400, {noon, kForever}).value();
  EXPECT_GT(after.lightpaths.front().gsnr_0p1nm, beside.lightpaths.front().gsnr_0p1nm);
}

}  // namespace
}  // namespace lightloom
