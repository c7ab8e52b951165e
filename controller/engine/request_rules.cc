#include "controller/engine/request_rules.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>

#include "topology/line_ports.h"

namespace lightloom::engine {
namespace {

struct Place {
  SiteIndex site;
  std::optional<PortNumber> port;
};

struct Text {
  bool is_printable = false;  ///< UTF-8 without control characters
  std::size_t characters = 0;
};

// Length of a UTF-8 sequence by its first byte, 0 where none begins so (RFC 3629, table 3-7 of Unicode; the
// overlong and surrogate forms are caught by `least`).
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

bool is_code_point(std::uint32_t point, std::size_t length) {
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = point >= 0xD800 && point < 0xE000;
  const bool is_control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  return point >= kLeast[length] && point < 0x110000 && !is_surrogate && !is_control;
}

Text inspect(std::string_view text) {
  Text found;
  for (std::size_t at = 0; at < text.size(); ++found.characters) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto length = sequence_length(first);
    if (length == 0 || at + length > text.size()) return found;
    constexpr std::uint32_t kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t point = first & kFirstBits[length];
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80U) return found;
      point = point << 6U | (next & 0x3FU);
    }
    if (!is_code_point(point, length)) return found;
    at += length;
  }
  found.is_printable = true;
  return found;
}

Result<Place> find_place(const Network& network, std::string_view text, std::string_view field) {
  constexpr std::string_view kPort = "/line-";
  const auto slash = text.rfind(kPort);
  auto site = network.find_site(text.substr(0, slash));
  if (!site) {
    auto error = std::move(site.error());
    error.field = field;
    return fail(std::move(error));
  }
  if (slash == std::string_view::npos) return Place{*site, std::nullopt};
  const auto most = end_ports(network.site(*site));
  const auto digits = text.substr(slash + kPort.size());
  PortNumber port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || end != digits.data() + digits.size() || port < 1 || port > most)
    return invalid(fmt::format("no line port {:?} at {}; it has line-1 to line-{}", text.substr(slash + 1),
                               network.site(*site).name, most),
                   std::string(field), fmt::format("{}/line-1", network.site(*site).name));
  return Place{*site, port};
}

Result<void> check_rate(Kbps rate) {
  if (rate <= Kbps{0})
    return invalid(fmt::format("gbps {} is not a rate; ask for 0.001 or more", gbps_text(rate)), "gbps",
                   "0.001");
  if (rate > kHighestRate)
    return invalid(fmt::format("gbps {} is more than any route carries; ask for at most {}", gbps_text(rate),
                               gbps_text(kHighestRate)),
                   "gbps", gbps_text(kHighestRate));
  if (rate.value % kRateStep.value != 0) {
    const auto nearest = gbps_text({(rate.value / kRateStep.value + 1) * kRateStep.value});
    return invalid(
        fmt::format("gbps in steps of 0.001, asked {} kbit/s; {} is the next above", rate.value, nearest),
        "gbps", nearest);
  }
  return {};
}

std::string seconds_text(Duration length) {
  return fmt::format("{:g}", std::chrono::duration<double>(length).count());
}

Result<void> check_length(std::optional<Duration> length, Duration least, Duration most,
                          std::string_view field) {
  if (!length || (*length >= least && *length <= most)) return {};
  const auto nearest = seconds_text(*length < least ? least : most);
  return invalid(fmt::format("{} {} is out of range; {} to {} seconds are possible", field,
                             seconds_text(*length), seconds_text(least), seconds_text(most)),
                 std::string(field), nearest);
}

