#include "northbound/http/router.h"

#include <fmt/format.h>

#include <array>

#include "northbound/http/calls.h"

namespace lightloom::northbound {
namespace {

using Serve = void (*)(const Call&);
struct Route {
  std::string_view name;  // method and path, `{id}` for the one thing that varies
  Serve serve;
};

constexpr std::array kRoutes{
    Route{"POST /v1/reservations", calls::create_reservation},
    Route{"GET /v1/reservations", calls::list_reservations},
    Route{"GET /v1/reservations/{id}", calls::show_reservation},
    Route{"POST /v1/reservations/{id}:commit", calls::commit},
    Route{"POST /v1/reservations/{id}:release", calls::release},
    Route{"POST /v1/reservations/{id}:renew", calls::renew},
    Route{"POST /v1/paths:compute", calls::compute_paths},
    Route{"GET /v1/lightpaths/{id}", calls::show_lightpath},
    Route{"GET /v1/decisions", calls::list_decisions},
    Route{"GET /v1/decisions/{id}", calls::show_decision},
    Route{"GET /v1/events", calls::stream_events},
    Route{"GET /v1/sites", calls::list_sites},
    Route{"GET /v1/nodes", calls::list_nodes},
    Route{"GET /v1/links", calls::list_links},
    Route{"GET /v1/links/{id}/spectrum", calls::show_spectrum},
    Route{"GET /v1/network", calls::show_network},
    Route{"POST /v1/network:apply", calls::apply_network},
    Route{"GET /v1/devices", calls::list_devices},
    Route{"POST /v1/devices", calls::add_device},
    Route{"GET /v1/devices/{id}", calls::show_device},
    Route{"DELETE /v1/devices/{id}", calls::remove_device},
    Route{"GET /v1/alarms", calls::list_alarms},
    Route{"POST /v1/alarms/{id}:acknowledge", calls::acknowledge},
    Route{"GET /healthz", calls::show_health},
    Route{"GET /metrics", calls::show_metrics},
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
