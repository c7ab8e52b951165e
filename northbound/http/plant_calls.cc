#include "northbound/http/calls.h"

namespace lightloom::northbound::calls {
namespace {

template <class Response>
using List = void (Handlers::*)(const PlantPage& page, const Done<Response>& done);

template <class Response>
void list_plant(const Call& call, List<Response> list) {
  const auto query = read_query(call, std::array<std::string_view, 3>{"site", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  PlantPage page;
  page.size = taking.page_size(*query);
  if (!taking.is_good()) return;
  page.site = query->text_or_empty("site");
  page.token = query->text_or_empty("page_token");
  (call.handlers.*list)(page, call.answer<Response>());
}

/// The same for what has a state, of which `last` is the last.
template <class Response, class State>
void list_by_state(const Call& call, List<Response> list, State last) {
  const auto query =
      read_query(call, std::array<std::string_view, 4>{"site", "state", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  PlantPage page;
  page.size = taking.page_size(*query);
  if (const auto state = taking.take(choice_in(*query, "state", last))) page.state = name_of(*state);
  if (!taking.is_good()) return;
  page.site = query->text_or_empty("site");
  page.token = query->text_or_empty("page_token");
  (call.handlers.*list)(page, call.answer<Response>());
}

}  // namespace

void list_sites(const Call& call) { list_plant(call, &Handlers::sites); }
void list_nodes(const Call& call) { list_plant(call, &Handlers::nodes); }
void list_links(const Call& call) { list_by_state(call, &Handlers::links, LinkState::kUnrecorded); }
void list_devices(const Call& call) { list_by_state(call, &Handlers::devices, DeviceState::kLying); }

void show_spectrum(const Call& call) {
  const auto query = read_query(call, std::array<std::string_view, 2>{"start", "end"});
  if (!query) return;
  Taking taking(call);
  const auto start = taking.take(query->time("start"));
  const auto end = taking.take(query->time("end"));
  if (taking.is_good()) call.handlers.spectrum(call.id, start, end, call.answer<v1::LinkSpectrum>());
}

void show_network(const Call& call) {
  if (read_no_query(call)) call.handlers.network(call.answer<v1::Network>());
}

void apply_network(const Call& call) {
  v1::ApplyNetworkRequest request;
  if (!read_no_query(call) || !read_body(call, request)) return;
  call.handlers.apply_network(request, call.answer<v1::ApplyNetworkResponse>());
}

void show_device(const Call& call) {
  if (read_no_query(call)) call.handlers.device(call.id, call.answer<v1::Device>());
}

void add_device(const Call& call) {
  v1::Device device;
  if (!read_no_query(call) || !read_body(call, device)) return;
  call.handlers.add_device(device, call.answer<v1::Device>());
}

void remove_device(const Call& call) {
  if (read_no_query(call)) call.handlers.remove_device(call.id, call.answer<v1::Device>());
}

void list_alarms(const Call& call) {
  const auto query =
      read_query(call, std::array<std::string_view, 4>{"active", "resource", "page_size", "page_token"});
  if (!query) return;
  Taking taking(call);
  AlarmQuery asked;
  asked.active = taking.take(query->flag("active"));
  asked.page_size = taking.page_size(*query);
  if (!taking.is_good()) return;
  asked.resource = query->text_or_empty("resource");
  asked.page_token = query->text_or_empty("page_token");
  call.handlers.alarms(std::move(asked), call.answer<v1::ListAlarmsResponse>());
}

void acknowledge(const Call& call) {
  v1::AcknowledgeRequest request;
  if (!read_no_query(call) || !read_body(call, request, true)) return;
  call.handlers.acknowledge(call.id, call.answer<v1::Alarm>());
}

void show_lightpath(const Call& call) {
  if (read_no_query(call)) call.handlers.lightpath(call.id, call.answer<v1::LightpathReport>());
}

}  // namespace lightloom::northbound::calls
