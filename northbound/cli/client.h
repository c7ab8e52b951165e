// One HTTP call to a daemon, or one stream of events from it. Blocking, with a deadline; one thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "topology/result.h"

namespace lightloom::cli {

struct Server {
  std::string host, port;
  std::string token;  ///< bearer token; empty: none
  std::chrono::milliseconds timeout{30'000};
};
/// `http://host[:port]`; the port is 8420 where not given. kInvalidArgument, naming what is wrong.
Result<Server> parse_server(std::string_view url);

struct Answer {
  unsigned status = 0;
  std::string body;
};

/// kUnavailable where there was no answer in time, with the address and the reason; any status is an answer.
Result<Answer> call(const Server& server, std::string_view method, std::string_view target,
                    std::string_view body);

/// Reads server-sent events and hands each one's data to `take`, until it says false. The deadline holds for
/// the answer's beginning only. An answer other than 200 comes back as an Answer at once.
Result<Answer> stream(const Server& server, std::string_view target,
                      const std::function<bool(std::string_view data)>& take);

/// %-encodes everything but what RFC 3986 calls unreserved.
std::string url_encoded(std::string_view text);

/// `path?key=value&…` of those that have a value, encoded.
std::string with_query(std::string path, const std::vector<std::pair<std::string_view, std::string>>& query);

}  // namespace lightloom::cli
