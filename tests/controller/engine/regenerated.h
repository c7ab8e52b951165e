// The corner of world.h where light reaches over one cable and, but for the shortest, no farther: what goes
// on needs regenerators.
#pragma once

#include "tests/controller/engine/world.h"

namespace lightloom::engine {

/// `regenerators` at Shijiazhuang and at Jinan, and one mode, of 800 Gbit/s. Its need with the
/// operator's margin is 28.6 dB; single cables give 28.63 to 32.1 dB, the best two from beijing to
/// zhengzhou 28.53.
inline NetworkRecord record_with_regenerators(std::uint32_t regenerators) {
  auto record = small_network()->record();
  record.equipment.modes.resize(1);
  record.equipment.modes.front().required_osnr = Decibel{27.6};
  for (auto& site : record.sites)
    site.regenerators = site.name == "shijiazhuang" || site.name == "jinan" ? regenerators : 0;
  return record;
}

inline std::shared_ptr<const Network> network_with_regenerators(std::uint32_t regenerators) {
  return built(record_with_regenerators(regenerators));
}

}  // namespace lightloom::engine
