// An engine with a store that is a map, on a corner of the national network with few line ports, so that
// tests meet collisions soon.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controller/engine/engine.h"
#include "controller/records/codec.h"
#include "topology/formats/load_network.h"

namespace lightloom::engine {

inline constexpr Instant kMorning{std::chrono::hours(24 * 365 * 55)};
inline constexpr std::uint32_t kPorts = 6;

inline NetworkRecord national_record() {
  auto loaded = formats::load_network(LIGHTLOOM_SOURCE_DIR "/lab/networks/national", std::nullopt);
  if (!loaded) throw std::runtime_error(loaded.error().message);
  return std::move(loaded->record);
}

/// The sites named and the cables between them; `ports` line ports each.
inline NetworkRecord corner(const NetworkRecord& whole, const std::set<std::string>& names,
                            std::uint32_t ports) {
  NetworkRecord part;
  part.equipment = whole.equipment;
  std::map<std::uint32_t, SiteIndex> moved;
  for (std::uint32_t i = 0; i < whole.sites.size(); ++i) {
    if (!names.contains(whole.sites[i].name)) continue;
    moved.emplace(i, SiteIndex{static_cast<std::uint32_t>(part.sites.size())});
    part.sites.push_back(whole.sites[i]);
    part.sites.back().line_ports = ports;
  }
  for (auto link : whole.links) {
    if (!moved.contains(link.a_site.value) || !moved.contains(link.z_site.value)) continue;
    link.a_site = moved.at(link.a_site.value);
    link.z_site = moved.at(link.z_site.value);
    part.links.push_back(std::move(link));
  }
  return part;
}

inline std::shared_ptr<const Network> built(NetworkRecord record) {
  auto network = Network::build(std::move(record));
  if (!network) throw std::runtime_error(network.error().message);
  return std::make_shared<const Network>(std::move(*network));
}

inline std::shared_ptr<const Network> small_network() {
  static const auto network = built(corner(
      national_record(), {"beijing", "tianjin", "shijiazhuang", "taiyuan", "jinan", "zhengzhou"}, kPorts));
  return network;
}

inline Engine::Options with_devices() {
  Engine::Options options;
  options.planning_only = false;
  options.only_links_seen = false;
  return options;
}

/// An engine, what its decisions left in a store, and what they ordered and told.
class World {
 public:
  using Key = std::pair<RecordKind, std::string>;

  explicit World(Engine::Options given = {}, std::shared_ptr<const Network> on = small_network())
      : options(given), network(std::move(on)), engine(made()) {}

  Decision handle(const Command& command) {
    settle();
    auto decision = engine.handle(command, now);
    take(decision);
    return decision;
  }
  Outcome<ReservationView> ask(const Command& command) {
    auto reply = handle(command).reply;
    settle();
    return reply;
  }
  /// Everything that is due.
  void settle() {
    for (int i = 0; i < 100'000; ++i) {
      auto decision = engine.advance(now);
      if (!decision) return;
      EXPECT_FALSE(decision->changes.empty());
      take(*decision);
    }
    FAIL() << "time never comes to rest";
  }
  void pass(Duration time) {
    now += time;
    settle();
  }
  ReservationView see(const std::string& name) const {
    auto found = engine.reservation(name, now);
    EXPECT_TRUE(found.has_value()) << (found ? "" : found.error().error.message);
    return found.value_or(ReservationView{});
  }
  void hear(const std::string& lightpath, Light light, std::string message = {}) {
    ask(LightpathNews{lightpath, light, std::move(message)});
  }
  /// Another engine from what is stored.
  Engine reloaded() const {
    auto other = made();
    for (const auto& [key, bytes] : store) {
      auto fed = other.load_record(key.first, key.second, bytes);
      EXPECT_TRUE(fed.has_value()) << (fed ? "" : fed.error().message);
    }
    auto finished = other.finish_load(engine.revision());
    EXPECT_TRUE(finished.has_value()) << (finished ? "" : finished.error().message);
    return other;
  }
  std::size_t count(RecordKind kind) const {
    return static_cast<std::size_t>(std::count_if(
        store.begin(), store.end(), [&](const auto& entry) { return entry.first.first == kind; }));
  }

  Engine::Options options;
  std::shared_ptr<const Network> network;
  Engine engine;
  Instant now = kMorning;
  std::map<Key, std::string> store;
  std::vector<Event> events;
  std::vector<Effect> effects;

 private:
  Engine made() const {
    auto created = Engine::create(network, options);
    if (!created) throw std::runtime_error(created.error().message);
    return std::move(*created);
  }
  void take(const Decision& decision) {
    EXPECT_EQ(decision.revision, engine.revision());
    EXPECT_EQ(decision.revision, revision_ + (decision.changes.empty() ? 0U : 1U));
    EXPECT_LE(decision.changes.size(), kMaxChangesPerCommit);
    revision_ = decision.revision;
    for (const auto& change : decision.changes) {
      if (change.bytes)
        store[{change.kind, change.id}] = *change.bytes;
      else
        store.erase({change.kind, change.id});
    }
    events.insert(events.end(), decision.events.begin(), decision.events.end());
    effects.insert(effects.end(), decision.effects.begin(), decision.effects.end());
  }
  Revision revision_ = 0;
};

inline ReserveRequest request(std::string from = "beijing", std::string to = "zhengzhou") {
  ReserveRequest asked;
  asked.from = std::move(from);
  asked.to = std::move(to);
  asked.rate = {400'000'000};
  return asked;
}

/// Everybody on every cable and port, for comparing calendars.
inline std::vector<Occupant> everything(const Engine& engine) {
  std::vector<Occupant> all;
  const Window always{Instant::min(), kForever};
  const auto append = [&](const std::vector<Occupant>& some) {
    all.insert(all.end(), some.begin(), some.end());
  };
  for (std::uint32_t link = 0; link < engine.network()->links().size(); ++link)
    append(engine.calendar().occupants({link}, always));
  for (std::uint32_t site = 0; site < engine.network()->sites().size(); ++site)
    append(engine.calendar().port_occupants({site}, always));
  return all;
}

}  // namespace lightloom::engine
