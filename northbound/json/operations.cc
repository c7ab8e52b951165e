#include "northbound/json/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "northbound/json/timestamp.h"

namespace lightloom::northbound {
namespace {

constexpr std::size_t kMaxName = 256;
constexpr std::size_t kMaxPath = 4'096;

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code < 0x20 || code == 0x7f;
  });
}

Result<void> check_text(std::string_view field, const std::string& text, std::size_t most) {
  if (text.size() > most)
    return invalid(fmt::format("{}: {} bytes; {} are allowed", field, text.size(), most), std::string(field));
  if (has_control_character(text))
    return invalid(fmt::format("{}: holds a control character; give it without", field), std::string(field));
  return {};
}

Result<void> check_required(std::string_view field, const std::string& text, std::string_view example) {
  if (text.empty())
    return invalid(fmt::format("{}: missing; needs one, as {}", field, example), std::string(field));
  return check_text(field, text, kMaxName);
}

Result<void> check_optional(std::string_view field, bool is_given, const std::string& text,
                            std::size_t most) {
  if (!is_given) return {};
  if (text.empty())
    return invalid(fmt::format("{}: empty; leave it out where there is none", field), std::string(field));
  return check_text(field, text, most);
}

Result<void> check(const v1::Device& message) {
  if (auto good = check_required("node", message.node(), "roadm-horinger"); !good) return good;
  if (auto good = check_required("site", message.site(), "horinger"); !good) return good;
  if (auto good = check_required("address", message.address(), "10.0.3.7:9339"); !good) return good;
  if (!message.name().empty() && message.name() != message.node())
    return invalid(fmt::format("name: is that of the node, {}; leave it out", message.node()), "name",
                   message.node());
  if (auto good = check_optional("username", message.has_username(), message.username(), kMaxName); !good)
    return good;
  if (auto good =
          check_optional("password_file", message.has_password_file(), message.password_file(), kMaxPath);
      !good)
    return good;
  return check_optional("ca_file", message.has_ca_file(), message.ca_file(), kMaxPath);
}

bool is_finite(const Spread& spread) {
  return std::isfinite(spread.least) && std::isfinite(spread.mean) && std::isfinite(spread.greatest);
}

v1::LightpathReport::Spread spread_message(const Spread& spread) {
  v1::LightpathReport::Spread message;
  message.set_least(spread.least);
  message.set_mean(spread.mean);
  message.set_greatest(spread.greatest);
  return message;
}

v1::LightpathReport::Receiver receiver_message(const ReceiverReport& receiver) {
  v1::LightpathReport::Receiver message;
  message.set_site(receiver.site);
  message.set_port(receiver.port);
  if (receiver.measured) {
    const auto& measured = *receiver.measured;
    if (std::isfinite(measured.power.value)) message.set_power_dbm(measured.power.value);
    if (std::isfinite(measured.gsnr_0p1nm.value)) message.set_gsnr_0p1nm_db(measured.gsnr_0p1nm.value);
    if (measured.pre_fec_ber && std::isfinite(*measured.pre_fec_ber))
      message.set_pre_fec_ber(*measured.pre_fec_ber);
  }
  if (receiver.predicted_power && std::isfinite(receiver.predicted_power->value))
    message.set_predicted_power_dbm(receiver.predicted_power->value);
  if (receiver.predicted_gsnr_0p1nm && std::isfinite(receiver.predicted_gsnr_0p1nm->value))
    message.set_predicted_gsnr_0p1nm_db(receiver.predicted_gsnr_0p1nm->value);
  return message;
}

v1::LightpathReport::Bin bin_message(const PerformanceBin& bin) {
  v1::LightpathReport::Bin message;
  set(*message.mutable_start(), bin.start);
  message.set_site(bin.site);
  message.set_samples(bin.samples);
  message.set_dark_samples(bin.dark_samples);
  if (bin.dark_samples >= bin.samples) return message;
  if (is_finite(bin.power_dbm)) *message.mutable_power_dbm() = spread_message(bin.power_dbm);
  if (is_finite(bin.gsnr_0p1nm_db)) *message.mutable_gsnr_0p1nm_db() = spread_message(bin.gsnr_0p1nm_db);
  if (bin.pre_fec_ber && is_finite(*bin.pre_fec_ber))
    *message.mutable_pre_fec_ber() = spread_message(*bin.pre_fec_ber);
  return message;
}

}  // namespace

