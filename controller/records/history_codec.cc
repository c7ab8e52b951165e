// Events and decisions: told to users long after, so they stand by themselves.
#include <google/protobuf/arena.h>

#include <array>

#include "controller/records/codec.h"
#include "controller/records/plant_messages.h"

namespace lightloom::records {
namespace {

using google::protobuf::Arena;

// Most records fit: no allocation but for long strings.
constexpr std::size_t kScratchBytes = 8'192;

class Scratch {
 public:
  Scratch() : arena_(bytes_.data(), bytes_.size()) {}
  template <class Message>
  Message& make() {
    return *Arena::CreateMessage<Message>(&arena_);
  }

 private:
  alignas(8) std::array<char, kScratchBytes> bytes_;
  Arena arena_;
};

void write(const LightpathView& lightpath, const PathView& path, v1::ObjectLightpath& message) {
  message.set_name(lightpath.name);
  message.set_mode(lightpath.mode);
  message.set_slot_n(lightpath.slot.n);
  message.set_slot_m(lightpath.slot.m);
  message.set_gsnr_0p1nm_db(lightpath.gsnr_0p1nm.value);
  message.set_margin_db(lightpath.margin.value);
  if (lightpath.links == path.links) return;
  for (const auto& link : lightpath.links) message.add_links(link);
}

void write(const PathView& path, v1::Object& message) {
  message.set_latency_us(path.latency_us);
  message.set_length_m(path.length.value);
  for (const auto& site : path.sites) message.add_sites(site);
  for (const auto& link : path.links) message.add_links(link);
  for (const auto& lightpath : path.lightpaths) write(lightpath, path, *message.add_lightpaths());
}

void write(const ReservationView& view, v1::Object& message) {
  message.set_name(view.name);
  message.set_tenant(view.tenant);
  message.set_priority(view.priority);
  message.set_request_id(view.request_id);
  message.set_state(to_message(view.state));
  message.set_state_message(view.state_message);
  message.set_state_time_us(micros(view.state_time));
  message.set_service(to_message(view.service));
  message.set_from(view.from);
  message.set_to(view.to);
  message.set_rate_kbps(view.rate.value);
  if (view.max_latency_us) message.set_max_latency_us(*view.max_latency_us);
  message.set_start_us(micros(view.window.start));
  message.set_end_us(micros(view.window.end));
  if (view.hold_until) message.set_hold_until_us(micros(*view.hold_until));
  if (view.lease_until) message.set_lease_until_us(micros(*view.lease_until));
  if (view.lease) message.set_lease_us(view.lease->count());
  write(view.path, message);
  for (const auto& endpoint : view.endpoints) {
    auto& end = *message.add_endpoints();
    end.set_site(endpoint.site);
    end.set_port(endpoint.port);
  }
  write_labels(view.labels, *message.mutable_labels());
  message.set_gbps_hours(view.metered.gbps_hours);
  message.set_gigabytes(view.metered.gigabytes);
  message.set_etag(view.etag);
  message.set_create_time_us(micros(view.create_time));
}

PathView path_from(const v1::Object& message) {
  PathView path;
  path.latency_us = message.latency_us();
  path.length = {message.length_m()};
  path.sites = {message.sites().begin(), message.sites().end()};
  path.links = {message.links().begin(), message.links().end()};
  for (const auto& lightpath : message.lightpaths()) {
    auto& view = path.lightpaths.emplace_back();
    view.name = lightpath.name();
    view.mode = lightpath.mode();
    view.slot = {lightpath.slot_n(), lightpath.slot_m()};
    view.gsnr_0p1nm = {lightpath.gsnr_0p1nm_db()};
    view.margin = {lightpath.margin_db()};
    view.links = {lightpath.links().begin(), lightpath.links().end()};
    if (view.links.empty()) view.links = path.links;
  }
  return path;
}

ReservationView view_from(const v1::Object& message, Inspection& inspection) {
  ReservationView view;
  view.name = message.name();
  view.tenant = message.tenant();
  view.priority = message.priority();
  view.request_id = message.request_id();
  view.state = state_from(message.state(), inspection);
  view.state_message = message.state_message();
  view.state_time = instant(message.state_time_us());
  view.service = service_from(message.service(), inspection);
  view.from = message.from();
  view.to = message.to();
  view.rate = {message.rate_kbps()};
  if (message.has_max_latency_us()) view.max_latency_us = message.max_latency_us();
  view.window = window_from(message.start_us(), message.end_us(), inspection);
  if (message.has_hold_until_us()) view.hold_until = instant(message.hold_until_us());
  if (message.has_lease_until_us()) view.lease_until = instant(message.lease_until_us());
  if (message.has_lease_us()) view.lease = Duration(message.lease_us());
  view.path = path_from(message);
  for (const auto& end : message.endpoints()) view.endpoints.push_back({end.site(), end.port()});
  view.labels = labels_from(message.labels(), inspection);
  view.metered = {message.gbps_hours(), message.gigabytes()};
  view.etag = message.etag();
  view.create_time = instant(message.create_time_us());
  return view;
}

void write(const Blocker& blocker, v1::Blocker& message) {
  message.set_constraint(blocker.constraint);
  for (const auto& link : blocker.links) message.add_links(link);
  message.set_has_window(blocker.window.has_value());
  if (blocker.window) {
    message.set_start_us(micros(blocker.window->start));
    message.set_end_us(micros(blocker.window->end));
  }
  message.set_asked(blocker.asked);
  message.set_available(blocker.available);
  message.set_unit(blocker.unit);
}

Blocker blocker_from(const v1::Blocker& message, Inspection& inspection) {
  Blocker blocker;
  blocker.constraint = message.constraint();
  blocker.links = {message.links().begin(), message.links().end()};
  if (message.has_window()) blocker.window = window_from(message.start_us(), message.end_us(), inspection);
  blocker.asked = message.asked();
  blocker.available = message.available();
  blocker.unit = message.unit();
  return blocker;
}

void write(const Refusal& refusal, v1::Refusal& message) {
  message.set_reason(std::string(reason_of(refusal.error.code)));
  message.set_message(refusal.error.message);
  message.set_field(refusal.error.field);
  message.set_nearest(refusal.error.nearest);
  for (const auto& blocker : refusal.error.blockers) write(blocker, *message.add_blockers());
  for (const auto& alternative : refusal.alternatives) {
    auto& offer = *message.add_alternatives();
    offer.set_differs(alternative.differs);
    write_request(alternative.request, *offer.mutable_request());
  }
  message.set_retry_after_s(refusal.retry_after_s);
}

Refusal refusal_from(const v1::Refusal& message, Inspection& inspection) {
  Refusal refusal;
  const auto code = code_of_reason(message.reason());
  inspection.require(code.has_value(), "has a reason that is not known");
  refusal.error.code = code.value_or(ErrorCode::kInvalidArgument);
  refusal.error.message = message.message();
  refusal.error.field = message.field();
  refusal.error.nearest = message.nearest();
  for (const auto& blocker : message.blockers())
    refusal.error.blockers.push_back(blocker_from(blocker, inspection));
  for (const auto& offer : message.alternatives())
    refusal.alternatives.push_back({offer.differs(), request_from(offer.request(), inspection)});
  refusal.retry_after_s = message.retry_after_s();
  return refusal;
}

void write_object(const EventObject& object, v1::Event& message) {
  if (const auto* view = std::get_if<std::shared_ptr<const ReservationView>>(&object))
    write(**view, *message.mutable_object());
  if (const auto* link = std::get_if<std::shared_ptr<const LinkView>>(&object))
    write_link(**link, *message.mutable_link());
  if (const auto* device = std::get_if<std::shared_ptr<const DeviceView>>(&object))
    write_device(Device{(*device)->record, (*device)->state, (*device)->message}, *message.mutable_device());
  if (const auto* alarm = std::get_if<std::shared_ptr<const AlarmView>>(&object))
    write_alarm(**alarm, *message.mutable_alarm());
}

EventObject object_from(const v1::Event& message, Inspection& inspection) {
  if (message.has_object())
    return std::make_shared<const ReservationView>(view_from(message.object(), inspection));
  if (message.has_link()) return std::make_shared<const LinkView>(link_from(message.link(), inspection));
  if (message.has_alarm()) return std::make_shared<const AlarmView>(alarm_from(message.alarm(), inspection));
  if (!message.has_device()) return {};
  Device device = device_from(message.device(), inspection);
  return std::make_shared<const DeviceView>(
      DeviceView{std::move(device.record), device.state, std::move(device.message), {}, 0});
}

}  // namespace

std::string encode(const Event& event) {
  Scratch scratch;
  auto& message = scratch.make<v1::Event>();
  message.set_revision(event.id.revision);
  message.set_ordinal(event.id.ordinal);
  message.set_time_us(micros(event.time));
  message.set_type(event.type);
  message.set_name(event.name);
  message.set_before(event.before);
  message.set_after(event.after);
  message.set_cause(event.cause);
  write_object(event.object, message);
  return message.SerializeAsString();
}

Result<Event> decode_event(std::string_view id, std::string_view bytes) {
  Inspection inspection("event", id);
  Scratch scratch;
  auto& message = scratch.make<v1::Event>();
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  Event event;
  event.id = {message.revision(), message.ordinal()};
  inspection.require(record_id(event.id) == id, "stands under an id that is not its own");
  event.time = instant(message.time_us());
  event.type = message.type();
  event.name = message.name();
  event.before = message.before();
  event.after = message.after();
  event.cause = message.cause();
  event.object = object_from(message, inspection);
  if (!inspection.is_sound()) return inspection.error();
  return event;
}

std::string encode(const DecisionView& decision) {
  Scratch scratch;
  auto& message = scratch.make<v1::Decision>();
  message.set_number(number_of('d', decision.name).value_or(0));
  message.set_time_us(micros(decision.time));
  message.set_who(decision.who);
  write_request(decision.request, *message.mutable_request());
  if (decision.granted) message.set_reservation(number_of('r', decision.reservation).value_or(0));
  if (decision.refusal) write(*decision.refusal, *message.mutable_refusal());
  return message.SerializeAsString();
}

Result<DecisionView> decode_decision(std::string_view id, std::string_view bytes) {
  Inspection inspection("decision", id);
  Scratch scratch;
  auto& message = scratch.make<v1::Decision>();
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  DecisionView decision;
  inspection.require(message.number() != 0 && record_id(message.number()) == id,
                     "stands under an id that is not its own");
  inspection.require((message.reservation() != 0) != message.has_refusal(), "is neither granted nor refused");
  decision.name = name_of('d', message.number());
  decision.time = instant(message.time_us());
  decision.who = message.who();
  decision.request = request_from(message.request(), inspection);
  decision.tenant = decision.request.tenant;
  decision.granted = message.reservation() != 0;
  if (decision.granted) decision.reservation = name_of('r', message.reservation());
  if (message.has_refusal()) {
    decision.refusal = refusal_from(message.refusal(), inspection);
    decision.refusal->decision = decision.name;
  }
  if (!inspection.is_sound()) return inspection.error();
  return decision;
}

}  // namespace lightloom::records
