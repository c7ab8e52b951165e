// One request and its answer, without the socket.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "northbound/http/event_filter.h"

namespace lightloom::northbound {

/// Views into the session's buffers, valid only during the call that takes it.
struct HttpRequest {
  std::string_view method;  ///< "GET"; HEAD comes as GET
  std::string_view target;  ///< path and query, as sent
  std::string_view content_type, body;
  std::string_view last_event_id;  ///< header of a resumed event stream
};

/// Instead of a body: events that follow, without end. `first` holds all that was there until now, up to a
/// batch, unfiltered.
struct EventFeed {
  EventId after;
  std::vector<Event> first;
  EventFilter filter;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::int64_t retry_after_s = 0;  ///< header where above 0
  std::string_view call;           ///< of the routing table, `POST /v1/reservations`; for metrics
  std::optional<EventFeed> feed;
};
using Respond = std::function<void(HttpResponse)>;

/// The error document.
HttpResponse error_response(const Error& error);

}  // namespace lightloom::northbound
