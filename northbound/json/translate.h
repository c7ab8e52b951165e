// Messages of the API <-> values of controller/ports: the one place that knows both. Ranges that would not
// survive translation are checked here, and name the API's field; what a request means is the engine's.
#pragma once

#include "controller/ports/control.h"
#include "northbound/proto/lightloom/v1/journal.pb.h"
#include "northbound/proto/lightloom/v1/plant.pb.h"
#include "northbound/proto/lightloom/v1/reservation.pb.h"

namespace lightloom::northbound {

/// `gbps` of the API: 0.001 to 1,000,000 in steps of 0.001. kInvalidArgument, field `gbps`.
Result<Kbps> to_rate(double gbps);
double to_gbps(Kbps rate);
/// `max_latency_us` of the API: 1 to 1,000,000,000. kInvalidArgument.
Result<std::int64_t> check_latency_us(std::int64_t latency_us);

/// What was asked, not yet resolved against "now". kInvalidArgument with the field below `window`.
struct AskedWindow {
  std::optional<Instant> start, end;
  std::optional<Duration> duration;  ///< never together with `end`
};
Result<AskedWindow> to_value(const v1::Window& window);

/// kInvalidArgument with the field: a missing end, a rate, time span, id or label out of range.
Result<ReserveRequest> to_value(const v1::ReservationRequest& message);
v1::ReservationRequest to_message(const ReserveRequest& request);

v1::Window to_message(const Window& window);
v1::Path to_message(const PathView& path);
v1::Reservation to_message(const ReservationView& reservation);
v1::Decision to_message(const DecisionView& decision);
v1::Event to_message(const Event& event);
v1::Health to_message(const Health& health);
/// With code, status and reason; without alternatives.
v1::Error to_message(const Error& error);
v1::Error to_message(const Refusal& refusal);

}  // namespace lightloom::northbound
