#include "northbound/handlers/handlers.h"

#include "northbound/handlers/answering.h"

namespace lightloom::northbound {

Handlers::Handlers(Control& control, const Clock& clock, Post post, Options options)
    : control_(control),
      clock_(clock),
      post_(std::move(post)),
      path_finder_(post_, {options.compute_threads, options.max_waiting}) {}

void Handlers::create_reservation(const v1::ReservationRequest& request, const Done<v1::Reservation>& done) {
  auto value = to_value(request);
  if (!value) return refuse(done, value.error());
  control_.reserve(std::move(*value), answering<ReservationView>(post_, done));
}

void Handlers::act(Action action, std::string name, const v1::ReservationAction& request,
                   Done<v1::Reservation> done) {
  auto reply = answering<ReservationView>(post_, std::move(done));
  switch (action) {
    case Action::kCommit:
      return control_.commit(std::move(name), request.etag(), std::move(reply));
    case Action::kRelease:
      return control_.release(std::move(name), request.etag(), std::move(reply));
    case Action::kRenew:
      return control_.renew(std::move(name), request.etag(), std::move(reply));
  }
}

void Handlers::reservation(std::string name, Done<v1::Reservation> done) {
  control_.reservation(std::move(name), answering<ReservationView>(post_, std::move(done)));
}

void Handlers::wait_for(std::string name, ReservationState state, Duration patience,
                        Done<v1::Reservation> done) {
  control_.wait_for(std::move(name), state, patience, answering<ReservationView>(post_, std::move(done)));
}

void Handlers::reservations(ReservationQuery query, Done<v1::ListReservationsResponse> done) {
  control_.reservations(std::move(query), answering<Page<ReservationView>>(post_, std::move(done)));
}

void Handlers::decision(std::string name, Done<v1::Decision> done) {
  control_.decision(std::move(name), answering<DecisionView>(post_, std::move(done)));
}

void Handlers::decisions(DecisionQuery query, Done<v1::ListDecisionsResponse> done) {
  control_.decisions(std::move(query), answering<Page<DecisionView>>(post_, std::move(done)));
}

void Handlers::compute_paths(const v1::ComputePathsRequest& request,
                             const Done<v1::ComputePathsResponse>& done) {
  path_finder_.find(control_.snapshot(), request, clock_.now(), done);
}

void Handlers::events(EventId after, std::size_t limit, Done<std::vector<Event>> done) {
  control_.events(after, limit, answering<std::vector<Event>>(post_, std::move(done)));
}

EventId Handlers::last_event_id() const { return control_.snapshot()->last_event_id; }

}  // namespace lightloom::northbound
