#include "northbound/cli/quantities.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>

namespace lightloom::cli {
namespace {

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr std::array kUnits{Unit{"us", 1.0},   Unit{"ms", 1e3},   Unit{"s", 1e6},    Unit{"m", 60e6},
                            Unit{"min", 60e6}, Unit{"h", 3600e6}, Unit{"d", 86400e6}};
constexpr double kLongest = 100.0 * 366 * 86400e6;  // a century: anything longer is a slip of the finger

tl::unexpected<Error> bad_duration(std::string_view text) {
  return invalid(
      fmt::format("{:?} is not a length of time; write it as 250us, 12ms, 90s, 15m, 2h or 7d", text));
}

/// Reads `count` digits at `at` and moves on.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data() + at, text.data() + at + count, value);
  if (problem != std::errc() || end != text.data() + at + count || text[at] == '-') return std::nullopt;
  at += count;
  return value;
}

bool skip(std::string_view text, std::size_t& at, std::string_view accepted) {
  if (at >= text.size() || accepted.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

/// Fraction of a second and offset: what follows the seconds of an RFC 3339 time.
std::optional<Duration> fraction_and_offset(std::string_view text, std::size_t at) {
  Duration shift{};
  if (skip(text, at, ".")) {
    std::int64_t scale = 100'000;
    const auto first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      shift += Duration((text[at] - '0') * scale);
    if (at == first) return std::nullopt;
  }
  if (skip(text, at, "Zz")) return at == text.size() ? std::optional(shift) : std::nullopt;
  const bool west = at < text.size() && text[at] == '-';
  if (!skip(text, at, "+-")) return std::nullopt;
  const auto hours = digits(text, at, 2);
  if (!hours || !skip(text, at, ":")) return std::nullopt;
  const auto minutes = digits(text, at, 2);
  if (!minutes || at != text.size() || *hours > 23 || *minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return west ? shift + offset : shift - offset;
}

std::optional<Instant> rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto year = digits(text, at, 4);
  if (!year || !skip(text, at, "-")) return std::nullopt;
  const auto month = digits(text, at, 2);
  if (!month || !skip(text, at, "-")) return std::nullopt;
  const auto day = digits(text, at, 2);
  if (!day || !skip(text, at, "Tt ")) return std::nullopt;
  const auto hour = digits(text, at, 2);
  if (!hour || !skip(text, at, ":")) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (!minute || !skip(text, at, ":")) return std::nullopt;
  const auto second = digits(text, at, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  const auto rest = fraction_and_offset(text, at);
  if (!date.ok() || !rest) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + *rest;
}

/// The next `hh:mm` on the local zone's clock.
std::optional<Instant> next_local(std::string_view text, Instant now) {
  std::size_t at = 0;
  const auto hour = digits(text, at, 2);
  if (!hour || !skip(text, at, ":")) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (!minute || at != text.size() || *hour > 23 || *minute > 59) return std::nullopt;
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm local{};
  localtime_r(&seconds, &local);
  local.tm_hour = *hour;
  local.tm_min = *minute;
  local.tm_sec = 0;
  local.tm_isdst = -1;
  std::tm tomorrow = local;
  const Instant today(std::chrono::seconds(std::mktime(&local)));
  if (today >= now) return today;
  tomorrow.tm_mday += 1;
  return Instant(std::chrono::seconds(std::mktime(&tomorrow)));
}

}  // namespace

Result<Duration> parse_duration(std::string_view text, std::string_view bare_unit) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || !std::isfinite(number) || number < 0) return bad_duration(text);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty()) unit = bare_unit;
  for (const auto& known : kUnits) {
    if (known.name != unit) continue;
    const double microseconds = number * known.microseconds;
    if (microseconds > kLongest)
      return invalid(fmt::format("{:?} is more than a century; write a shorter time", text));
    return Duration(std::llround(microseconds));
  }
  return bad_duration(text);
}

Result<Instant> parse_time(std::string_view text, Instant now) {
  if (text == "now") return now;
  if (!text.empty() && text.front() == '+') {
    const auto ahead = parse_duration(text.substr(1), {});
    if (!ahead) return fail(ahead.error());
    return now + *ahead;
  }
  if (const auto time = next_local(text, now)) return *time;
  if (const auto time = rfc3339(text)) return *time;
  return invalid(fmt::format("{:?} is not a time; write 2026-11-24T06:00:00Z, 06:00, +2h or now", text));
}

std::string to_rfc3339(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  auto text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
  if (auto fraction = (instant - seconds).count(); fraction != 0) {
    auto decimals = fmt::format("{:06}", fraction);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return text + "Z";
}

Result<Kbps> parse_gbps(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double kbps = number * 1e6;
  if (problem != std::errc() || (!unit.empty() && unit != "G") || !std::isfinite(number) || number <= 0 ||
      kbps > 1e15)
    return invalid(fmt::format("{:?} is not a rate; write Gbit/s above 0, as 400", text));
  if (std::abs(kbps / 1e3 - std::round(kbps / 1e3)) > 1e-6)
    return invalid(fmt::format("{:?} Gbit/s is finer than 0.001; rates go in steps of 0.001", text));
  return Kbps{std::llround(kbps / 1e3) * 1'000};
}

}  // namespace lightloom::cli