Result<DeviceRecord> to_value(const v1::Device& message) {
  if (auto good = check(message); !good) return fail(std::move(good.error()));
  DeviceRecord record;
  record.node = message.node();
  record.site = message.site();
  record.address = message.address();
  if (message.has_username()) record.username = message.username();
  if (message.has_password_file()) record.password_file = message.password_file();
  if (message.has_ca_file()) record.ca_file = message.ca_file();
  return record;
}

v1::Device to_message(const DeviceView& device) {
  v1::Device message;
  message.set_name(device.record.node);
  message.set_node(device.record.node);
  message.set_site(device.record.site);
  message.set_address(device.record.address);
  if (device.record.username) message.set_username(*device.record.username);
  if (device.record.password_file) message.set_password_file(*device.record.password_file);
  if (device.record.ca_file) message.set_ca_file(*device.record.ca_file);
  // The enums of the API are those of the ports, after UNSPECIFIED; the tests compare every name.
  message.set_state(static_cast<v1::Device::State>(static_cast<int>(device.state) + 1));
  message.set_state_message(device.message);
  if (device.last_seen) set(*message.mutable_last_seen(), *device.last_seen);
  message.set_drift(static_cast<std::int32_t>(
      std::clamp<std::int64_t>(device.drift, 0, std::numeric_limits<std::int32_t>::max())));
  return message;
}

v1::Alarm to_message(const AlarmView& alarm) {
  v1::Alarm message;
  message.set_name(alarm.name);
  message.set_kind(alarm.kind);
  message.set_severity(static_cast<v1::Alarm::Severity>(static_cast<int>(alarm.severity) + 1));
  set(*message.mutable_time(), alarm.time);
  if (alarm.cleared_time) set(*message.mutable_cleared_time(), *alarm.cleared_time);
  if (alarm.acknowledged_time) set(*message.mutable_acknowledged_time(), *alarm.acknowledged_time);
  message.set_resource(alarm.resource);
  message.set_message(alarm.message);
  if (alarm.root) message.set_root(*alarm.root);
  message.mutable_affects()->Add(alarm.affects.begin(), alarm.affects.end());
  if (alarm.span) {
    message.mutable_span()->set_link(alarm.span->link);
    message.mutable_span()->set_index(alarm.span->index);
    message.mutable_span()->set_km_from_a(alarm.span->km_from_a);
  }
  return message;
}

v1::LightpathReport to_message(const LightpathReport& report) {
  v1::LightpathReport message;
  message.set_name(report.name);
  message.set_reservation(report.reservation);
  message.set_light(report.light);
  message.set_message(report.message);
  for (const ReceiverReport& receiver : report.receivers)
    *message.add_receivers() = receiver_message(receiver);
  for (const PerformanceBin& bin : report.bins) *message.add_bins() = bin_message(bin);
  return message;
}

v1::ApplyNetworkResponse to_message(const NetworkChanges& changes) {
  v1::ApplyNetworkResponse message;
  message.mutable_added()->Add(changes.added.begin(), changes.added.end());
  message.mutable_changed()->Add(changes.changed.begin(), changes.changed.end());
  message.mutable_removed()->Add(changes.removed.begin(), changes.removed.end());
  message.mutable_in_use()->Add(changes.in_use.begin(), changes.in_use.end());
  return message;
}

v1::ListAlarmsResponse to_message(const Page<AlarmView>& page) {
  v1::ListAlarmsResponse message;
  for (const AlarmView& alarm : page.items) *message.add_alarms() = to_message(alarm);
  message.set_next_page_token(page.next_page_token);
  message.set_last_event_id(to_string(page.last_event_id));
  return message;
}

}  // namespace lightloom::northbound
