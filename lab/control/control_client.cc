#include "lab/control/control_client.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "lab/control/socket_address.h"

namespace lightloom::lab {
namespace {

constexpr std::chrono::seconds kPatience{30};

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

int connect_to(const std::string& name, const Descriptor& socket) {
  const auto address = socket_address(name);
  sockaddr_un raw{};
  raw.sun_family = AF_UNIX;
  std::memcpy(raw.sun_path, address.data(), std::min(address.size(), sizeof raw.sun_path));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
  return ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&raw), size);
}

tl::unexpected<Error> no_answer(const std::string& name) {
  return fail(ErrorCode::kUnavailable,
              fmt::format("the lab {:?} does not answer: {}", name,
                          errno == 0 ? "it closed the connection" : std::strerror(errno)));
}

}  // namespace

Result<std::string> ask_lab(const std::string& name, const std::string& request) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect_to(name, socket) != 0)
    return fail(
        ErrorCode::kNotFound,
        fmt::format("no lab called {:?} runs; lightloom-lab up NETWORK --name {} starts one", name, name));
  const auto line = request + "\n";
  for (std::size_t sent = 0; sent < line.size();) {
    const auto size = ::send(socket.number(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return no_answer(name);
    sent += static_cast<std::size_t>(size);
  }
  std::string reply;
  constexpr std::size_t kChunk = std::size_t{64} << 10U;
  while (reply.empty() || reply.back() != '\n') {
    if (reply.size() > kMaxControlReply) return fail(ErrorCode::kTooLarge, "the lab's answer is too long");
    const auto before = reply.size();
    reply.resize(before + kChunk);
    errno = 0;
    const auto size = ::recv(socket.number(), reply.data() + before, kChunk, 0);
    if (size <= 0) return no_answer(name);
    reply.resize(before + static_cast<std::size_t>(size));
  }
  reply.pop_back();
  return reply;
}

Result<void> wait_until_gone(int pid) {
  // A descriptor of the process tells its end even while nobody has waited for it.
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (process.number() < 0) return {};
  pollfd wanted{process.number(), POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  if (::poll(&wanted, 1, static_cast<int>(patience.count())) == 1) return {};
  return fail(ErrorCode::kDeadlineExceeded,
              fmt::format("process {} has not ended after {} s", pid, kPatience.count()));
}

}  // namespace lightloom::lab
