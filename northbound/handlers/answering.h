// What the handlers share to answer: inside this folder only.
#pragma once

#include "controller/ports/control.h"
#include "northbound/handlers/answer.h"
#include "northbound/json/journal.h"
#include "northbound/json/operations.h"
#include "northbound/json/plant.h"
#include "northbound/json/translate.h"

namespace lightloom::northbound {

template <class Message>
void refuse(const Done<Message>& done, const Error& error) {
  done(tl::unexpected(to_message(error)));
}

/// Events are written by the stream, once each, and stay values until then.
inline std::vector<Event> to_message(std::vector<Event> events) { return events; }

/// Brings what Control answers back to the thread that serves clients, and makes a message of it there:
/// Control answers on its own thread, which has better things to do.
template <class Value, class Message>
Reply<Value> answering(Post post, Done<Message> done) {
  return [post = std::move(post), done = std::move(done)](Outcome<Value> outcome) {
    post([done, outcome = std::move(outcome)]() mutable {
      if (outcome)
        done(to_message(std::move(*outcome)));
      else
        done(tl::unexpected(to_message(outcome.error())));
    });
  };
}

}  // namespace lightloom::northbound
