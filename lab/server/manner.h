// How a device behaves towards its clients: most do as they are told.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "topology/result.h"

namespace lightloom::lab {

enum class Manner {
  kNormal,
  kSlow,      ///< every answer takes longer
  kSilent,    ///< connections stay, nothing is answered or told; what was asked is answered when this ends
  kRefusing,  ///< every Set is refused, with words
  kLying,     ///< every Set is said to be done, and is not
  kDead       ///< without power: connections are refused, no light enters or leaves
};

inline constexpr std::array kManners{Manner::kNormal,   Manner::kSlow,  Manner::kSilent,
                                     Manner::kRefusing, Manner::kLying, Manner::kDead};
std::string_view name_of(Manner manner);
/// kInvalidArgument with the nearest.
Result<Manner> manner_of(std::string_view name);

/// What clients asked of a device since the lab began.
struct Counters {
  std::uint64_t sets = 0;
  std::uint64_t writes = 0;  ///< sets that changed something
  std::uint64_t gets = 0;
  std::uint64_t subscriptions = 0;
};

}  // namespace lightloom::lab
