// The parts of a device's driver that need no device.
#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "southbound/device/backoff.h"
#include "southbound/device/identity.h"
#include "southbound/device/outlet.h"
#include "southbound/rpc/words.h"

namespace lightloom::southbound {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

NodeObserved seen(const std::string& chassis_id) {
  NodeObserved observed;
  observed.chassis_id = chassis_id;
  return observed;
}

TEST(Outlet, TellsInOrderAndNothingTwice) {
  std::vector<std::string> told;
  Outlet outlet([&](const NodeObserved& news) { told.push_back(news.chassis_id); });
  const auto source = outlet.next_source();
  outlet.tell(source, 1, seen("a"));
  outlet.tell(source, 3, seen("c"));
  outlet.tell(source, 2, seen("late"));
  outlet.tell(source, 4, seen("c"));
  outlet.tell(source, 5, seen("d"));
  EXPECT_THAT(told, ElementsAre("a", "c", "d"));
}

TEST(Outlet, HearsTheLatestSourceOnly) {
  std::vector<std::string> told;
  Outlet outlet([&](const NodeObserved& news) { told.push_back(news.chassis_id); });
  const auto former = outlet.next_source();
  const auto latter = outlet.next_source();
  outlet.tell(former, 9, seen("former"));
  outlet.tell(latter, 1, seen("latter"));
  EXPECT_THAT(told, ElementsAre("latter"));
}

TEST(Outlet, TellsTheLastOfWhatCameWhileItWasTelling) {
  std::vector<std::string> told;
  std::function<void()> meanwhile = [] {};
  Outlet outlet([&](const NodeObserved& news) {
    told.push_back(news.chassis_id);
    std::exchange(meanwhile, [] {})();
  });
  const auto source = outlet.next_source();
  meanwhile = [&] {
    outlet.tell(source, 2, seen("b"));
    outlet.tell(source, 3, seen("c"));
  };
  outlet.tell(source, 1, seen("a"));
  EXPECT_THAT(told, ElementsAre("a", "c"));
}

TEST(Claims, BelongToTheFirstUntilItGivesThemUp) {
  Claims claims;
  const int first = 0, second = 0;
  EXPECT_EQ(claims.claim(&first, "roadm-a", "x"), std::nullopt);
  EXPECT_EQ(claims.claim(&first, "roadm-a", "x"), std::nullopt);
  EXPECT_EQ(claims.claim(&second, "roadm-b", "x"), "roadm-a");
  EXPECT_EQ(claims.claim(&second, "roadm-b", ""), std::nullopt);
  EXPECT_EQ(claims.claim(&first, "roadm-a", "y"), std::nullopt);
  EXPECT_EQ(claims.claim(&second, "roadm-b", "x"), std::nullopt);
  claims.release(&second);
  EXPECT_EQ(claims.claim(&first, "roadm-a", "x"), std::nullopt);
}

TEST(Backoff, DoublesBetweenItsBoundsWithJitter) {
  Backoff backoff(milliseconds(100), seconds(5), 1, "roadm-a");
  Duration base = milliseconds(100);
  for (int i = 0; i < 12; ++i) {
    const auto wait = backoff.next();
    EXPECT_LE(wait, base);
    EXPECT_GE(wait, base / 2);
    base = std::min<Duration>(base * 2, seconds(5));
  }
  backoff.reset();
  EXPECT_LE(backoff.next(), milliseconds(100));
}

TEST(Backoff, DependsOnItsSeedAndName) {
  const auto waits = [](std::uint64_t seed, const std::string& name) {
    Backoff backoff(milliseconds(100), seconds(5), seed, name);
    return std::vector<Duration>{backoff.next(), backoff.next(), backoff.next()};
  };
  EXPECT_EQ(waits(1, "a"), waits(1, "a"));
  EXPECT_NE(waits(1, "a"), waits(2, "a"));
  EXPECT_NE(waits(1, "a"), waits(1, "b"));
}

TEST(Words, TellAPersonHowACallEnded) {
  const auto words = [](::grpc::StatusCode code, const std::string& message) {
    return outcome_of({code, message}, "Set", seconds(5)).words;
  };
  EXPECT_EQ(words(::grpc::StatusCode::OK, ""), "");
  EXPECT_EQ(words(::grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"), "no answer to Set within 5 s");
  EXPECT_THAT(words(::grpc::StatusCode::UNAVAILABLE,
                    "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Failed to "
                    "connect to remote host: Connection refused"),
              HasSubstr("connection refused"));
  EXPECT_EQ(words(::grpc::StatusCode::PERMISSION_DENIED, ""), "Set: does not allow it");
  EXPECT_EQ(words(::grpc::StatusCode::ABORTED, "a\nb"), "a b");
  EXPECT_LE(words(::grpc::StatusCode::ABORTED, std::string(5000, 'x')).size(), 200U);
}

}  // namespace
}  // namespace lightloom::southbound
