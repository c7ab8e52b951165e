#include "lab/glass/sight.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {
namespace {

bool differs(double left, double right) {
  constexpr double kVisible = 0.005;
  return !(std::abs(left - right) <= kVisible);
}

bool differs(const std::vector<Dbm>& left, const std::vector<Dbm>& right) {
  return !std::equal(left.begin(), left.end(), right.begin(), right.end(),
                     [](Dbm one, Dbm other) { return !differs(one.value, other.value); });
}

std::vector<Dbm> metered_each(const std::vector<double>& watts) {
  std::vector<Dbm> powers;
  powers.reserve(watts.size());
  for (const double watt : watts) powers.push_back(metered(watt));
  return powers;
}

// Lasers let in by the same media channel are one to a monitor.
std::vector<MonitoredChannel> monitored(const LightField& field, CableIndex cable) {
  std::map<std::pair<Mhz, Mhz>, double> watts;
  for (const auto& [channel, entry] : field.channels_in(cable)) {
    const Entry& at = channel->tree.entries[entry];
    watts[{at.lower, at.upper}] += field.at_end(*channel, entry).total_w();
  }
  std::vector<MonitoredChannel> channels;
  channels.reserve(watts.size());
  for (const auto& [edges, watt] : watts) channels.push_back({edges.first, edges.second, metered(watt)});
  return channels;
}

}  // namespace

Fibre fibre_seen(const Plant& plant, const LightField& field, CableIndex cable) {
  Fibre fibre;
  fibre.is_dark = plant.is_dark(cable);
  fibre.amplifier_in = metered_each(field.transfer(cable).amplifier_in_w);
  fibre.amplifier_out = metered_each(field.transfer(cable).amplifier_out_w);
  if (plant.row(cable).is_whole()) fibre.channels = monitored(field, cable);
  return fibre;
}

Fibre unlit_fibre(const Plant& plant, CableIndex cable) {
  Fibre fibre;
  fibre.is_dark = plant.is_dark(cable);
  fibre.amplifier_in.assign(plant.row(cable).edfas.size(), kDarkness);
  fibre.amplifier_out = fibre.amplifier_in;
  return fibre;
}

bool differs(const Fibre& left, const Fibre& right) {
  const auto is_same = [](const MonitoredChannel& one, const MonitoredChannel& other) {
    return one.lower == other.lower && one.upper == other.upper &&
           !differs(one.power.value, other.power.value);
  };
  return left.is_dark != right.is_dark || differs(left.amplifier_in, right.amplifier_in) ||
         differs(left.amplifier_out, right.amplifier_out) ||
         !std::equal(left.channels.begin(), left.channels.end(), right.channels.begin(), right.channels.end(),
                     is_same);
}

bool differs(const std::optional<Reception>& left, const std::optional<Reception>& right) {
  if (!left || !right) return left.has_value() != right.has_value();
  return left->from_site != right->from_site || differs(left->power.value, right->power.value) ||
         differs(left->esnr.value, right->esnr.value) ||
         differs(left->osnr_0p1nm.value, right->osnr_0p1nm.value) ||
         differs(left->chromatic_dispersion_ps_per_nm, right->chromatic_dispersion_ps_per_nm);
}

}  // namespace lightloom::lab::physics
