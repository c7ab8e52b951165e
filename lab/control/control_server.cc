#include "lab/control/control_server.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>

#include "lab/control/socket_address.h"

namespace lightloom::lab {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr std::chrono::seconds kPatience{10};  ///< with a client that does not send or read
constexpr int kMostClients = 64;

/// Abstract sockets have no permissions of their own.
bool is_ours(Local::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::getuid();
}

}  // namespace

struct ControlServer::Impl {
  asio::io_context io{1};
  Local::acceptor acceptor{io};
  std::function<std::string(std::string_view)> answer;
  int clients = 0;
  bool is_stopping = false;

  void accept();
};

namespace {

/// One client: a line, an answer, the end.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Local::socket socket, int& clients, std::function<std::string(std::string_view)> answer,
          std::function<void()> answered)
      : socket_(std::move(socket)),
        timer_(socket_.get_executor(), kPatience),
        clients_(&clients),
        answer_(std::move(answer)),
        answered_(std::move(answered)) {
    ++*clients_;
  }
  ~Session() { --*clients_; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& problem) {
      const auto self = weak.lock();
      if (!problem && self) self->socket_.close();
    });
    asio::async_read_until(
        socket_, asio::dynamic_buffer(request_, kMaxControlRequest), '\n',
        [self = shared_from_this()](const boost::system::error_code& problem, std::size_t size) {
          if (!problem) self->reply(size);
        });
  }

 private:
  void reply(std::size_t size) {
    reply_ = answer_(std::string_view(request_).substr(0, size - 1)) + "\n";
    timer_.expires_after(kPatience);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& problem) {
      const auto self = weak.lock();
      if (!problem && self) self->socket_.close();
    });
    asio::async_write(socket_, asio::buffer(reply_),
                      [self = shared_from_this()](const boost::system::error_code&, std::size_t) {
                        self->timer_.cancel();
                        self->answered_();
                      });
  }

  Local::socket socket_;
  asio::steady_timer timer_;
  int* clients_;
  std::function<std::string(std::string_view)> answer_;
  std::function<void()> answered_;
  std::string request_, reply_;
};

}  // namespace

void ControlServer::Impl::accept() {
  acceptor.async_accept([this](const boost::system::error_code& problem, Local::socket socket) {
    if (!problem && clients < kMostClients && is_ours(socket))
      std::make_shared<Session>(std::move(socket), clients, answer, [this] {
        if (is_stopping) io.stop();
      })->start();
    if (acceptor.is_open()) accept();
  });
}

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControlServer::~ControlServer() = default;

Result<std::unique_ptr<ControlServer>> ControlServer::claim(const std::string& name) {
  auto impl = std::make_unique<Impl>();
  boost::system::error_code problem;
  impl->acceptor.open(Local(), problem);
  if (!problem) impl->acceptor.bind(Local::endpoint(socket_address(name)), problem);
  if (problem == asio::error::address_in_use)
    return fail(
        ErrorCode::kWrongState,
        fmt::format("a lab called {:?} runs already; lightloom-lab down --name {} ends it, another --name "
                    "runs beside it",
                    name, name));
  if (!problem) impl->acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (problem) return fail(ErrorCode::kUnavailable, fmt::format("control socket: {}", problem.message()));
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(impl)));
}

void ControlServer::run(std::function<std::string(std::string_view)> answer) {
  impl_->answer = std::move(answer);
  asio::signal_set signals(impl_->io, SIGTERM, SIGINT);
  signals.async_wait([this](const boost::system::error_code& problem, int) {
    if (!problem) impl_->io.stop();
  });
  impl_->accept();
  impl_->io.run();
}

void ControlServer::stop() { impl_->is_stopping = true; }

}  // namespace lightloom::lab
