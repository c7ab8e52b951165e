#include "northbound/http/event_stream.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "northbound/http/router.h"
#include "northbound/json/mapper.h"

namespace lightloom::northbound {

using boost::system::error_code;

EventStream::EventStream(boost::asio::ip::tcp::socket socket, Handlers& handlers, Post post, Limits limits,
                         std::function<void()> closed)
    : socket_(std::move(socket)),
      heartbeat_(socket_.get_executor()),
      deadline_(socket_.get_executor()),
      handlers_(handlers),
      post_(std::move(post)),
      limits_(limits),
      closed_(std::move(closed)) {}

EventStream::~EventStream() = default;

void EventStream::start(EventFeed feed) {
  filter_ = std::move(feed.filter);
  after_ = shown_ = feed.after;
  out_ =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
      "Connection: close\r\n\r\n";
  subscribe();
  append(feed.first);
  watch_client();
  write();
}

void EventStream::subscribe() {
  // Control may wake once a commit, far more often than a batch can be written: one job at a time is enough.
  auto is_posted = std::make_shared<std::atomic<bool>>(false);
  subscription_ = handlers_.control().subscribe([is_posted, post = post_, weak = weak_from_this()] {
    if (is_posted->exchange(true)) return;
    post([is_posted, weak] {
      is_posted->store(false);
      if (const auto self = weak.lock()) self->wake();
    });
  });
}

void EventStream::wake() {
  is_behind_ = true;
  pull();
}

void EventStream::pull() {
  if (!is_open_ || is_writing_ || is_pulling_ || !is_behind_) return;
  is_pulling_ = true;
  is_behind_ = false;
  handlers_.events(after_, Router::kEventBatch, [weak = weak_from_this()](Answer<std::vector<Event>> events) {
    if (const auto self = weak.lock()) self->take(std::move(events));
  });
}

void EventStream::take(Answer<std::vector<Event>> events) {
  is_pulling_ = false;
  if (!is_open_) return;
  if (events) {
    append(*events);
  } else {
    v1::ErrorDocument document;
    *document.mutable_error() = std::move(events.error());
    out_ += "event: error\ndata: ";
    append_json(document, out_);
    out_ += "\n\n";
    ends_after_write_ = true;
  }
  if (out_.empty()) return pull();
  write();
}

void EventStream::append(const std::vector<Event>& events) {
  for (const Event& event : events) {
    after_ = event.id;
    if (!filter_.shows(event)) continue;
    shown_ = event.id;
    fmt::format_to(std::back_inserter(out_), "id: {}\nevent: {}\ndata: ", to_string(event.id), event.type);
    append_json(to_message(event), out_);
    out_ += "\n\n";
  }
  if (events.size() >= Router::kEventBatch) is_behind_ = true;
}

void EventStream::write() {
  is_writing_ = true;
  deadline_.expires_after(limits_.write_timeout);
  deadline_.async_wait([weak = weak_from_this()](error_code problem) {
    const auto self = weak.lock();
    if (!problem && self && self->is_writing_) self->close();
  });
  boost::asio::async_write(
      socket_, boost::asio::buffer(out_),
      [self = shared_from_this()](error_code problem, std::size_t) { self->written(problem); });
}

void EventStream::written(error_code problem) {
  is_writing_ = false;
  deadline_.cancel();
  out_.clear();
  if (problem || ends_after_write_) return close();
  arm_heartbeat();
  pull();
}

void EventStream::arm_heartbeat() {
  heartbeat_.expires_after(limits_.heartbeat);
  heartbeat_.async_wait([weak = weak_from_this()](error_code problem) {
    const auto self = weak.lock();
    if (problem || !self || !self->is_open_ || self->is_writing_) return;
    self->out_ = ":\n\n";
    // An id without data moves the client's place past what its filter hid.
    if (self->shown_ != self->after_) self->out_ = fmt::format("id: {}\n\n", to_string(self->after_));
    self->shown_ = self->after_;
    self->write();
  });
}

// A client has nothing to say here: its end of the stream, or an error, is all that is waited for.
void EventStream::watch_client() {
  socket_.async_read_some(boost::asio::buffer(ignored_),
                          [self = shared_from_this()](error_code problem, std::size_t) {
                            if (problem) return self->close();
                            if (self->is_open_) self->watch_client();
                          });
}

void EventStream::close() {
  if (!is_open_) return;
  is_open_ = false;
  handlers_.control().unsubscribe(subscription_);
  heartbeat_.cancel();
  deadline_.cancel();
  error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  closed_();
}

}  // namespace lightloom::northbound
