// How every decision is put together: find, check, change, record, seal.
#include <fmt/format.h>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"

namespace lightloom::engine {

void put(Decision& decision, RecordKind kind, std::string id, std::string bytes) {
  decision.changes.push_back({kind, std::move(id), std::move(bytes)});
}
void erase(Decision& decision, RecordKind kind, std::string id) {
  decision.changes.push_back({kind, std::move(id), std::nullopt});
}

Outcome<const records::Reservation*> Engine::Impl::find(std::string_view name) const {
  const auto number = records::number_of('r', name);
  if (number)
    if (const auto* const found = ledger.find(*number)) return found;
  constexpr std::size_t kShown = 64;
  const auto hint = number ? fmt::format("it was never made, or ended more than {} days ago",
                                         std::chrono::floor<std::chrono::days>(options.final_kept).count())
                           : std::string("a name is r- and a number, as r-3");
  return tl::unexpected(Refusal{{ErrorCode::kNotFound,
                                 fmt::format("no reservation {:?}; {}", name.substr(0, kShown), hint),
                                 {},
                                 {},
                                 {}},
                                {},
                                {},
                                0});
}

std::optional<Decision> Engine::Impl::check_etag(const Reservation& reservation,
                                                 const std::string& etag) const {
  const auto actual = fmt::format("{:x}", reservation.revision);
  if (etag.empty() || etag == actual) return std::nullopt;
  constexpr std::size_t kShown = 32;
  return refusal({ErrorCode::kEtagMismatch,
                  fmt::format("{} has changed: its etag is {}, asked for {:?}; read it again and decide anew",
                              records::name_of('r', reservation.number), actual, etag.substr(0, kShown)),
                  "etag",
                  actual,
                  {}});
}

Decision Engine::Impl::nothing() const {
  Decision decision;
  decision.revision = revision;
  return decision;
}

Decision Engine::Impl::answer(const Reservation& reservation) const {
  auto decision = nothing();
  decision.reply = view_of(ledger, reservation, now);
  return decision;
}

Decision Engine::Impl::refusal(Error error) const {
  auto decision = nothing();
  decision.reply = tl::unexpected(Refusal{std::move(error), {}, {}, 0});
  return decision;
}

Engine::Impl::Before Engine::Impl::open(const Reservation& reservation) const {
  Before before{reservation.number, reservation.state, {}};
  for (const auto* path : ledger.lightpaths_of(reservation))
    before.paths.push_back({path->occupied, path->light, path->message});
  return before;
}

Decision Engine::Impl::close(const Before& before, bool is_told, std::string cause) {
  Decision decision;
  const auto& reservation = *ledger.find(before.number);
  const auto paths = ledger.lightpaths_of(reservation);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto& was = before.paths[i];
    if (was.occupied != paths[i]->occupied || was.light != paths[i]->light ||
        was.message != paths[i]->message)
      put(decision, RecordKind::kLightpath, records::record_id(paths[i]->id.value), codec.encode(*paths[i]));
  }
  if (is_told) record(reservation, name_of(before.state), std::move(cause), decision);
  seal(decision);
  return decision;
}

void Engine::Impl::record(const Reservation& reservation, std::string_view before, std::string cause,
                          Decision& decision) {
  put(decision, RecordKind::kReservation, records::record_id(reservation.number), codec.encode(reservation));
  auto view = std::make_shared<const ReservationView>(view_of(ledger, reservation, now));
  decision.reply = *view;
  Event event;
  event.type = "reservation.state";
  event.name = view->name;
  event.before = before;
  event.after = name_of(reservation.state);
  event.cause = std::move(cause);
  event.object = std::move(view);
  tell(std::move(event), decision);
}

void Engine::Impl::tell(Event event, Decision& decision) {
  event.id = {revision + 1, static_cast<std::uint32_t>(decision.events.size())};
  event.time = now;
  counters.last_event = event.id;
  put(decision, RecordKind::kEvent, records::record_id(event.id), records::encode(event));
  decision.events.push_back(std::move(event));
}

void Engine::Impl::seal(Decision& decision) {
  decision.revision = ++revision;
  // Before the decision's own number was given out, so that it belongs to this hour.
  const auto own = decision.events.empty() || decision.events.back().type != "decision.made" ? 0U : 1U;
  if (!decision.events.empty())
    if (const auto hour = retention.note(now, revision, counters.next_decision - own))
      put(decision, RecordKind::kMeta, records::record_id(*hour), codec.encode(*hour));
  put(decision, RecordKind::kMeta, std::string(records::kCountersId), codec.encode(counters));
}

void Engine::Impl::set_state(Reservation& reservation, ReservationState state, std::string message) const {
  if (reservation.state != state) reservation.state_time = now;
  reservation.state = state;
  reservation.message = std::move(message);
}

void Engine::Impl::set_service(Reservation& reservation, Service service) const {
  reservation.service = service;
  if (service == Service::kUp) {
    if (!reservation.up_since) reservation.up_since = now;
    return;
  }
  if (!reservation.up_since) return;
  reservation.delivered_kbit += delivered(reservation.request.rate, *reservation.up_since, now);
  reservation.up_since.reset();
}

}  // namespace lightloom::engine
