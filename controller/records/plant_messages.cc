#include "controller/records/plant_messages.h"

namespace lightloom::records {
namespace {

template <class Value>
Value known(const std::optional<Value>& value, Inspection& inspection) {
  inspection.require(value.has_value(), "has a state or severity that is not known");
  return value.value_or(Value{});
}

}  // namespace

void write_device(const Device& device, v1::Device& message) {
  const auto& record = device.record;
  message.set_node(record.node);
  message.set_site(record.site);
  message.set_address(record.address);
  if (record.username) message.set_username(*record.username);
  if (record.password_file) message.set_password_file(*record.password_file);
  if (record.ca_file) message.set_ca_file(*record.ca_file);
  message.set_state(std::string(name_of(device.state)));
  message.set_message(device.message);
}

Device device_from(const v1::Device& message, Inspection& inspection) {
  Device device;
  device.record = {message.node(), message.site(), message.address(), {}, {}, {}};
  if (message.has_username()) device.record.username = message.username();
  if (message.has_password_file()) device.record.password_file = message.password_file();
  if (message.has_ca_file()) device.record.ca_file = message.ca_file();
  device.state = known(device_state_of(message.state()), inspection);
  device.message = message.message();
  return device;
}

void write_link(const LinkView& link, v1::Link& message) {
  message.set_name(link.name);
  message.set_state(std::string(name_of(link.status.state)));
  message.set_message(link.status.message);
  for (const auto& foreign : link.status.foreign) {
    v1::ForeignSlot& slot = *message.add_foreign();
    slot.set_slot_n(foreign.slot.n);
    slot.set_slot_m(foreign.slot.m);
    slot.set_site(foreign.site);
    slot.set_name(foreign.name);
  }
  message.set_a_site(link.a_site);
  message.set_a_port(link.a_port);
  message.set_z_site(link.z_site);
  message.set_z_port(link.z_port);
  message.set_length_m(link.length.value);
  message.set_latency_ps(link.latency.count());
  for (const auto& srlg : link.srlgs) message.add_srlgs(srlg);
}

LinkView link_from(const v1::Link& message, Inspection& inspection) {
  LinkView link;
  link.name = message.name();
  link.status.state = known(link_state_of(message.state()), inspection);
  link.status.message = message.message();
  for (const auto& slot : message.foreign())
    link.status.foreign.push_back({{slot.slot_n(), slot.slot_m()}, slot.site(), slot.name()});
  link.a_site = message.a_site();
  link.a_port = message.a_port();
  link.z_site = message.z_site();
  link.z_port = message.z_port();
  link.length = {message.length_m()};
  link.latency = Latency(message.latency_ps());
  link.srlgs.assign(message.srlgs().begin(), message.srlgs().end());
  return link;
}

void write_alarm(const AlarmView& alarm, v1::Alarm& message) {
  message.set_number(number_of('a', alarm.name).value_or(0));
  message.set_kind(alarm.kind);
  message.set_severity(std::string(name_of(alarm.severity)));
  message.set_time_us(micros(alarm.time));
  if (alarm.cleared_time) message.set_cleared_us(micros(*alarm.cleared_time));
  if (alarm.acknowledged_time) message.set_acknowledged_us(micros(*alarm.acknowledged_time));
  message.set_resource(alarm.resource);
  message.set_message(alarm.message);
  if (alarm.root) message.set_root(number_of('a', *alarm.root).value_or(0));
  for (const auto& reservation : alarm.affects) message.add_affects(reservation);
  if (!alarm.span) return;
  message.set_span_link(alarm.span->link);
  message.set_span_index(alarm.span->index);
  message.set_span_km_from_a(alarm.span->km_from_a);
}

AlarmView alarm_from(const v1::Alarm& message, Inspection& inspection) {
  AlarmView alarm;
  alarm.name = name_of('a', message.number());
  alarm.kind = message.kind();
  alarm.severity = known(severity_of(message.severity()), inspection);
  alarm.time = instant(message.time_us());
  if (message.has_cleared_us()) alarm.cleared_time = instant(message.cleared_us());
  if (message.has_acknowledged_us()) alarm.acknowledged_time = instant(message.acknowledged_us());
  alarm.resource = message.resource();
  alarm.message = message.message();
  if (message.root() != 0) alarm.root = name_of('a', message.root());
  alarm.affects.assign(message.affects().begin(), message.affects().end());
  if (!message.span_link().empty())
    alarm.span = AlarmSpan{message.span_link(), message.span_index(), message.span_km_from_a()};
  return alarm;
}

}  // namespace lightloom::records
