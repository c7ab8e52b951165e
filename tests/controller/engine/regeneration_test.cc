// Promises over regenerators: booked with everything else, lit and lost section by section.
#include <gmock/gmock.h>

#include "tests/controller/engine/regenerated.h"
#include "topology/line_ports.h"

namespace lightloom::engine {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = ReservationState;

ReserveRequest far_request() {
  auto asked = request("beijing", "zhengzhou");
  asked.rate = {800'000'000};
  return asked;
}

TEST(RegeneratedReservation, IsOneWayOfSectionsEachWithItsOwnLightpath) {
  World world({}, network_with_regenerators(2));
  const auto made = world.ask(far_request());
  ASSERT_TRUE(made) << made.error().error.message;
  EXPECT_THAT(made->path.sites, ElementsAre("beijing", AnyOf("shijiazhuang", "jinan"), "zhengzhou"));
  ASSERT_THAT(made->path.lightpaths, SizeIs(2));
  EXPECT_THAT(made->path.lightpaths[0].links, ElementsAre(made->path.links[0]));
  EXPECT_THAT(made->path.lightpaths[1].links, ElementsAre(made->path.links[1]));
  Latency latency{};
  Metres length;
  for (const auto& name : made->path.links) {
    const auto& link = world.network->link(*world.network->find_link(name));
    latency += link.latency;
    length += link.length;
  }
  EXPECT_EQ(made->path.latency_us, ceil_us(latency));
  EXPECT_EQ(made->path.length, length);
  ASSERT_THAT(made->endpoints, SizeIs(2));
  EXPECT_EQ(made->endpoints[0].site, "beijing");
  EXPECT_EQ(made->endpoints[0].port, "line-1");
  EXPECT_EQ(made->endpoints[1].site, "zhengzhou");
  EXPECT_EQ(made->endpoints[1].port, "line-1");
  EXPECT_EQ(world.count(RecordKind::kCircuit), 1U);
  EXPECT_EQ(world.count(RecordKind::kLightpath), 2U);
  EXPECT_THAT(world.engine.check_invariants(), IsEmpty());
  const auto again = world.reloaded();
  EXPECT_EQ(again.digest(), world.engine.digest());
  EXPECT_EQ(everything(again), everything(world.engine));
}

TEST(RegeneratedReservation, TakesRegeneratorsForItsWindowOnly) {
  auto record = record_with_regenerators(1);
  for (auto& site : record.sites)
    if (site.name == "jinan") site.regenerators = 0;
  World world({}, built(std::move(record)));
  auto asked = far_request();
  asked.start = world.now + hours(1);
  asked.duration = hours(1);
  ASSERT_TRUE(world.ask(asked));
  const auto refused = world.ask(asked);
  ASSERT_FALSE(refused) << "the only regenerator is taken";
  EXPECT_EQ(refused.error().error.code, ErrorCode::kNoFeasibleMode);
  EXPECT_THAT(refused.error().error.message, HasSubstr("no free regenerators on the way"));
  auto later = asked;
  later.start = world.now + hours(2);
  EXPECT_TRUE(world.ask(later));
  ASSERT_TRUE(world.ask(ReleaseCommand{"r-1", ""}));
  EXPECT_TRUE(world.ask(asked));
  EXPECT_THAT(world.engine.check_invariants(), IsEmpty());
}

TEST(RegeneratedReservation, IsOrderedLitOnBothPortsOfTheRegenerator) {
  World world(with_devices(), network_with_regenerators(2));
  const auto made = world.ask(far_request());
  ASSERT_TRUE(made);
  ASSERT_THAT(world.effects, SizeIs(2));
  const auto& [arriving, leaving] = regenerator_ports(1);
  const auto& middle = made->path.sites[1];
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& order = world.effects[i];
    const auto port = "line-" + std::to_string(i == 0 ? arriving : leaving);
    const auto& laser = order.lasers[i == 0 ? 1 : 0];
    EXPECT_EQ(laser.node, middle);
    EXPECT_EQ(laser.laser.line_port, port);
    const auto& channel = i == 0 ? order.channels.back() : order.channels.front();
    EXPECT_EQ(channel.node, middle);
    EXPECT_EQ(i == 0 ? channel.channel.out_port : channel.channel.in_port, port);
  }
}

