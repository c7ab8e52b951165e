// How long a device that cannot be reached is left alone. With jitter, so that devices which went away
// together do not come back together.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "topology/units.h"

namespace lightloom::southbound {

/// One thread at a time.
class Backoff {
 public:
  /// `name` and `seed` alone decide the waits.
  Backoff(Duration least, Duration most, std::uint64_t seed, std::string_view name);
  /// After one more failure: the base doubles from `least` to `most`; half of it is certain, the rest drawn.
  Duration next();
  void reset() { base_ = Duration{0}; }

 private:
  Duration least_, most_, base_{0};
  std::mt19937_64 random_;
};

}  // namespace lightloom::southbound
