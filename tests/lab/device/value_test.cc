#include "lab/device/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lightloom::lab {
namespace {

using Kind = LeafType::Kind;
const LeafType text_type{Kind::kString}, flag_type{Kind::kBool}, short_type{Kind::kUint, 16},
    wide_type{Kind::kUint, 64}, decimal_type{Kind::kDecimal, 2},
    word_type{Kind::kEnum, 0, {"ENABLED", "DISABLED"}};

TEST(Value, ReadsEachScalarThatMeansTheSame) {
  EXPECT_EQ(read_value(wide_type, std::uint64_t{7}).value(), Value(std::uint64_t{7}));
  EXPECT_EQ(read_value(wide_type, std::int64_t{7}).value(), Value(std::uint64_t{7}));
  EXPECT_EQ(read_value(wide_type, Json{R"("7")"}).value(), Value(std::uint64_t{7}));
  EXPECT_EQ(read_value(wide_type, Json{"7"}).value(), Value(std::uint64_t{7}));
  EXPECT_EQ(read_value(decimal_type, -17.03).value(), Value(Decimal{-1703, 2}));
  EXPECT_EQ(read_value(decimal_type, static_cast<double>(-17.03F)).value(), Value(Decimal{-1703, 2}));
  EXPECT_EQ(read_value(decimal_type, Decimal{-17'030, 3}).value(), Value(Decimal{-1703, 2}));
  EXPECT_EQ(read_value(decimal_type, Json{R"("-17.03")"}).value(), Value(Decimal{-1703, 2}));
  EXPECT_EQ(read_value(word_type, Json{R"("openconfig-x:ENABLED")"}).value(), Value(std::string("ENABLED")));
  EXPECT_EQ(read_value(flag_type, Plain{"true"}).value(), Value(true));
}

TEST(Value, RefusesWrongTypesWithTheNeededOne) {
  EXPECT_FALSE(read_value(wide_type, std::string("7")));
  EXPECT_FALSE(read_value(wide_type, std::int64_t{-1}));
  EXPECT_FALSE(read_value(wide_type, 7.0));
  EXPECT_FALSE(read_value(short_type, std::uint64_t{65'536}));
  EXPECT_FALSE(read_value(flag_type, std::string("true")));
  EXPECT_FALSE(read_value(text_type, true));
  EXPECT_FALSE(read_value(text_type, std::string("a\nb")));
  EXPECT_FALSE(read_value(text_type, std::string(kMaxText + 1, 'a')));
  EXPECT_FALSE(read_value(decimal_type, Json{"[1]"}));
  EXPECT_FALSE(read_value(decimal_type, Json{"1e300"}));
  EXPECT_EQ(read_value(flag_type, std::uint64_t{1}).error().message, "takes true or false, found 1");
  EXPECT_EQ(read_value(word_type, std::string("ENABLE")).error().nearest, "ENABLED");
}

TEST(Value, PrintsDecimalsWithoutLosingDigits) {
  EXPECT_EQ(to_text(Value(decimal_of(-17.034, 2))), "-17.03");
  EXPECT_EQ(to_text(Value(decimal_of(-0.5, 2))), "-0.50");
  EXPECT_EQ(to_text(Value(decimal_of(3.2e-5, 18))), "0.000032");
  EXPECT_EQ(to_text(Value(decimal_of(0, 18))), "0.00");
}

RC_GTEST_PROP(ValueProperty, DecimalTextReadsBackAsTheSame, (std::int32_t digits)) {
  const Value value = Decimal{digits, 2};
  RC_ASSERT(read_value(decimal_type, Plain{to_text(value)}).value() == value);
}

}  // namespace
}  // namespace lightloom::lab
