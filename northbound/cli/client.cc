#include "northbound/cli/client.h"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <charconv>

namespace lightloom::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::uint64_t kLargestAnswer = 256ULL * 1024 * 1024;

/// A connection that runs one operation at a time to its end or its deadline.
class Connection {
 public:
  explicit Connection(const Server& server) : server_(server), stream_(io_) {}

  beast::error_code connect() {
    asio::ip::tcp::resolver resolver(io_);
    beast::error_code problem;
    const auto found = resolver.resolve(server_.host, server_.port, problem);
    if (problem) return problem;
    return run(
        [&](auto done) { stream_.async_connect(found, [done](auto error, const auto&) { done(error); }); });
  }

  beast::error_code send(http::request<http::string_body>& request) {
    return run([&](auto done) {
      http::async_write(stream_, request, [done](auto error, std::size_t) { done(error); });
    });
  }

  template <class Parser>
  beast::error_code read_header(Parser& parser) {
    return run([&](auto done) {
      http::async_read_header(stream_, buffer_, parser, [done](auto error, std::size_t) { done(error); });
    });
  }

  template <class Parser>
  beast::error_code read_all(Parser& parser) {
    return run([&](auto done) {
      http::async_read(stream_, buffer_, parser, [done](auto error, std::size_t) { done(error); });
    });
  }

  template <class Parser>
  beast::error_code read_some(Parser& parser) {
    beast::error_code outcome;
    stream_.expires_never();
    http::async_read_some(stream_, buffer_, parser, [&](auto error, std::size_t) { outcome = error; });
    io_.restart();
    io_.run();
    return outcome;
  }

 private:
  template <class Start>
  beast::error_code run(Start start) {
    beast::error_code outcome = asio::error::timed_out;
    stream_.expires_after(server_.timeout);
    start([&outcome](beast::error_code error) { outcome = error; });
    io_.restart();
    io_.run();
    return outcome;
  }

  const Server& server_;
  asio::io_context io_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
};

tl::unexpected<Error> no_answer(const Server& server, const beast::error_code& problem) {
  const auto reason = problem == beast::error::timeout
                          ? fmt::format("no answer within {} ms", server.timeout.count())
                          : problem.message();
  return fail(
      ErrorCode::kUnavailable,
      fmt::format(
          "no answer from http://{}:{}: {}; is lightloomd running there? --server or LIGHTLOOM_SERVER "
          "names another",
          server.host, server.port, reason));
}

http::request<http::string_body> request_for(const Server& server, std::string_view method,
                                             std::string_view target, std::string_view body) {
  http::request<http::string_body> request(
      http::string_to_verb(beast::string_view(method.data(), method.size())),
      beast::string_view(target.data(), target.size()), 11);
  request.set(http::field::host, server.host + ":" + server.port);
  request.set(http::field::user_agent, "lightloom");
  request.keep_alive(false);
  if (!server.token.empty()) request.set(http::field::authorization, "Bearer " + server.token);
  if (!body.empty()) {
    request.set(http::field::content_type, "application/json");
    request.body() = std::string(body);
  }
  request.prepare_payload();
  return request;
}

/// Cuts a byte stream into server-sent events and hands on their data.
class EventCutter {
 public:
  explicit EventCutter(const std::function<bool(std::string_view)>& take) : take_(take) {}

  /// False when the taker has had enough.
  bool feed(std::string_view bytes) {
    pending_.append(bytes);
    for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.rfind("data:", 0) == 0) data_ += line.substr(line.size() > 5 && line[5] == ' ' ? 6 : 5);
      if (!line.empty() || data_.empty()) continue;
      const bool more = take_(data_);
      data_.clear();
      if (!more) return false;
    }
    return true;
  }

 private:
  const std::function<bool(std::string_view)>& take_;
  std::string pending_, data_;
};

}  // namespace

Result<Server> parse_server(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (url.rfind(kScheme, 0) != 0)
    return invalid(fmt::format("server {:?}: needs http://host:port, as http://127.0.0.1:8420", url),
                   "--server");
  auto rest = url.substr(kScheme.size());
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    if (slash + 1 != rest.size())
      return invalid(fmt::format("server {:?}: takes no path after the port", url), "--server");
    rest = rest.substr(0, slash);
  }
  const auto colon = rest.rfind(':');
  Server server;
  server.host = std::string(rest.substr(0, colon));
  server.port = colon == std::string_view::npos ? "8420" : std::string(rest.substr(colon + 1));
  unsigned port = 0;
  const auto [end, problem] =
      std::from_chars(server.port.data(), server.port.data() + server.port.size(), port);
  if (server.host.empty() || problem != std::errc() || *end != '\0' || port == 0 || port > 65'535)
    return invalid(fmt::format("server {:?}: needs http://host:port with a port of 1 to 65535", url),
                   "--server");
  return server;
}

Result<Answer> call(const Server& server, std::string_view method, std::string_view target,
                    std::string_view body) {
  Connection connection(server);
  auto request = request_for(server, method, target, body);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kLargestAnswer);
  beast::error_code problem = connection.connect();
  if (!problem) problem = connection.send(request);
  if (!problem) problem = connection.read_all(parser);
  if (problem) return no_answer(server, problem);
  return Answer{parser.get().result_int(), std::move(parser.get().body())};
}

Result<Answer> stream(const Server& server, std::string_view target,
                      const std::function<bool(std::string_view)>& take) {
  Connection connection(server);
  auto request = request_for(server, "GET", target, {});
  request.set(http::field::accept, "text/event-stream");
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(boost::none);
  beast::error_code problem = connection.connect();
  if (!problem) problem = connection.send(request);
  if (!problem) problem = connection.read_header(parser);
  if (problem) return no_answer(server, problem);
  const unsigned status = parser.get().result_int();
  std::string refusal;
  EventCutter cutter(take);
  while (!parser.is_done()) {
    std::array<char, 16'384> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
    parser.get().body().data = chunk.data();
    parser.get().body().size = chunk.size();
    problem = connection.read_some(parser);
    const std::string_view bytes(chunk.data(), chunk.size() - parser.get().body().size);
    if (status != 200)
      refusal += bytes;
    else if (!cutter.feed(bytes))
      return Answer{status, {}};
    if (problem == http::error::need_buffer) problem = {};
    if (problem) return no_answer(server, problem);
  }
  return Answer{status, std::move(refusal)};
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || letter == '-' || letter == '.' || letter == '_' || letter == '~')
      out += letter;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string with_query(std::string path, const std::vector<std::pair<std::string_view, std::string>>& query) {
  char joint = '?';
  for (const auto& [key, value] : query) {
    if (value.empty()) continue;
    path += fmt::format("{}{}={}", joint, key, url_encoded(value));
    joint = '&';
  }
  return path;
}

}  // namespace lightloom::cli
