#include "lab/server/reserved_port.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace lightloom::lab {

Result<ReservedPort> ReservedPort::take() {
  // Bound and never listening: a connection is refused, and with SO_REUSEPORT the server may bind beside it.
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (socket < 0 || ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0 ||
      ::bind(socket, raw, size) != 0 || ::getsockname(socket, raw, &size) != 0) {
    const int problem = errno;
    if (socket >= 0) ::close(socket);
    return fail(ErrorCode::kUnavailable,
                fmt::format("no free port on 127.0.0.1: {}", std::strerror(problem)));
  }
  return ReservedPort(socket, ntohs(address.sin_port));
}

ReservedPort::ReservedPort(ReservedPort&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), number_(other.number_) {}

ReservedPort& ReservedPort::operator=(ReservedPort&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(number_, other.number_);
  return *this;
}

ReservedPort::~ReservedPort() {
  if (socket_ >= 0) ::close(socket_);
}

}  // namespace lightloom::lab
