#include "lab/glass/light_field.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "lab/glass/constants.h"
#include "lab/glass/roadm.h"

namespace lightloom::lab::physics {
namespace {

void erase_channel(std::vector<Occupant>& occupants, const Channel* channel) {
  std::erase_if(occupants, [channel](const Occupant& each) { return each.channel == channel; });
}

bool makes_light(const Network& network, const Transmitter& laser) {
  if (laser.mode.at() >= network.equipment().modes.size()) return false;
  const Mhz baud_rate = network.mode(laser.mode).baud_rate;
  const bool is_in_spectrum = laser.frequency > baud_rate && laser.frequency < kBeyondLight;
  const double power_w = watt(laser.power);
  return baud_rate.value > 0 && is_in_spectrum && power_w > 0 && std::isfinite(power_w);
}

}  // namespace

LightField::LightField(Plant& plant)
    : plant_(plant), states_(plant.cables()), fresh_{std::vector<bool>(plant.cables()), {}} {}

void LightField::settle() {
  if (!plant_.is_touched()) return;
  const Touched touched = plant_.take_touched();
  moved_ = touched.cables;
  for (std::uint32_t site = 0; site < touched.sites.size(); ++site)
    if (touched.sites[site]) renew_lasers({site});
  follow(touched);
  for (CableIndex cable = 0; cable < states_.size(); ++cable)
    if (moved_[cable]) renew_load(cable);
  changed_.assign(states_.size(), false);
  for (std::size_t number = 0; number < kSweeps; ++number) sweep(number);
  note_fresh();
}

Fresh LightField::take_fresh() { return std::exchange(fresh_, {std::vector<bool>(states_.size()), {}}); }

std::map<std::string, Transmitter> LightField::lasers_told(SiteIndex site) const {
  std::map<std::string, Transmitter> lasers;
  for (const Transmitter& laser : plant_.config(site).transmitters)
    if (makes_light(plant_.network(), laser)) lasers.try_emplace(laser.line_port, laser);
  return lasers;
}

void LightField::renew_lasers(SiteIndex site) {
  auto told = lasers_told(site);
  for (auto each = channels_.lower_bound({site, {}}); each != channels_.end() && each->first.site == site;) {
    const auto same = told.find(each->first.port);
    if (same != told.end() && same->second == each->second.laser) {
      told.erase(same);
      ++each;
      continue;
    }
    fresh_.receivers.insert(each->first);
    unplace(each->second);
    each = channels_.erase(each);
  }
  for (auto& [port, laser] : told) {
    const LaserKey key{site, port};
    fresh_.receivers.insert(key);
    Channel& channel = channels_[key];
    channel.key = key;
    channel.laser = laser;
    channel.carrier = {laser.frequency, plant_.network().mode(laser.mode).baud_rate};
  }
}

bool LightField::lies_in(const Channel& channel, const std::vector<bool>& cables) const {
  return std::any_of(channel.tree.entries.begin(), channel.tree.entries.end(),
                     [&](const Entry& entry) { return cables[entry.cable]; });
}

void LightField::follow(const Touched& touched) {
  for (auto& [key, channel] : channels_) {
    const auto& sites = channel.tree.sites;
    const bool is_new = sites.empty();
    const bool is_touched =
        is_new || lies_in(channel, touched.cables) ||
        std::any_of(sites.begin(), sites.end(), [&](SiteIndex site) { return touched.sites[site.at()]; });
    channel.is_moved = false;
    if (!is_touched) continue;
    LightTree tree = light_tree(plant_, key.site, channel.laser);
    if (tree == channel.tree) continue;
    unplace(channel);
    place(channel, std::move(tree));
  }
}

void LightField::place(Channel& channel, LightTree tree) {
  channel.tree = std::move(tree);
  channel.is_moved = true;
  channel.places.assign(channel.tree.entries.size(), 0);
  for (auto& launched : channel.launched) launched.assign(channel.tree.entries.size(), {});
  for (std::size_t i = 0; i < channel.tree.entries.size(); ++i) {
    const CableIndex cable = channel.tree.entries[i].cable;
    states_[cable].occupants.push_back({&channel, i});
    moved_[cable] = true;
  }
  for (std::size_t i = 0; i < channel.tree.drops.size(); ++i) {
    const LaserKey receiver{channel.tree.drops[i].site, channel.tree.drops[i].port};
    drops_[receiver].push_back({&channel, i});
    fresh_.receivers.insert(receiver);
  }
}

void LightField::unplace(Channel& channel) {
  for (const Entry& entry : channel.tree.entries) {
    erase_channel(states_[entry.cable].occupants, &channel);
    moved_[entry.cable] = true;
  }
  for (const Drop& drop : channel.tree.drops) {
    const auto found = drops_.find({drop.site, drop.port});
    erase_channel(found->second, &channel);
    if (found->second.empty()) drops_.erase(found);
    fresh_.receivers.insert({drop.site, drop.port});
  }
}

void LightField::renew_load(CableIndex cable) {
  CableState& state = states_[cable];
  std::sort(state.occupants.begin(), state.occupants.end(), [](const Occupant& left, const Occupant& right) {
    return std::tie(left.channel->carrier, left.channel->key) <
           std::tie(right.channel->carrier, right.channel->key);
  });
  state.load.carriers.clear();
  for (std::size_t place = 0; place < state.occupants.size(); ++place) {
    const auto& [channel, entry] = state.occupants[place];
    channel->places[entry] = place;
    state.load.carriers.push_back(channel->carrier);
  }
  plant_.mixing(cable).learn(state.load);
  state.generation = plant_.mixing(cable).generation();
}

void LightField::sweep(std::size_t number) {
  stale_ = moved_;
  for (auto& [key, channel] : channels_)
    if (channel.is_moved || lies_in(channel, changed_)) launch(channel, number);
  changed_ = moved_;
  carry_stale(number);
}

double LightField::target_of(const Channel& channel, Mhz lower, Mhz upper) const {
  return target_w(plant_.network().equipment().roadm.target, upper - lower, channel.carrier.baud_rate);
}

// What comes to a ROADM: from the laser, or from a cable as the sweep before `number` had it.
Light LightField::arriving(const Channel& channel, std::optional<std::size_t> parent,
                           std::size_t number) const {
  if (!parent) return {watt(channel.laser.power), 0, 0};
  const Transfer& transfer = states_[channel.tree.entries[*parent].cable].transfers[number - 1];
  return transfer.at_end(channel.places[*parent], channel.launched[number][*parent]);
}

void LightField::launch(Channel& channel, std::size_t number) {
  for (std::size_t i = 0; i < channel.tree.entries.size(); ++i) {
    const Entry& entry = channel.tree.entries[i];
    const double target = target_of(channel, entry.lower, entry.upper);
    const auto parent = number == 0 ? std::nullopt : entry.parent;
    const Light light = levelled(arriving(channel, parent, number), target);
    if (light == channel.launched[number][i]) continue;
    channel.launched[number][i] = light;
    stale_[entry.cable] = true;
  }
}

void LightField::carry_stale(std::size_t number) {
  std::vector<Light> launched;
  for (CableIndex cable = 0; cable < states_.size(); ++cable) {
    if (!stale_[cable]) continue;
    CableState& state = states_[cable];
    if (state.generation != plant_.mixing(cable).generation()) renew_load(cable);
    launched.clear();
    for (const auto& [channel, entry] : state.occupants) launched.push_back(channel->launched[number][entry]);
    Transfer transfer = carry(plant_.row(cable), state.load, launched, plant_.kinds(cable));
    if (transfer == state.transfers[number]) continue;
    state.transfers[number] = std::move(transfer);
    changed_[cable] = true;
  }
}

void LightField::note_fresh() {
  for (CableIndex cable = 0; cable < states_.size(); ++cable)
    if (stale_[cable]) fresh_.cables[cable] = true;
  for (const auto& [key, channel] : channels_) {
    if (!lies_in(channel, stale_)) continue;
    for (const Drop& drop : channel.tree.drops) fresh_.receivers.insert({drop.site, drop.port});
  }
}

const Channel* LightField::channel(const LaserKey& key) const {
  const auto found = channels_.find(key);
  return found == channels_.end() ? nullptr : &found->second;
}

std::span<const Occupant> LightField::channels_dropped_at(const LaserKey& receiver) const {
  const auto found = drops_.find(receiver);
  return found == drops_.end() ? std::span<const Occupant>{} : std::span<const Occupant>(found->second);
}

Light LightField::at_end(const Channel& channel, std::size_t entry) const {
  return transfer(channel.tree.entries[entry].cable)
      .at_end(channel.places[entry], channel.launched.back()[entry]);
}

Light LightField::at_drop(const Channel& channel, std::size_t drop) const {
  const Drop& at = channel.tree.drops[drop];
  const Light light = at.parent ? at_end(channel, *at.parent) : Light{watt(channel.laser.power), 0, 0};
  return levelled(light, target_of(channel, at.lower, at.upper));
}

}  // namespace lightloom::lab::physics
