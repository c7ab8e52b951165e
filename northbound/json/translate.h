// Messages of the API <-> values of controller/ports: reservations and paths. Ranges that would not survive
// translation are checked here, and name the API's field; what a request means is the engine's.
#pragma once

#include "controller/ports/control.h"
#include "northbound/json/journal.h"
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
v1::ListReservationsResponse to_message(const Page<ReservationView>& page);

}  // namespace lightloom::northbound
