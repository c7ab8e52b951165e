// The plant through the shell: devices come and go, alarms, lightpaths as received, other plant records.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/controller/shell/rig.h"

namespace lightloom {
namespace {

using namespace std::chrono_literals;
using testing::a_request;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Lit;
using testing::Rig;
using ::testing::SizeIs;

Shell::Options keeping() {
  Shell::Options options;
  options.keeps_network = true;
  return options;
}

DeviceRecord device_at(const std::string& site) {
  return {"roadm-" + site, site, "127.0.0.1:9339", {}, {}, {}};
}

/// Calls about the plant, answered.
class Plant {
 public:
  explicit Plant(Rig& rig) : rig_(rig) {}

  Outcome<DeviceView> add(const DeviceRecord& device) {
    return Rig::answer(rig_.ask<DeviceView>([&](auto reply) { rig_.shell->add_device(device, reply); }));
  }
  void add_all() {
    for (const auto& site : testing::node_names(*engine::small_network()))
      if (auto added = add(device_at(site)); !added) throw std::runtime_error(added.error().error.message);
  }
  Outcome<DeviceView> remove(const std::string& node) {
    return Rig::answer(rig_.ask<DeviceView>([&](auto reply) { rig_.shell->remove_device(node, reply); }));
  }
  std::vector<DeviceView> devices() {
    return *Rig::answer(rig_.ask<std::vector<DeviceView>>([&](auto reply) { rig_.shell->devices(reply); }));
  }
  std::vector<AlarmView> alarms(bool is_active = true) {
    AlarmQuery query;
    query.active = is_active;
    return Rig::answer(rig_.ask<Page<AlarmView>>([&](auto reply) { rig_.shell->alarms(query, reply); }))
        ->items;
  }
  Outcome<AlarmView> acknowledge(const std::string& name) {
    return Rig::answer(rig_.ask<AlarmView>([&](auto reply) { rig_.shell->acknowledge(name, reply); }));
  }
  Outcome<LightpathReport> lightpath(const std::string& name) {
    return Rig::answer(rig_.ask<LightpathReport>([&](auto reply) { rig_.shell->lightpath(name, reply); }));
  }
  Outcome<NetworkChanges> apply(const NetworkRecord& record, bool dry_run = false) {
    return Rig::answer(
        rig_.ask<NetworkChanges>([&](auto reply) { rig_.shell->apply_network(record, dry_run, reply); }));
  }

 private:
  Rig& rig_;
};

ReservationView must(Outcome<ReservationView> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().error.message);
  return *outcome;
}

// Devices.

TEST(ShellPlant, LightsWhatWasPromisedWhenTheFirstDeviceEndsPlanningOnly) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  must(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  EXPECT_TRUE(rig.shell->health().planning_only);
  EXPECT_TRUE(lit.is_dark());
  plant.add_all();
  EXPECT_FALSE(rig.shell->health().planning_only);
  ASSERT_TRUE(lit.until("r-1", [](const ReservationView& found) {
    return found.state == ReservationState::kActive && found.service == Service::kUp;
  }));
  EXPECT_FALSE(lit.is_dark());
  ASSERT_TRUE(lit.until([&] {
    const auto devices = plant.devices();
    return std::all_of(devices.begin(), devices.end(), [](const DeviceView& device) {
      return device.state == DeviceState::kUp && device.last_seen && device.drift == 0;
    });
  }));
  EXPECT_THAT(plant.devices(), SizeIs(6));
  EXPECT_FALSE(rig.devices.with([](auto& devices) { return devices.calls_overlapped(); }));
  // And after a restart there are devices from the first.
  rig.stop();
  rig.start();
  EXPECT_FALSE(rig.shell->health().planning_only);
  EXPECT_TRUE(lit.until("r-1", ReservationState::kActive));
}

TEST(ShellPlant, AnswersWhatWasUnderWayWhenTheFirstDeviceCame) {
  Rig rig(Rig::Glass::kUnregistered);
  rig.store.step_by_hand();
  auto before = rig.reserve(a_request());
  auto first = rig.ask<DeviceView>([&](auto reply) { rig.shell->add_device(device_at("beijing"), reply); });
  auto behind = rig.reserve(a_request());
  auto listed = rig.ask<Page<ReservationView>>([&](auto reply) { rig.shell->reservations({}, reply); });
  Rig::until([&] { return rig.store.held() == 2; });
  rig.store.go_on();
  EXPECT_TRUE(Rig::answer(std::move(before)));
  EXPECT_TRUE(Rig::answer(std::move(first)));
  EXPECT_TRUE(Rig::answer(std::move(behind)));
  EXPECT_THAT(Rig::answer(std::move(listed))->items, SizeIs(2));
  EXPECT_FALSE(rig.shell->health().planning_only);
}

TEST(ShellPlant, StaysWithPlanningWhereTheFirstDeviceIsNotDurable) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  must(Rig::answer(rig.reserve(a_request())));
  rig.store.fail_commit(rig.store.commits() + 1);
  const auto added = plant.add(device_at("beijing"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().error.code, ErrorCode::kUnavailable);
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_TRUE(rig.shell->health().planning_only);
  EXPECT_THAT(plant.devices(), IsEmpty());
  EXPECT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_TRUE(plant.add(device_at("beijing")));
  EXPECT_THAT(plant.devices(), SizeIs(1));
}

TEST(ShellPlant, RefusesDevicesThatCannotBe) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  auto wrong = device_at("beijing");
  wrong.address = "nowhere";
  const auto refused = plant.add(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.field, "address");
  EXPECT_TRUE(rig.shell->health().planning_only);
  ASSERT_TRUE(plant.add(device_at("beijing")));
  ASSERT_TRUE(plant.add(device_at("beijing"))) << "the same again";
  const auto second = plant.add({"other", "beijing", "h:1", {}, {}, {}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error.field, "site");
  const auto unknown = plant.remove("other");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().error.code, ErrorCode::kNotFound);
  Rig without;
  const auto none = Plant(without).add(device_at("beijing"));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().error.code, ErrorCode::kUnavailable);
}

