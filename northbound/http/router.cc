#include "northbound/http/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "northbound/http/query.h"
#include "northbound/json/mapper.h"

namespace lightloom::northbound {
namespace {

constexpr std::size_t kMaxPageSize = 10'000;
constexpr std::int64_t kMaxWaitSeconds = 600;

/// What a handler of the table gets.
struct Call {
  const HttpRequest& request;
  Handlers& handlers;
  Metrics& metrics;
  std::string id;          // where the path has one
  std::string_view query;  // after `?`
  std::string_view name;   // of the table
  const Respond& respond;

  void error(const Error& error) const {
    HttpResponse response = error_response(error);
    response.call = name;
    respond(std::move(response));
  }
  /// An answer in JSON. `name` lives as long as the table.
  template <class Message>
  Done<Message> answer() const {
    return [respond = respond, name = name](const Answer<Message>& answer) {
      HttpResponse response;
      response.call = name;
      if (answer) {
        append_json(*answer, response.body);
      } else {
        response.status = answer.error().code();
        response.retry_after_s = answer.error().retry_after_s();
        v1::ErrorDocument document;
        *document.mutable_error() = answer.error();
        append_json(document, response.body);
      }
      respond(std::move(response));
    };
  }
};

using Serve = void (*)(const Call&);
struct Route {
  std::string_view name;  // method and path, `{id}` for the one thing that varies
  Serve serve;
};

bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  const auto media = content_type.substr(0, content_type.find(';'));
  const auto end = media.find_last_not_of(" \t");
  if (end == std::string_view::npos || end + 1 != kJson.size()) return false;
  return std::equal(kJson.begin(), kJson.end(), media.begin(), [](char wanted, char given) {
    return wanted == (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given);
  });
}

// Reads the body; false after the error was answered.
template <class Message>
bool read_body(const Call& call, Message& message, bool may_be_empty = false) {
  if (call.request.body.empty() && may_be_empty) return true;
  if (!call.request.body.empty() && !is_json(call.request.content_type)) {
    call.error({ErrorCode::kNotJson,
                fmt::format("the body is \"{}\"; send it as Content-Type: application/json",
                            call.request.content_type.substr(0, 128)),
                {},
                "application/json",
                {}});
    return false;
  }
  const auto read = json_to_message(call.request.body, message);
  if (!read) call.error(read.error());
  return read.has_value();
}

// Reads the query; nullopt after the error was answered.
template <std::size_t N>
std::optional<Query> read_query(const Call& call, const std::array<std::string_view, N>& known) {
  auto query = Query::parse(call.query, known);
  if (query) return std::move(*query);
  call.error(query.error());
  return std::nullopt;
}
std::optional<Query> read_no_query(const Call& call) {
  return read_query(call, std::array<std::string_view, 0>{});
}

// Takes the value out of a parsed parameter, or answers its error and remembers that.
class Taking {
 public:
  explicit Taking(const Call& call) : call_(call) {}
  template <class T>
  std::optional<T> take(Result<std::optional<T>> value) {
    if (value) return std::move(*value);
    if (good_) call_.error(value.error());
    good_ = false;
    return std::nullopt;
  }
  bool is_good() const { return good_; }

