#include "lab/control/status_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

double rounded(double number) { return std::round(number * 100) / 100; }

json::object json_of(const DeviceStatus& device) {
  const auto manner = name_of(device.manner);
  return {{"site", device.site},
          {"node", device.node},
          {"address", device.address},
          {"external", device.is_external},
          {"manner", json::string(manner.data(), manner.size())},
          {"sets", device.counters.sets},
          {"writes", device.counters.writes},
          {"gets", device.counters.gets},
          {"subscriptions", device.counters.subscriptions},
          {"subscribers", device.subscribers},
          {"configured_leaves", device.configured_leaves}};
}

json::object totals_of(const LabStatus& status, const Network& network) {
  Counters sum;
  std::size_t leaves = 0, subscribers = 0;
  for (const auto& device : status.devices) {
    sum.sets += device.counters.sets;
    sum.writes += device.counters.writes;
    sum.gets += device.counters.gets;
    sum.subscriptions += device.counters.subscriptions;
    leaves += device.configured_leaves;
    subscribers += device.subscribers;
  }
  return {{"devices", status.devices.size()},
          {"cables", network.links().size()},
          {"cables_cut", status.cut.size()},
          {"receivers_lit", status.receivers.size()},
          {"sets", sum.sets},
          {"writes", sum.writes},
          {"gets", sum.gets},
          {"subscriptions", sum.subscriptions},
          {"subscribers", subscribers},
          {"configured_leaves", leaves}};
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json_text(value);
}

}  // namespace

json::object json_of(const LabStatus& status, const Network& network) {
  json::array devices, cut, receivers;
  for (const auto& device : status.devices) devices.push_back(json_of(device));
  for (const auto& cable : status.cut) cut.emplace_back(cable);
  for (const auto& receiver : status.receivers)
    receivers.push_back(json::object{{"site", receiver.site},
                                     {"port", receiver.port},
                                     {"from", receiver.from_site},
                                     {"power_dbm", rounded(receiver.power.value)},
                                     {"esnr_db", rounded(receiver.esnr.value)},
                                     {"osnr_0p1nm_db", rounded(receiver.osnr_0p1nm.value)}});
  return {{"devices", std::move(devices)},
          {"cut", std::move(cut)},
          {"receivers", std::move(receivers)},
          {"totals", totals_of(status, network)}};
}

std::string status_text(const json::value& status) {
  const auto& totals = status.at("totals");
  auto text = fmt::format("lab {}: pid {}, up {} s, {} devices, {} cables ({} cut), {} receivers lit\n",
                          text_of(status.at("name")), text_of(status.at("pid")),
                          status.at("up_s").to_number<double>(), text_of(totals.at("devices")),
                          text_of(totals.at("cables")), text_of(totals.at("cables_cut")),
                          text_of(totals.at("receivers_lit")));
  text += fmt::format("{:<20} {:<28} {:<21} {:<9} {:>6} {:>6} {:>6} {:>6} {:>7}\n", "site", "node", "address",
                      "manner", "sets", "writes", "gets", "subs", "leaves");
  for (const auto& device : status.at("devices").as_array())
    text +=
        fmt::format("{:<20} {:<28} {:<21} {:<9} {:>6} {:>6} {:>6} {:>6} {:>7}\n", text_of(device.at("site")),
                    text_of(device.at("node")), text_of(device.at("address")), text_of(device.at("manner")),
                    text_of(device.at("sets")), text_of(device.at("writes")), text_of(device.at("gets")),
                    text_of(device.at("subscribers")), text_of(device.at("configured_leaves")));
  for (const auto& cable : status.at("cut").as_array()) text += fmt::format("cut: {}\n", text_of(cable));
  for (const auto& receiver : status.at("receivers").as_array())
    text +=
        fmt::format("light: {} {} from {}: {} dBm, esnr {} dB\n", text_of(receiver.at("site")),
                    text_of(receiver.at("port")), text_of(receiver.at("from")),
                    receiver.at("power_dbm").to_number<double>(), receiver.at("esnr_db").to_number<double>());
  return text;
}

}  // namespace lightloom::lab
