// How long southbound waits, how often it looks, and how much it takes from a device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "southbound/gnmi/leaf_map.h"
#include "topology/units.h"

namespace lightloom::southbound {

struct Options {
  Duration connect = std::chrono::seconds(2);  ///< for the connection and Capabilities together
  Duration get = std::chrono::seconds(2);      ///< also for a stream's first picture
  Duration set = std::chrono::seconds(5);
  Duration backoff_min = std::chrono::milliseconds(100);  ///< doubled at each further failure
  Duration backoff_max = std::chrono::seconds(5);
  Duration coalesce = std::chrono::milliseconds(10);  ///< changes within it are one piece of news
  Duration sample = std::chrono::seconds(10);         ///< of measurements
  Duration pulse = std::chrono::seconds(2);  ///< of one leaf, by which a still stream is told from a dead one
  Duration trust = std::chrono::seconds(1);  ///< before a write, what was read longer ago is read again
  Duration full_look = std::chrono::seconds(60);  ///< the whole tree is read at least so often
  std::uint64_t seed = 0;                         ///< of the jitter

  TreeLimits tree;
  std::size_t message_bytes = std::size_t{16} << 20U;
  std::size_t updates_per_sample = 200'000;  ///< more leaves within one `sample` are a flood
};

}  // namespace lightloom::southbound