TEST(ShellPlant, RemovesADeviceAndDarkensNothing) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  plant.add_all();
  must(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  const auto held = rig.devices.with([](auto& devices) { return devices.holds("beijing"); });
  const auto removed = plant.remove("roadm-beijing");
  ASSERT_TRUE(removed);
  EXPECT_EQ(removed->record, device_at("beijing"));
  EXPECT_THAT(plant.devices(), SizeIs(5));
  lit.pass(70s);
  EXPECT_EQ(rig.devices.with([](auto& devices) { return devices.holds("beijing"); }), held);
  for (const auto& alarm : plant.alarms()) EXPECT_NE(alarm.kind, "DEVICE_SILENT") << alarm.message;
  // Registered again, it is found again.
  ASSERT_TRUE(plant.add(device_at("beijing")));
  EXPECT_TRUE(lit.until([&] { return plant.devices().front().state == DeviceState::kUp; }));
}

TEST(ShellPlant, FindsADeviceAgainUnderAnotherAddress) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  ASSERT_TRUE(plant.add(device_at("beijing")));
  ASSERT_TRUE(lit.until([&] { return plant.devices().front().state == DeviceState::kUp; }));
  auto moved = device_at("beijing");
  moved.address = "127.0.0.1:9340";
  EXPECT_EQ(plant.add(moved)->state, DeviceState::kConnecting);
  EXPECT_TRUE(lit.until([&] { return plant.devices().front().state == DeviceState::kUp; }));
  EXPECT_EQ(plant.devices().front().record.address, "127.0.0.1:9340");
}

TEST(ShellPlant, RegistersTheDevicesOfItsOptions) {
  Rig rig(Rig::Glass::kUnregistered);
  rig.stop();
  rig.options.devices = {device_at("beijing"), device_at("jinan")};
  rig.start();
  Plant plant(rig);
  EXPECT_FALSE(rig.shell->health().planning_only);
  EXPECT_THAT(plant.devices(), SizeIs(2));
  rig.stop();
  rig.options.devices = {{"other", "beijing", "h:1", {}, {}, {}}};
  const auto refused = rig.try_to_start();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("beijing has the device roadm-beijing already"));
  rig.options.devices = {};
  rig.start();
  EXPECT_THAT(plant.devices(), SizeIs(2));
}

TEST(ShellPlant, AsksANodeOneThingAtATimeAlsoOverAReload) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  plant.add_all();
  rig.devices.with([](auto& devices) {
    for (const char* node : {"beijing", "taiyuan", "jinan"}) devices.delay(node, 500ms);
  });
  must(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  lit.pass(100ms);
  // Everything is loaded again while questions are open.
  for (int i = 0; i < 3; ++i) {
    // What devices tell is committed too, and may meet the failure in the call's place.
    Rig::until([&] {
      rig.store.fail_commit(rig.store.commits() + 1);
      return !Rig::answer(rig.reserve(a_request()));
    });
    Rig::until([&] { return rig.shell->health().serving; });
    lit.pass(100ms);
  }
  EXPECT_TRUE(lit.until("r-1", ReservationState::kActive));
  EXPECT_FALSE(rig.devices.with([](auto& devices) { return devices.calls_overlapped(); }));
  EXPECT_THAT(plant.alarms(false), IsEmpty()) << "nobody lost what was only being lit";
}

