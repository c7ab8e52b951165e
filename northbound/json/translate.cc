#include "northbound/json/translate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "northbound/json/timestamp.h"

namespace lightloom::northbound {
namespace {

constexpr std::int64_t kCenturySeconds = 3'155'760'000;
constexpr std::int64_t kMaxLatencyUs = 1'000'000'000;
constexpr std::size_t kMaxName = 256;
constexpr std::size_t kMaxRequestId = 128;
constexpr int kMaxLabels = 64;
constexpr std::size_t kMaxLabelKey = 64;
constexpr std::size_t kMaxLabelValue = 256;

std::int64_t to_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

// Seconds of at least 1, so few that microseconds of them fit.
Result<std::optional<Duration>> to_duration(std::int64_t seconds, bool given, std::string_view field) {
  if (!given) return std::nullopt;
  if (seconds < 1 || seconds > kCenturySeconds)
    return invalid(fmt::format("{}: {} s is outside 1 to {}", field, seconds, kCenturySeconds),
                   std::string(field), seconds < 1 ? "1" : std::to_string(kCenturySeconds));
  return std::chrono::seconds{seconds};
}

Result<void> check_end(const std::string& name, std::string_view field) {
  if (name.empty())
    return invalid(fmt::format("{}: missing; name a site, as horinger or horinger/line-3", field),
                   std::string(field));
  if (name.size() > kMaxName)
    return invalid(fmt::format("{}: {} characters; {} are allowed", field, name.size(), kMaxName),
                   std::string(field));
  return {};
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code >= 0x20 && code != 0x7f;
  });
}

Result<void> check_request_id(const std::string& id) {
  if (id.empty() || id.size() > kMaxRequestId || !is_printable(id))
    return invalid(fmt::format("request_id: needs 1 to {} printable characters, found {} characters",
                               kMaxRequestId, id.size()),
                   "request_id");
  return {};
}

Result<Labels> to_labels(const google::protobuf::Map<std::string, std::string>& map) {
  if (map.size() > static_cast<std::size_t>(kMaxLabels))
    return invalid(fmt::format("labels: {} of them; {} are allowed", map.size(), kMaxLabels), "labels");
  Labels labels;
  for (const auto& [key, value] : map) {
    if (key.empty() || key.size() > kMaxLabelKey || !is_printable(key) || key.find('=') != std::string::npos)
      return invalid(fmt::format("labels: the key \"{}\" needs 1 to {} printable characters other than =",
                                 key, kMaxLabelKey),
                     "labels");
    if (value.size() > kMaxLabelValue || !is_printable(value))
      return invalid(fmt::format("labels.{}: needs at most {} printable characters", key, kMaxLabelValue),
                     "labels." + key);
    labels.emplace(key, value);
  }
  return labels;
}

}  // namespace