std::string time_text(Instant at) {
  // Far beyond what a calendar date can show; only absurd requests come here.
  constexpr std::int64_t kLastShown = 253'402'300'799'000'000;  // 9999-12-31T23:59:59Z
  const auto micros = at.time_since_epoch().count();
  if (micros < 0 || micros > kLastShown) return fmt::format("{} us since 1970", micros);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  return fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

Result<Instant> find_start(const ReserveRequest& request, Instant now) {
  if (!request.start) return now;
  if (*request.start >= now) {
    if (*request.start <= now + kFarthestStart) return *request.start;
    return invalid(fmt::format("window.start {} is more than 10 years ahead; {} is the latest",
                               time_text(*request.start), time_text(now + kFarthestStart)),
                   "window.start", time_text(now + kFarthestStart));
  }
  if (*request.start >= now - kStartGrace) return now;
  return invalid(fmt::format("window.start {} is past, it is {}; leave it out to start now",
                             time_text(*request.start), time_text(now)),
                 "window.start", time_text(now));
}

Result<Window> find_window(const ReserveRequest& request, Instant now) {
  const auto start = find_start(request, now);
  if (!start) return fail(start.error());
  if (auto fits = check_length(request.duration, kShortestWindow, kLongestWindow, "window.duration_s"); !fits)
    return fail(std::move(fits.error()));
  if (!request.end) return Window{*start, request.duration ? *start + *request.duration : kForever};
  if (*request.end <= *start)
    return invalid(fmt::format("window.end {} is not after its start {}; windows are [start, end)",
                               time_text(*request.end), time_text(*start)),
                   "window.end");
  if (*request.end != kForever && *request.end - *start > kLongestWindow)
    return invalid(fmt::format("window.end {} is more than 10 years after its start; leave it out for no end",
                               time_text(*request.end)),
                   "window.end", time_text(*start + kLongestWindow));
  // Of the start as asked: both were computed from it.
  if (request.duration && request.start.value_or(*start) + *request.duration != *request.end)
    return invalid(
        fmt::format("window.duration_s {} and window.end {} contradict each other; give one of them",
                    seconds_text(*request.duration), time_text(*request.end)),
        "window.duration_s", seconds_text(*request.end - request.start.value_or(*start)));
  return Window{*start, *request.end};
}

Result<void> check_labels(const Labels& labels) {
  if (labels.size() > kMaxLabels)
    return invalid(fmt::format("{} labels; at most {} are possible", labels.size(), kMaxLabels), "labels");
  for (const auto& [key, value] : labels) {
    if (key.empty() || key.size() > kMaxLabelKey || !inspect(key).is_printable)
      return invalid(fmt::format("a label's key is 1 to {} bytes of printable text", kMaxLabelKey), "labels");
    if (value.size() > kMaxLabelValue || !inspect(value).is_printable)
      return invalid(fmt::format("the value of label {:?} is not at most {} bytes of printable text", key,
                                 kMaxLabelValue),
                     "labels." + key);
  }
  return {};
}

Result<void> check_latency(std::optional<std::int64_t> latency_us) {
  if (!latency_us || (*latency_us >= 1 && *latency_us <= kHighestLatencyUs)) return {};
  return invalid(
      fmt::format("max_latency_us {} is out of range; 1 to {} are possible", *latency_us, kHighestLatencyUs),
      "max_latency_us", *latency_us < 1 ? "1" : fmt::format("{}", kHighestLatencyUs));
}

}  // namespace

std::string gbps_text(Kbps rate) {
  constexpr std::int64_t kPerGbps = 1'000'000;
  auto text = fmt::format("{}{}.{:06}", rate.value < 0 ? "-" : "", std::abs(rate.value / kPerGbps),
                          std::abs(rate.value % kPerGbps));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

Result<void> check_identity(const ReserveRequest& request) {
  if (request.tenant.empty() || request.tenant.size() > kMaxRequestId ||
      !inspect(request.tenant).is_printable)
    return invalid(fmt::format("a tenant's name is 1 to {} printable characters", kMaxRequestId), "tenant");
  if (!request.request_id) return {};
  const auto text = inspect(*request.request_id);
  if (text.is_printable && text.characters >= 1 && text.characters <= kMaxRequestId) return {};
  return invalid(fmt::format("request_id is 1 to {} printable characters", kMaxRequestId), "request_id");
}

Result<Wish> check_request(const Network& network, const ReserveRequest& request, Instant now) {
  const auto from = find_place(network, request.from, "from");
  if (!from) return fail(from.error());
  const auto to = find_place(network, request.to, "to");
  if (!to) return fail(to.error());
  if (from->site == to->site)
    return invalid(
        fmt::format("from and to are both {}; a reservation joins two sites", network.site(from->site).name),
        "to");
  if (auto fits = check_rate(request.rate); !fits) return fail(std::move(fits.error()));
  if (auto fits = check_latency(request.max_latency_us); !fits) return fail(std::move(fits.error()));
  const auto window = find_window(request, now);
  if (!window) return fail(window.error());
  if (auto fits = check_length(request.hold, kShortestPatience, kLongestHold, "hold_s"); !fits)
    return fail(std::move(fits.error()));
  if (auto fits = check_length(request.lease, kShortestPatience, kLongestLease, "lease_s"); !fits)
    return fail(std::move(fits.error()));
  if (auto fits = check_labels(request.labels); !fits) return fail(std::move(fits.error()));
  return Wish{from->site, to->site, from->port, to->port, *window};
}

std::string first_difference(const ReserveRequest& left, const ReserveRequest& right) {
  if (left.from != right.from) return "from";
  if (left.to != right.to) return "to";
  if (left.rate != right.rate) return "gbps";
  if (left.max_latency_us != right.max_latency_us) return "max_latency_us";
  if (left.start != right.start) return "window.start";
  if (left.end != right.end) return "window.end";
  if (left.duration != right.duration) return "window.duration_s";
  if (left.hold != right.hold) return "hold_s";
  if (left.lease != right.lease) return "lease_s";
  if (left.labels != right.labels) return "labels";
  if (left.priority != right.priority) return "priority";
  return {};
}

}  // namespace lightloom::engine
