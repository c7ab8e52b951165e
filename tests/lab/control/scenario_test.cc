#include "lab/control/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <utility>

namespace lightloom::lab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const LabNames lab_names{{"wuhan", "changsha"}, {"wuhan-changsha-1", "wuhan-changsha-2"}};

Result<std::vector<TimedAct>> parse(std::string_view text) { return parse_scenario(text, lab_names); }

TEST(Scenario, ReadsEveryActInTheOrderOfTime) {
  const auto acts = parse(R"({"at_s": 9, "do": "splice", "cable": "wuhan-changsha-1"}

{"at_s": 0.5, "do": "cut", "cable": "wuhan-changsha-1", "direction": "az", "km": 12.5}
{"at_s": 1, "do": "bend", "cable": "wuhan-changsha-2", "loss_db": 3}
{"at_s": 2, "do": "kill", "site": "wuhan"}
{"at_s": 3, "do": "start", "site": "wuhan"}
{"at_s": 4, "do": "lie", "site": "wuhan"}
{"at_s": 5, "do": "honest", "site": "wuhan"}
{"at_s": 6, "do": "reboot", "site": "wuhan"}
{"at_s": 7, "do": "behave", "site": "wuhan", "manner": "slow", "delay_ms": 500}
{"at_s": 8, "do": "drift", "site": "wuhan", "path": "/wavelength-router", "delete": true}
)")
                        .value();
  ASSERT_THAT(acts, SizeIs(10));
  EXPECT_EQ(acts[0].line, 3);
  EXPECT_EQ(acts[0].at, std::chrono::milliseconds(500));
  EXPECT_EQ(acts[0].act.direction, CutDirection::kForward);
  EXPECT_EQ(acts[0].act.km, 12.5);
  EXPECT_EQ(acts[1].act.loss.value, 3);
  EXPECT_EQ(acts[2].act.manner, Manner::kDead);
  EXPECT_EQ(acts[3].act.manner, Manner::kNormal);
  EXPECT_EQ(acts[4].act.manner, Manner::kLying);
  EXPECT_EQ(acts[6].act.kind, Act::Kind::kReboot);
  EXPECT_EQ(acts[7].act.delay, std::chrono::milliseconds(500));
  EXPECT_EQ(acts[8].act.value, std::nullopt);
  EXPECT_EQ(acts[9].line, 1);
}

TEST(Scenario, AnEmptyOneDoesNothing) { EXPECT_THAT(parse("\n  \n").value(), IsEmpty()); }

TEST(Scenario, RefusesWithLineFieldAndNearest) {
  const auto error = parse(
                         "{\"at_s\": 0, \"do\": \"cut\", \"cable\": \"wuhan-changsha-1\"}\n"
                         "{\"at_s\": 1, \"do\": \"cut\", \"cable\": \"wuhan-changsa-2\"}")
                         .error();
  EXPECT_THAT(error.message, StartsWith("line 2: "));
  EXPECT_EQ(error.field, "cable");
  EXPECT_EQ(error.nearest, "wuhan-changsha-2");
}

TEST(Scenario, NamesTheFieldThatItDoesNotKnow) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"do": "kill", "site": "wuhan"})", "at_s"},
      {R"({"at_s": -1, "do": "kill", "site": "wuhan"})", "at_s"},
      {R"({"at_s": "1", "do": "kill", "site": "wuhan"})", "at_s"},
      {R"({"at_s": 1, "do": "explode", "site": "wuhan"})", "do"},
      {R"({"at_s": 1, "site": "wuhan"})", "do"},
      {R"({"at_s": 1, "do": "kill"})", "site"},
      {R"({"at_s": 1, "do": "kill", "cable": "wuhan-changsha-1"})", "cable"},
      {R"({"at_s": 1, "do": "kill", "site": "wuhan", "sight": 1})", "sight"},
      {R"({"at_s": 1, "do": "cut", "cable": "wuhan-changsha-1", "direction": "up"})", "direction"},
      {R"({"at_s": 1, "do": "cut", "cable": "wuhan-changsha-1", "km": 1e9})", "km"},
      {R"({"at_s": 1, "do": "bend", "cable": "wuhan-changsha-1"})", "loss_db"},
      {R"({"at_s": 1, "do": "behave", "site": "wuhan", "manner": "rude"})", "manner"},
      {R"({"at_s": 1, "do": "drift", "site": "wuhan", "path": "/lldp"})", "value"},
  };
  for (const auto& [line, field] : cases) EXPECT_EQ(parse(line).error().field, field) << line;
}

TEST(Scenario, RefusesPathsThatNoDeviceHasAndWhatIsNoObject) {
  EXPECT_THAT(
      parse(R"({"at_s": 1, "do": "drift", "site": "wuhan", "path": "/lldpp", "value": 1})").error().message,
      HasSubstr("the nearest is lldp"));
  EXPECT_THAT(parse("[]").error().message, StartsWith("line 1: not a JSON object"));
  EXPECT_THAT(parse("{").error().message, StartsWith("line 1: not a JSON object"));
}

TEST(Scenario, HasLimits) {
  EXPECT_EQ(parse(std::string(kMaxScenarioBytes + 1, '\n')).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(parse(std::string(std::size_t{kMaxScenarioLines} + 1, '\n')).error().code, ErrorCode::kTooLarge);
}

RC_GTEST_PROP(ActProperty, ReadsBackWhatItWrites, ()) {
  Act act;
  act.kind = *rc::gen::element(Act::Kind::kCut, Act::Kind::kSplice, Act::Kind::kBend, Act::Kind::kBehave,
                               Act::Kind::kReboot, Act::Kind::kDrift);
  act.target = *rc::gen::element<std::string>("wuhan", "a b", "\"");
  act.direction = *rc::gen::element(CutDirection::kBoth, CutDirection::kForward, CutDirection::kBackward);
  if (*rc::gen::arbitrary<bool>()) act.km = *rc::gen::inRange(0, 1'000);
  act.manner = *rc::gen::elementOf(std::vector<Manner>(kManners.begin(), kManners.end()));
  act.loss = Decibel{static_cast<double>(*rc::gen::inRange(0, 60))};
  act.path = "/lldp";
  if (*rc::gen::arbitrary<bool>()) act.value = *rc::gen::element<std::string>("true", "", "{\"a\": 1}");
  const auto written = json_of(act);
  RC_ASSERT(json_of(act_of(written).value()) == written);
}

}  // namespace
}  // namespace lightloom::lab
