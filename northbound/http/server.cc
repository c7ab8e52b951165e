#include "northbound/http/server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <cstdlib>
#include <thread>
#include <unordered_map>

#include "northbound/http/event_stream.h"
#include "northbound/http/session.h"

namespace lightloom::northbound {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// All that runs on the server's thread. Replies of Control hold it weakly: they may come after its end.
class HttpServer::Core : public std::enable_shared_from_this<HttpServer::Core> {
 public:
  Core(Control& control, const Clock& clock, HttpOptions options)
      : control_(control), clock_(clock), options_(std::move(options)) {}

  Result<std::uint16_t> start();
  void stop();

 private:
  Post post();
  Result<void> listen();
  void accept();
  void accepted(const error_code& problem, tcp::socket socket);
  void add_session(tcp::socket socket);
  void add_stream(tcp::socket socket, EventFeed feed);
  void wind_down();
  void count();

  Control& control_;
  const Clock& clock_;
  HttpOptions options_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  asio::steady_timer retry_{io_}, grace_{io_};
  Metrics metrics_;
  std::optional<Handlers> handlers_;
  std::optional<Router> router_;
  std::optional<Session::Host> host_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<Session>> sessions_;
  std::unordered_map<std::uint64_t, std::shared_ptr<EventStream>> streams_;
  std::thread thread_;
};

Post HttpServer::Core::post() {
  return [weak = weak_from_this()](std::function<void()> job) {
    if (const auto core = weak.lock()) asio::post(core->io_, std::move(job));
  };
}

Result<void> HttpServer::Core::listen() {
  error_code problem;
  const auto address = asio::ip::make_address(options_.address, problem);
  if (problem)
    return invalid(fmt::format("listen on {}: not an IP address; give one as 127.0.0.1", options_.address));
  const tcp::endpoint endpoint(address, options_.port);
  acceptor_.open(endpoint.protocol(), problem);
  if (!problem) acceptor_.set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) acceptor_.bind(endpoint, problem);
  if (!problem) acceptor_.listen(asio::socket_base::max_listen_connections, problem);
  if (problem)
    return fail(ErrorCode::kUnavailable, fmt::format("listen on {}:{}: {}; port 0 picks a free one",
                                                     options_.address, options_.port, problem.message()));
  return {};
}

Result<std::uint16_t> HttpServer::Core::start() {
  if (auto listening = listen(); !listening) return fail(std::move(listening.error()));
  const auto port = acceptor_.local_endpoint().port();
  handlers_.emplace(control_, clock_, post(), options_.handlers);
  router_.emplace(*handlers_, metrics_);
  host_.emplace(Session::Host{
      options_, *router_, metrics_,
      [this](std::uint64_t id) {
        sessions_.erase(id);
        count();
      },
      [this](tcp::socket socket, EventFeed feed) { add_stream(std::move(socket), std::move(feed)); }});
  accept();
  thread_ = std::thread([this] { io_.run(); });
  return port;
}

void HttpServer::Core::accept() {
  acceptor_.async_accept(
      [this](const error_code& problem, tcp::socket socket) { accepted(problem, std::move(socket)); });
}

void HttpServer::Core::accepted(const error_code& problem, tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (!problem) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    add_session(std::move(socket));
    return accept();
  }
  // Out of file descriptors, most likely: some are free again soon, and a loop would only burn the processor.
  constexpr std::chrono::milliseconds kRetry{50};
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const error_code& cancelled) {
    if (!cancelled) accept();
  });
}

void HttpServer::Core::add_session(tcp::socket socket) {
  constexpr std::size_t kTurnedAway = 64;
  const std::size_t open = sessions_.size() + streams_.size();
  if (open >= options_.max_connections + kTurnedAway) return;
  const auto id = ++last_id_;
  const auto session = std::make_shared<Session>(*host_, id, std::move(socket));
  sessions_.emplace(id, session);
  count();
  if (open < options_.max_connections) return session->start();
  session->turn_away({ErrorCode::kUnavailable,
                      fmt::format("all {} connections are taken; try again", options_.max_connections),
                      {},
                      {},
                      {}});
}

void HttpServer::Core::add_stream(tcp::socket socket, EventFeed feed) {
  if (host_->is_stopping) return;
  const auto id = ++last_id_;
  const auto stream = std::make_shared<EventStream>(
      std::move(socket), *handlers_, post(), EventStream::Limits{options_.heartbeat, options_.write_timeout},
      [this, id] {
        streams_.erase(id);
        count();
      });
  streams_.emplace(id, stream);
  count();
  stream->start(std::move(feed));
}

void HttpServer::Core::count() {
  metrics_.set_connections(sessions_.size() + streams_.size());
  metrics_.set_streams(streams_.size());
  if (host_->is_stopping && sessions_.empty()) grace_.cancel();
}

void HttpServer::Core::wind_down() {
  host_->is_stopping = true;
  error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  // Each erases itself from the table that is being walked.
  const auto streams = streams_;
  for (const auto& [id, stream] : streams) stream->close();
  const auto sessions = sessions_;
  for (const auto& [id, session] : sessions) session->wind_down();
  if (sessions_.empty()) return;
  grace_.expires_after(options_.stop_grace);
  grace_.async_wait([this](const error_code&) {
    const auto late = sessions_;
    for (const auto& [id, session] : late) session->close();
  });
}

void HttpServer::Core::stop() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] { wind_down(); });
  thread_.join();
  // A search that answers holds this for a moment: were it the last to do so, it would end its own thread
  // from within.
  if (handlers_) handlers_->stop();
}

Result<HttpOptions> http_options_of(const std::string& listen) {
  HttpOptions options;
  const auto colon = listen.rfind(':');
  const auto digits = colon == std::string::npos ? std::string() : listen.substr(colon + 1);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), options.port);
  if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size())
    return invalid(
        fmt::format("--listen {:?}: needs ADDRESS:PORT with a port of 0 to 65535, as 127.0.0.1:8420", listen),
        "--listen");
  options.address = listen.substr(0, colon);
  if (options.address.size() > 2 && options.address.front() == '[')
    options.address = options.address.substr(1, options.address.size() - 2);
  return options;
}

HttpServer::HttpServer(Control& control, const Clock& clock, HttpOptions options)
    : core_(std::make_shared<Core>(control, clock, std::move(options))) {}

// Only the server's own thread, which cannot wait for itself, would get into the second block.
HttpServer::~HttpServer() {
  try {
    stop();
  } catch (...) {
    std::abort();
  }
}

Result<std::uint16_t> HttpServer::start() { return core_->start(); }

void HttpServer::stop() { core_->stop(); }

}  // namespace lightloom::northbound
