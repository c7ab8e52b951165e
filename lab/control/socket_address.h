// Where a lab of this machine is reached by its own verbs: an abstract Unix socket, which leaves no file and
// is gone with the process, however that ends.
#pragma once

#include <string>

#include "topology/result.h"

namespace lightloom::lab {

/// 1 to 40 letters, digits, `-` and `_`. kInvalidArgument.
Result<void> check_lab_name(const std::string& name);
/// Of this user's lab of that name, with the leading zero byte.
std::string socket_address(const std::string& name);

/// Longest line in each direction.
inline constexpr std::size_t kMaxControlRequest = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxControlReply = std::size_t{64} << 20U;

}  // namespace lightloom::lab
