#include "lab/device/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/lab/device/rig.h"

namespace lightloom::lab {
namespace {

using testing::channel;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::laser_switch;
using testing::media_channel;
using ::testing::Not;
using testing::optics;
using testing::removal;
using testing::replace;
using testing::Rig;
using ::testing::SizeIs;
using testing::update;

TEST(Edit, TakesLeavesAndContainersAlike) {
  Rig by_leaf, by_json;
  ASSERT_EQ(by_leaf.message({update(channel(5) + "/config/index", std::uint64_t{5}),
                             update(channel(5) + "/config/name", std::string("l-7")),
                             update(channel(5) + "/config/lower-frequency", std::uint64_t{193'100'000}),
                             update(channel(5) + "/config/upper-frequency", std::uint64_t{193'200'000}),
                             update(channel(5) + "/config/admin-status", std::string("ENABLED")),
                             update(channel(5) + "/source/config/port-name", std::string("line-1")),
                             update(channel(5) + "/dest/config/port-name", std::string("degree-1"))}),
            "");
  ASSERT_EQ(by_json.message({media_channel(5, "line-1", "degree-1")}), "");
  EXPECT_EQ(by_leaf.device.config(), by_json.device.config());
}

TEST(Edit, TakesAWholeListWithModuleNames) {
  Rig rig;
  ASSERT_EQ(rig.message({update("/terminal-device/logical-channels/channel", Json{R"([
      {"openconfig-terminal-device:index": 7, "config": {"index": 7, "description": "l-7", "admin-state": "ENABLED"},
       "logical-channel-assignments": {"assignment": [{"index": 1, "config": {
         "index": 1, "assignment-type": "OPTICAL_CHANNEL", "optical-channel": "och-line-7", "allocation": "400"}}]}}])"})}),
            "");
  EXPECT_THAT(rig.read("/terminal-device/logical-channels"),
              Contains("/terminal-device/logical-channels/channel[index=7]/logical-channel-assignments/"
                       "assignment[index=1]/config/allocation = 400.00"));
}

TEST(Edit, AppliesAllOrNothing) {
  Rig rig;
  const auto before = rig.device.config();
  EXPECT_THAT(rig.message({media_channel(5, "line-1", "degree-1"), media_channel(6, "line-1", "degree-99")}),
              HasSubstr("degree-99"));
  EXPECT_EQ(rig.device.config(), before);
}

TEST(Edit, ReplaceForgetsWhatItDoesNotSay) {
  Rig rig;
  ASSERT_EQ(
      rig.message({update(optics("line-7"), Json{R"({"frequency": 193150000, "operational-mode": 4})"})}),
      "");
  ASSERT_EQ(rig.message({replace(optics("line-7"), Json{R"({"frequency": 193200000})"})}), "");
  EXPECT_THAT(rig.read(optics("line-7")), ElementsAre(optics("line-7") + "/frequency = 193200000"));
}

TEST(Edit, DeletesSubtreesWithWildcardsAndWhatIsNotThere) {
  Rig rig;
  ASSERT_EQ(rig.message({media_channel(5, "line-1", "degree-1"), media_channel(6, "degree-1", "line-1")}),
            "");
  ASSERT_EQ(rig.message({removal(channel(9)), removal("/wavelength-router/media-channels/channel[index=*]")}),
            "");
  EXPECT_EQ(rig.device.configured_leaves(), 0U);
}

TEST(Edit, AChannelMovesInOneSet) {
  Rig rig;
  ASSERT_EQ(rig.message({media_channel(5, "line-1", "degree-1")}), "");
  EXPECT_EQ(rig.message({removal(channel(5)), media_channel(6, "line-2", "degree-1")}), "");
}

TEST(Edit, SaysOnlyWhatChanged) {
  Rig rig;
  ASSERT_TRUE(rig.set({media_channel(5, "line-1", "degree-1")}));
  EXPECT_THAT(rig.set({media_channel(5, "line-1", "degree-1")}).value(), IsEmpty());
  const auto changes =
      rig.set({update(channel(5) + "/config/admin-status", std::string("DISABLED"))}).value();
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes.front().value, Value(std::string("DISABLED")));
}

TEST(Edit, DeletedAmplifiersAreAsBuilt) {
  Rig rig;
  const auto amplifier = rig.device.facts().amplifiers().front().name;
  const auto gain = "/optical-amplifier/amplifiers/amplifier[name=" + amplifier + "]/config/target-gain";
  const auto built = rig.read(gain);
  ASSERT_EQ(rig.message({update(gain, 12.5)}), "");
  EXPECT_THAT(rig.read(gain), ElementsAre(gain + " = 12.50"));
  ASSERT_THAT(rig.device.site_config().amplifiers, SizeIs(1));
  EXPECT_EQ(rig.device.configured_leaves(), 1U);
  ASSERT_EQ(rig.message({removal("/optical-amplifier")}), "");
  EXPECT_EQ(rig.read(gain), built);
  EXPECT_THAT(rig.device.site_config().amplifiers, IsEmpty());
}

TEST(Edit, RefusesWhatNobodyWrites) {
  Rig rig;
  EXPECT_THAT(rig.message({update("/system/state/hostname", std::string("x"))}),
              HasSubstr("nobody writes it"));
  EXPECT_THAT(rig.message({removal("/lldp")}), HasSubstr("nobody writes it"));
  EXPECT_THAT(rig.message({update(channel(5), Json{R"({"state": {"index": 5}})"})}),
              HasSubstr("nobody writes it"));
  EXPECT_THAT(rig.message({update(channel(5) + "/config", std::uint64_t{5})}), HasSubstr("JSON object"));
  EXPECT_THAT(rig.message({update(channel(5), Json{R"({"config": 5})"})}), HasSubstr("JSON object"));
  EXPECT_THAT(rig.message({update(channel(5), Json{"{"})}), HasSubstr("JSON"));
  EXPECT_THAT(rig.message({update(channel(5), Json{R"({"confg": {}})"})}),
              HasSubstr("the nearest is config"));
  EXPECT_THAT(rig.message({update("/wavelength-router/media-channels/channel[index=*]/config/name",
                                  std::string("x"))}),
              HasSubstr("one place"));
  EXPECT_EQ(rig.set({update("/wavelength-ruter", Json{"{}"})}).error().code, ErrorCode::kNotFound);
}

TEST(Edit, RefusesAKeyThatIsNotTheEntrys) {
  Rig rig;
  EXPECT_THAT(rig.message({update(channel(5) + "/config/index", std::uint64_t{6})}),
              HasSubstr("not the key"));
  EXPECT_THAT(rig.message({update(channel(5) + "/index", std::uint64_t{6})}), HasSubstr("not the key"));
  EXPECT_THAT(rig.message({update("/wavelength-router/media-channels/channel",
                                  Json{R"([{"config": {"index": 5}}])"})}),
              HasSubstr("without its key"));
}

RC_GTEST_PROP(EditProperty, WhatIsWrittenAndDeletedLeavesNothing, (std::uint32_t index, bool as_whole)) {
  Rig rig;
  const auto before = rig.device.config();
  RC_ASSERT(rig.set({media_channel(index, "line-1", "degree-1")}).has_value());
  RC_ASSERT(rig.set({removal(as_whole ? channel(index) : "/")}).has_value());
  RC_ASSERT(rig.device.config() == before);
}

}  // namespace
}  // namespace lightloom::lab
