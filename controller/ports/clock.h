// Time is passed in: the only reader of a wall clock is the Clock that main.cc makes.
#pragma once

#include "topology/units.h"

namespace lightloom {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall-clock UTC. Any thread.
  virtual Instant now() const = 0;
};

}  // namespace lightloom
