// Inside the codec only: devices, links and alarms as messages, stored by themselves and within events.
#pragma once

#include "controller/records/messages.h"

namespace lightloom::records {

void write_device(const Device& device, v1::Device& message);
void write_link(const LinkView& link, v1::Link& message);
void write_alarm(const AlarmView& alarm, v1::Alarm& message);

Device device_from(const v1::Device& message, Inspection& inspection);
LinkView link_from(const v1::Link& message, Inspection& inspection);
AlarmView alarm_from(const v1::Alarm& message, Inspection& inspection);

}  // namespace lightloom::records
