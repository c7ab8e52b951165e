// HTTP/1.1 on a thread of its own: sockets, limits and timeouts around the Router. No client, however slow or
// malformed, costs more than one connection and a bounded buffer.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "northbound/handlers/handlers.h"

namespace lightloom::northbound {

struct HttpOptions {
  using Milliseconds = std::chrono::milliseconds;
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6
  std::uint16_t port = 8'420;         ///< 0 picks a free one
  Handlers::Options handlers;
  std::size_t max_body = std::size_t{1} << 20;  ///< bytes
  std::size_t max_header = std::size_t{16} << 10;
  std::size_t max_connections = 1'024;
  Milliseconds request_timeout{15'000};  ///< from the first byte of a request to its last
  Milliseconds idle_timeout{60'000};     ///< between requests
  Milliseconds write_timeout{15'000};    ///< for one answer, or one batch of events
  Milliseconds heartbeat{15'000};        ///< of event streams
  Milliseconds linger{2'000};            ///< for what a refused client still sends
  Milliseconds stop_grace{1'000};        ///< for what is being answered
};

/// Where to listen, as `127.0.0.1:8420` or `[::1]:0`; the rest by default. kInvalidArgument.
Result<HttpOptions> http_options_of(const std::string& listen);

class HttpServer {
 public:
  /// `control` and `clock` outlive this; `control` may still answer after `stop`, into the void.
  HttpServer(Control& control, const Clock& clock, HttpOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Listens and serves; the port it listens on. kInvalidArgument: not an address; kUnavailable: taken, or
  /// not ours. Once.
  Result<std::uint16_t> start();
  /// Stops listening, closes idle connections and event streams, gives the others `stop_grace`. Blocks until
  /// done. Any thread but the server's own; again is nothing.
  void stop();

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace lightloom::northbound
