#include "controller/records/messages.h"

#include <fmt/format.h>

namespace lightloom::records {
namespace {

// Values and messages share their order; the messages begin one later, at 0 being UNSPECIFIED.
static_assert(static_cast<int>(ReservationState::kHeld) + 1 == v1::HELD);
static_assert(static_cast<int>(ReservationState::kDeactivating) + 1 == v1::DEACTIVATING);
static_assert(static_cast<int>(ReservationState::kExpired) + 1 == v1::EXPIRED);
static_assert(static_cast<int>(Service::kNone) + 1 == v1::NONE);
static_assert(static_cast<int>(Service::kDown) + 1 == v1::DOWN);

template <class Value>
std::optional<Value> optional_of(bool is_there, Value value) {
  return is_there ? std::optional(value) : std::nullopt;
}

}  // namespace

tl::unexpected<Error> Inspection::error() const {
  return fail(ErrorCode::kUnavailable, fmt::format("stored {} {:?} {}", kind_, id_, problem_));
}

v1::State to_message(ReservationState state) { return static_cast<v1::State>(static_cast<int>(state) + 1); }
v1::Service to_message(Service service) { return static_cast<v1::Service>(static_cast<int>(service) + 1); }

ReservationState state_from(v1::State state, Inspection& inspection) {
  const bool known = state != v1::STATE_UNSPECIFIED && v1::State_IsValid(state);
  inspection.require(known, "has a state that is not known");
  return known ? static_cast<ReservationState>(state - 1) : ReservationState::kFailed;
}

Service service_from(v1::Service service, Inspection& inspection) {
  const bool known = service != v1::SERVICE_UNSPECIFIED && v1::Service_IsValid(service);
  inspection.require(known, "has a service that is not known");
  return known ? static_cast<Service>(service - 1) : Service::kNone;
}

Window window_from(std::int64_t start_us, std::int64_t end_us, Inspection& inspection) {
  inspection.require(start_us <= end_us, "has a window that ends before it starts");
  return {instant(start_us), instant(end_us)};
}

void write_request(const ReserveRequest& request, v1::Request& message) {
  message.set_tenant(request.tenant);
  message.set_priority(request.priority);
  if (request.request_id) message.set_request_id(*request.request_id);
  message.set_from(request.from);
  message.set_to(request.to);
  message.set_rate_kbps(request.rate.value);
  if (request.max_latency_us) message.set_max_latency_us(*request.max_latency_us);
  if (request.start) message.set_start_us(micros(*request.start));
  if (request.end) message.set_end_us(micros(*request.end));
  if (request.duration) message.set_duration_us(request.duration->count());
  if (request.hold) message.set_hold_us(request.hold->count());
  if (request.lease) message.set_lease_us(request.lease->count());
  write_labels(request.labels, *message.mutable_labels());
}

ReserveRequest request_from(const v1::Request& message, Inspection& inspection) {
  ReserveRequest request;
  request.tenant = message.tenant();
  request.priority = message.priority();
  if (message.has_request_id()) request.request_id = message.request_id();
  request.from = message.from();
  request.to = message.to();
  request.rate = {message.rate_kbps()};
  request.max_latency_us = optional_of(message.has_max_latency_us(), std::int64_t{message.max_latency_us()});
  request.start = optional_of(message.has_start_us(), instant(message.start_us()));
  request.end = optional_of(message.has_end_us(), instant(message.end_us()));
  request.duration = optional_of(message.has_duration_us(), Duration(message.duration_us()));
  request.hold = optional_of(message.has_hold_us(), Duration(message.hold_us()));
  request.lease = optional_of(message.has_lease_us(), Duration(message.lease_us()));
  request.labels = labels_from(message.labels(), inspection);
  return request;
}

}  // namespace lightloom::records
