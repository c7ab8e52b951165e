// Devices, their alarms, and the light that they report.
#include <fmt/format.h>

#include <algorithm>

#include "northbound/handlers/answering.h"
#include "northbound/handlers/handlers.h"
#include "northbound/handlers/listing.h"

namespace lightloom::northbound {
namespace {

// By node, which is the order that they come in: the token is the last one given, since devices come and go.
v1::ListDevicesResponse page_of(const std::vector<DeviceView>& devices, const PlantPage& page,
                                const std::string& site) {
  v1::ListDevicesResponse response;
  for (const DeviceView& device : devices) {
    if (!page.token.empty() && device.record.node <= page.token) continue;
    if (!site.empty() && device.record.site != site) continue;
    if (!page.state.empty() && name_of(device.state) != page.state) continue;
    if (static_cast<std::size_t>(response.devices_size()) == page.size) {
      response.set_next_page_token(response.devices().rbegin()->node());
      break;
    }
    *response.add_devices() = to_message(device);
  }
  return response;
}

Answer<v1::Device> device_of(const std::vector<DeviceView>& devices, const std::string& node) {
  std::vector<std::string_view> nodes;
  nodes.reserve(devices.size());
  for (const DeviceView& device : devices) {
    if (device.record.node == node) return to_message(device);
    nodes.emplace_back(device.record.node);
  }
  std::string nearest = nearest_of(node, nodes);
  std::string message = fmt::format("device {}: none of that name is registered", node);
  if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
  return tl::unexpected(
      to_message(Error{ErrorCode::kNotFound, std::move(message), {}, std::move(nearest), {}}));
}

}  // namespace

void Handlers::devices(const PlantPage& page, const Done<v1::ListDevicesResponse>& done) {
  const auto snapshot = control_.snapshot();
  const auto site = site_of(*snapshot->network, page);
  if (!site) return refuse(done, site.error());
  // The event id is taken first: who watches from there misses nothing of what the list may not hold yet.
  control_.devices([post = post_, done, page, last_event = snapshot->last_event_id,
                    name = *site ? snapshot->network->site(**site).name
                                 : std::string()](Outcome<std::vector<DeviceView>> outcome) {
    post([done, page, last_event, name, outcome = std::move(outcome)] {
      if (!outcome) return done(tl::unexpected(to_message(outcome.error())));
      auto response = page_of(*outcome, page, name);
      response.set_last_event_id(to_string(last_event));
      done(std::move(response));
    });
  });
}

void Handlers::device(std::string node, const Done<v1::Device>& done) {
  control_.devices([post = post_, done, node = std::move(node)](Outcome<std::vector<DeviceView>> outcome) {
    post([done, node, outcome = std::move(outcome)] {
      if (!outcome) return done(tl::unexpected(to_message(outcome.error())));
      done(device_of(*outcome, node));
    });
  });
}

void Handlers::add_device(const v1::Device& device, const Done<v1::Device>& done) {
  auto record = to_value(device);
  if (!record) return refuse(done, record.error());
  control_.add_device(std::move(*record), answering<DeviceView>(post_, done));
}

void Handlers::remove_device(std::string node, Done<v1::Device> done) {
  control_.remove_device(std::move(node), answering<DeviceView>(post_, std::move(done)));
}

void Handlers::alarms(AlarmQuery query, Done<v1::ListAlarmsResponse> done) {
  control_.alarms(std::move(query), answering<Page<AlarmView>>(post_, std::move(done)));
}

void Handlers::acknowledge(std::string alarm, Done<v1::Alarm> done) {
  control_.acknowledge(std::move(alarm), answering<AlarmView>(post_, std::move(done)));
}

void Handlers::lightpath(std::string name, Done<v1::LightpathReport> done) {
  control_.lightpath(std::move(name), answering<LightpathReport>(post_, std::move(done)));
}

}  // namespace lightloom::northbound
