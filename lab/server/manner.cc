#include "lab/server/manner.h"

#include <fmt/format.h>

#include <vector>

namespace lightloom::lab {

std::string_view name_of(Manner manner) {
  switch (manner) {
    case Manner::kNormal:
      return "normal";
    case Manner::kSlow:
      return "slow";
    case Manner::kSilent:
      return "silent";
    case Manner::kRefusing:
      return "refusing";
    case Manner::kLying:
      return "lying";
    case Manner::kDead:
      return "dead";
  }
  return "";
}

Result<Manner> manner_of(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto manner : kManners) {
    if (name_of(manner) == name) return manner;
    names.push_back(name_of(manner));
  }
  const auto nearest = nearest_of(name, names);
  return invalid(fmt::format("no manner {:?}; a device is {}", name, fmt::join(names, ", ")), "manner",
                 nearest);
}

}  // namespace lightloom::lab
