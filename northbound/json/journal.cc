#include "northbound/json/journal.h"

#include "northbound/json/operations.h"
#include "northbound/json/plant.h"
#include "northbound/json/timestamp.h"
#include "northbound/json/translate.h"

namespace lightloom::northbound {
namespace {

void pack(std::monostate, v1::Event&) {}
template <class View>
void pack(const std::shared_ptr<const View>& object, v1::Event& message) {
  if (object) message.mutable_object()->PackFrom(to_message(*object));
}

}  // namespace

v1::Decision to_message(const DecisionView& decision) {
  v1::Decision message;
  message.set_name(decision.name);
  set(*message.mutable_time(), decision.time);
  message.set_tenant(decision.tenant);
  message.set_who(decision.who);
  message.mutable_request()->PackFrom(to_message(decision.request));
  message.set_verdict(decision.granted ? v1::Decision::GRANTED : v1::Decision::REFUSED);
  if (decision.granted) message.set_reservation(decision.reservation);
  if (decision.refusal) *message.mutable_error() = to_message(*decision.refusal);
  return message;
}

v1::ListDecisionsResponse to_message(const Page<DecisionView>& page) {
  v1::ListDecisionsResponse message;
  for (const DecisionView& item : page.items) *message.add_decisions() = to_message(item);
  message.set_next_page_token(page.next_page_token);
  message.set_last_event_id(to_string(page.last_event_id));
  return message;
}

v1::Event to_message(const Event& event) {
  v1::Event message;
  message.set_id(to_string(event.id));
  set(*message.mutable_time(), event.time);
  message.set_type(event.type);
  message.set_name(event.name);
  message.set_before(event.before);
  message.set_after(event.after);
  if (!event.cause.empty()) message.set_cause(event.cause);
  std::visit([&](const auto& object) { pack(object, message); }, event.object);
  return message;
}

v1::Health to_message(const Health& health) {
  v1::Health message;
  message.set_serving(health.serving);
  message.set_durable(health.durable);
  message.set_planning_only(health.planning_only);
  message.set_message(health.message);
  return message;
}

v1::Error to_message(const Error& error) {
  v1::Error message;
  message.set_code(http_status_of(error.code));
  message.set_status(std::string(status_of(error.code)));
  message.set_reason(std::string(reason_of(error.code)));
  message.set_message(error.message);
  message.set_field(error.field);
  message.set_nearest(error.nearest);
  for (const Blocker& blocker : error.blockers) {
    v1::Blocker& to = *message.add_blockers();
    to.set_constraint(blocker.constraint);
    to.mutable_links()->Add(blocker.links.begin(), blocker.links.end());
    if (blocker.window) *to.mutable_window() = to_message(*blocker.window);
    to.set_asked(blocker.asked);
    to.set_available(blocker.available);
    to.set_unit(blocker.unit);
  }
  return message;
}

v1::Error to_message(const Refusal& refusal) {
  v1::Error message = to_message(refusal.error);
  for (const Alternative& alternative : refusal.alternatives) {
    v1::Alternative& to = *message.add_alternatives();
    to.set_differs(alternative.differs);
    to.mutable_request()->PackFrom(to_message(alternative.request));
  }
  message.set_retry_after_s(refusal.retry_after_s);
  message.set_decision(refusal.decision);
  return message;
}

}  // namespace lightloom::northbound
