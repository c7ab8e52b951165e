// What the calls of the API have in common: read the query and the body strictly, answer in JSON. Inside this
// folder only.
#pragma once

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "northbound/handlers/handlers.h"
#include "northbound/http/exchange.h"
#include "northbound/http/metrics.h"
#include "northbound/http/query.h"
#include "northbound/json/mapper.h"

namespace lightloom::northbound {

inline constexpr std::int64_t kMaxPageSize = 10'000;

/// What a row of the routing table gets.
struct Call {
  const HttpRequest& request;
  Handlers& handlers;
  Metrics& metrics;
  std::string id;          ///< where the path has one
  std::string_view query;  ///< after `?`
  std::string_view name;   ///< of the table
  const Respond& respond;

  void error(const Error& error) const;
  /// An answer in JSON. `name` lives as long as the table.
  template <class Message>
  Done<Message> answer() const {
    return [respond = respond, name = name](const Answer<Message>& answer) {
      HttpResponse response;
      response.call = name;
      if (answer)
        append_json(*answer, response.body);
      else
        write_error(answer.error(), response);
      respond(std::move(response));
    };
  }

 private:
  static void write_error(const v1::Error& error, HttpResponse& response);
};

/// Reads the body; false after the error was answered.
bool read_body(const Call& call, google::protobuf::Message& message, bool may_be_empty = false);

/// Reads the query; nullopt after the error was answered.
template <std::size_t N>
std::optional<Query> read_query(const Call& call, const std::array<std::string_view, N>& known) {
  auto query = Query::parse(call.query, known);
  if (query) return std::move(*query);
  call.error(query.error());
  return std::nullopt;
}
inline std::optional<Query> read_no_query(const Call& call) {
  return read_query(call, std::array<std::string_view, 0>{});
}

/// Takes the value out of a parsed parameter, or answers its error and remembers that.
class Taking {
 public:
  explicit Taking(const Call& call) : call_(call) {}
  template <class T>
  std::optional<T> take(Result<std::optional<T>> value) {
    if (value) return std::move(*value);
    if (good_) call_.error(value.error());
    good_ = false;
    return std::nullopt;
  }
  /// 1,000 where it is not given.
  std::size_t page_size(const Query& query);
  bool is_good() const { return good_; }

 private:
  const Call& call_;
  bool good_ = true;
};

/// One of an enum whose last value is `last`, by the name that `name_of` gives it, in any letter case.
/// kInvalidArgument with the nearest.
template <class Enum>
Result<std::optional<Enum>> choice_in(const Query& query, std::string_view parameter, Enum last) {
  const auto text = query.upper_text(parameter);
  if (!text) return std::nullopt;
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    names.push_back(name_of(static_cast<Enum>(i)));
    if (names.back() == *text) return static_cast<Enum>(i);
  }
  return invalid(
      fmt::format("{}: \"{}\" is not one of {}", parameter, text->substr(0, 64), fmt::join(names, " ")),
      std::string(parameter), nearest_of(*text, names));
}

}  // namespace lightloom::northbound