Result<Kbps> to_rate(double gbps) {
  constexpr double kMaxGbps = 1'000'000;
  constexpr double kStepsPerGbps = 1'000;
  // Twice what one rounding of the largest allowed rate may lose.
  constexpr double kTolerance = 1e-6;
  const double steps = gbps * kStepsPerGbps;
  if (!(gbps >= 1 / kStepsPerGbps && gbps <= kMaxGbps))
    return invalid(fmt::format("gbps: {} is outside 0.001 to 1000000", gbps), "gbps",
                   gbps > kMaxGbps ? "1000000" : "0.001");
  if (std::abs(steps - std::round(steps)) > kTolerance)
    return invalid(fmt::format("gbps: {} is not a multiple of 0.001", gbps), "gbps",
                   fmt::format("{}", std::round(steps) / kStepsPerGbps));
  return Kbps{static_cast<std::int64_t>(std::llround(steps)) * 1'000};
}

Result<std::int64_t> check_latency_us(std::int64_t latency_us) {
  if (latency_us >= 1 && latency_us <= kMaxLatencyUs) return latency_us;
  return invalid(fmt::format("max_latency_us: {} is outside 1 to {}", latency_us, kMaxLatencyUs),
                 "max_latency_us", latency_us < 1 ? "1" : std::to_string(kMaxLatencyUs));
}

double to_gbps(Kbps rate) { return static_cast<double>(rate.value) / 1e6; }

Result<AskedWindow> to_value(const v1::Window& window) {
  AskedWindow asked;
  if (window.has_start()) asked.start = to_instant(window.start());
  if (window.has_end()) asked.end = to_instant(window.end());
  if (window.has_end() && window.has_duration_s())
    return invalid("window.duration_s: given together with window.end; give one of them",
                   "window.duration_s");
  auto duration = to_duration(window.duration_s(), window.has_duration_s(), "window.duration_s");
  if (!duration) return fail(std::move(duration.error()));
  asked.duration = *duration;
  return asked;
}

Result<ReserveRequest> to_value(const v1::ReservationRequest& message) {
  ReserveRequest request;
  if (auto good = check_end(message.from(), "from"); !good) return fail(std::move(good.error()));
  if (auto good = check_end(message.to(), "to"); !good) return fail(std::move(good.error()));
  if (message.has_request_id()) {
    if (auto good = check_request_id(message.request_id()); !good) return fail(std::move(good.error()));
    request.request_id = message.request_id();
  }
  if (message.has_max_latency_us()) {
    if (auto good = check_latency_us(message.max_latency_us()); !good) return fail(std::move(good.error()));
    request.max_latency_us = message.max_latency_us();
  }
  auto rate = to_rate(message.gbps());
  if (!rate) return fail(std::move(rate.error()));
  auto window = to_value(message.window());
  if (!window) return fail(std::move(window.error()));
  auto hold = to_duration(message.hold_s(), message.has_hold_s(), "hold_s");
  if (!hold) return fail(std::move(hold.error()));
  auto lease = to_duration(message.lease_s(), message.has_lease_s(), "lease_s");
  if (!lease) return fail(std::move(lease.error()));
  auto labels = to_labels(message.labels());
  if (!labels) return fail(std::move(labels.error()));
  request.from = message.from();
  request.to = message.to();
  request.rate = *rate;
  request.start = window->start;
  request.end = window->end;
  request.duration = window->duration;
  request.hold = *hold;
  request.lease = *lease;
  request.labels = std::move(*labels);
  return request;
}

v1::ReservationRequest to_message(const ReserveRequest& request) {
  v1::ReservationRequest message;
  if (request.request_id) message.set_request_id(*request.request_id);
  message.set_from(request.from);
  message.set_to(request.to);
  message.set_gbps(to_gbps(request.rate));
  if (request.max_latency_us) message.set_max_latency_us(*request.max_latency_us);
  if (request.start) set(*message.mutable_window()->mutable_start(), *request.start);
  if (request.end) set(*message.mutable_window()->mutable_end(), *request.end);
  if (request.duration) message.mutable_window()->set_duration_s(to_seconds(*request.duration));
  if (request.hold) message.set_hold_s(to_seconds(*request.hold));
  if (request.lease) message.set_lease_s(to_seconds(*request.lease));
  for (const auto& [key, value] : request.labels) (*message.mutable_labels())[key] = value;
  return message;
}

v1::Window to_message(const Window& window) {
  v1::Window message;
  set(*message.mutable_start(), window.start);
  if (!window.is_open_ended()) set(*message.mutable_end(), window.end);
  return message;
}

v1::Path to_message(const PathView& path) {
  v1::Path message;
  message.set_latency_us(path.latency_us);
  message.set_length_km(static_cast<double>(path.length.value) / 1e3);
  message.mutable_sites()->Add(path.sites.begin(), path.sites.end());
  message.mutable_links()->Add(path.links.begin(), path.links.end());
  for (const LightpathView& lightpath : path.lightpaths) {
    v1::Lightpath& to = *message.add_lightpaths();
    if (!lightpath.name.empty()) to.set_name(lightpath.name);
    to.set_mode(lightpath.mode);
    to.mutable_slot()->set_n(lightpath.slot.n);
    to.mutable_slot()->set_m(lightpath.slot.m);
    to.set_gsnr_0p1nm_db(lightpath.gsnr_0p1nm.value);
    to.set_margin_db(lightpath.margin.value);
    to.mutable_links()->Add(lightpath.links.begin(), lightpath.links.end());
  }
  return message;
}

v1::Reservation to_message(const ReservationView& reservation) {
  v1::Reservation message;
  message.set_name(reservation.name);
  message.set_request_id(reservation.request_id);
  message.set_tenant(reservation.tenant);
  // The enums of the API are those of the ports, after UNSPECIFIED; the tests compare every name.
  message.set_state(static_cast<v1::Reservation::State>(static_cast<int>(reservation.state) + 1));
  message.set_state_message(reservation.state_message);
  set(*message.mutable_state_time(), reservation.state_time);
  message.set_service(static_cast<v1::Reservation::Service>(static_cast<int>(reservation.service) + 1));
  message.set_from(reservation.from);
  message.set_to(reservation.to);
  message.set_gbps(to_gbps(reservation.rate));
  if (reservation.max_latency_us) message.set_max_latency_us(*reservation.max_latency_us);
  *message.mutable_window() = to_message(reservation.window);
  *message.mutable_path() = to_message(reservation.path);
  for (const Endpoint& endpoint : reservation.endpoints) {
    v1::Endpoint& to = *message.add_endpoints();
    to.set_site(endpoint.site);
    to.set_port(endpoint.port);
  }
  for (const auto& [key, value] : reservation.labels) (*message.mutable_labels())[key] = value;
  message.mutable_metered()->set_gbps_hours(reservation.metered.gbps_hours);
  message.mutable_metered()->set_gigabytes(reservation.metered.gigabytes);
  message.set_etag(reservation.etag);
  set(*message.mutable_create_time(), reservation.create_time);
  message.set_priority(reservation.priority);
  if (reservation.hold_until) set(*message.mutable_hold_until(), *reservation.hold_until);
  if (reservation.lease_until) set(*message.mutable_lease_until(), *reservation.lease_until);
  if (reservation.lease) message.set_lease_s(to_seconds(*reservation.lease));
  return message;
}

v1::ListReservationsResponse to_message(const Page<ReservationView>& page) {
  v1::ListReservationsResponse message;
  for (const ReservationView& item : page.items) *message.add_reservations() = to_message(item);
  message.set_next_page_token(page.next_page_token);
  message.set_last_event_id(to_string(page.last_event_id));
  return message;
}

}  // namespace lightloom::northbound
