#include "topology/result.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace lightloom {
namespace {

constexpr int kCodes = static_cast<int>(ErrorCode::kDeadlineExceeded) + 1;

TEST(ErrorCode, HasAReasonOfItsOwnThatLeadsBack) {
  std::set<std::string_view> reasons;
  for (int i = 0; i < kCodes; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    EXPECT_TRUE(reasons.insert(reason_of(code)).second) << reason_of(code);
    EXPECT_EQ(code_of_reason(reason_of(code)), code);
    EXPECT_FALSE(status_of(code).empty());
  }
  EXPECT_FALSE(code_of_reason("NO_SUCH_REASON"));
}

TEST(ErrorCode, HasTheHttpStatusOfTheContract) {
  const std::array expected{std::pair{ErrorCode::kInvalidArgument, 400},
                            std::pair{ErrorCode::kUnauthenticated, 401},
                            std::pair{ErrorCode::kPermissionDenied, 403},
                            std::pair{ErrorCode::kNotFound, 404},
                            std::pair{ErrorCode::kNoRouteWithinLatency, 409},
                            std::pair{ErrorCode::kRequestIdReused, 409},
                            std::pair{ErrorCode::kEventsGone, 410},
                            std::pair{ErrorCode::kTooLarge, 413},
                            std::pair{ErrorCode::kNotJson, 415},
                            std::pair{ErrorCode::kQuotaExceeded, 429},
                            std::pair{ErrorCode::kUnavailable, 503},
                            std::pair{ErrorCode::kDeadlineExceeded, 504}};
  for (const auto& [code, http] : expected) EXPECT_EQ(http_status_of(code), http) << reason_of(code);
  EXPECT_EQ(reason_of(ErrorCode::kNoRouteWithinLatency), "NO_ROUTE_WITHIN_LATENCY");
  EXPECT_EQ(status_of(ErrorCode::kNoRouteWithinLatency), "FAILED_PRECONDITION");
}

TEST(NearestOf, FindsTheLeastEditDistanceWhateverTheCase) {
  EXPECT_EQ(nearest_of("zhangjiaku", {"beijing", "zhangjiakou", "zhongwei"}), "zhangjiakou");
  EXPECT_EQ(nearest_of("BEIJING", {"beijin", "beijing"}), "beijing");
  EXPECT_EQ(nearest_of("ab", {"abc", "abd"}), "abc") << "the first of equals";
}

TEST(NearestOf, IsEmptyWhereNothingIsMeant) {
  EXPECT_EQ(nearest_of("", {"a"}), "");
  EXPECT_EQ(nearest_of("abcdef", {"uvwxyz"}), "");
  EXPECT_EQ(nearest_of("x", {}), "");
  EXPECT_EQ(nearest_of(std::string(1'000'000, 'a'), {"aaa"}), "") << "a long word costs nothing";
}

TEST(Failure, CarriesFieldAndNearest) {
  const Result<int> failed = invalid("no site \"x\"", "from", "xian");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), (Error{ErrorCode::kInvalidArgument, "no site \"x\"", "from", "xian", {}}));
}

}  // namespace
}  // namespace lightloom
