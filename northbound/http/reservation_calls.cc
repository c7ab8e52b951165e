#include "northbound/http/calls.h"

namespace lightloom::northbound::calls {
namespace {

constexpr std::int64_t kMaxWaitSeconds = 600;

void act(const Call& call, Handlers::Action action) {
  v1::ReservationAction request;
  if (!read_no_query(call) || !read_body(call, request, true)) return;
  call.handlers.act(action, call.id, request, call.answer<v1::Reservation>());
}
enum class Verdict { kGranted, kRefused };
std::string_view name_of(Verdict verdict) { return verdict == Verdict::kGranted ? "GRANTED" : "REFUSED"; }

}  // namespace

void create_reservation(const Call& call) {
  v1::ReservationRequest request;
  if (!read_no_query(call) || !read_body(call, request)) return;
  call.handlers.create_reservation(request, call.answer<v1::Reservation>());
}

void commit(const Call& call) { act(call, Handlers::Action::kCommit); }
void release(const Call& call) { act(call, Handlers::Action::kRelease); }
void renew(const Call& call) { act(call, Handlers::Action::kRenew); }

void show_reservation(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 2>{"wait_for", "wait_s"});
  if (!query) return;
  Taking taking(call);
  const auto state = taking.take(choice_in(*query, "wait_for", ReservationState::kExpired));
  const auto seconds = taking.take(query->number("wait_s", 0, kMaxWaitSeconds));
  if (!taking.is_good()) return;
  if (seconds && !state)
    return call.error(
        {ErrorCode::kInvalidArgument, "wait_s: needs wait_for too, as wait_for=ACTIVE", "wait_s", {}, {}});
  if (!state) return call.handlers.reservation(call.id, call.answer<v1::Reservation>());
  constexpr std::int64_t kDefaultWaitSeconds = 30;
  call.handlers.wait_for(call.id, *state, std::chrono::seconds{seconds.value_or(kDefaultWaitSeconds)},
                         call.answer<v1::Reservation>());
}

void list_reservations(const Call& call) {
  const auto query =
      read_query(call, std::array<std::string_view, 9>{"state", "site", "link", "label", "tenant", "start",
                                                       "end", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  ReservationQuery asked;
  asked.state = taking.take(choice_in(*query, "state", ReservationState::kExpired));
  asked.label = taking.take(query->label("label"));
  asked.start = taking.take(query->time("start"));
  asked.end = taking.take(query->time("end"));
  asked.page_size = taking.page_size(*query);
  if (!taking.is_good()) return;
  asked.site = query->text_or_empty("site");
  asked.link = query->text_or_empty("link");
  asked.tenant = query->text_or_empty("tenant");
  asked.page_token = query->text_or_empty("page_token");
  call.handlers.reservations(std::move(asked), call.answer<v1::ListReservationsResponse>());
}

void compute_paths(const Call& call) {
  v1::ComputePathsRequest request;
  if (!read_no_query(call) || !read_body(call, request)) return;
  call.handlers.compute_paths(request, call.answer<v1::ComputePathsResponse>());
}

void show_decision(const Call& call) {
  if (!read_no_query(call)) return;
  call.handlers.decision(call.id, call.answer<v1::Decision>());
}

void list_decisions(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 7>{"verdict", "tenant", "site", "start",
                                                                      "end", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  DecisionQuery asked;
  if (const auto verdict = taking.take(choice_in(*query, "verdict", Verdict::kRefused)))
    asked.granted = *verdict == Verdict::kGranted;
  asked.start = taking.take(query->time("start"));
  asked.end = taking.take(query->time("end"));
  asked.page_size = taking.page_size(*query);
  if (!taking.is_good()) return;
  asked.tenant = query->text_or_empty("tenant");
  asked.site = query->text_or_empty("site");
  asked.page_token = query->text_or_empty("page_token");
  call.handlers.decisions(std::move(asked), call.answer<v1::ListDecisionsResponse>());
}

}  // namespace lightloom::northbound::calls
