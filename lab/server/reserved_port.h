// A TCP port of this machine that stays ours while nobody listens on it, so that a device that died comes
// back at the same address and is refused, not taken by somebody else, in between.
#pragma once

#include <cstdint>

#include "topology/result.h"

namespace lightloom::lab {

class ReservedPort {
 public:
  /// A free port of 127.0.0.1. kUnavailable where there is none.
  static Result<ReservedPort> take();
  ReservedPort(ReservedPort&& other) noexcept;
  ReservedPort& operator=(ReservedPort&& other) noexcept;
  ~ReservedPort();

  std::uint16_t number() const { return number_; }

 private:
  ReservedPort(int socket, std::uint16_t number) : socket_(socket), number_(number) {}
  int socket_ = -1;
  std::uint16_t number_ = 0;
};

}  // namespace lightloom::lab