// Alarms and lightpaths.

TEST(ShellPlant, RaisesAcknowledgesAndClearsAnAlarm) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  plant.add_all();
  rig.devices.with([](auto& devices) { devices.behave("jinan", fakes::Manner::kSilent); });
  ASSERT_TRUE(lit.until([&] {
    lit.pass(1s);
    return !plant.alarms().empty();
  }));
  ASSERT_THAT(plant.alarms(), SizeIs(1));
  EXPECT_EQ(plant.alarms().front().kind, "DEVICE_SILENT");
  EXPECT_EQ(plant.alarms().front().resource, "roadm-jinan");
  EXPECT_EQ(rig.shell->figures().alarms_active, 1U);
  const auto seen = plant.acknowledge("a-1");
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->acknowledged_time);
  EXPECT_EQ(plant.acknowledge("a-1")->acknowledged_time, seen->acknowledged_time);
  EXPECT_EQ(plant.acknowledge("a-2").error().error.code, ErrorCode::kNotFound);
  // Known after a restart before anybody answers.
  rig.stop();
  rig.start();
  ASSERT_THAT(plant.alarms(), SizeIs(1));
  lit.pass(10s);
  ASSERT_THAT(plant.alarms(), SizeIs(1));
  EXPECT_EQ(plant.alarms().front().name, "a-1");
  rig.devices.with([](auto& devices) { devices.behave("jinan", fakes::Manner::kPrompt); });
  ASSERT_TRUE(lit.until([&] {
    lit.pass(1s);
    return plant.alarms().empty();
  }));
  EXPECT_THAT(plant.alarms(false), SizeIs(1));
  const auto events = rig.events({});
  EXPECT_EQ(
      std::count_if(events.begin(), events.end(), [](const Event& event) { return event.type == "alarm"; }),
      3)
      << "raised, acknowledged, cleared";
}

TEST(ShellPlant, ReportsALightpathWithItsStoredBins) {
  Rig rig(Rig::Glass::kUnregistered);
  Plant plant(rig);
  Lit lit(rig);
  plant.add_all();
  must(Rig::answer(rig.reserve(testing::request_from(rig.clock.now()))));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  for (int i = 0; i < 200; ++i) {
    lit.pass(10s);
    ASSERT_TRUE(plant.lightpath("l-1"));  // the loop has been round
  }
  ASSERT_TRUE(lit.until([&] { return plant.lightpath("l-1")->bins.size() == 6; }))
      << "two quarters, and what there is of the third, at both ends";
  const auto report = *plant.lightpath("l-1");
  EXPECT_EQ(report.light, "LIT");
  ASSERT_THAT(report.receivers, SizeIs(2));
  for (const auto& receiver : report.receivers) {
    ASSERT_TRUE(receiver.measured);
    EXPECT_EQ(receiver.measured->power, Dbm{-17});
    EXPECT_TRUE(receiver.predicted_power);
    EXPECT_TRUE(receiver.predicted_gsnr_0p1nm);
  }
  EXPECT_TRUE(std::is_sorted(report.bins.begin(), report.bins.end(),
                             [](const auto& left, const auto& right) { return left.start < right.start; }));
  EXPECT_GT(report.bins.front().samples, 40U);  // every 10 s, unless time runs ahead of the loop
  EXPECT_EQ(report.bins.front().power_dbm.mean, -17.0);
  EXPECT_EQ(plant.lightpath("l-2").error().error.code, ErrorCode::kNotFound);
  // What is stored is there after a restart.
  rig.stop();
  rig.start();
  EXPECT_THAT(plant.lightpath("l-1")->bins, SizeIs(4));
}

// Another plant record.

NetworkRecord without(NetworkRecord record, const std::string& cable) {
  std::erase_if(record.links, [&](const Link& link) { return link.name == cable; });
  return record;
}
std::string first_cable() { return engine::small_network()->links().front().name; }

