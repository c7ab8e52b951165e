// One client of GET /v1/events: reads from the journal, sleeps until woken, resumes without a gap. It pulls
// the next batch only when the last one was written, so a slow client costs one batch and then its
// connection.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "northbound/handlers/handlers.h"
#include "northbound/http/exchange.h"

namespace lightloom::northbound {

/// Everything on the thread that serves clients, but the wake-ups of Control.
class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
  struct Limits {
    std::chrono::milliseconds heartbeat, write_timeout;
  };
  /// `handlers` outlives it. `closed` is called once, when the connection has ended.
  EventStream(boost::asio::ip::tcp::socket socket, Handlers& handlers, Post post, Limits limits,
              std::function<void()> closed);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Writes the head of the answer and what the feed holds already.
  void start(EventFeed feed);
  void close();

 private:
  void subscribe();
  void wake();
  void pull();
  void take(Answer<std::vector<Event>> events);
  void append(const std::vector<Event>& events);
  void write();
  void written(boost::system::error_code problem);
  void watch_client();
  void arm_heartbeat();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer heartbeat_, deadline_;
  Handlers& handlers_;
  Post post_;
  Limits limits_;
  std::function<void()> closed_;
  EventFilter filter_;
  EventId after_, shown_;
  std::string out_;
  std::array<char, 512> ignored_{};
  std::uint64_t subscription_ = 0;
  bool is_open_ = true, is_writing_ = false, is_pulling_ = false, is_behind_ = true,
       ends_after_write_ = false;
};

}  // namespace lightloom::northbound
