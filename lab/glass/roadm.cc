#include "lab/glass/roadm.h"

#include "lab/glass/constants.h"

namespace lightloom::lab::physics {

bool passes(const Cross& cross, const Carrier& carrier) {
  // Rounded inwards, so that half a MHz of an odd symbol rate is not let through.
  const Mhz below{carrier.baud_rate.value - carrier.baud_rate.value / 2};
  return cross.lower <= carrier.frequency - below && carrier.frequency + below <= cross.upper;
}

double target_w(const RoadmTarget& target, Mhz slot_width, Mhz baud_rate) {
  if (target.kind == RoadmTarget::Kind::kPerChannelDbm) return watt(Dbm{target.value});
  const bool by_slot = target.kind == RoadmTarget::Kind::kPerSlotWidthMwPerGhz;
  const Mhz width = by_slot ? slot_width : baud_rate;
  return target.value * 1e-3 * hertz(width) * 1e-9;
}

Light levelled(const Light& light, double target_w) {
  const double total = light.total_w();
  return total > target_w ? light * (target_w / total) : light;
}

}  // namespace lightloom::lab::physics
