// What one Subscribe call owes its reader, without a wire.
#include "lab/server/subscriber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "southbound/proto/gnmi/gnmi.pb.h"
#include "tests/lab/device/rig.h"

namespace lightloom::lab {
namespace {

using testing::media_channel;
using testing::path;
using testing::Rig;

gnmi::SubscriptionList list_of(const std::string& text) {
  gnmi::SubscriptionList list;
  auto& subscription = *list.add_subscription();
  write_path(path(text), 0, *subscription.mutable_path());
  subscription.set_mode(gnmi::ON_CHANGE);
  return list;
}
void drain(Subscriber& subscriber) {
  gnmi::SubscribeResponse response;
  while (subscriber.next(response)) {
  }
}

TEST(Subscriber, KeepsOnlyTheLastOfValuesThatWereNotSent) {
  Rig rig;
  auto subscriber = Subscriber::of(list_of("/wavelength-router"), Encoding::kProto).value();
  subscriber.begin(rig.device);
  drain(subscriber);
  constexpr int kRounds = 1'000;
  for (int round = 0; round < kRounds; ++round) {
    const auto lower = 193'100'000U + 12'500U * static_cast<unsigned>(round % 7);
    subscriber.tell(rig.set({media_channel(5, "line-1", "degree-1", lower)}).value());
  }
  EXPECT_EQ(subscriber.waiting(), 7U) << "as many as there are leaves";
  gnmi::SubscribeResponse response;
  ASSERT_TRUE(subscriber.next(response));
  std::uint32_t duplicates = 0;
  for (const auto& update : response.update().update())
    duplicates = std::max(duplicates, update.duplicates());
  EXPECT_EQ(duplicates, static_cast<std::uint32_t>(kRounds - 1));
}

TEST(Subscriber, ALeafThatCameAndWentIsADelete) {
  Rig rig;
  auto subscriber = Subscriber::of(list_of("/wavelength-router"), Encoding::kProto).value();
  subscriber.begin(rig.device);
  drain(subscriber);
  subscriber.tell(rig.set({media_channel(5, "line-1", "degree-1")}).value());
  subscriber.tell(rig.set({testing::removal("/wavelength-router")}).value());
  gnmi::SubscribeResponse response;
  ASSERT_TRUE(subscriber.next(response));
  EXPECT_EQ(response.update().update_size(), 0);
  EXPECT_EQ(response.update().delete__size(), 7);
  EXPECT_FALSE(subscriber.next(response));
}

TEST(Subscriber, SendsALargeTreeInSeveralMessages) {
  Rig rig;
  auto subscriber = Subscriber::of(list_of("/"), Encoding::kJsonIetf).value();
  subscriber.begin(rig.device);
  gnmi::SubscribeResponse response;
  int messages = 0, syncs = 0;
  while (subscriber.next(response)) {
    ++messages;
    syncs += response.sync_response() ? 1 : 0;
    EXPECT_LE(response.update().update_size(), 1'000);
  }
  EXPECT_GE(messages, 3);
  EXPECT_EQ(syncs, 1);
  EXPECT_TRUE(response.update().update().empty());
}

TEST(Subscriber, ASampleMayLeaveOutWhatIsTheSame) {
  Rig rig;
  auto list = list_of("/system/state");
  list.mutable_subscription(0)->set_mode(gnmi::SAMPLE);
  list.mutable_subscription(0)->set_suppress_redundant(true);
  auto subscriber = Subscriber::of(list, Encoding::kProto).value();
  subscriber.begin(rig.device);
  drain(subscriber);
  subscriber.beat(0, rig.device);
  EXPECT_EQ(subscriber.waiting(), 0U);
  rig.device.restart(2'000, false);
  subscriber.beat(0, rig.device);
  EXPECT_EQ(subscriber.waiting(), 1U);
}

TEST(Subscriber, TellsScalarsUnlessItIsAskedForJsonIetf) {
  const Rig rig;
  const auto first = [&](Encoding encoding) {
    auto subscriber = Subscriber::of(list_of("/system/state/hostname"), encoding).value();
    subscriber.begin(rig.device);
    gnmi::SubscribeResponse response;
    subscriber.next(response);
    return response.update().update(0).val();
  };
  EXPECT_EQ(first(Encoding::kProto).string_val(), "roadm-taiyuan");
  EXPECT_EQ(first(Encoding::kJson).string_val(), "roadm-taiyuan");
  EXPECT_EQ(first(Encoding::kJsonIetf).json_ietf_val(), "\"roadm-taiyuan\"");
}

TEST(Subscriber, HearsOnlyWhatItFollows) {
  Rig rig;
  auto subscriber = Subscriber::of(list_of("/lldp"), Encoding::kProto).value();
  subscriber.begin(rig.device);
  drain(subscriber);
  subscriber.tell(rig.set({media_channel(5, "line-1", "degree-1")}).value());
  EXPECT_EQ(subscriber.waiting(), 0U);
}

TEST(Subscriber, AHeartbeatRepeatsWhatDidNotChange) {
  Rig rig;
  auto list = list_of("/system/state");
  list.mutable_subscription(0)->set_heartbeat_interval(1'000'000'000);
  auto subscriber = Subscriber::of(list, Encoding::kProto).value();
  ASSERT_EQ(subscriber.beats().size(), 1U);
  EXPECT_EQ(subscriber.beats()[0].period, std::chrono::seconds(1));
  subscriber.begin(rig.device);
  drain(subscriber);
  subscriber.beat(0, rig.device);
  EXPECT_EQ(subscriber.waiting(), 2U);
}

}  // namespace
}  // namespace lightloom::lab