// Each section carries all of the traffic: one that is dark takes it down, though the other shines.
TEST(RegeneratedReservation, IsUpWhereEverySectionIs) {
  World world(with_devices(), network_with_regenerators(2));
  ASSERT_TRUE(world.ask(far_request()));
  world.hear("l-1", Light::kLit);
  EXPECT_EQ(world.see("r-1").state, State::kActivating);
  world.hear("l-2", Light::kLit);
  EXPECT_EQ(world.see("r-1").state, State::kActive);
  EXPECT_EQ(world.see("r-1").service, Service::kUp);
  world.hear("l-2", Light::kDark);
  EXPECT_EQ(world.see("r-1").state, State::kDegraded);
  EXPECT_EQ(world.see("r-1").service, Service::kDown);
  world.hear("l-2", Light::kLit);
  EXPECT_EQ(world.see("r-1").service, Service::kUp);
  ASSERT_TRUE(world.ask(ReleaseCommand{"r-1", ""}));
  world.hear("l-1", Light::kDark);
  EXPECT_EQ(world.see("r-1").state, State::kDeactivating);
  world.hear("l-2", Light::kDark);
  EXPECT_EQ(world.see("r-1").state, State::kReleased);
  EXPECT_TRUE(everything(world.engine).empty());
}

TEST(RegeneratedReservation, IsReducedWhereEverySectionStillCarriesSome) {
  World world(with_devices(), network_with_regenerators(2));
  auto asked = far_request();
  asked.rate = {1'600'000'000};
  const auto made = world.ask(asked);
  ASSERT_TRUE(made) << made.error().error.message;
  ASSERT_THAT(made->path.lightpaths, SizeIs(4));
  ASSERT_THAT(made->endpoints, SizeIs(4));
  for (const auto& path : made->path.lightpaths) world.hear(path.name, Light::kLit);
  EXPECT_EQ(world.see("r-1").service, Service::kUp);
  world.hear(made->path.lightpaths[0].name, Light::kDark);
  world.hear(made->path.lightpaths[3].name, Light::kDark);
  EXPECT_EQ(world.see("r-1").service, Service::kReduced);
  world.hear(made->path.lightpaths[2].name, Light::kDark);
  EXPECT_EQ(world.see("r-1").service, Service::kDown);
}

TEST(RegeneratedReservation, KeepsThePlantRecordFromTakingItsRegenerators) {
  World world(with_devices(), network_with_regenerators(2));
  const auto made = world.ask(far_request());
  ASSERT_TRUE(made);
  const auto& middle = made->path.sites[1];
  const auto in_use = [&](std::uint32_t regenerators) {
    const auto after = network_with_regenerators(regenerators);
    return world.engine.in_use(diff(world.network->record(), after->record()), *after);
  };
  EXPECT_THAT(in_use(0), ElementsAre(middle));
  EXPECT_THAT(in_use(1), IsEmpty()) << "it is on the first of two";
  EXPECT_THAT(in_use(4), IsEmpty());
}

TEST(RegeneratedReservation, EndsStandOnTheSitesOwnPortsAlone) {
  World world({}, network_with_regenerators(2));
  auto asked = far_request();
  asked.from = "beijing";
  asked.to = "shijiazhuang/line-1920";
  const auto refused = world.ask(asked);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::kInvalidArgument);
}

// A store whose sections do not lead from end to end is none that can be promised on.
TEST(RegeneratedReservation, IsNotLoadedWithASectionMissingOrOutOfOrder) {
  World world({}, network_with_regenerators(2));
  ASSERT_TRUE(world.ask(far_request()));
  const auto load = [&](const std::vector<std::uint64_t>& lightpaths) {
    records::Codec codec(world.network);
    auto engine = *Engine::create(world.network, world.options);
    for (const auto& [key, bytes] : world.store) {
      auto fed = bytes;
      if (key.first == RecordKind::kCircuit) {
        auto circuit = codec.decode_circuit(key.second, bytes).value();
        circuit.lightpaths = lightpaths;
        fed = codec.encode(circuit);
      }
      EXPECT_TRUE(engine.load_record(key.first, key.second, fed));
    }
    const auto finished = engine.finish_load(world.engine.revision());
    return finished ? std::string() : finished.error().message;
  };
  EXPECT_EQ(load({1, 2}), "");
  EXPECT_THAT(load({1}), HasSubstr("r-1 has lightpaths that end before its end"));
  EXPECT_THAT(load({2}), HasSubstr("l-2 does not join the sites"));
  EXPECT_THAT(load({2, 1}), HasSubstr("l-2 does not join the sites"));
}

}  // namespace
}  // namespace lightloom::engine
