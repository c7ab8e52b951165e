// Another plant record: what stands in its way, and what becomes of what has ended.
#include <gmock/gmock.h>

#include "controller/engine/engine.h"
#include "tests/controller/engine/plant_news.h"

namespace lightloom::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

NetworkDiff diff_to(const World& world, const Network& after) {
  return diff(world.network->record(), after.record());
}
std::vector<std::string> in_use(const World& world, NetworkRecord record) {
  const auto after = built(std::move(record));
  return world.engine.in_use(diff_to(world, *after), *after);
}

class PlantChange : public ::testing::Test {
 protected:
  PlantChange() {
    const auto made = world.ask(request());
    EXPECT_TRUE(made);
    cable = made->path.links.front();
    record = world.network->record();
  }
  Link& link() {
    return *std::find_if(record.links.begin(), record.links.end(),
                         [&](const Link& candidate) { return candidate.name == cable; });
  }
  Site& site(const std::string& name) {
    return *std::find_if(record.sites.begin(), record.sites.end(),
                         [&](const Site& candidate) { return candidate.name == name; });
  }
  // Whether the promise still holds to the letter with the other record.
  std::vector<std::string> broken_with(const NetworkRecord& other) {
    World moved(world.options, built(other));
    moved.store = world.store;
    auto engine = *Engine::create(moved.network, moved.options);
    for (const auto& [key, bytes] : world.store)
      if (auto fed = engine.load_record(key.first, key.second, bytes); !fed) return {fed.error().message};
    if (auto finished = engine.finish_load(world.engine.revision()); !finished)
      return {finished.error().message};
    return engine.check_invariants();
  }

  World world{with_devices()};
  NetworkRecord record;
  std::string cable;
};

TEST_F(PlantChange, IsFreeWhereNothingStands) {
  record.sites.push_back(record.sites.front());
  record.sites.back().name = "new";
  record.sites.back().uid = "";
  std::reverse(record.links.begin(), record.links.end());
  EXPECT_THAT(in_use(world, record), IsEmpty());
  EXPECT_THAT(broken_with(record), IsEmpty());
}

TEST_F(PlantChange, FindsCablesThatGoOrAreReshaped) {
  auto removed = record;
  std::erase_if(removed.links, [&](const Link& candidate) { return candidate.name == cable; });
  EXPECT_THAT(in_use(world, removed), ElementsAre(cable));
  link().spans.front().loss_db_per_km += 0.01;
  EXPECT_THAT(in_use(world, record), ElementsAre(cable));
}

TEST_F(PlantChange, FindsPortsAndModesThatGo) {
  site("beijing").line_ports = 0;
  EXPECT_THAT(in_use(world, record), ElementsAre("beijing"));
  site("beijing").line_ports = 1;
  EXPECT_THAT(in_use(world, record), IsEmpty()) << "line-1 is left";
  const auto mode = world.see("r-1").path.lightpaths.front().mode;
  for (auto& candidate : record.equipment.modes) {
    if (candidate.name != mode) continue;
    candidate.required_osnr += Decibel{0.1};
  }
  EXPECT_THAT(in_use(world, record), SizeIs(1));
  EXPECT_THAT(in_use(world, record).front(), HasSubstr(mode));
}

// Cables are compared by the names of their types: what is behind a name counts, too.
TEST_F(PlantChange, FindsLightThatWouldBeOtherLight) {
  const auto expect_found = [&](const NetworkRecord& other, const char* what) {
    EXPECT_THAT(broken_with(other), ::testing::Not(IsEmpty())) << what << ": or this test shows nothing";
    EXPECT_THAT(in_use(world, other), ::testing::Contains(cable)) << what;
  };
  auto noisier = record;
  for (auto& type : noisier.equipment.amplifiers) {
    type.nf_min += Decibel{0.5};
    type.nf_max += Decibel{0.5};
  }
  expect_found(noisier, "amplifiers");
  auto other_fibre = record;
  for (auto& type : other_fibre.equipment.fibres) type.effective_area_m2 *= 0.9;
  expect_found(other_fibre, "fibre");
  auto other_roadm = record;
  other_roadm.equipment.roadm.add_drop_osnr = other_roadm.equipment.roadm.add_drop_osnr - Decibel{1};
  expect_found(other_roadm, "roadm");
  auto careful = record;
  careful.equipment.line.margin += world.see("r-1").path.lightpaths.front().margin + Decibel{0.1};
  expect_found(careful, "margin");
  auto relaxed = record;
  relaxed.equipment.line.margin = {0};
  EXPECT_THAT(broken_with(relaxed), IsEmpty());
  EXPECT_THAT(in_use(world, relaxed), IsEmpty());
}

TEST_F(PlantChange, FindsSlotsThatWouldLieOutsideTheBand) {
  auto& line = record.equipment.line;
  const auto slot = world.see("r-1").path.lightpaths.front().slot;
  line.f_min = slot.centre();
  EXPECT_THAT(broken_with(record), ::testing::Not(IsEmpty()));
  EXPECT_THAT(in_use(world, record), ::testing::Contains(cable));
}

TEST_F(PlantChange, ForgetsWhatEndedOnWhatGoes) {
  world.hear("l-1", Light::kLit);
  world.ask(ReleaseCommand{"r-1", ""});
  world.hear("l-1", Light::kDark);
  ASSERT_EQ(world.see("r-1").state, ReservationState::kReleased);
  std::erase_if(record.links, [&](const Link& candidate) { return candidate.name == cable; });
  const auto still = world.ask(request("jinan", "tianjin"));
  ASSERT_TRUE(still);
  ASSERT_THAT(still->path.links, ::testing::Not(::testing::Contains(cable)));
  EXPECT_THAT(in_use(world, record), IsEmpty());
  EXPECT_THAT(broken_with(record), SizeIs(1)) << "it could not be read again";
  const auto after = built(record);
  const auto decisions = world.engine.forget_ended(*after, world.now);
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_THAT(world.engine.forget_ended(*after, world.now), IsEmpty());
  for (const auto& change : decisions.front().changes) {
    if (change.bytes)
      world.store[{change.kind, change.id}] = *change.bytes;
    else
      world.store.erase({change.kind, change.id});
  }
  EXPECT_THAT(broken_with(record), IsEmpty());
  EXPECT_FALSE(world.engine.reservation("r-1", world.now));
  EXPECT_TRUE(world.engine.reservation("r-2", world.now));
}

TEST_F(PlantChange, IsKeptWithAnEvent) {
  const auto decision = world.engine.keep_network({{RecordKind::kMeta, "network", "bytes"}}, world.now);
  ASSERT_THAT(decision.events, SizeIs(1));
  EXPECT_EQ(decision.events.front().type, "network.applied");
  EXPECT_EQ(decision.revision, world.engine.revision());
  EXPECT_EQ(decision.changes.front(), (Change{RecordKind::kMeta, "network", "bytes"}));
  EXPECT_LE(decision.changes.size(), 5U);
}

}  // namespace
}  // namespace lightloom::engine
