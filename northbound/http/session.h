// One connection: requests one after the other, each read whole within its limits, answered, then the next.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "northbound/http/router.h"
#include "northbound/http/server.h"

namespace lightloom::northbound {

/// Everything on the thread that serves clients.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// What the sessions share; outlives them.
  struct Host {
    const HttpOptions& options;
    Router& router;
    Metrics& metrics;
    std::function<void(std::uint64_t id)> closed;
    std::function<void(boost::asio::ip::tcp::socket, EventFeed)> streams;
    bool is_stopping = false;
  };
  Session(Host& host, std::uint64_t id, boost::asio::ip::tcp::socket socket);

  void start();
  /// Answers 503, whatever was asked, and closes.
  void turn_away(const Error& error);
  /// Closes now where nothing is being answered, else after the answer.
  void wind_down();
  void close();

 private:
  using Code = boost::beast::error_code;
  void await_request();
  void read_header();
  void header_read(Code problem);
  void read_body();
  void body_read(Code problem);
  void serve();
  void refuse(const Error& error);
  void reading_failed(Code problem);
  void respond(HttpResponse response);
  template <class Body>
  void fill(boost::beast::http::response<Body>& head, const HttpResponse& response) const;
  void written(Code problem);
  void drain();

  Host& host_;
  std::uint64_t id_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
  boost::beast::http::response<boost::beast::http::empty_body> head_response_;
  std::chrono::steady_clock::time_point asked_at_;
  std::size_t drained_ = 0;  // bytes thrown away after the last answer
  bool is_answering_ = false, is_head_ = false, keeps_alive_ = true, is_open_ = true;
};

}  // namespace lightloom::northbound
