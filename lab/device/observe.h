// What a device says of itself: what is built, and what its receivers, amplifiers and neighbours tell now.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/device/facts.h"
#include "lab/device/schema.h"
#include "lab/glass/glass.h"

namespace lightloom::lab {

/// What a device sees around it.
struct Surroundings {
  Glass* glass = nullptr;                             ///< outlives the call
  const std::vector<Identity>* identities = nullptr;  ///< of all sites, by SiteIndex
  std::uint64_t now_ns = 0;                           ///< since 1970, for new alarms
  std::uint64_t seed = 0;                             ///< 0: readings are exact
};

/// State that lasts until the next start: who it is, its parts, its table of modes.
Leaves built_state(const DeviceFacts& facts, std::uint64_t boot_time_ns);
/// State that light and config make. Alarms that stand already in `before` keep their time.
Leaves observed_state(const DeviceFacts& facts, const Leaves& config, const Surroundings& around,
                      const Leaves& before);
/// Adds to `state` what repeats `config`, and the key leaf of every list entry of both; leaves of `built` are
/// not said twice.
void add_repeated(const Leaves& config, const Leaves& built, Leaves& state);

}  // namespace lightloom::lab
