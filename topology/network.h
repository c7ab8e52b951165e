// The plant: sites, cables with their spans and amplifiers, and what stands at their ends. A NetworkRecord is
// what a file said; a Network is that, checked, indexed and immutable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/equipment.h"
#include "topology/ids.h"
#include "topology/result.h"
#include "topology/spectrum.h"

namespace lightloom {

struct Site {
  std::string name;  ///< ASCII, as `horinger`: the name in every call
  std::string name_zh;
  std::string uid;  ///< of the ROADM in the planner's file, where it came from one; also taken as a name
  std::optional<double> latitude_deg, longitude_deg;
  std::string kind;                         ///< provincial, hub-cluster, relay
  std::string hub;                          ///< national hub that it belongs to; empty where none
  std::optional<std::uint32_t> line_ports;  ///< nullopt: unlimited
  std::uint32_t regenerators = 0;
  bool operator==(const Site&) const = default;
};

/// One length of fibre between two amplifiers, the same both ways.
struct Span {
  Metres length;
  double loss_db_per_km = 0;
  Decibel connector_in, connector_out;
  Decibel pad;  ///< attenuator at the input
  bool operator==(const Span&) const = default;
};

struct Amplifier {
  AmplifierTypeIndex type;
  Decibel gain;
  Decibel out_voa;
  Decibel tilt;
  bool operator==(const Amplifier&) const = default;
};

/// One cable: a fibre pair between two degrees, both directions. Its name is the plant record's.
struct Link {
  std::string name;
  SiteIndex a_site, z_site;
  std::string a_port, z_port;  ///< `degree-3`
  std::string fibre;           ///< kind, as G.654.E
  FibreTypeIndex fibre_type;
  Metres length;  ///< sum of the spans
  std::vector<std::string> srlgs;
  std::vector<Span> spans;  ///< in order from a to z
  std::vector<Amplifier>
      amps_az;  ///< booster, in-line ones, preamplifier: spans + 1, in the direction of light
  std::vector<Amplifier> amps_za;
  Latency latency{};  ///< fibre only, by the group index of its type; filled by Network::build
  bool operator==(const Link&) const = default;
};

/// What a plant record says. Values only; Network::build checks it.
struct NetworkRecord {
  std::vector<Site> sites;
  std::vector<Link> links;
  Equipment equipment;
  bool operator==(const NetworkRecord&) const = default;
};

/// A cable in the direction of travel.
struct Hop {
  LinkIndex link;
  bool forward = true;  ///< from a to z
  bool operator==(const Hop&) const = default;
};

/// A way out of a site.
struct Adjacency {
  Hop hop;
  SiteIndex to;
  Latency latency{};
};

inline constexpr double kLeastGroupIndex = 1, kMostGroupIndex = 2;

/// One-way time of light in `length` of fibre, to the picosecond; GNPy's group index is 1.468 everywhere. The
/// index counts to its sixth decimal.
Latency fibre_latency(Metres length, double group_index = 1.468);

/// Immutable, checked, indexed. Shared by every thread as `shared_ptr<const Network>`.
class Network {
 public:
  /// kInvalidArgument, naming the element and field: a site or cable named twice, an end that is not a site,
  /// both ends the same, a port used twice, a length of 0, spans that do not sum to the length, amplifiers
  /// that are not spans + 1, an unknown type, a band outside what the calendar holds.
  static Result<Network> build(NetworkRecord record);

  std::span<const Site> sites() const { return record_.sites; }
  std::span<const Link> links() const { return record_.links; }
  const Equipment& equipment() const { return record_.equipment; }
  const NetworkRecord& record() const { return record_; }
  const Site& site(SiteIndex index) const { return record_.sites[index.at()]; }
  const Link& link(LinkIndex index) const { return record_.links[index.at()]; }
  const Mode& mode(ModeIndex index) const { return record_.equipment.modes[index.at()]; }
  std::span<const Adjacency> ways_from(SiteIndex site) const { return adjacency_[site.at()]; }

  /// By name or uid; kInvalidArgument with the nearest name. The caller adds the field.
  Result<SiteIndex> find_site(std::string_view name) const;
  /// By name; nullopt where there is none.
  std::optional<LinkIndex> find_link(std::string_view name) const;
  std::optional<ModeIndex> find_mode(std::string_view transceiver, std::string_view name) const;

  /// Slices of the line system's band; bit i of a SliceMap is slice band().first + i.
  SliceRange band() const { return band_; }
  /// Slices of a mode's slot (even), and the part of the band where it may lie, as bits of a SliceMap [from,
  /// to).
  std::int32_t slot_slices(ModeIndex mode) const { return mode_slots_[mode.at()].width; }
  std::pair<std::int32_t, std::int32_t> tuning_bits(ModeIndex mode) const {
    return {mode_slots_[mode.at()].from, mode_slots_[mode.at()].to};
  }

 private:
  struct ModeSlot {
    std::int32_t width, from, to;
  };
  NetworkRecord record_;
  std::vector<std::vector<Adjacency>> adjacency_;
  std::unordered_map<std::string, SiteIndex> site_by_name_;
  std::unordered_map<std::string, LinkIndex> link_by_name_;
  SliceRange band_;
  std::vector<ModeSlot> mode_slots_;
};

}  // namespace lightloom
