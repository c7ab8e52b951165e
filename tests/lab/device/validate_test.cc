#include "lab/device/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/device/rig.h"

namespace lightloom::lab {
namespace {

using testing::channel;
using ::testing::HasSubstr;
using testing::laser_switch;
using testing::media_channel;
using testing::optics;
using testing::Rig;
using ::testing::StartsWith;
using testing::update;

std::string refusal(std::vector<Edit> edits) { return Rig().message(std::move(edits)); }
Edit optics_of(const std::string& port, const std::string& json) { return update(optics(port), Json{json}); }

TEST(Validate, TakesALitTransponder) {
  Rig rig;
  EXPECT_EQ(
      rig.message(
          {optics_of("line-7", R"({"frequency": "193150000", "operational-mode": 4, "line-port": "line-7"})"),
           update(laser_switch("line-7"), true), media_channel(5, "line-7", "degree-1"),
           media_channel(6, "degree-1", "line-7")}),
      "");
  const auto site = rig.device.site_config();
  ASSERT_EQ(site.transmitters.size(), 1U);
  EXPECT_EQ(site.transmitters[0], (Transmitter{"line-7", ModeIndex{3}, Mhz{193'150'000}, Dbm{0}}));
  EXPECT_EQ(site.crosses.size(), 2U);
}

TEST(Validate, KeepsFrequenciesOnTheGridAndInTheBand) {
  EXPECT_THAT(refusal({media_channel(5, "line-1", "degree-1", 193'100'001)}),
              HasSubstr("the nearest is 193100000"));
  EXPECT_THAT(refusal({media_channel(5, "line-1", "degree-1", 190'600'000)}), HasSubstr("outside the band"));
  EXPECT_THAT(refusal({media_channel(5, "line-1", "degree-1", 193'100'000, 6'250)}), HasSubstr("12.5 GHz"));
  EXPECT_THAT(refusal({media_channel(5, "line-1", "degree-1", 193'100'000, 0)}), HasSubstr("is not above"));
  EXPECT_THAT(refusal({optics_of("line-7", R"({"frequency": 18446744073709551615})")}),
              HasSubstr("outside the band"));
  EXPECT_THAT(refusal({optics_of("line-7", R"({"frequency": 190700000, "operational-mode": 4})")}),
              HasSubstr("transceiver's range"));
}

TEST(Validate, KnowsItsPorts) {
  EXPECT_THAT(refusal({media_channel(5, "line-97", "degree-1")}), HasSubstr("no port \"line-97\""));
  EXPECT_THAT(refusal({media_channel(5, "line-1", "degree-0")}), HasSubstr("degree-0"));
  EXPECT_THAT(refusal({media_channel(5, "line-1", "line-2")}), HasSubstr("has to be a degree"));
  EXPECT_THAT(refusal({media_channel(5, "degree-1", "degree-1")}), HasSubstr("back to degree-1"));
  EXPECT_THAT(refusal({optics_of("line-97", R"({"frequency": 193150000})")}), HasSubstr("line-1 to line-96"));
  EXPECT_THAT(refusal({optics_of("line-7", R"({"line-port": "line-8"})")}), HasSubstr("wired to line-7"));
  EXPECT_THAT(refusal({update("/components/component[name=chassis]/transceiver/config/enabled", true)}),
              HasSubstr("transceiver"));
  EXPECT_THAT(refusal({update("/components/component[name=fan-1]/config/name", std::string("fan-1"))}),
              HasSubstr("no such component"));
}

TEST(Validate, RefusesAnIncompleteChannel) {
  EXPECT_THAT(refusal({update(channel(5) + "/config/name", std::string("x"))}),
              HasSubstr("lower-frequency: is missing"));
  EXPECT_THAT(refusal({update(channel(5) + "/config", Json{R"({"lower-frequency": 193100000,
      "upper-frequency": 193200000})"})}),
              HasSubstr("this one is missing"));
}

TEST(Validate, RefusesChannelsThatMeetOnAPort) {
  const auto first = media_channel(5, "line-1", "degree-1");
  EXPECT_THAT(refusal({first, media_channel(6, "line-2", "degree-1", 193'187'500)}),
              HasSubstr("meets channel 5"));
  EXPECT_THAT(refusal({first, media_channel(6, "line-1", "degree-2", 193'000'000, 112'500)}),
              HasSubstr("meets"));
  EXPECT_EQ(refusal({first, media_channel(6, "line-2", "degree-1", 193'200'000)}), "");
  EXPECT_EQ(refusal({first, media_channel(6, "degree-1", "line-1")}), "") << "the other way is another fibre";
}

TEST(Validate, KnowsItsModes) {
  EXPECT_THAT(refusal({optics_of("line-7", R"({"operational-mode": 0})")}), HasSubstr("no mode 0"));
  EXPECT_THAT(refusal({optics_of("line-7", R"({"operational-mode": 999})")}), HasSubstr("no mode 999"));
  EXPECT_THAT(refusal({optics_of("line-7", R"({"target-output-power": 30})")}), HasSubstr("-30 to 10 dBm"));
}

TEST(Validate, KnowsItsAmplifiers) {
  const auto name = Rig().device.facts().amplifiers().front().name;
  const auto amplifier = [](const std::string& which, const std::string& leaf) {
    return "/optical-amplifier/amplifiers/amplifier[name=" + which + "]/config/" + leaf;
  };
  EXPECT_THAT(refusal({update(amplifier(name + "9", "enabled"), false)}), HasSubstr("no such amplifier"));
  EXPECT_THAT(refusal({update(amplifier(name, "target-gain"), 60.0)}),
              HasSubstr("/target-gain: a backbone_"));
  EXPECT_THAT(refusal({update(amplifier(name, "target-gain-tilt"), -6.0)}), HasSubstr("-5 to 5 dB"));
  EXPECT_THAT(refusal({update(amplifier(name, "type"), std::string("EDFA"))}), HasSubstr("stands there"));
  EXPECT_EQ(refusal({update(amplifier(name, "enabled"), false)}), "");
}

TEST(Validate, KnowsItsLogicalChannels) {
  const std::string list = "/terminal-device/logical-channels/channel[index=";
  EXPECT_THAT(refusal({update(list + "97]/config/description", std::string("x"))}),
              HasSubstr("line-1 to line-96"));
  const auto assignment = list + "7]/logical-channel-assignments/assignment[index=1]/config/";
  EXPECT_THAT(refusal({update(assignment + "optical-channel", std::string("line-7"))}),
              HasSubstr("no \"line-7\""));
  EXPECT_THAT(refusal({update(assignment + "allocation", 9'999.0)}), HasSubstr("Gbit/s"));
  EXPECT_THAT(refusal({update(assignment + "assignment-type", std::string("OPTICAL"))}),
              HasSubstr("OPTICAL_CHANNEL"));
}

TEST(Validate, NamesThePathFirst) {
  EXPECT_THAT(refusal({media_channel(5, "line-97", "degree-1")}),
              StartsWith(channel(5) + "/source/config/port-name: "));
}

}  // namespace
}  // namespace lightloom::lab
