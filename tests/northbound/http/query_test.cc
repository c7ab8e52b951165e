#include "northbound/http/query.h"

#include <gtest/gtest.h>

#include <array>

namespace lightloom::northbound {
namespace {

constexpr std::array<std::string_view, 3> kKnown{"site", "start", "page_size"};

TEST(Query, DecodesEscapesAndKeepsPlus) {
  EXPECT_EQ(percent_decoded("%E4%b9%8C+%2B").value(), "\xe4\xb9\x8c++");
  EXPECT_FALSE(percent_decoded("%").has_value());
  EXPECT_FALSE(percent_decoded("%4").has_value());
  EXPECT_FALSE(percent_decoded("%4g").has_value());
}

TEST(Query, ReadsWhatIsGivenAndNothingElse) {
  const auto query = Query::parse("site=a%26b&&page_size=7", kKnown);
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->text("site"), "a&b");
  EXPECT_EQ(query->text("start"), std::nullopt);
  EXPECT_EQ(query->number("page_size", 1, 10).value(), 7);
  EXPECT_FALSE(query->number("page_size", 8, 10).has_value());
  EXPECT_FALSE(query->number("site", 0, 10).has_value());
}

TEST(Query, NamesTheNearestParameter) {
  const auto query = Query::parse("pagesize=7", kKnown);
  ASSERT_FALSE(query.has_value());
  EXPECT_EQ(query.error().field, "pagesize");
  EXPECT_EQ(query.error().nearest, "page_size");
}

}  // namespace
}  // namespace lightloom::northbound
