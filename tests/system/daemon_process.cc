#include "tests/system/daemon_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace lightloom::test {
namespace {

using Milliseconds = std::chrono::milliseconds;
constexpr Milliseconds kLook{2};
constexpr std::chrono::seconds kPatience{60};  // a sanitized daemon on a busy machine is slow to start

std::string read_whole(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// `{"http": "127.0.0.1:4711"}`
std::uint16_t port_in(const std::string& ready) {
  const auto colon = ready.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos)
    std::from_chars(ready.data() + colon + 1, ready.data() + ready.size(), port);
  return port;
}

}  // namespace

DaemonProcess::DaemonProcess(std::string program, std::vector<std::string> words, const ScratchFolder& folder)
    : log_(folder / "daemon.log"), ready_(folder / "ready.json") {
  std::filesystem::remove(ready_);
  words.insert(words.begin(), std::move(program));
  words.insert(words.end(), {"--listen", "127.0.0.1:0", "--ready-file", ready_.string()});
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const auto begin = std::chrono::steady_clock::now();
  process_ = fork();
  if (process_ == 0) {
    const int log = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(log, STDERR_FILENO);
    execv(pointers.front(), pointers.data());
    _exit(127);
  }
  while (std::chrono::steady_clock::now() - begin < kPatience) {
    if (std::filesystem::exists(ready_)) {
      port_ = port_in(read_whole(ready_));
      time_to_serve_ = std::chrono::steady_clock::now() - begin;
      return;
    }
    siginfo_t ended{};
    if (waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid != 0)
      return;
    std::this_thread::sleep_for(kLook);
  }
}

DaemonProcess::~DaemonProcess() { kill(); }

std::string DaemonProcess::log() const { return read_whole(log_); }

void DaemonProcess::send(int signal) const {
  if (process_ > 0) ::kill(process_, signal);
}

void DaemonProcess::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::optional<int> DaemonProcess::wait(Milliseconds patience) {
  for (const auto begin = std::chrono::steady_clock::now();
       std::chrono::steady_clock::now() - begin < patience;) {
    int status = 0;
    if (waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::this_thread::sleep_for(kLook);
  }
  return std::nullopt;
}

HttpConnection::HttpConnection(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{60, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(socket_);
    socket_ = -1;
  }
}

HttpConnection::~HttpConnection() {
  if (socket_ >= 0) close(socket_);
}

std::optional<HttpAnswer> HttpConnection::call(std::string_view method, std::string_view target,
                                               std::string_view body) {
  std::string request;
  request.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: test\r\n");
  if (!body.empty()) request.append("Content-Type: application/json\r\n");
  request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  return exchange(request);
}

std::optional<HttpAnswer> HttpConnection::exchange(std::string_view bytes) {
  if (socket_ < 0) return std::nullopt;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // refused half-way: an answer may have come all the same
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return read_answer();
}

bool HttpConnection::fill() {
  std::array<char, 65'536> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
  const auto got = recv(socket_, chunk.data(), chunk.size(), 0);
  if (got <= 0) return false;
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<HttpAnswer> HttpConnection::read_answer() {
  constexpr std::string_view kLength = "Content-Length: ";
  std::size_t head = 0;
  while ((head = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return std::nullopt;
  HttpAnswer answer;
  std::from_chars(buffer_.data() + 9, buffer_.data() + 12, answer.status);
  std::size_t length = 0;
  const auto field = buffer_.find(kLength);
  if (field == std::string::npos || field > head) return std::nullopt;
  std::from_chars(buffer_.data() + field + kLength.size(), buffer_.data() + head, length);
  while (buffer_.size() < head + 4 + length)
    if (!fill()) return std::nullopt;
  answer.body = buffer_.substr(head + 4, length);
  buffer_.erase(0, head + 4 + length);
  return answer;
}

}  // namespace lightloom::test
