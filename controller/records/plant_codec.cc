#include "controller/records/plant_codec.h"

#include <algorithm>

#include "controller/records/plant_messages.h"

namespace lightloom::records {
namespace {

template <class Message, class Read>
auto read(std::string_view kind, std::string_view id, std::string_view bytes, Read from)
    -> Result<decltype(from(std::declval<const Message&>(), std::declval<Inspection&>()))> {
  Inspection inspection(kind, id);
  Message message;
  inspection.parse(message, bytes);
  if (!inspection.is_sound()) return inspection.error();
  auto made = from(message, inspection);
  if (!inspection.is_sound()) return inspection.error();
  return made;
}

void write(const Spread& spread, v1::Spread& message) {
  message.set_least(spread.least);
  message.set_mean(spread.mean);
  message.set_greatest(spread.greatest);
}
Spread spread_from(const v1::Spread& message) {
  return {message.least(), message.mean(), message.greatest()};
}

void write(const Performance& performance, v1::Performance& message) {
  message.set_quarter(performance.quarter);
  for (const auto& [lightpath, bin] : performance.receivers) {
    v1::Receiver& to = *message.add_receivers();
    to.set_lightpath(lightpath);
    to.set_site(bin.site);
    to.set_samples(bin.samples);
    to.set_dark_samples(bin.dark_samples);
    write(bin.power_dbm, *to.mutable_power_dbm());
    write(bin.gsnr_0p1nm_db, *to.mutable_gsnr_0p1nm_db());
    if (bin.pre_fec_ber) write(*bin.pre_fec_ber, *to.mutable_pre_fec_ber());
  }
}

PerformanceBin bin_from(const v1::Receiver& message, Instant start) {
  PerformanceBin bin;
  bin.start = start;
  bin.site = message.site();
  bin.samples = message.samples();
  bin.dark_samples = message.dark_samples();
  bin.power_dbm = spread_from(message.power_dbm());
  bin.gsnr_0p1nm_db = spread_from(message.gsnr_0p1nm_db());
  if (message.has_pre_fec_ber()) bin.pre_fec_ber = spread_from(message.pre_fec_ber());
  return bin;
}

}  // namespace

std::string encode(const Device& device) {
  v1::Device message;
  write_device(device, message);
  return message.SerializeAsString();
}
std::string encode(const LinkView& link) {
  v1::Link message;
  write_link(link, message);
  return message.SerializeAsString();
}
std::string encode(const AlarmView& alarm) {
  v1::Alarm message;
  write_alarm(alarm, message);
  return message.SerializeAsString();
}
std::string encode(const Performance& performance) {
  v1::Performance message;
  write(performance, message);
  return message.SerializeAsString();
}

Result<Device> decode_device(std::string_view id, std::string_view bytes) {
  return read<v1::Device>("device", id, bytes, [id](const v1::Device& message, Inspection& inspection) {
    inspection.require(message.node() == id, "stands under an id that is not its own");
    return device_from(message, inspection);
  });
}

Result<LinkView> decode_link(std::string_view id, std::string_view bytes) {
  return read<v1::Link>("link", id, bytes, [id](const v1::Link& message, Inspection& inspection) {
    inspection.require(message.name() == id, "stands under an id that is not its own");
    return link_from(message, inspection);
  });
}

Result<AlarmView> decode_alarm(std::string_view id, std::string_view bytes) {
  return read<v1::Alarm>("alarm", id, bytes, [id](const v1::Alarm& message, Inspection& inspection) {
    inspection.require(message.number() != 0 && record_id(message.number()) == id,
                       "stands under an id that is not its own");
    return alarm_from(message, inspection);
  });
}

Result<Performance> decode_performance(std::string_view id, std::string_view bytes) {
  return read<v1::Performance>(
      "performance", id, bytes, [id](const v1::Performance& message, Inspection& inspection) {
        constexpr std::int64_t kLast = 9'999'999'999;  // ten digits; as an Instant it does not overflow
        Performance made;
        made.quarter = std::clamp<std::int64_t>(message.quarter(), 0, kLast);
        inspection.require(made.quarter == message.quarter(), "has a time out of range");
        const Instant start{made.quarter * kQuarter};
        for (const auto& receiver : message.receivers())
          made.receivers.push_back({receiver.lightpath(), bin_from(receiver, start)});
        if (!made.receivers.empty())
          made.shard = static_cast<std::uint32_t>(made.receivers.front().lightpath % kPerformanceShards);
        inspection.require(!made.receivers.empty() && performance_id(made.quarter, made.shard) == id,
                           "stands under an id that is not its own");
        for (const auto& receiver : made.receivers)
          inspection.require(receiver.lightpath % kPerformanceShards == made.shard,
                             "has a receiver of another shard");
        return made;
      });
}

}  // namespace lightloom::records
