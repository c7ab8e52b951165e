// Subscribe, as clients use it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/server/lab_rig.h"

namespace lightloom::lab {
namespace {

using testing::Client;
using testing::follow;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LabTest;
using testing::Listener;
using testing::message_of;
using ::testing::Not;
using ::testing::SizeIs;

class Subscribe : public LabTest {
 protected:
  std::string neighbour() const {
    return "/lldp/interfaces/interface[name=" + cable().z_port +
           "]/neighbors/neighbor[id=1]/state/system-name";
  }
  std::string alarm() const { return "/system/alarms/alarm[id=los-" + cable().z_port + "]/state/type-id"; }
};

TEST_F(Subscribe, OnChangeTellsEverythingThenWhatChanges) {
  auto device_client = client(z_site());
  Listener listener(device_client, follow({"/lldp", "/system/alarms"}));
  ASSERT_TRUE(listener.wait_for_sync());
  EXPECT_TRUE(listener.wait_for(neighbour(), "roadm-" + a_site()));

  ASSERT_TRUE(lab->cut(cable().name, CutDirection::kForward));
  EXPECT_TRUE(listener.wait_until_gone(neighbour()));
  EXPECT_TRUE(listener.wait_for(alarm(), "LOS"));
  EXPECT_THAT(lab->status().cut, ::testing::ElementsAre(cable().name));

  ASSERT_TRUE(lab->splice(cable().name));
  EXPECT_TRUE(listener.wait_for(neighbour(), "roadm-" + a_site()));
  EXPECT_TRUE(listener.wait_until_gone(alarm()));
}

TEST_F(Subscribe, AnotherClientsSetIsHeard) {
  auto device_client = client(a_site());
  Listener listener(device_client, follow({"/wavelength-router", "/components/component[name=och-line-7]"},
                                          gnmi::TARGET_DEFINED));
  ASSERT_TRUE(listener.wait_for_sync());
  light_up();
  EXPECT_TRUE(
      listener.wait_for("/wavelength-router/media-channels/channel[index=15]/state/oper-status", "UP"));
  EXPECT_TRUE(listener.wait([](const Listener::State& state) {
    return state.leaves.contains("/components/component[name=och-line-7]/optical-channel/state/esnr/instant");
  }));
  gnmi::SetRequest darken;
  *darken.add_delete_() = message_of("/wavelength-router/media-channels/channel");
  ASSERT_TRUE(client(a_site()).set(darken).ok());
  EXPECT_TRUE(
      listener.wait_until_gone("/wavelength-router/media-channels/channel[index=15]/state/oper-status"));
}

TEST_F(Subscribe, AChangeIsHeardWithinMilliseconds) {
  auto device_client = client(z_site());
  Listener listener(device_client, follow({"/system/alarms"}));
  ASSERT_TRUE(listener.wait_for_sync());
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(lab->cut(cable().name));
  ASSERT_TRUE(listener.wait_for(alarm(), "LOS"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(500))
      << "loose: machines are shared";
}

TEST_F(Subscribe, OnceEndsAfterItsSync) {
  auto device_client = client(z_site());
  auto list = follow({"/lldp/state"});
  list.set_mode(gnmi::SubscriptionList::ONCE);
  list.mutable_prefix()->set_target("roadm");
  Listener listener(device_client, list);
  ASSERT_TRUE(listener.wait_for_end());
  const auto state = listener.state();
  EXPECT_TRUE(state.status.ok());
  EXPECT_EQ(state.syncs, 1);
  EXPECT_THAT(state.leaves, SizeIs(3));
  EXPECT_EQ(state.target, "roadm");
}

TEST_F(Subscribe, PollAnswersEachPoll) {
  auto device_client = client(z_site());
  auto list = follow({"/lldp/state"});
  list.set_mode(gnmi::SubscriptionList::POLL);
  Listener listener(device_client, list);
  ASSERT_TRUE(listener.wait_for_sync(1));
  listener.poll();
  ASSERT_TRUE(listener.wait_for_sync(2));
  EXPECT_EQ(listener.state().updates, 6);
  listener.say_no_more();
  EXPECT_TRUE(listener.wait_for_end());
  EXPECT_TRUE(listener.state().status.ok());
}

TEST_F(Subscribe, SampleRepeatsInItsInterval) {
  auto device_client = client(z_site());
  auto list = follow({"/system/state/hostname"}, gnmi::SAMPLE);
  list.mutable_subscription(0)->set_sample_interval(100'000'000);
  Listener listener(device_client, list);
  EXPECT_TRUE(listener.wait([](const Listener::State& state) { return state.updates >= 3; }));
}

TEST_F(Subscribe, UpdatesOnlyBeginsWithTheSync) {
  auto device_client = client(z_site());
  auto list = follow({"/"});
  list.set_updates_only(true);
  Listener listener(device_client, list);
  ASSERT_TRUE(listener.wait_for_sync());
  EXPECT_THAT(listener.state().leaves, IsEmpty());
  ASSERT_TRUE(lab->cut(cable().name));
  EXPECT_TRUE(listener.wait_for(alarm(), "LOS"));
}

TEST_F(Subscribe, RefusesInTheWordsOfGrpc) {
  auto device_client = client(z_site());
  const auto refusal = [&](const gnmi::SubscriptionList& list) {
    Listener listener(device_client, list);
    listener.wait_for_end();
    return listener.state().status;
  };
  const auto unknown = refusal(follow({"/lldp/staet"}));
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("the nearest is state"));
  auto list = follow({"/lldp"}, gnmi::SAMPLE);
  list.mutable_subscription(0)->set_sample_interval(1'000'000);
  EXPECT_EQ(refusal(list).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  list.set_encoding(gnmi::BYTES);
  EXPECT_EQ(refusal(list).error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(Subscribe, PollOnAStreamIsRefused) {
  auto device_client = client(z_site());
  Listener listener(device_client, follow({"/lldp/state"}));
  ASSERT_TRUE(listener.wait_for_sync());
  listener.poll();
  ASSERT_TRUE(listener.wait_for_end());
  EXPECT_EQ(listener.state().status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(Subscribe, StreamsAreCountedAndForgottenWhenTheyEnd) {
  auto device_client = client(z_site());
  {
    Listener listener(device_client, follow({"/lldp/state"}));
    ASSERT_TRUE(listener.wait_for_sync());
    EXPECT_EQ(device(z_site()).subscribers, 1U);
  }
  const auto end = std::chrono::steady_clock::now() + testing::kPatience;
  while (device(z_site()).subscribers > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  EXPECT_EQ(device(z_site()).subscribers, 0U);
  EXPECT_EQ(device(z_site()).counters.subscriptions, 1U);
}

}  // namespace
}  // namespace lightloom::lab
