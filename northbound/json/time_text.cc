#include "northbound/json/time_text.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>

namespace lightloom::northbound {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Reads the parts of a time from left to right; once something is missing it stays failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!next_is_digit()) {
        failed_ = true;
        return 0;
      }
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number;
  }
  bool take(char upper) {
    if (rest_.empty() || std::toupper(static_cast<unsigned char>(rest_.front())) != upper) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char upper) { failed_ = !take(upper) || failed_; }
  bool next_is_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool is_complete() const { return !failed_ && rest_.empty(); }
  void fail() { failed_ = true; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// Decimals of a second, in nanoseconds.
int fraction(Scanner& scanner) {
  constexpr int kMaxDecimals = 9;
  int nanoseconds = 0;
  int decimals = 0;
  for (; scanner.next_is_digit() && decimals < kMaxDecimals; ++decimals)
    nanoseconds = nanoseconds * 10 + scanner.digits(1);
  if (decimals == 0) scanner.fail();
  for (; decimals < kMaxDecimals; ++decimals) nanoseconds *= 10;
  return nanoseconds;
}

seconds offset(Scanner& scanner) {
  if (scanner.take('Z')) return seconds{0};
  const bool east = scanner.take('+');
  if (!east) scanner.need('-');
  const int hour = scanner.digits(2);
  scanner.need(':');
  const int minute = scanner.digits(2);
  if (hour > 23 || minute > 59) scanner.fail();
  const seconds size = hours{hour} + minutes{minute};
  return east ? size : -size;
}

}  // namespace

Result<Instant> parse_time(std::string_view text) {
  Scanner scanner(text);
  const std::chrono::year year{scanner.digits(4)};
  scanner.need('-');
  const auto month = static_cast<unsigned>(scanner.digits(2));
  scanner.need('-');
  const auto day = static_cast<unsigned>(scanner.digits(2));
  scanner.need('T');
  const int hour = scanner.digits(2);
  scanner.need(':');
  const int minute = scanner.digits(2);
  scanner.need(':');
  const int second = scanner.digits(2);
  const int nanoseconds = scanner.take('.') ? fraction(scanner) : 0;
  const seconds east = offset(scanner);
  const std::chrono::year_month_day date{year, std::chrono::month{month}, std::chrono::day{day}};
  if (!scanner.is_complete() || !date.ok() || hour > 23 || minute > 59 || second > 59)
    return invalid(fmt::format("\"{}\" is not a time of RFC 3339; write it as 2026-11-24T02:13:46Z",
                               text.substr(0, 64)));
  if (nanoseconds % 1'000 != 0)
    return invalid(fmt::format("\"{}\" is finer than a microsecond; give six decimals at most", text));
  const Instant time = std::chrono::sys_days{date} + hours{hour} + minutes{minute} + seconds{second} - east +
                       Duration{nanoseconds / 1'000};
  if (time < Instant{} || time >= std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1})
    return invalid(fmt::format("\"{}\" is outside the years 1970 to 9999", text));
  return time;
}

void append_time(Instant time, std::string& out) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const auto of_day = (time - day).count();
  const auto micros = of_day % 1'000'000;
  const auto whole = of_day / 1'000'000;
  auto to = std::back_inserter(out);
  fmt::format_to(to, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), whole / 3'600,
                 whole / 60 % 60, whole % 60);
  if (micros % 1'000 != 0)
    fmt::format_to(to, ".{:06}", micros);
  else if (micros != 0)
    fmt::format_to(to, ".{:03}", micros / 1'000);
  out += 'Z';
}

std::string print_time(Instant time) {
  std::string out;
  append_time(time, out);
  return out;
}

}  // namespace lightloom::northbound