/// Between sites that the first cable does not serve.
ReserveRequest elsewhere() {
  const Network& network = *engine::small_network();
  const Link& first = network.links().front();
  for (const Link& link : network.links()) {
    const bool meets = link.a_site == first.a_site || link.a_site == first.z_site ||
                       link.z_site == first.a_site || link.z_site == first.z_site;
    if (meets) continue;
    auto request = a_request();
    request.from = network.site(link.a_site).name;
    request.to = network.site(link.z_site).name;
    return request;
  }
  throw std::runtime_error("every cable meets the first one");
}
/// Over the first cable.
ReserveRequest over_the_first() {
  const Network& network = *engine::small_network();
  auto request = a_request();
  request.from = network.site(network.links().front().a_site).name;
  request.to = network.site(network.links().front().z_site).name;
  return request;
}

TEST(ShellNetwork, IsOnlyToldAboutInADryRun) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  const auto revision = rig.shell->snapshot()->revision;
  const auto changes = plant.apply(without(rig.network->record(), first_cable()), true);
  ASSERT_TRUE(changes);
  EXPECT_EQ(*changes, (NetworkChanges{{}, {}, {first_cable()}, {}}));
  EXPECT_EQ(rig.shell->snapshot()->revision, revision);
  EXPECT_TRUE(rig.shell->snapshot()->network->find_link(first_cable()));
}

TEST(ShellNetwork, IsAppliedAndSurvivesARestartWithoutAFile) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  must(Rig::answer(rig.reserve(elsewhere())));
  auto record = without(rig.network->record(), first_cable());
  record.sites.push_back(record.sites.front());
  record.sites.back().name = "new";
  record.sites.back().uid = "";
  const auto changes = plant.apply(record);
  ASSERT_TRUE(changes) << changes.error().error.message;
  EXPECT_EQ(*changes, (NetworkChanges{{"new"}, {}, {first_cable()}, {}}));
  const auto snapshot = rig.shell->snapshot();
  EXPECT_FALSE(snapshot->network->find_link(first_cable()));
  EXPECT_TRUE(snapshot->network->find_site("new"));
  EXPECT_EQ(snapshot->plant->links.size(), record.links.size());
  const auto events = rig.events({});
  EXPECT_EQ(events.back().type, "network.applied");
  EXPECT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_TRUE(Rig::answer(rig.reserve(elsewhere())));
  rig.stop();
  rig.network = nullptr;
  rig.start();
  EXPECT_FALSE(rig.shell->snapshot()->network->find_link(first_cable()));
  EXPECT_TRUE(rig.shell->snapshot()->network->find_site("new"));
  EXPECT_THAT(rig.reservations(), SizeIs(2));
  // The same once more changes nothing.
  EXPECT_EQ(*plant.apply(record), NetworkChanges{});
}

TEST(ShellNetwork, IsRefusedWhereAReservationStandsOnWhatGoes) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  const auto made = must(Rig::answer(rig.reserve(over_the_first())));
  ASSERT_THAT(made.path.links, ElementsAre(first_cable()));
  const auto record = without(rig.network->record(), first_cable());
  EXPECT_THAT(plant.apply(record, true)->in_use, ElementsAre(first_cable()));
  const auto refused = plant.apply(record);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::kWrongState);
  EXPECT_EQ(refused.error().error.field, "network");
  EXPECT_THAT(refused.error().error.message, HasSubstr("reservations stand on " + first_cable()));
  EXPECT_TRUE(rig.shell->snapshot()->network->find_link(first_cable()));
  // Nor at a later start.
  rig.stop();
  const auto whole = rig.network;
  rig.network = engine::built(record);
  const auto not_started = rig.try_to_start();
  ASSERT_FALSE(not_started);
  EXPECT_THAT(not_started.error().message, HasSubstr("reservations stand on " + first_cable()));
  rig.network = whole;
  rig.start();
  EXPECT_THAT(rig.reservations(), SizeIs(1));
}

TEST(ShellNetwork, MayLoseACableOnWhichSomethingEnded) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  must(Rig::answer(rig.reserve(over_the_first())));
  must(Rig::answer(rig.reserve(elsewhere())));
  must(Rig::answer(rig.ask<ReservationView>([&](auto reply) { rig.shell->release("r-1", "", reply); })));
  const auto applied = plant.apply(without(rig.network->record(), first_cable()));
  ASSERT_TRUE(applied) << applied.error().error.message;
  EXPECT_TRUE(rig.shell->health().serving);
  ASSERT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_EQ(rig.reservations().front().name, "r-2");
  rig.stop();
  rig.network = nullptr;
  const auto started = rig.try_to_start();
  ASSERT_TRUE(started) << started.error().message;
  EXPECT_THAT(rig.reservations(), SizeIs(1));
}

