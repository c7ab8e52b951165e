// Devices that do not do as they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/server/lab_rig.h"

namespace lightloom::lab {
namespace {

using std::chrono::milliseconds;
using testing::Client;
using testing::follow;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LabTest;
using testing::Listener;
using ::testing::SizeIs;

class Manners : public LabTest {};

TEST_F(Manners, ARefusingDeviceSaysWhy) {
  ASSERT_TRUE(lab->behave(a_site(), Manner::kRefusing));
  const auto status = client(a_site()).set(testing::channel_at(cable().a_port));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("locked"));
  EXPECT_EQ(device(a_site()).counters.writes, 0U);
}

TEST_F(Manners, ALyingDeviceSaysYesAndDoesNothing) {
  ASSERT_TRUE(lab->behave(a_site(), Manner::kLying));
  auto device_client = client(a_site());
  EXPECT_TRUE(device_client.set(testing::channel_at(cable().a_port)).ok());
  EXPECT_THAT(device_client.get("/wavelength-router"), IsEmpty());
  EXPECT_EQ(device(a_site()).counters.sets, 1U);
  EXPECT_EQ(device(a_site()).counters.writes, 0U);
}

TEST_F(Manners, ASlowDeviceTakesItsTime) {
  ASSERT_TRUE(lab->behave(a_site(), Manner::kSlow, milliseconds(300)));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(client(a_site()).capabilities().ok());
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(300));
}

