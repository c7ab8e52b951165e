#include "lab/glass/receiver.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "lab/glass/constants.h"
#include "lab/glass/silica.h"

namespace lightloom::lab::physics {
namespace {

bool is_tuned_to(const Channel& receiver, const Channel& channel) {
  const std::int64_t distance = std::abs(receiver.carrier.frequency.value - channel.carrier.frequency.value);
  return channel.laser.mode == receiver.laser.mode && 2 * distance <= kSliceWidth.value;
}

// A channel as it leaves through a drop port.
struct Dropped {
  const Channel* channel = nullptr;
  std::size_t drop = 0;
  Light light;
};

Dropped strongest(const LightField& field, const Channel& receiver) {
  Dropped best;
  for (const auto& [channel, drop] : field.channels_dropped_at(receiver.key)) {
    if (!is_tuned_to(receiver, *channel)) continue;
    const Light light = field.at_drop(*channel, drop);
    const double lead = light.total_w() - best.light.total_w();
    // Which one came first must not matter where two are alike.
    if (lead > 0 || (lead == 0 && best.channel && channel->key < best.channel->key))
      best = {channel, drop, light};
  }
  return best;
}

// Cables that the channel came through, from the last to the first.
std::vector<std::size_t> entries_to(const Dropped& dropped) {
  std::vector<std::size_t> entries;
  const LightTree& tree = dropped.channel->tree;
  for (auto entry = tree.drops[dropped.drop].parent; entry; entry = tree.entries[*entry].parent)
    entries.push_back(*entry);
  return entries;
}

// Power of other channels in the band, over the signal. Light that shares several fibres with it is the same
// light: it counts once, where it is strongest.
class Crosstalk {
 public:
  explicit Crosstalk(const Channel& own) : own_(own) {}
  void add(const Channel& other, double other_w, double signal_w) {
    if (&other == &own_) return;
    const double part = part_in_band(own_.carrier, other.carrier);
    if (!(part > 0)) return;
    double& strongest = by_laser_[other.key];
    strongest = std::max(strongest, part * other_w / signal_w);
  }
  double sum() const {
    double sum = 0;
    for (const auto& [laser, share] : by_laser_) sum += share;
    return sum;
  }

 private:
  const Channel& own_;
  std::map<LaserKey, double> by_laser_;
};

double crosstalk_to_signal(const LightField& field, const Channel& receiver, const Dropped& dropped) {
  Crosstalk crosstalk(*dropped.channel);
  for (const std::size_t entry : entries_to(dropped)) {
    const double signal = field.at_end(*dropped.channel, entry).signal_w;
    for (const auto& [other, at] : field.channels_in(dropped.channel->tree.entries[entry].cable))
      if (part_in_band(dropped.channel->carrier, other->carrier) > 0)
        crosstalk.add(*other, field.at_end(*other, at).total_w(), signal);
  }
  for (const auto& [other, drop] : field.channels_dropped_at(receiver.key))
    crosstalk.add(*other, field.at_drop(*other, drop).total_w(), dropped.light.signal_w);
  return crosstalk.sum();
}

double chromatic_dispersion_ps_per_nm(const Plant& plant, const Dropped& dropped) {
  double sum_s_per_m = 0;
  for (const std::size_t entry : entries_to(dropped)) {
    const Link& link = plant.link(dropped.channel->tree.entries[entry].cable);
    const FibreType& type = plant.network().equipment().fibres[link.fibre_type.at()];
    sum_s_per_m += dispersion_s_per_m2(type, hertz(dropped.channel->carrier.frequency)) *
                   static_cast<double>(link.length.value);
  }
  constexpr double kPicosecondsPerNanometre = 1e3;  // 1 s/m = 1e12 ps / 1e9 nm
  return sum_s_per_m * kPicosecondsPerNanometre;
}

}  // namespace

std::optional<Reception> received(const Plant& plant, const LightField& field, const LaserKey& receiver) {
  const Channel* own = field.channel(receiver);
  if (own == nullptr) return std::nullopt;
  const Dropped dropped = strongest(field, *own);
  if (dropped.channel == nullptr || !(dropped.light.signal_w > 0)) return std::nullopt;

  const Network& network = plant.network();
  const Mode& mode = network.mode(own->laser.mode);
  const double in_signal_band = hertz(mode.baud_rate) / kReferenceBandwidthHz;
  const double equipment =
      (ratio(-mode.tx_osnr) + ratio(-network.equipment().roadm.add_drop_osnr)) * in_signal_band;
  const Light& light = dropped.light;
  const double linear = light.ase_w / light.signal_w + crosstalk_to_signal(field, *own, dropped) + equipment;
  const double all = linear + light.nli_w / light.signal_w;

  Reception reception;
  reception.power = metered(light.total_w());
  reception.esnr = -to_decibel(LinearRatio{all});
  reception.osnr_0p1nm = -to_decibel(LinearRatio{linear / in_signal_band});
  reception.pre_fec_ber = pre_fec_ber(-to_decibel(LinearRatio{all / in_signal_band}), mode.required_osnr);
  reception.chromatic_dispersion_ps_per_nm = chromatic_dispersion_ps_per_nm(plant, dropped);
  reception.from_site = network.site(dropped.channel->key.site).name;
  return reception;
}

double pre_fec_ber(Decibel gsnr_0p1nm, Decibel required_osnr) {
  constexpr double kAtRequired = 1.452'219'782;  // erfc(this) / 2 = 0.02
  return std::erfc(kAtRequired * std::sqrt(ratio(gsnr_0p1nm - required_osnr))) / 2.0;
}

}  // namespace lightloom::lab::physics