 private:
  const Call& call_;
  bool good_ = true;
};

void create_reservation(const Call& call) {
  v1::ReservationRequest request;
  if (!read_no_query(call) || !read_body(call, request)) return;
  call.handlers.create_reservation(request, call.answer<v1::Reservation>());
}

void act(const Call& call, Handlers::Action action) {
  v1::ReservationAction request;
  if (!read_no_query(call) || !read_body(call, request, true)) return;
  call.handlers.act(action, call.id, request, call.answer<v1::Reservation>());
}
void commit(const Call& call) { act(call, Handlers::Action::kCommit); }
void release(const Call& call) { act(call, Handlers::Action::kRelease); }
void renew(const Call& call) { act(call, Handlers::Action::kRenew); }

Result<std::optional<ReservationState>> state_in(const Query& query, std::string_view name) {
  auto text = query.text(name);
  if (!text) return std::nullopt;
  for (char& letter : *text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  if (const auto state = reservation_state_of(*text)) return state;
  constexpr int kStates = static_cast<int>(ReservationState::kExpired) + 1;
  std::vector<std::string_view> states;
  states.reserve(kStates);
  for (int i = 0; i < kStates; ++i) states.push_back(name_of(static_cast<ReservationState>(i)));
  return invalid(
      fmt::format("{}: \"{}\" is not one of {}", name, text->substr(0, 64), fmt::join(states, " ")),
      std::string(name), nearest_of(*text, states));
}

void get_reservation(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 2>{"wait_for", "wait_s"});
  if (!query) return;
  Taking taking(call);
  const auto state = taking.take(state_in(*query, "wait_for"));
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

std::size_t page_size_of(std::optional<std::int64_t> given) {
  constexpr std::int64_t kDefault = 1'000;
  return static_cast<std::size_t>(given.value_or(kDefault));
}

void list_reservations(const Call& call) {
  const auto query =
      read_query(call, std::array<std::string_view, 9>{"state", "site", "link", "label", "tenant", "start",
                                                       "end", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  ReservationQuery asked;
  asked.state = taking.take(state_in(*query, "state"));
  asked.label = taking.take(query->label("label"));
  asked.start = taking.take(query->time("start"));
  asked.end = taking.take(query->time("end"));
  asked.page_size = page_size_of(taking.take(query->number("page_size", 1, kMaxPageSize)));
  if (!taking.is_good()) return;
  asked.site = query->text_or_empty("site");
  asked.link = query->text_or_empty("link");
  asked.tenant = query->text_or_empty("tenant");
  asked.page_token = query->text_or_empty("page_token");
  call.handlers.reservations(std::move(asked), call.answer<v1::ListReservationsResponse>());
}

void get_decision(const Call& call) {
  if (!read_no_query(call)) return;
  call.handlers.decision(call.id, call.answer<v1::Decision>());
}

Result<std::optional<bool>> verdict_in(const Query& query) {
  auto text = query.text("verdict");
  if (!text) return std::nullopt;
  std::transform(text->begin(), text->end(), text->begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  if (*text == "GRANTED") return true;
  if (*text == "REFUSED") return false;
  return invalid(fmt::format("verdict: \"{}\" is not one of GRANTED REFUSED", text->substr(0, 64)), "verdict",
                 nearest_of(*text, {"GRANTED", "REFUSED"}));
}

void list_decisions(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 7>{"verdict", "tenant", "site", "start",
                                                                      "end", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  DecisionQuery asked;
  asked.granted = taking.take(verdict_in(*query));
  asked.start = taking.take(query->time("start"));
  asked.end = taking.take(query->time("end"));
  asked.page_size = page_size_of(taking.take(query->number("page_size", 1, kMaxPageSize)));
  if (!taking.is_good()) return;
  asked.tenant = query->text_or_empty("tenant");
  asked.site = query->text_or_empty("site");
  asked.page_token = query->text_or_empty("page_token");
  call.handlers.decisions(std::move(asked), call.answer<v1::ListDecisionsResponse>());
}

template <class Response>
void list_plant(const Call& call, void (Handlers::*list)(const PlantPage& page, const Done<Response>& done)) {
  const auto query = read_query(call, std::array<std::string_view, 3>{"site", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  PlantPage page;
  page.size = page_size_of(taking.take(query->number("page_size", 1, kMaxPageSize)));
  if (!taking.is_good()) return;
  page.site = query->text_or_empty("site");
  page.token = query->text_or_empty("page_token");
  (call.handlers.*list)(page, call.answer<Response>());
}
void list_sites(const Call& call) { list_plant(call, &Handlers::sites); }
void list_nodes(const Call& call) { list_plant(call, &Handlers::nodes); }
void list_links(const Call& call) { list_plant(call, &Handlers::links); }

void get_network(const Call& call) {
  if (read_no_query(call)) call.handlers.network(call.answer<v1::Network>());
}

void get_spectrum(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 2>{"start", "end"});
  if (!query) return;
  Taking taking(call);
  const auto start = taking.take(query->time("start"));
  const auto end = taking.take(query->time("end"));
  if (taking.is_good()) call.handlers.spectrum(call.id, start, end, call.answer<v1::LinkSpectrum>());
}

void compute_paths(const Call& call) {
  v1::ComputePathsRequest request;
  if (!read_no_query(call) || !read_body(call, request)) return;
  call.handlers.compute_paths(request, call.answer<v1::ComputePathsResponse>());
}

Result<std::optional<EventId>> event_id_in(std::string_view text, std::string_view field) {
  if (text.empty()) return std::nullopt;
  if (const auto id = event_id_of(text)) return id;
  return invalid(fmt::format("{}: \"{}\" is not the id of an event, as 417.2", field, text.substr(0, 64)),
                 std::string(field));
}

std::vector<std::string> comma_separated(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

void stream_events(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 4>{"after", "types", "name", "label"});
  if (!query) return;
  Taking taking(call);
  EventFeed feed;
  // A browser that reconnects sends the header with the query of its first request: the header is newer.
  const auto resumed = taking.take(event_id_in(call.request.last_event_id, "Last-Event-ID"));
  const auto after = taking.take(event_id_in(query->text_or_empty("after"), "after"));
  feed.filter.label = taking.take(query->label("label"));
  if (!taking.is_good()) return;
  feed.filter.types = comma_separated(query->text_or_empty("types"));
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

void health(const Call& call) {
  if (!read_no_query(call)) return;
  const v1::Health health = call.handlers.health();
  HttpResponse response;
  response.call = call.name;
  response.status = health.serving() ? 200 : http_status_of(ErrorCode::kUnavailable);
  append_json(health, response.body);
  call.respond(std::move(response));
}

void metrics(const Call& call) {
  if (!read_no_query(call)) return;
  HttpResponse response;
  response.call = call.name;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = call.metrics.render(call.handlers.control().figures());
  call.respond(std::move(response));
}

constexpr std::array kRoutes{
    Route{"POST /v1/reservations", create_reservation},
    Route{"GET /v1/reservations", list_reservations},
    Route{"GET /v1/reservations/{id}", get_reservation},
    Route{"POST /v1/reservations/{id}:commit", commit},
    Route{"POST /v1/reservations/{id}:release", release},
    Route{"POST /v1/reservations/{id}:renew", renew},
    Route{"POST /v1/paths:compute", compute_paths},
    Route{"GET /v1/decisions", list_decisions},
    Route{"GET /v1/decisions/{id}", get_decision},
    Route{"GET /v1/events", stream_events},
    Route{"GET /v1/sites", list_sites},
    Route{"GET /v1/nodes", list_nodes},
    Route{"GET /v1/links", list_links},
    Route{"GET /v1/links/{id}/spectrum", get_spectrum},
    Route{"GET /v1/network", get_network},
    Route{"GET /healthz", health},
    Route{"GET /metrics", metrics},
};
constexpr std::string_view kNoCall = "unknown";

// The id in `path` where it fits the route's pattern: empty where the pattern has none, nullopt where it does
// not fit. An id holds no slash and no colon: those are escaped.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  constexpr std::string_view kId = "{id}";
  const auto at = pattern.find(kId);
  if (at == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  const auto before = pattern.substr(0, at);
  const auto after = pattern.substr(at + kId.size());
  if (path.size() <= before.size() + after.size() || path.substr(0, before.size()) != before ||
      path.substr(path.size() - after.size()) != after)
    return std::nullopt;
  const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
  return id.find_first_of("/:") == std::string_view::npos ? std::optional(id) : std::nullopt;
}

Error unknown_call(std::string_view method, std::string_view path) {
  std::vector<std::string_view> names;
  names.reserve(kRoutes.size());
  for (const Route& route : kRoutes) names.push_back(route.name);
  const std::string asked = fmt::format("{} {}", method, path.substr(0, 256));
  std::string nearest = nearest_of(asked, names);
  // The same path by another method is nearer than another path.
  for (const Route& route : kRoutes)
    if (match(route.name.substr(route.name.find(' ') + 1), path)) nearest = route.name;
  std::string message = fmt::format("{}: no such call", asked);
  if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
  return {ErrorCode::kNotFound, std::move(message), {}, std::move(nearest), {}};
}

}  // namespace

bool EventFilter::shows(const Event& event) const {
  const auto is_of = [&](const std::string& type) {
    return event.type == type || (event.type.size() > type.size() && event.type[type.size()] == '.' &&
                                  event.type.compare(0, type.size(), type) == 0);
  };
  if (!types.empty() && std::none_of(types.begin(), types.end(), is_of)) return false;
  if (!name.empty() && event.name != name) return false;
  if (!label) return true;
  if (!event.object) return false;
  const auto found = event.object->labels.find(label->first);
  return found != event.object->labels.end() && found->second == label->second;
}

HttpResponse error_response(const Error& error) {
  HttpResponse response;
  response.status = http_status_of(error.code);
  response.call = kNoCall;
  v1::ErrorDocument document;
  *document.mutable_error() = to_message(error);
  append_json(document, response.body);
  return response;
}

void Router::handle(const HttpRequest& request, const Respond& respond) {
  const auto question = request.target.find('?');
  const auto path = request.target.substr(0, question);
  for (const Route& route : kRoutes) {
    const auto space = route.name.find(' ');
    if (route.name.substr(0, space) != request.method) continue;
    const auto raw_id = match(route.name.substr(space + 1), path);
    if (!raw_id) continue;
    auto id = percent_decoded(*raw_id);
    if (!id) return respond(error_response(id.error()));
    const auto query =
        question == std::string_view::npos ? std::string_view() : request.target.substr(question + 1);
    return route.serve(Call{request, handlers_, metrics_, std::move(*id), query, route.name, respond});
  }
  respond(error_response(unknown_call(request.method, path)));
}

}  // namespace lightloom::northbound
