// Long questions to the loop: waiting for a state, and pages of what happened.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "controller/shell/history.h"
#include "controller/shell/loop.h"

namespace lightloom {
namespace {

/// Order in which a reservation passes through its states; it never goes back, but between ACTIVE and
/// DEGRADED.
int stage(ReservationState state) {
  switch (state) {
    case ReservationState::kHeld:
      return 0;
    case ReservationState::kCommitted:
      return 1;
    case ReservationState::kActivating:
      return 2;
    case ReservationState::kActive:
    case ReservationState::kDegraded:
      return 3;
    case ReservationState::kDeactivating:
      return 4;
    case ReservationState::kFailed:
    case ReservationState::kEnded:
    case ReservationState::kReleased:
    case ReservationState::kExpired:
      break;
  }
  return 5;
}

bool can_become(ReservationState now, ReservationState wanted) {
  return !is_final(now) && (stage(now) < stage(wanted) || (stage(now) == 3 && stage(wanted) == 3));
}

}  // namespace

/// Answers a patient where there is an answer; true then.
bool Shell::Loop::settle(const std::string& name, Patient& patient) {
  const auto found = engine_->reservation(name, clock_.now());
  if (found && found->state != patient.state && can_become(found->state, patient.state)) return false;
  patient.timer->cancel();
  answer_when_durable(found, std::exchange(patient.reply, nullptr));
  return true;
}

tl::unexpected<Refusal> Shell::Loop::unavailable(const std::string& why) {
  return tl::unexpected(refusal_of(Error{ErrorCode::kUnavailable, why, {}, {}, {}}));
}

void Shell::Loop::answer_unavailable(Patient& patient, const std::string& why) {
  patient.timer->cancel();
  if (const auto reply = std::exchange(patient.reply, nullptr)) reply(unavailable(why));
}

void Shell::Loop::wake_patients(const std::string& name) {
  if (!engine_) return;
  std::vector<std::shared_ptr<Patient>> concerned;
  const auto [first, last] = patients_.equal_range(name);
  for (auto entry = first; entry != last; ++entry) concerned.push_back(entry->second);
  for (const auto& patient : concerned) {
    if (!settle(name, *patient)) continue;
    forget_patient(name, patient);
  }
}

void Shell::Loop::forget_patient(const std::string& name, const std::shared_ptr<Patient>& patient) {
  const auto [first, last] = patients_.equal_range(name);
  const auto entry =
      std::find_if(first, last, [&](const auto& waiting) { return waiting.second == patient; });
  if (entry != last) patients_.erase(entry);
}

void Shell::Loop::wait(const std::string& name, ReservationState state, Duration patience,
                       Reply<ReservationView> reply) {
  step_time();
  if (!engine_) return reply(unavailable(trouble_));
  auto patient = std::make_shared<Patient>();
  patient->state = state;
  patient->reply = std::move(reply);
  patient->timer = std::make_unique<boost::asio::steady_timer>(io_);
  if (settle(name, *patient)) return;
  patient->timer->expires_after(std::clamp<Duration>(patience, Duration(0), std::chrono::minutes(10)));
  patients_.emplace(name, patient);
  patient->timer->async_wait([this, name, patient](const boost::system::error_code& stopped) {
    if (stopped || !patient->reply) return;
    forget_patient(name, patient);
    if (!engine_) return answer_unavailable(*patient, trouble_);
    answer_when_durable(engine_->reservation(name, clock_.now()), std::exchange(patient->reply, nullptr));
  });
}

void Shell::Loop::read_event_page(EventId after, std::size_t limit, Reply<std::vector<Event>> reply) {
  if (auto recent = log_.after(after, limit)) return reply(std::move(*recent));
  const Revision oldest = engine_ ? engine_->events_from() : 0;
  if (oldest > 0 && after.revision + 1 < oldest) {
    Error gone{ErrorCode::kEventsGone,
               "events after " + to_string(after) +
                   " are no longer kept (7 days); list what there is and watch from its last_event_id",
               "after",
               to_string(EventId{oldest, 0}),
               {}};
    return reply(tl::unexpected(refusal_of(std::move(gone))));
  }
  boost::asio::post(history_, [this, after, limit, reply = std::move(reply)] {
    auto found = read_events(store_, after, limit);
    if (found)
      reply(std::move(*found));
    else
      reply(tl::unexpected(refusal_of(found.error())));
  });
}

void Shell::Loop::read_decision_page(DecisionQuery query, Reply<Page<DecisionView>> reply) {
  const EventId last = snapshot()->last_event_id;
  boost::asio::post(history_, [this, last, query = std::move(query), reply = std::move(reply)] {
    auto page = read_decisions(store_, query);
    if (!page) return reply(tl::unexpected(refusal_of(page.error())));
    page->last_event_id = last;
    reply(std::move(*page));
  });
}

void Shell::Loop::read_one_decision(std::string name, Reply<DecisionView> reply) {
  boost::asio::post(history_, [this, name = std::move(name), reply = std::move(reply)] {
    auto found = read_decision(store_, name);
    if (found)
      reply(std::move(*found));
    else
      reply(tl::unexpected(refusal_of(found.error())));
  });
}

}  // namespace lightloom
