#include "northbound/http/session.h"

#include <fmt/format.h>

#include <boost/asio/write.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace lightloom::northbound {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::size_t kReadSize = 8'192;
// What a refused client may still send before its connection is cut.
constexpr std::size_t kMaxDrained = std::size_t{64} << 20;
constexpr unsigned kHttp11 = 11;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Error unreadable(const beast::error_code& problem, const HttpOptions& options) {
  if (problem == http::error::body_limit)
    return {
        ErrorCode::kTooLarge, fmt::format("the body is larger than {} bytes", options.max_body), {}, {}, {}};
  if (problem == http::error::header_limit || problem == http::error::buffer_overflow)
    return {ErrorCode::kTooLarge,
            fmt::format("the header is larger than {} bytes", options.max_header),
            {},
            {},
            {}};
  if (problem == http::error::partial_message)
    return {ErrorCode::kInvalidArgument, "the request ends before it is complete", {}, {}, {}};
  return {ErrorCode::kInvalidArgument,
          fmt::format("the request is not HTTP/1.1: {}", problem.message()),
          {},
          {},
          {}};
}

}  // namespace

Session::Session(Host& host, std::uint64_t id, boost::asio::ip::tcp::socket socket)
    : host_(host), id_(id), stream_(std::move(socket)) {}

void Session::start() { await_request(); }

void Session::turn_away(const Error& error) {
  stream_.expires_after(host_.options.write_timeout);
  refuse(error);
}

void Session::wind_down() {
  keeps_alive_ = false;
  if (!is_answering_) close();
}

void Session::close() {
  if (!is_open_) return;
  is_open_ = false;
  Code ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
  host_.closed(id_);
}

// The long timeout holds while nothing of a request is there; the short one from its first byte on.
void Session::await_request() {
  if (buffer_.size() > 0) return read_header();
  stream_.expires_after(host_.options.idle_timeout);
  stream_.async_read_some(buffer_.prepare(kReadSize),
                          [self = shared_from_this()](Code problem, std::size_t size) {
                            if (problem || !self->is_open_) return self->close();
                            self->buffer_.commit(size);
                            self->read_header();
                          });
}

void Session::read_header() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(host_.options.max_header));
  parser_->body_limit(host_.options.max_body);
  stream_.expires_after(host_.options.request_timeout);
  http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](Code problem, std::size_t) {
    self->header_read(problem);
  });
}

void Session::header_read(Code problem) {
  if (!is_open_) return;
  if (problem) return reading_failed(problem);
  const auto expect = parser_->get()[http::field::expect];
  if (!beast::iequals(expect, "100-continue") || parser_->is_done()) return read_body();
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  boost::asio::async_write(stream_, boost::asio::buffer(kContinue),
                           [self = shared_from_this()](Code failed, std::size_t) {
                             if (failed) return self->close();
                             self->read_body();
                           });
}

void Session::read_body() {
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](Code problem, std::size_t) { self->body_read(problem); });
}

void Session::body_read(Code problem) {
  if (!is_open_) return;
  if (problem) return reading_failed(problem);
  serve();
}

void Session::serve() {
  const auto& request = parser_->get();
  stream_.expires_never();
  is_answering_ = true;
  is_head_ = request.method() == http::verb::head;
  keeps_alive_ = keeps_alive_ && request.keep_alive();
  asked_at_ = std::chrono::steady_clock::now();
  HttpRequest asked;
  asked.method = is_head_ ? std::string_view("GET") : view(request.method_string());
  asked.target = view(request.target());
  asked.content_type = view(request[http::field::content_type]);
  asked.last_event_id = view(request["Last-Event-ID"]);
  asked.body = request.body();
  host_.router.handle(asked, [weak = weak_from_this()](HttpResponse response) {
    if (const auto self = weak.lock()) self->respond(std::move(response));
  });
}

void Session::reading_failed(Code problem) {
  const bool is_protocol = problem.category() == make_error_code(http::error::bad_method).category();
  if (!is_protocol || problem == http::error::end_of_stream) return close();
  refuse(unreadable(problem, host_.options));
}

// What follows on this connection cannot be told from the rest of what was refused: it is the last answer.
void Session::refuse(const Error& error) {
  keeps_alive_ = false;
  is_answering_ = true;
  is_head_ = false;
  asked_at_ = std::chrono::steady_clock::now();
  respond(error_response(error));
}

template <class Body>
void Session::fill(http::response<Body>& head, const HttpResponse& response) const {
  const bool is_old = parser_ && parser_->is_header_done() && parser_->get().version() < kHttp11;
  head = {};
  head.version(is_old ? kHttp11 - 1 : kHttp11);
  head.result(static_cast<unsigned>(response.status));
  head.set(http::field::content_type, response.content_type);
  head.set(http::field::cache_control, "no-store");
  if (response.retry_after_s > 0) head.set(http::field::retry_after, std::to_string(response.retry_after_s));
  head.content_length(response.body.size());
  head.keep_alive(keeps_alive_);
}

void Session::respond(HttpResponse response) {
  if (!is_open_ || !is_answering_) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - asked_at_;
  host_.metrics.observe(response.call, response.status, elapsed.count());
  keeps_alive_ = keeps_alive_ && !host_.is_stopping;
  if (response.feed && !is_head_) {
    is_open_ = false;
    host_.streams(stream_.release_socket(), std::move(*response.feed));
    return host_.closed(id_);
  }
  stream_.expires_after(host_.options.write_timeout);
  const auto done = [self = shared_from_this()](Code problem, std::size_t) { self->written(problem); };
  if (is_head_) {
    fill(head_response_, response);
    http::async_write(stream_, head_response_, done);
  } else {
    fill(response_, response);
    response_.body() = std::move(response.body);
    http::async_write(stream_, response_, done);
  }
}

void Session::written(Code problem) {
  if (!is_open_) return;
  is_answering_ = false;
  if (problem) return close();
  if (keeps_alive_) return await_request();
  Code ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(host_.options.linger);
  buffer_.clear();
  drain();
}

// Closing while the client still sends would reset the connection and take the answer with it (RFC 9112,
// section 9.6).
void Session::drain() {
  stream_.async_read_some(buffer_.prepare(kReadSize),
                          [self = shared_from_this()](Code problem, std::size_t size) {
                            self->drained_ += size;
                            if (problem || !self->is_open_ || self->drained_ > kMaxDrained)
                              return self->close();
                            self->drain();
                          });
}

}  // namespace lightloom::northbound
