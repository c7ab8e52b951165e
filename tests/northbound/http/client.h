// A client that says exactly what a test tells it to, byte by byte, over loopback.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <cerrno>
#include <string>
#include <string_view>

namespace lightloom::test {

struct ClientResponse {
  int status = 0;  ///< 0: the connection ended before a whole response
  std::string head, body;
  std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
  boost::json::value json() const { return boost::json::parse(body); }
  std::string text(const char* member) const { return boost::json::value_to<std::string>(json().at(member)); }
  std::string error(const char* member) const {
    return boost::json::value_to<std::string>(json().at("error").at(member));
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    // Longer than anything a passing test waits for: a test that hangs fails instead.
    const timeval patience{20, 0};
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    socket_.native_non_blocking(false);
  }

  /// False where the other side no longer listens.
  bool send(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto size =
          ::send(socket_.native_handle(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) return false;
      sent += static_cast<std::size_t>(size);
    }
    return true;
  }
  void finish_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

  ClientResponse receive(bool has_body = true) {
    ClientResponse response;
    const auto head = receive_until("\r\n\r\n");
    if (head.empty()) return response;
    response.head = head;
    response.status = std::stoi(head.substr(head.find(' ') + 1, 3));
    const auto length = response.header("Content-Length");
    if (!has_body || length.empty()) return response;
    const auto size = static_cast<std::size_t>(std::stoul(length));
    while (buffer_.size() < size && fill()) {
    }
    response.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
  }
  /// All up to and including `mark`; empty where the connection ended first.
  std::string receive_until(std::string_view mark) {
    std::size_t at = std::string::npos;
    while ((at = buffer_.find(mark)) == std::string::npos)
      if (!fill()) return {};
    std::string text = buffer_.substr(0, at + mark.size());
    buffer_.erase(0, at + mark.size());
    return text;
  }
  /// True once the server has closed; what it still sent is dropped.
  bool is_closed_by_server() {
    while (fill()) {
    }
    return !timed_out_;
  }

  ClientResponse ask(std::string_view method, std::string_view target, std::string_view body = {},
                     std::string_view content_type = "application/json") {
    std::string request(method);
    request += ' ';
    request += target;
    request += " HTTP/1.1\r\nHost: test\r\n";
    if (!body.empty()) {
      request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
      if (!content_type.empty()) request += "Content-Type: " + std::string(content_type) + "\r\n";
    }
    request += "\r\n";
    request += body;
    send(request);
    return receive(method != "HEAD");
  }

 private:
  bool fill() {
    std::array<char, 65'536> some{};
    const auto size = ::recv(socket_.native_handle(), some.data(), some.size(), 0);
    timed_out_ = size < 0 && errno == EAGAIN;
    if (size <= 0) return false;
    buffer_.append(some.data(), static_cast<std::size_t>(size));
    return true;
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  std::string buffer_;
  bool timed_out_ = false;
};

}  // namespace lightloom::test
