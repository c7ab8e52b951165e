// What the engine is told of the plant, in short.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "controller/engine/engine.h"
#include "tests/controller/engine/world.h"

namespace lightloom::engine {

inline Engine::Options only_seen() {
  auto options = with_devices();
  options.only_links_seen = true;
  return options;
}

inline DeviceRecord device(const std::string& site = "beijing",
                           const std::string& address = "127.0.0.1:9339") {
  return {"roadm-" + site, site, address, {}, {}, {}};
}

inline LinkNews seen(const std::string& name, LinkState state = LinkState::kUp,
                     std::vector<ForeignSlot> foreign = {}) {
  LinkNews news;
  news.link.name = name;
  news.link.status = {state, "as told", std::move(foreign)};
  return news;
}
inline void see_all(World& world, LinkState state = LinkState::kUp) {
  for (const auto& link : world.network->links()) world.handle(seen(link.name, state));
}

inline LinkNews unrecorded(const std::string& name, LinkState state = LinkState::kUnrecorded) {
  auto news = seen(name, state);
  news.link.a_site = "beijing";
  news.link.a_port = "degree-70";
  news.link.z_site = "jinan";
  news.link.z_port = "degree-71";
  return news;
}

inline RaiseAlarm alarm(const std::string& kind, const std::string& resource,
                        const std::string& message = "why") {
  RaiseAlarm raise;
  raise.alarm.kind = kind;
  raise.alarm.resource = resource;
  raise.alarm.severity = Severity::kMajor;
  raise.alarm.message = message;
  return raise;
}

inline void expect_refused(const Decision& decision, ErrorCode code, const std::string& field,
                           const std::string& words) {
  ASSERT_TRUE(decision.refused);
  EXPECT_EQ(decision.refused->error.code, code);
  EXPECT_EQ(decision.refused->error.field, field);
  EXPECT_THAT(decision.refused->error.message, ::testing::HasSubstr(words));
  EXPECT_THAT(decision.changes, ::testing::IsEmpty());
  EXPECT_THAT(decision.events, ::testing::IsEmpty());
}

template <class View>
const View& object_of(const Event& event) {
  return *std::get<std::shared_ptr<const View>>(event.object);
}

inline PerformanceNews bins(std::int64_t quarter, std::uint64_t lightpath = 1) {
  PerformanceBin bin;
  bin.start = Instant(quarter * std::chrono::minutes(15));
  bin.site = "beijing";
  bin.samples = 90;
  return {quarter, static_cast<std::uint32_t>(lightpath % records::kPerformanceShards), {{{lightpath}, bin}}};
}

}  // namespace lightloom::engine
