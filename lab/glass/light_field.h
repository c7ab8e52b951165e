// All light in the plant. Channels depend on each other: what one laser launches makes interference for its
// neighbours, whose noise then takes its share of the power that the next ROADM lets through. That is solved
// in sweeps, the same number each time and from the same start, so that the outcome follows from the
// configuration alone, to the last bit, whatever happened before.
#pragma once

#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "lab/glass/light_tree.h"

namespace lightloom::lab::physics {

/// Sweep 1 takes signals at the ROADMs' targets without noise; each further one carries what the one before
/// did to them. What a sweep has wrong shrinks in the next to about three times the share that noise has of
/// the power. With 1,000 lightpaths on the national network three are within 0.0005 dB of ten.
inline constexpr std::size_t kSweeps = 3;

/// A laser, and the receiver beside it.
struct LaserKey {
  SiteIndex site;
  std::string port;
  auto operator<=>(const LaserKey&) const = default;
};

struct Channel {
  LaserKey key;
  Transmitter laser;
  Carrier carrier;
  LightTree tree;
  std::vector<std::size_t> places;                   ///< by entry: its place among the channels of the cable
  std::array<std::vector<Light>, kSweeps> launched;  ///< by sweep and entry
  bool is_moved = true;                              ///< its tree is not as it was
};
/// A channel at one of its entries or drops.
struct Occupant {
  Channel* channel;
  std::size_t entry;
};

/// What may have changed: cables, and receivers.
struct Fresh {
  std::vector<bool> cables;
  std::set<LaserKey> receivers;
};

class LightField {
 public:
  /// `plant` outlives it.
  explicit LightField(Plant& plant);

  /// Brings the light up to date with the plant.
  void settle();
  /// Since it was last asked.
  Fresh take_fresh();

  /// Nothing where no laser is on, or its mode or frequency is none.
  const Channel* channel(const LaserKey& key) const;
  /// In rising frequency.
  std::span<const Occupant> channels_in(CableIndex cable) const { return states_[cable].occupants; }
  const Transfer& transfer(CableIndex cable) const { return states_[cable].transfers.back(); }
  std::span<const Occupant> channels_dropped_at(const LaserKey& receiver) const;
  /// Behind the preamplifier.
  Light at_end(const Channel& channel, std::size_t entry) const;
  /// Behind the last ROADM.
  Light at_drop(const Channel& channel, std::size_t drop) const;

 private:
  struct CableState {
    std::vector<Occupant> occupants;
    Load load;
    std::uint64_t generation = 0;
    std::array<Transfer, kSweeps> transfers;
  };
  void renew_lasers(SiteIndex site);
  std::map<std::string, Transmitter> lasers_told(SiteIndex site) const;
  void follow(const Touched& touched);
  void place(Channel& channel, LightTree tree);
  void unplace(Channel& channel);
  void renew_load(CableIndex cable);
  void sweep(std::size_t number);
  void launch(Channel& channel, std::size_t number);
  Light arriving(const Channel& channel, std::optional<std::size_t> parent, std::size_t number) const;
  double target_of(const Channel& channel, Mhz lower, Mhz upper) const;
  void carry_stale(std::size_t number);
  void note_fresh();
  bool lies_in(const Channel& channel, const std::vector<bool>& cables) const;

  Plant& plant_;
  std::map<LaserKey, Channel> channels_;
  std::map<LaserKey, std::vector<Occupant>> drops_;
  std::vector<CableState> states_;
  std::vector<bool> moved_;    // cables with other channels, or made differently
  std::vector<bool> changed_;  // cables that did something else in the sweep before
  std::vector<bool> stale_;    // cables to be carried again in this sweep
  Fresh fresh_;
};

}  // namespace lightloom::lab::physics