TEST_F(Manners, ASilentDeviceAnswersWhenItSpeaksAgain) {
  auto device_client = client(a_site());
  Listener listener(device_client, follow({"/system/alarms"}));
  ASSERT_TRUE(listener.wait_for_sync());
  ASSERT_TRUE(lab->behave(a_site(), Manner::kSilent));
  EXPECT_EQ(client(a_site()).capabilities(milliseconds(200)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  ASSERT_TRUE(lab->cut(cable().name));
  const auto alarm = "/system/alarms/alarm[id=los-" + cable().a_port + "]/state/type-id";
  EXPECT_FALSE(listener.wait([&](const Listener::State& state) { return state.leaves.contains(alarm); },
                             milliseconds(200)));
  ASSERT_TRUE(lab->behave(a_site(), Manner::kNormal));
  EXPECT_TRUE(listener.wait_for(alarm, "LOS"));
}

TEST_F(Manners, ASetThatItsClientGaveUpIsNotCarriedOut) {
  ASSERT_TRUE(lab->behave(a_site(), Manner::kSilent));
  EXPECT_EQ(client(a_site()).set(testing::channel_at(cable().a_port), milliseconds(200)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  // The cancellation follows the deadline on its own way; a second call is behind it.
  EXPECT_FALSE(client(a_site()).capabilities(milliseconds(200)).ok());
  ASSERT_TRUE(lab->behave(a_site(), Manner::kNormal));
  EXPECT_EQ(device(a_site()).configured_leaves, 0U);
}

TEST_F(Manners, ADeadDeviceRefusesConnectionsAndDarkensItsNeighbours) {
  light_up();
  auto near = client(a_site());
  auto far = client(z_site());
  Listener broken(near, follow({"/lldp"})), listener(far, follow({"/lldp", "/system/alarms"}));
  ASSERT_TRUE(broken.wait_for_sync());
  ASSERT_TRUE(listener.wait_for_sync());
  ASSERT_TRUE(lab->behave(a_site(), Manner::kDead));
  EXPECT_TRUE(broken.wait_for_end());
  EXPECT_EQ(broken.state().status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(client(a_site()).capabilities().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(listener.wait_for("/system/alarms/alarm[id=los-och-line-7]/state/type-id", "LOS"));

  const auto address = device(a_site()).address;
  ASSERT_TRUE(lab->behave(a_site(), Manner::kNormal));
  EXPECT_EQ(device(a_site()).address, address);
  EXPECT_TRUE(client(a_site()).capabilities().ok());
  EXPECT_TRUE(listener.wait_until_gone("/system/alarms/alarm[id=los-och-line-7]/state/type-id"));
  EXPECT_EQ(device(a_site()).configured_leaves, 18U) << "what was configured outlasts the power";
}

TEST_F(Manners, ARestartedDeviceIsEmptyAndHasANewBootTime) {
  light_up();
  const auto boot_time = client(a_site()).leaf("/system/state/boot-time");
  auto device_client = client(a_site());
  Listener listener(device_client, follow({"/lldp"}));
  ASSERT_TRUE(listener.wait_for_sync());
  ASSERT_TRUE(lab->reboot(a_site()));
  EXPECT_TRUE(listener.wait_for_end());
  EXPECT_NE(client(a_site()).leaf("/system/state/boot-time"), boot_time);
  EXPECT_EQ(device(a_site()).configured_leaves, 0U);
  EXPECT_THAT(lab->status().receivers, IsEmpty());
}

TEST_F(Manners, NobodyChangesADeadDevice) {
  ASSERT_TRUE(lab->behave(a_site(), Manner::kDead));
  EXPECT_EQ(lab->drift(a_site(), "/wavelength-router", std::nullopt).error().code, ErrorCode::kWrongState);
  ASSERT_TRUE(lab->behave(a_site(), Manner::kDead)) << "again";
  ASSERT_TRUE(lab->reboot(a_site()));
  EXPECT_TRUE(client(a_site()).capabilities().ok());
}

TEST(Lab, EmulatesOnlyTheSitesThatItIsTold) {
  auto options = testing::lab_options();
  const auto& cable = options.network->links().front();
  options.only = {options.network->site(cable.a_site).name};
  const auto lab = testing::started(options);
  ASSERT_THAT(lab->devices(), SizeIs(1));
  Client client(lab->devices().front().address);
  EXPECT_EQ(client.leaf("/system/alarms/alarm[id=los-" + cable.a_port + "]/state/type-id"), "LOS");
  EXPECT_FALSE(lab->reboot(options.network->site(cable.z_site).name));
}

TEST(Lab, RefusesUnknownSitesAndCablesWithTheNearest) {
  auto options = testing::lab_options();
  options.only = {"taiyaun"};
  EXPECT_EQ(Lab::start(options).error().nearest, "taiyuan");
  const auto lab = testing::started();
  EXPECT_EQ(lab->cut("wuhan-changsha-l").error().nearest, "wuhan-changsha-1");
  EXPECT_FALSE(lab->cut("wuhan-changsha-1", CutDirection::kBoth, 1e6));
  EXPECT_FALSE(lab->bend("wuhan-changsha-1", Decibel{-1}));
}

TEST(Lab, ServesWithCertificatesOfItsOwn) {
  auto options = testing::lab_options();
  options.only = {"taiyuan", "horinger"};
  options.tls = true;
  const auto lab = testing::started(options);
  for (const auto& device : lab->devices()) {
    EXPECT_TRUE(Client(device.address, lab->ca_pem()).capabilities().ok());
    EXPECT_FALSE(Client(device.address).capabilities(milliseconds(500)).ok()) << "plain text";
  }
  const auto other = testing::started(options);
  EXPECT_FALSE(Client(lab->devices()[0].address, other->ca_pem()).capabilities(milliseconds(500)).ok());
}

TEST(Lab, ASeedShiftsReadingsABit) {
  const auto power = [](std::uint64_t seed) {
    auto options = testing::lab_options();
    const auto& cable = options.network->links().front();
    const auto site = options.network->site(cable.a_site).name,
               far = options.network->site(cable.z_site).name;
    options.only = {site, far};
    options.seed = seed;
    const auto lab = testing::started(options);
    std::string found;
    for (const auto& device : lab->devices())
      EXPECT_TRUE(Client(device.address)
                      .set(testing::channel_at(device.site == site ? cable.a_port : cable.z_port))
                      .ok());
    return std::stod(Client(lab->devices()[0].address)
                         .leaf("/components/component[name=och-line-7]/optical-channel/state/esnr/instant"));
  };
  const auto exact = power(0), shifted = power(7);
  EXPECT_NEAR(exact, shifted, 0.06) << "0.05 dB and half a digit each";
  EXPECT_EQ(shifted, power(7));
}

}  // namespace
}  // namespace lightloom::lab
