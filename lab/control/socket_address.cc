#include "lab/control/socket_address.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace lightloom::lab {

Result<void> check_lab_name(const std::string& name) {
  constexpr std::size_t kLongest = 40;
  const auto is_sound = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  };
  if (!name.empty() && name.size() <= kLongest && std::all_of(name.begin(), name.end(), is_sound)) return {};
  return invalid(fmt::format("--name {:?}: a lab's name is 1 to {} letters, digits, - and _", name, kLongest),
                 "--name");
}

std::string socket_address(const std::string& name) {
  return std::string(1, '\0') + fmt::format("lightloom-lab-{}-{}", ::getuid(), name);
}

}  // namespace lightloom::lab