TEST(ShellNetwork, OfALaterStartIsApplied) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  must(Rig::answer(rig.reserve(elsewhere())));
  rig.stop();
  rig.network = engine::built(without(rig.network->record(), first_cable()));
  rig.start();
  EXPECT_FALSE(rig.shell->snapshot()->network->find_link(first_cable()));
  EXPECT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_EQ(rig.events({}).back().type, "network.applied");
  // The same again is none.
  const auto revision = rig.shell->snapshot()->revision;
  rig.stop();
  rig.start();
  EXPECT_EQ(rig.shell->snapshot()->revision, revision);
}

TEST(ShellNetwork, IsNeededOnce) {
  db::MemoryStore memory;
  testing::ManualClock clock;
  auto options = keeping();
  const auto none = Shell::start(nullptr, memory, nullptr, clock, options);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().field, "--network");
  ASSERT_TRUE(Shell::start(engine::small_network(), memory, nullptr, clock, options));
  EXPECT_TRUE(Shell::start(nullptr, memory, nullptr, clock, options));
}

TEST(ShellNetwork, IsRefusedWhereItIsNone) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  auto record = rig.network->record();
  record.links.front().length = {0};
  const auto refused = plant.apply(record);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.field, "network");
  EXPECT_EQ(refused.error().error.code, ErrorCode::kInvalidArgument);
  record = rig.network->record();
  record.equipment.roadm.target.value = 0;  // a network, and no light in it
  const auto dark = plant.apply(record);
  ASSERT_FALSE(dark);
  EXPECT_EQ(dark.error().error.field, "network");
  EXPECT_TRUE(rig.shell->health().serving);
}

TEST(ShellNetwork, TooLargeForTheStoreIsRefusedAndDisturbsNobody) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  auto record = rig.network->record();
  record.sites.front().name_zh = std::string(2'000'000, 'x');
  const auto leads = rig.store.leads();
  const auto refused = plant.apply(record);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::kTooLarge);
  EXPECT_EQ(rig.store.leads(), leads) << "nothing had to be loaded again";
  EXPECT_TRUE(rig.shell->health().serving);
}

TEST(ShellNetwork, ThatIsNotDurableIsNotInForce) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  must(Rig::answer(rig.reserve(elsewhere())));
  rig.store.fail_commit(rig.store.commits() + 1);
  const auto failed = plant.apply(without(rig.network->record(), first_cable()));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().error.code, ErrorCode::kUnavailable);
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_TRUE(rig.shell->snapshot()->network->find_link(first_cable()));
  EXPECT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_TRUE(Rig::answer(rig.reserve(elsewhere())));
  EXPECT_TRUE(plant.apply(without(rig.network->record(), first_cable())));
}

TEST(ShellNetwork, WhoseFateIsUnknownIsWhatTheStoreSays) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  must(Rig::answer(rig.reserve(elsewhere())));
  rig.store.fail_after_writing(rig.store.commits() + 1);
  EXPECT_FALSE(plant.apply(without(rig.network->record(), first_cable())));
  Rig::until([&] { return rig.shell->health().serving; });
  EXPECT_FALSE(rig.shell->snapshot()->network->find_link(first_cable())) << "it was written";
  EXPECT_THAT(rig.reservations(), SizeIs(1));
  EXPECT_TRUE(Rig::answer(rig.reserve(elsewhere())));
  EXPECT_EQ(*plant.apply(without(rig.network->record(), first_cable())), NetworkChanges{});
}

TEST(ShellNetwork, IsAppliedUnderLightThatStaysLit) {
  Rig rig(Rig::Glass::kUnregistered, keeping());
  Plant plant(rig);
  Lit lit(rig);
  plant.add_all();
  auto request = elsewhere();
  request.start = rig.clock.now();
  must(Rig::answer(rig.reserve(request)));
  ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  const auto writes = rig.devices.with([](auto& devices) { return devices.writes(); });
  auto record = without(rig.network->record(), first_cable());
  std::reverse(record.links.begin(), record.links.end());
  ASSERT_TRUE(plant.apply(record));
  lit.pass(5s);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(lit.until("r-1", ReservationState::kActive));
  EXPECT_EQ(rig.devices.with([](auto& devices) { return devices.writes(); }), writes);
  EXPECT_THAT(plant.devices(), SizeIs(6));
}

}  // namespace
}  // namespace lightloom
