// A real lightloomd on a free port, for tests that kill it, and a plain HTTP connection to it. Nothing is
// left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/scratch_folder.h"

namespace lightloom::test {

class DaemonProcess {
 public:
  /// Starts `program` with `words` and `--listen 127.0.0.1:0`, and waits until it serves or has ended.
  DaemonProcess(std::string program, std::vector<std::string> words, const ScratchFolder& folder);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  bool is_serving() const { return port_ != 0; }
  std::uint16_t port() const { return port_; }
  std::chrono::duration<double> time_to_serve() const { return time_to_serve_; }
  /// What it wrote to standard error.
  std::string log() const;
  void send(int signal) const;
  void kill();
  /// Waits for its end and gives the exit status (128 + signal where one ended it); nullopt where it does not
  /// end.
  std::optional<int> wait(std::chrono::milliseconds patience = std::chrono::seconds(10));

 private:
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
  std::chrono::duration<double> time_to_serve_{};
  std::filesystem::path log_, ready_;
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// One keep-alive connection, blocking. An answer that does not come whole is none.
class HttpConnection {
 public:
  explicit HttpConnection(std::uint16_t port);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  std::optional<HttpAnswer> call(std::string_view method, std::string_view target,
                                 std::string_view body = {});
  /// Sends bytes as they are and reads one answer.
  std::optional<HttpAnswer> exchange(std::string_view bytes);

 private:
  std::optional<HttpAnswer> read_answer();
  bool fill();
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace lightloom::test
