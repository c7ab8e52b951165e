// The plant as it runs, as messages: devices, alarms, light as received, changes of the plant record.
#pragma once

#include "controller/ports/control.h"
#include "northbound/proto/lightloom/v1/operations.pb.h"

namespace lightloom::northbound {

/// What is to be registered. kInvalidArgument with the field: `node`, `site` or `address` missing, a text
/// that is too long or holds control characters, an optional one that is empty, a `name` other than the node.
/// Whether the site exists and the address is one is the controller's to say.
Result<DeviceRecord> to_value(const v1::Device& message);

v1::Device to_message(const DeviceView& device);
v1::Alarm to_message(const AlarmView& alarm);
/// Figures that are not finite, which a device may well send, are left out.
v1::LightpathReport to_message(const LightpathReport& report);
v1::ApplyNetworkResponse to_message(const NetworkChanges& changes);
v1::ListAlarmsResponse to_message(const Page<AlarmView>& page);

}  // namespace lightloom::northbound
