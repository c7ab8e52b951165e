// Small lines and networks built by hand, for the tests of this folder.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "topology/network.h"
#include "topology/optics/fibre.h"

namespace lightloom::optics::test {

/// 80 km of standard fibre with two connectors of 0.25 dB: 16.5 dB.
inline Fibre standard_fibre() {
  Fibre fibre;
  fibre.length_m = 80e3;
  fibre.loss_db_per_m = 0.2e-3;
  fibre.loss_in = {0.25};
  fibre.loss_out = {0.25};
  fibre.dispersion_s_per_m2 = 1.67e-5;
  fibre.effective_area_m2 = 83e-12;
  fibre.pmd_s_per_sqrt_m = 1.265e-15;
  return fibre;
}

inline AmplifierType variable_gain_type() {
  AmplifierType type;
  type.name = "line-amp";
  type.gain_flatmax = {26};
  type.gain_min = {15};
  type.p_max = {23};
  type.nf_min = {5};
  type.nf_max = {9};
  type.f_min = Mhz{190'600'000};
  type.f_max = Mhz{196'800'000};
  return type;
}

inline Mode mode_of_100ghz() {
  Mode mode;
  mode.name = "400G";
  mode.transceiver = "coherent";
  mode.rate = Kbps{400'000'000};
  mode.baud_rate = Mhz{91'600};
  mode.min_spacing = Mhz{100'000};
  mode.f_min = Mhz{191'000'000};
  mode.f_max = Mhz{195'000'000};
  mode.roll_off = 0.1;
  mode.required_osnr = {20.5};
  mode.tx_osnr = {38};
  return mode;
}

inline Equipment small_equipment() {
  Equipment equipment;
  equipment.modes = {mode_of_100ghz()};
  equipment.amplifiers = {variable_gain_type()};
  FibreType fibre;
  fibre.name = "SSMF";
  fibre.dispersion_s_per_m2 = 1.67e-5;
  fibre.effective_area_m2 = 83e-12;
  fibre.pmd_s_per_sqrt_m = 1.265e-15;
  equipment.fibres = {fibre};
  equipment.roadm.target = {RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 2e-4};
  equipment.roadm.add_drop_osnr = {38};
  equipment.line.f_min = Mhz{190'700'000};
  equipment.line.f_max = Mhz{196'700'000};
  equipment.line.margin = {1};
  return equipment;
}

/// `spans` of 80 km behind a booster of 19 dB, each made up for by 16.5 dB.
inline Link link_of(std::string name, SiteIndex a, SiteIndex z, int spans) {
  Link link;
  link.a_port = name + "-a";
  link.z_port = name + "-z";
  link.name = std::move(name);
  link.a_site = a;
  link.z_site = z;
  link.fibre = "G.652.D";
  link.length = Metres{80'000} * spans;
  link.spans.assign(static_cast<std::size_t>(spans), Span{Metres{80'000}, 0.2, {0.25}, {0.25}, {0}});
  link.amps_az.assign(static_cast<std::size_t>(spans) + 1, Amplifier{AmplifierTypeIndex{0}, {16.5}, {}, {}});
  link.amps_az.front().gain = {19};
  link.amps_za = link.amps_az;
  return link;
}

/// Sites s0, s1, ... in a row, a cable of `spans[i]` spans between neighbours.
inline NetworkRecord row_of_sites(const std::vector<int>& spans) {
  NetworkRecord record;
  record.equipment = small_equipment();
  for (std::uint32_t i = 0; i <= spans.size(); ++i) {
    Site site;
    site.name = "s" + std::to_string(i);
    record.sites.push_back(site);
  }
  for (std::uint32_t i = 0; i < spans.size(); ++i) {
    record.links.push_back(link_of("c" + std::to_string(i), SiteIndex{i}, SiteIndex{i + 1}, spans[i]));
  }
  return record;
}

/// Along the row, from s0 to the last.
inline std::vector<Hop> whole_row(const Network& network) {
  std::vector<Hop> hops;
  for (std::uint32_t i = 0; i < network.links().size(); ++i) hops.push_back({LinkIndex{i}, true});
  return hops;
}

inline std::vector<Hop> reversed(std::vector<Hop> hops) {
  std::vector<Hop> back;
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) back.push_back({hop->link, !hop->forward});
  return back;
}

}  // namespace lightloom::optics::test
