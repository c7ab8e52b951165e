// What people read: tables that align, quantities with their units. Programs read the server's JSON as it
// came.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "topology/result.h"

namespace lightloom::cli {

/// Exit codes of every verb.
enum class Exit { kDone = 0, kRefused = 1, kBadInput = 2, kCouldNotAsk = 3 };

/// Columns as wide as their widest cell, counted in characters of the terminal (Chinese ones take two).
/// Numbers to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> titles) { rows_.push_back(std::move(titles)); }
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Member of a document as text: a string as it is, a number, `-` where it is absent, null or no scalar.
std::string text_of(const boost::json::value& object, std::string_view path);
/// A number with so many decimals, `-` where there is none.
std::string decimal_text(const boost::json::value& object, std::string_view path, int decimals);
/// 10255 us -> `10.26 ms`
std::string milliseconds_text(std::int64_t microseconds);

/// What a person is told of an error document, blockers and offers included; several lines.
std::string error_text(const boost::json::value& document);
/// `{"error": …}` for an error that never reached a server.
boost::json::value error_document(const Error& error);
Exit exit_of(unsigned http_status);
Exit exit_of(const Error& error);

/// Compact descriptions of one path and one reservation; several lines.
std::string path_text(const boost::json::value& path);
std::string reservation_text(const boost::json::value& reservation);

}  // namespace lightloom::cli
