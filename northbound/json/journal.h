// What happened, as messages: decisions, events, errors; and how the daemon is.
#pragma once

#include "controller/ports/control.h"
#include "northbound/proto/lightloom/v1/journal.pb.h"

namespace lightloom::northbound {

v1::Decision to_message(const DecisionView& decision);
v1::ListDecisionsResponse to_message(const Page<DecisionView>& page);
/// With what it tells of as its own message.
v1::Event to_message(const Event& event);
v1::Health to_message(const Health& health);
/// With code, status and reason; without alternatives.
v1::Error to_message(const Error& error);
v1::Error to_message(const Refusal& refusal);

}  // namespace lightloom::northbound
