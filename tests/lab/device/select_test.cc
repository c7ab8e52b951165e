#include "lab/device/select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/device/rig.h"

namespace lightloom::lab {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::path;
using testing::Rig;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(Select, FindsOneLeaf) {
  EXPECT_THAT(Rig().read("/system/state/hostname"), ElementsAre("/system/state/hostname = roadm-taiyuan"));
}

TEST(Select, TakesEverythingBelowAContainer) {
  EXPECT_THAT(Rig().read("/lldp/state"), SizeIs(3));
  EXPECT_THAT(Rig().read("/"), Contains("/system/state/hostname = roadm-taiyuan"));
}

TEST(Select, AKeyLeftOutOrAnyMeansAll) {
  const Rig rig;
  const auto all = rig.read("/components/component/state/type");
  EXPECT_EQ(all, rig.read("/components/component[name=*]/state/type"));
  EXPECT_THAT(all, Contains("/components/component[name=och-line-96]/state/type = OPTICAL_CHANNEL"));
}

TEST(Select, AnElementMayBeAny) {
  EXPECT_THAT(Rig().read("/*/state/system-name"), ElementsAre("/lldp/state/system-name = roadm-taiyuan"));
  EXPECT_THAT(Rig().read("/components/component[name=och-line-7]/*/type"),
              ElementsAre("/components/component[name=och-line-7]/state/type = OPTICAL_CHANNEL"));
}

TEST(Select, WhatIsNotThereNowIsEmpty) {
  EXPECT_THAT(Rig().read("/wavelength-router/media-channels/channel[index=5]"), IsEmpty());
  EXPECT_THAT(Rig().read("/components/component[name=och-line-97]"), IsEmpty());
}

TEST(Select, RefusesAPathThatNoDeviceHasWithTheNearest) {
  const auto error = select(path("/components/component[name=x]/optical-chanel")).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(error.nearest, "optical-channel");
  EXPECT_EQ(select(path("/system/state/hostname/x")).error().code, ErrorCode::kNotFound);
}

TEST(Select, RefusesKeysThatTheListDoesNotHave) {
  EXPECT_EQ(select(path("/components/component[nam=x]")).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(select(path("/system[name=x]")).error().code, ErrorCode::kInvalidArgument);
  for (const auto* index : {"07", "x", "-1", "4294967296"})
    EXPECT_FALSE(select(path(std::string("/wavelength-router/media-channels/channel[index=") + index + "]")))
        << index;
  EXPECT_THAT(select(path("/lldp/...")).error().message, HasSubstr("..."));
}

TEST(Select, KeysOfAListAreLeavesOfTheirOwn) {
  Rig rig;
  ASSERT_TRUE(rig.set({testing::media_channel(5, "line-1", "degree-1")}));
  Glass glass(testing::national());
  const std::vector<Identity> identities(testing::national()->sites().size());
  rig.device.refresh({&glass, &identities});
  EXPECT_THAT(rig.read("/wavelength-router/media-channels/channel/index"),
              ElementsAre("/wavelength-router/media-channels/channel[index=5]/index = 5"));
}

TEST(Select, TellsWrittenFromSaid) {
  const Rig rig;
  EXPECT_THAT(rig.read("/lldp/state", Part::kConfig), IsEmpty());
  EXPECT_THAT(rig.read("/lldp/state", Part::kState), SizeIs(3));
  EXPECT_THAT(rig.read("/optical-amplifier/amplifiers/amplifier/config", Part::kState), IsEmpty());
  EXPECT_THAT(rig.read("/optical-amplifier/amplifiers/amplifier/config/target-gain", Part::kConfig),
              Each(StartsWith("/optical-amplifier")));
}

}  // namespace
}  // namespace lightloom::lab
