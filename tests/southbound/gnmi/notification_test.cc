#include "southbound/gnmi/notification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "southbound/gnmi/path.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

using ::testing::HasSubstr;

::gnmi::TypedValue& value_at(::gnmi::Notification& message, const std::string& path) {
  auto& update = *message.add_update();
  if (!parse_path(path, *update.mutable_path())) throw std::invalid_argument(path);
  return *update.mutable_val();
}
void add_delete(::gnmi::Notification& message, const std::string& path) {
  if (!parse_path(path, *message.add_delete_())) throw std::invalid_argument(path);
}
LeafMap leaves_of(const std::map<std::string, Scalar>& leaves) {
  LeafMap map;
  for (const auto& [path, value] : leaves) map.put(path, value);
  return map;
}
// What a JSON value at `path` comes to.
LeafMap json_leaves(const std::string& path, const std::string& json) {
  ::gnmi::Notification message;
  value_at(message, path).set_json_ietf_val(json);
  LeafMap leaves;
  const auto merged = merge(message, {}, leaves);
  EXPECT_TRUE(merged.has_value());
  return leaves;
}

// As older devices tell fractions.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void add_deprecated(::gnmi::Notification& message) {
  auto& decimal = *value_at(message, "/f").mutable_decimal_val();
  decimal.set_digits(-1725);
  decimal.set_precision(2);
  value_at(message, "/g").set_float_val(-17.02F);
}
#pragma GCC diagnostic pop

TEST(Notification, KeepsScalarsOfEveryType) {
  ::gnmi::Notification message;
  value_at(message, "/a").set_string_val("x");
  value_at(message, "/b").set_uint_val(7);
  value_at(message, "/c").set_int_val(-7);
  value_at(message, "/d").set_bool_val(true);
  value_at(message, "/e").set_double_val(-17.25);
  add_deprecated(message);
  LeafMap leaves;
  const auto merged = merge(message, {}, leaves);
  ASSERT_TRUE(merged.has_value());
  EXPECT_EQ(merged->leaves, 7U);
  EXPECT_EQ(merged->skipped, 0U);
  EXPECT_EQ(leaves, leaves_of({{"/a", "x"},
                               {"/b", std::uint64_t{7}},
                               {"/c", std::int64_t{-7}},
                               {"/d", true},
                               {"/e", -17.25},
                               {"/f", -17.25},
                               {"/g", -17.02}}));
}

TEST(Notification, TellsEqualNumbersOfTwoTypesAsEqual) {
  ::gnmi::Notification message;
  value_at(message, "/a").set_int_val(7);
  LeafMap leaves;
  ASSERT_TRUE(merge(message, {}, leaves).has_value());
  message.Clear();
  value_at(message, "/a").set_uint_val(7);
  EXPECT_FALSE(merge(message, {}, leaves)->changed);
}

TEST(Notification, DeletesBeforeItUpdatesAndOnlyWholeNames) {
  LeafMap leaves = leaves_of({{"/a/b", "1"}, {"/a/b/c", "2"}, {"/a/bc", "3"}, {"/a/b[k=1]/c", "4"}});
  ::gnmi::Notification message;
  value_at(message, "/a/b/d").set_string_val("5");
  add_delete(message, "/a/b");
  ASSERT_TRUE(merge(message, {}, leaves)->changed);
  EXPECT_EQ(leaves, leaves_of({{"/a/bc", "3"}, {"/a/b/d", "5"}}));
}

TEST(Notification, ReplacesAllBelowItsPrefixWhereItIsAtomic) {
  LeafMap leaves = leaves_of({{"/a/b/x", "1"}, {"/a/c", "2"}});
  ::gnmi::Notification message;
  message.set_atomic(true);
  ASSERT_TRUE(parse_path("/a/b", *message.mutable_prefix()));
  value_at(message, "/y").set_string_val("3");
  ASSERT_TRUE(merge(message, {}, leaves).has_value());
  EXPECT_EQ(leaves, leaves_of({{"/a/b/y", "3"}, {"/a/c", "2"}}));
}

TEST(Notification, ReadsJsonAtAnyLevel) {
  const auto expected =
      leaves_of({{"/components/component[name=och-line-7]/optical-channel/config/frequency", "193400000"},
                 {"/components/component[name=och-line-7]/optical-channel/config/line-port", "line-7"}});
  const std::string config =
      R"({"openconfig-terminal-device:frequency": "193400000", "line-port": "line-7"})";
  EXPECT_EQ(json_leaves("/components/component[name=och-line-7]/optical-channel/config", config), expected);
  EXPECT_EQ(json_leaves("/components/component[name=och-line-7]",
                        R"({"name": "och-line-7", "optical-channel": {"config": )" + config + "}}")
                .size(),
            3U);  // the key is told as a leaf, too: this is no entry of an array
  EXPECT_EQ(json_leaves("", R"({"oc:system": {"state": {"hostname": "x"}}})"),
            leaves_of({{"/system/state/hostname", "x"}}));
}

