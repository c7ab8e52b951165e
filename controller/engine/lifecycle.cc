// What becomes of a reservation by command and by time.
#include <fmt/format.h>

#include <algorithm>

#include "controller/engine/impl.h"
#include "controller/engine/views.h"

namespace lightloom::engine {
namespace {

using records::LightState;
using State = ReservationState;

constexpr std::string_view kPlanningOnly = "planning only: no devices";

bool is_committed(State state) {
  return state == State::kCommitted || state == State::kActivating || state == State::kActive ||
         state == State::kDegraded;
}

Error wrong_state(const records::Reservation& reservation, std::string_view asked, std::string_view next) {
  return {ErrorCode::kWrongState,
          fmt::format("{} cannot be {}: it is {}; {}", records::name_of('r', reservation.number), asked,
                      name_of(reservation.state), next),
          {},
          {},
          {}};
}

bool meets(SliceRange left, SliceRange right) { return left.first < right.end() && right.first < left.end(); }

// Others in the slices and ports of a lightpath from an instant on.
std::vector<Occupant> rivals(const Ledger& ledger, const records::Lightpath& path, Instant from) {
  const auto booking = booking_of(ledger.network(), path);
  const Window rest{from, kForever};
  std::vector<Occupant> found;
  const auto take = [&](const std::vector<Occupant>& occupants, SliceRange bits) {
    for (const auto& occupant : occupants)
      if (occupant.lightpath != path.id && meets(occupant.bits, bits)) found.push_back(occupant);
  };
  for (const auto link : booking.links) take(ledger.calendar().occupants(link, rest), booking.bits);
  const auto port_bit = [](PortNumber port) { return SliceRange{static_cast<std::int32_t>(port) - 1, 1}; };
  if (booking.a_port != 0)
    take(ledger.calendar().port_occupants(booking.a_site, rest), port_bit(booking.a_port));
  if (booking.z_port != 0)
    take(ledger.calendar().port_occupants(booking.z_site, rest), port_bit(booking.z_port));
  return found;
}

// What a lightpath that is still lit after its time can hold, and when that runs out.
struct Extension {
  Window occupied;
  Instant recheck_at = kForever;
};

Extension extension(const Ledger& ledger, const records::Lightpath& path, Instant now) {
  Instant free_until = kForever;
  Instant busy_until = kForever;
  for (const auto& rival : rivals(ledger, path, now)) {
    free_until = std::min(free_until, std::max(now, rival.window.start));
    if (rival.window.start <= now) busy_until = std::min(busy_until, rival.window.end);
  }
  if (free_until == now) return {{now, now}, busy_until};
  const bool goes_on = path.occupied.end >= now && path.occupied.start < path.occupied.end;
  return {{goes_on ? path.occupied.start : now, free_until}, free_until};
}

}  // namespace

Decision Engine::Impl::commit(const CommitCommand& command) {
  const auto found = find(command.name);
  if (!found) return refusal(found.error().error);
  const auto& reservation = **found;
  if (is_committed(reservation.state)) return answer(reservation);
  const bool lapsed = reservation.hold_until && *reservation.hold_until <= now;
  if (lapsed && (reservation.state == State::kHeld || reservation.state == State::kExpired))
    return refusal({ErrorCode::kHoldExpired,
                    fmt::format("{} was held for {} s and not committed in time; reserve again", command.name,
                                std::chrono::floor<std::chrono::seconds>(*reservation.request.hold).count()),
                    {},
                    {},
                    {}});
  if (reservation.state != State::kHeld)
    return refusal(wrong_state(reservation, "committed", "reserve again"));
  if (auto mismatch = check_etag(reservation, command.etag)) return std::move(*mismatch);
  return change(reservation, "committed", [this](Reservation& held, Lightpaths&) {
    set_state(held, State::kCommitted, "");
    held.hold_until.reset();
    if (held.request.lease) held.lease_until = now + *held.request.lease;
    return true;
  });
}

Decision Engine::Impl::release(const ReleaseCommand& command) {
  const auto found = find(command.name);
  if (!found) return refusal(found.error().error);
  const auto& reservation = **found;
  if (is_final(reservation.state) || reservation.state == State::kDeactivating) return answer(reservation);
  if (auto mismatch = check_etag(reservation, command.etag)) return std::move(*mismatch);
  return end(reservation, State::kReleased, "released");
}

Decision Engine::Impl::renew(const RenewCommand& command) {
  const auto found = find(command.name);
  if (!found) return refusal(found.error().error);
  const auto& reservation = **found;
  const bool held = reservation.state == State::kHeld;
  if (held && *reservation.hold_until <= now)
    return refusal({ErrorCode::kHoldExpired,
                    fmt::format("the hold of {} has lapsed; reserve again", command.name),
                    {},
                    {},
                    {}});
  if (!held && !is_committed(reservation.state))
    return refusal(wrong_state(reservation, "renewed", "reserve again"));
  if (!held && !reservation.lease_until)
    return refusal(wrong_state(reservation, "renewed", "it has neither a hold nor a lease that could lapse"));
  if (auto mismatch = check_etag(reservation, command.etag)) return std::move(*mismatch);
  return change(reservation, "renewed", [this, held](Reservation& renewed, Lightpaths&) {
    if (held) renewed.hold_until = std::min(now + *renewed.request.hold, renewed.window.end);
    if (!held) renewed.lease_until = now + *renewed.request.lease;
    return true;
  });
}

std::optional<Decision> Engine::Impl::step() {
  if (!ledger.ready().empty()) return begin(*ledger.find(*ledger.ready().begin()));
  const auto& timers = ledger.timers();
  if (!timers.empty() && timers.begin()->first <= now) return step_of(*ledger.find(timers.begin()->second));
  if (auto forgotten = forget_alarm()) return forgotten;
  if (auto forgotten = forget_link()) return forgotten;
  return prune();
}

Decision Engine::Impl::step_of(const Reservation& reservation) {
  if (is_final(reservation.state)) return forget(reservation);
  if (reservation.state == State::kDeactivating) return rebook(reservation);
  if (reservation.state == State::kHeld) return end(reservation, State::kExpired, "hold lapsed");
  const auto lapse = reservation.lease_until.value_or(kForever);
  if (lapse <= now && lapse < reservation.window.end)
    return end(reservation, State::kExpired, "lease lapsed");
  if (reservation.window.end <= now) return end(reservation, State::kEnded, "window ended");
  return begin(reservation);
}

Decision Engine::Impl::begin(const Reservation& reservation) {
  if (options.planning_only)
    return change(reservation, "window started", [this](Reservation& begun, Lightpaths&) {
      set_state(begun, State::kActive, std::string(kPlanningOnly));
      return true;
    });
  if (const auto* const lit = ledger.blocker_of(reservation)) {
    auto message = fmt::format("waits until {} of {} is dark", records::name_of('l', lit->id.value),
                               records::name_of('r', lit->reservation));
    return change(reservation, "window started", [&](Reservation& waiting, Lightpaths&) {
      set_state(waiting, State::kActivating, std::move(message));
      return true;
    });
  }
  const auto number = reservation.number;
  auto decision = change(reservation, "window started", [this](Reservation& begun, Lightpaths& paths) {
    set_state(begun, State::kActivating, "");
    for (auto* path : paths) path->light = LightState::kLighting;
    return true;
  });
  for (const auto* path : ledger.lightpaths_of(*ledger.find(number)))
    decision.effects.push_back(order_of(*network, *path, Effect::Kind::kLight));
  return decision;
}

Decision Engine::Impl::end(const Reservation& reservation, State ends_as, std::string cause) {
  if (ledger.is_dark(reservation)) return finish(reservation, ends_as, std::move(cause));
  const auto number = reservation.number;
  auto decision =
      change(reservation, std::move(cause), [this, ends_as](Reservation& ending, Lightpaths& paths) {
        set_state(ending, State::kDeactivating, "");
        set_service(ending, Service::kNone);
        ending.ends_as = ends_as;
        for (auto* path : paths) {
          path->light = LightState::kDarkening;
          path->message.clear();
          path->occupied.end = std::min(path->occupied.end, now + options.tear_down);
          ending.recheck_at = path->occupied.end;
        }
        return true;
      });
  for (const auto* path : ledger.lightpaths_of(*ledger.find(number)))
    decision.effects.push_back(order_of(*network, *path, Effect::Kind::kDarken));
  return decision;
}

Decision Engine::Impl::finish(const Reservation& reservation, State final_state, std::string cause) {
  return change(reservation, std::move(cause), [this, final_state](Reservation& done, Lightpaths& paths) {
    set_state(done, final_state, "");
    set_service(done, Service::kNone);
    done.recheck_at.reset();
    // What was occupied in truth, for whoever counts it later.
    for (auto* path : paths)
      path->occupied.end = std::max(path->occupied.start, std::min(path->occupied.end, now));
    return true;
  });
}

Decision Engine::Impl::rebook(const Reservation& reservation) {
  std::vector<Extension> extensions;
  for (const auto* path : ledger.lightpaths_of(reservation))
    extensions.push_back(extension(ledger, *path, now));
  return change(reservation, "not dark in time", [&](Reservation& late, Lightpaths& paths) {
    late.recheck_at.reset();
    for (std::size_t i = 0; i < paths.size(); ++i) {
      paths[i]->occupied = extensions[i].occupied;
      const auto recheck = std::min(late.recheck_at.value_or(kForever), extensions[i].recheck_at);
      if (recheck != kForever) late.recheck_at = recheck;
    }
    if (late.message.empty()) late.message = "not dark in time: its slices stay taken";
    return true;
  });
}

Decision Engine::Impl::forget(const Reservation& reservation) {
  Decision decision;
  for (const auto* path : ledger.lightpaths_of(reservation))
    erase(decision, RecordKind::kLightpath, records::record_id(path->id.value));
  for (const auto circuit : reservation.circuits)
    erase(decision, RecordKind::kCircuit, records::record_id(circuit));
  erase(decision, RecordKind::kReservation, records::record_id(reservation.number));
  ledger.erase(reservation.number);
  seal(decision);
  return decision;
}

std::optional<Decision> Engine::Impl::prune() {
  Decision decision;
  decision.changes = retention.prune(now, counters, revision);
  if (decision.changes.empty()) return std::nullopt;
  seal(decision);
  return decision;
}

}  // namespace lightloom::engine
