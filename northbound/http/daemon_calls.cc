#include "northbound/http/calls.h"
#include "northbound/http/event_filter.h"
#include "northbound/http/router.h"

namespace lightloom::northbound::calls {
namespace {

Result<std::optional<EventId>> event_id_in(std::string_view text, std::string_view field) {
  if (text.empty()) return std::nullopt;
  if (const auto id = event_id_of(text)) return id;
  return invalid(fmt::format("{}: \"{}\" is not the id of an event, as 417.2", field, text.substr(0, 64)),
                 std::string(field));
}

}  // namespace

void stream_events(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 4>{"after", "types", "name", "label"});
  if (!query) return;
  Taking taking(call);
  EventFeed feed;
  // A browser that reconnects sends the header with the query of its first request: the header is newer.
  const auto resumed = taking.take(event_id_in(call.request.last_event_id, "Last-Event-ID"));
  const auto after = taking.take(event_id_in(query->text_or_empty("after"), "after"));
  feed.filter.label = taking.take(query->label("label"));
  auto types = taking.take(event_types_in(query->text_or_empty("types")));
  if (!taking.is_good()) return;
  feed.filter.types = std::move(types).value_or(std::vector<std::string>());
  feed.filter.name = query->text_or_empty("name");
  feed.after = resumed ? *resumed : after ? *after : call.handlers.last_event_id();
  const EventId start = feed.after;
  call.handlers.events(start, Router::kEventBatch,
                       [respond = call.respond, name = call.name, refused = call.answer<v1::Event>(),
                        feed = std::move(feed)](Answer<std::vector<Event>> first) mutable {
                         if (!first) return refused(tl::unexpected(std::move(first.error())));
                         HttpResponse response;
                         response.content_type = "text/event-stream";
                         response.call = name;
                         feed.first = std::move(*first);
                         response.feed = std::move(feed);
                         respond(std::move(response));
                       });
}

void show_health(const Call& call) {
  if (!read_no_query(call)) return;
  const v1::Health health = call.handlers.health();
  HttpResponse response;
  response.call = call.name;
  response.status = health.serving() ? 200 : http_status_of(ErrorCode::kUnavailable);
  append_json(health, response.body);
  call.respond(std::move(response));
}

void show_metrics(const Call& call) {
  if (!read_no_query(call)) return;
  HttpResponse response;
  response.call = call.name;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = call.metrics.render(call.handlers.control().figures());
  call.respond(std::move(response));
}

}  // namespace lightloom::northbound::calls
