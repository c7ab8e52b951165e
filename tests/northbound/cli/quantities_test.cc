#include "northbound/cli/quantities.h"

#include <gtest/gtest.h>

namespace lightloom::cli {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 6h + 30min;

TEST(ParseDuration, KnowsTheUnits) {
  EXPECT_EQ(parse_duration("250us", ""), Duration(250));
  EXPECT_EQ(parse_duration("12ms", ""), Duration(12'000));
  EXPECT_EQ(parse_duration("0.5ms", ""), Duration(500));
  EXPECT_EQ(parse_duration("90s", ""), Duration(90s));
  EXPECT_EQ(parse_duration("15m", ""), Duration(15min));
  EXPECT_EQ(parse_duration("15min", ""), Duration(15min));
  EXPECT_EQ(parse_duration("2h", ""), Duration(2h));
  EXPECT_EQ(parse_duration("7d", ""), Duration(168h));
}

TEST(ParseDuration, TakesABareNumberInTheUnitGiven) {
  EXPECT_EQ(parse_duration("30", "s"), Duration(30s));
  EXPECT_FALSE(parse_duration("30", ""));
}

TEST(ParseDuration, RefusesWhatIsNone) {
  for (const auto* text : {"", "s", "-1s", "1fortnight", "nan", "inf", "1e300d", "200000d", "1 s", "12ms3"}) {
    const auto parsed = parse_duration(text, "s");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument) << text;
    EXPECT_NE(parsed.error().message.find(text), std::string::npos) << parsed.error().message;
  }
}

TEST(ParseTime, ReadsInstantsAndOffsetsFromNow) {
  EXPECT_EQ(parse_time("now", kNow), kNow);
  EXPECT_EQ(parse_time("+2h", kNow), kNow + 2h);
  EXPECT_EQ(parse_time("2026-11-24T06:30:00Z", kNow), kNow);
  EXPECT_EQ(parse_time("2026-11-24T14:30:00+08:00", kNow), kNow);
  EXPECT_EQ(parse_time("2026-11-24T06:30:00.25Z", kNow), kNow + 250ms);
}

TEST(ParseTime, TakesTheNextSuchClockTime) {
  const auto next = parse_time("06:00", kNow);
  ASSERT_TRUE(next);
  EXPECT_GE(*next, kNow);
  EXPECT_LE(*next, kNow + 25h);  // a day may have 25 hours
}

TEST(ParseTime, RefusesWhatIsNone) {
  for (const auto* text : {"", "tomorrow", "25:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                           "2026-11-24T06:30:00", "2026-11-24", "+", "+-1h", "2026-11-24T06:30:00Zx"})
    EXPECT_FALSE(parse_time(text, kNow)) << text;
}

TEST(ToRfc3339, IsReadBackAsTheSameInstant) {
  for (const auto instant : {kNow, kNow + 250ms, kNow + 1us, Instant{}})
    EXPECT_EQ(parse_time(to_rfc3339(instant), kNow), instant) << to_rfc3339(instant);
  EXPECT_EQ(to_rfc3339(kNow), "2026-11-24T06:30:00Z");
}

TEST(ParseGbps, TakesThreeDecimals) {
  EXPECT_EQ(parse_gbps("400"), Kbps{400'000'000});
  EXPECT_EQ(parse_gbps("400G"), Kbps{400'000'000});
  EXPECT_EQ(parse_gbps("0.001"), Kbps{1'000});
  for (const auto* text : {"", "0", "-400", "400X", "nan", "inf", "1e30", "0.0001"})
    EXPECT_FALSE(parse_gbps(text)) << text;
}

}  // namespace
}  // namespace lightloom::cli