TEST(Notification, GivesEntriesOfArraysTheirKeys) {
  EXPECT_EQ(json_leaves("/components", R"({"component": [{"name": "a]b", "config": {"x": 1}},
                                                          {"name": "c", "config": {"x": 2}}]})"),
            leaves_of({{"/components/component[name=a\\]b]/config/x", std::uint64_t{1}},
                       {"/components/component[name=c]/config/x", std::uint64_t{2}}}));
  EXPECT_EQ(json_leaves("/channels/channel",
                        R"([{"upper-frequency": "2", "lower-frequency": 1, "state": {"power": -3.5}}])"),
            leaves_of({{"/channels/channel[lower-frequency=1][upper-frequency=2]/state/power", -3.5}}));
}

TEST(Notification, ReadsNeighboursOfLldpFromJson) {
  EXPECT_EQ(text_at(json_leaves(
                        "/lldp/interfaces",
                        R"({"interface": [{"name": "degree-3", "neighbors": {"neighbor": [{"id": "1", "state":
                            {"id": "1", "chassis-id": "chassis-wuhan", "port-id": "degree-2"}}]}}]})"),
                    "/lldp/interfaces/interface[name=degree-3]/neighbors/neighbor[id=1]/state/chassis-id"),
            "chassis-wuhan");
}

TEST(Notification, SkipsWhatItCannotReadAndKeepsTheRest) {
  ::gnmi::Notification message;
  value_at(message, "/a").set_json_val("{broken");
  value_at(message, "/b").set_bytes_val("x");
  value_at(message, "/c").mutable_leaflist_val();
  value_at(message, "/d");
  value_at(message, "/e").set_double_val(std::numeric_limits<double>::infinity());
  value_at(message, "/f")
      .set_json_val(R"({"list": [1, 2], "entry": [{"x": {}}], "null": null, "9": 1, "@m": 1})");
  value_at(message, "/g").set_string_val(std::string(5000, 'x'));
  message.add_update()->mutable_path()->add_elem()->set_name("no name");
  value_at(message, "/h").set_string_val("kept");
  LeafMap leaves;
  const auto merged = merge(message, {}, leaves);
  ASSERT_TRUE(merged.has_value());
  EXPECT_EQ(leaves, leaves_of({{"/h", "kept"}}));
  EXPECT_EQ(merged->skipped, 11U);
  EXPECT_THAT(merged->first_skipped, HasSubstr("/a: not JSON"));
}

TEST(Notification, SkipsJsonThatIsTooDeep) {
  std::string json;
  for (int i = 0; i < 100; ++i) json += R"({"a":)";
  json += "1" + std::string(100, '}');
  EXPECT_EQ(json_leaves("/x", json), LeafMap());
}

TEST(Notification, RefusesATreeThatGrowsPastItsLimits) {
  TreeLimits limits;
  limits.leaves = 10;
  LeafMap leaves;
  ::gnmi::Notification message;
  for (int i = 0; i < 11; ++i) value_at(message, "/a[k=" + std::to_string(i) + "]").set_uint_val(1);
  const auto merged = merge(message, limits, leaves);
  ASSERT_FALSE(merged.has_value());
  EXPECT_EQ(merged.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(merged.error().message, HasSubstr("more than 10 leaves"));
  limits.leaves = 1000;
  limits.bytes = 50;
  EXPECT_FALSE(merge(message, limits, leaves).has_value());
}

TEST(LeafMap, CountsItsBytes) {
  LeafMap leaves;
  leaves.put("/a/b", "12345");
  leaves.put("/a/b", "123");
  leaves.put("/a/c", std::uint64_t{1});
  EXPECT_EQ(leaves.bytes(), 11U);
  leaves.erase_subtree("/a");
  EXPECT_EQ(leaves.bytes(), 0U);
  EXPECT_EQ(leaves.size(), 0U);
}

TEST(Scalar, TellsNumbersFromEitherForm) {
  EXPECT_EQ(whole_in("193400000"), 193'400'000);
  EXPECT_EQ(whole_in(std::uint64_t{7}), 7);
  EXPECT_EQ(whole_in(7.0), 7);
  EXPECT_EQ(whole_in(7.5), std::nullopt);
  EXPECT_EQ(whole_in("7x"), std::nullopt);
  EXPECT_EQ(whole_in(std::numeric_limits<std::uint64_t>::max()), std::nullopt);
  EXPECT_EQ(whole_in(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
  EXPECT_EQ(number_in("-17.25"), -17.25);
  EXPECT_EQ(number_in("inf"), std::nullopt);
  EXPECT_EQ(number_in(true), std::nullopt);
  EXPECT_EQ(flag_in("true"), true);
  EXPECT_EQ(word_in("openconfig-transport-types:OPTICAL_CHANNEL"), "OPTICAL_CHANNEL");
}

}  // namespace
}  // namespace lightloom::southbound
