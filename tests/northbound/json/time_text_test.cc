#include "northbound/json/time_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lightloom::northbound {
namespace {

std::int64_t micros(std::string_view text) {
  const auto time = parse_time(text);
  return time ? time->time_since_epoch().count() : -1;
}

TEST(TimeText, ReadsAnyOffset) {
  EXPECT_EQ(micros("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(micros("1970-01-01t08:00:00.5+08:00"), 500'000);
  EXPECT_EQ(micros("1969-12-31T23:30:00-00:30"), 0);
  EXPECT_EQ(micros("2024-02-29T00:00:00.000001z"), 1'709'164'800'000'001);
  EXPECT_EQ(micros("9999-12-31T23:59:59.999999000Z"), 253'402'300'799'999'999);
}

TEST(TimeText, RefusesWhatIsNotATime) {
  for (const char* text :
       {"", "now", "2027-01-01", "2027-01-01T00:00:00", "2027-01-01 00:00:00Z", "2027-13-01T00:00:00Z",
        "2027-02-29T00:00:00Z", "2027-01-01T24:00:00Z", "2027-01-01T00:60:00Z", "2027-01-01T00:00:60Z",
        "2027-01-01T00:00:00.Z", "2027-01-01T00:00:00.1234567Z", "2027-01-01T00:00:00+0800",
        "2027-01-01T00:00:00+24:00", "1969-12-31T23:59:59Z", "2027-1-01T00:00:00Z", "+2027-01-01T00:00:00Z",
        "2027-01-01T00:00:00Zx", "1970-01-01T00:00:00+00:01"})
    EXPECT_EQ(micros(text), -1) << text;
}

TEST(TimeText, PrintsAsFewDecimalsAsTell) {
  EXPECT_EQ(print_time(Instant{Duration{0}}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(print_time(Instant{Duration{1'500'000}}), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(print_time(Instant{Duration{1}}), "1970-01-01T00:00:00.000001Z");
}

RC_GTEST_PROP(TimeText, ReadsBackWhatItPrinted, ()) {
  const Instant time{Duration{*rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000'000)}};
  const auto read_back = parse_time(print_time(time));
  RC_ASSERT(read_back.has_value());
  RC_ASSERT(*read_back == time);
}

}  // namespace
}  // namespace lightloom::northbound
