// Devices, links, alarms and performance bins as stored bytes; strict on reading, as codec.h says. Readable
// without the network of their time. Any thread. `id` is Record::id.
#pragma once

#include <string>
#include <string_view>

#include "controller/records/records.h"

namespace lightloom::records {

std::string encode(const Device& device);
std::string encode(const LinkView& link);
std::string encode(const AlarmView& alarm);
std::string encode(const Performance& performance);

Result<Device> decode_device(std::string_view id, std::string_view bytes);
Result<LinkView> decode_link(std::string_view id, std::string_view bytes);
Result<AlarmView> decode_alarm(std::string_view id, std::string_view bytes);
Result<Performance> decode_performance(std::string_view id, std::string_view bytes);

}  // namespace lightloom::records
