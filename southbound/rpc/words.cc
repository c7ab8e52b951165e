#include "southbound/rpc/words.h"

#include <fmt/format.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>

namespace lightloom::southbound {
namespace {

constexpr std::size_t kLongest = 200;

// A part of gRPC's message, and what it means.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kMeanings{{
    {"connection refused", "connection refused: nothing listens there"},
    {"certificate verify failed", "its certificate is not trusted by the ca_file"},
    {"peer name", "its certificate is made out to another name"},
    {"wrong version number", "it speaks plain text where TLS is expected; register it without ca_file"},
    {"ssl handshake failed", "the TLS handshake failed"},
    {"handshaker shutdown", "the TLS handshake failed"},
    {"handshake", "the TLS handshake failed"},
    {"dns resolution failed", "its name is not known to the DNS"},
    {"empty address list", "no address or certificate that could be used"},
    {"no route to host", "no route to host"},
    {"network is unreachable", "network unreachable"},
    {"connection reset", "connection reset"},
    {"socket closed", "connection closed"},
    {"timed out", "no connection in time"},
}};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string unavailable_words(const std::string& message) {
  const auto text = lower(message);
  const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
  if (has("failed to connect") && has("socket closed"))
    return "it closed the connection at once; register it with ca_file if it expects TLS";
  const auto it = std::find_if(kMeanings.begin(), kMeanings.end(),
                               [&](const auto& meaning) { return has(meaning.first); });
  if (it != kMeanings.end()) return std::string(it->second);
  return message.empty() ? "not available" : one_line(message);
}

RpcOutcome::Kind kind_of(::grpc::StatusCode code) {
  switch (code) {
    case ::grpc::StatusCode::OK:
      return RpcOutcome::Kind::kOk;
    case ::grpc::StatusCode::DEADLINE_EXCEEDED:
    case ::grpc::StatusCode::UNAVAILABLE:
    case ::grpc::StatusCode::CANCELLED:
      return RpcOutcome::Kind::kSilent;
    case ::grpc::StatusCode::NOT_FOUND:
      return RpcOutcome::Kind::kNotFound;
    case ::grpc::StatusCode::UNIMPLEMENTED:
    case ::grpc::StatusCode::INVALID_ARGUMENT:
      return RpcOutcome::Kind::kUnsupported;
    default:
      return RpcOutcome::Kind::kRefused;
  }
}

std::string_view name_of(::grpc::StatusCode code) {
  switch (code) {
    case ::grpc::StatusCode::UNAUTHENTICATED:
      return "does not know this user";
    case ::grpc::StatusCode::PERMISSION_DENIED:
      return "does not allow it";
    case ::grpc::StatusCode::UNIMPLEMENTED:
      return "cannot do it";
    case ::grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "sent or got too much";
    default:
      return "refused";
  }
}

}  // namespace

RpcOutcome outcome_of(const ::grpc::Status& status, std::string_view call, Duration patience) {
  const auto kind = kind_of(status.error_code());
  switch (status.error_code()) {
    case ::grpc::StatusCode::OK:
      return {};
    case ::grpc::StatusCode::DEADLINE_EXCEEDED:
      return {kind, fmt::format("no answer to {} within {}", call, seconds_text(patience))};
    case ::grpc::StatusCode::UNAVAILABLE:
      return {kind, unavailable_words(status.error_message())};
    case ::grpc::StatusCode::CANCELLED:
      return {kind, fmt::format("{} was cancelled", call)};
    default:
      break;
  }
  const auto said = one_line(status.error_message());
  return {kind, said.empty() ? fmt::format("{}: {}", call, name_of(status.error_code())) : said};
}

std::string seconds_text(Duration duration) {
  return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

std::string one_line(std::string_view text) {
  const bool is_long = text.size() > kLongest;
  std::string line(text.substr(0, is_long ? kLongest - 3 : kLongest));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      ' ');
  // Not in the middle of a UTF-8 sequence: the line goes into JSON.
  while (is_long && !line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0) line.pop_back();
  return is_long ? line + "..." : line;
}

}  // namespace lightloom::southbound
