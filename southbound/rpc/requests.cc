#include "southbound/rpc/requests.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "southbound/gnmi/path.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

constexpr std::array<std::string_view, 7> kOnChange{"/system/state",
                                                    "/system/alarms",
                                                    "/lldp",
                                                    "/wavelength-router/media-channels",
                                                    "/terminal-device",
                                                    "/components/component[name=*]/optical-channel/config",
                                                    "/components/component[name=*]/transceiver/config"};
constexpr std::array<std::string_view, 2> kMeasurements{"/components/component[name=*]/optical-channel/state",
                                                        "/optical-amplifier/amplifiers"};
constexpr std::string_view kPulse = "/system/state/boot-time";
constexpr std::array<std::string_view, 7> kObserved{"/system/state",
                                                    "/system/alarms",
                                                    "/lldp",
                                                    "/wavelength-router/media-channels",
                                                    "/terminal-device",
                                                    "/components",
                                                    "/optical-amplifier/amplifiers"};

::gnmi::Encoding proto_of(WireEncoding encoding) {
  return encoding == WireEncoding::kProto ? ::gnmi::PROTO : ::gnmi::JSON_IETF;
}

void fill_path(std::string_view text, ::gnmi::Path& path) {
  [[maybe_unused]] const auto parsed = parse_path(text, path);
  assert(parsed && "paths of requests are made here");
}

// RFC 7951, 6.1: what may be beyond 53 bits, and decimals, go as text.
std::string json_of(const Write& write) {
  if (const auto* text = std::get_if<std::string>(&write.value))
    return boost::json::serialize(boost::json::value(*text));
  if (const auto flag = std::get_if<bool>(&write.value)) return *flag ? "true" : "false";
  if (write.type == LeafType::kDecimal) return fmt::format("\"{:.3f}\"", number_in(write.value).value_or(0));
  const auto whole = whole_in(write.value).value_or(0);
  return write.type == LeafType::kUint64 ? fmt::format("\"{}\"", whole) : fmt::format("{}", whole);
}

void fill_value(const Write& write, WireEncoding encoding, ::gnmi::TypedValue& value) {
  if (encoding == WireEncoding::kJsonIetf) return value.set_json_ietf_val(json_of(write));
  if (const auto* text = std::get_if<std::string>(&write.value)) return value.set_string_val(*text);
  if (const auto* flag = std::get_if<bool>(&write.value)) return value.set_bool_val(*flag);
  if (const auto* number = std::get_if<double>(&write.value)) return value.set_double_val(*number);
  value.set_uint_val(static_cast<std::uint64_t>(whole_in(write.value).value_or(0)));
}

std::string names_of(const ::gnmi::CapabilityResponse& capabilities) {
  std::string names;
  for (const int encoding : capabilities.supported_encodings()) {
    const auto& name = ::gnmi::Encoding_Name(encoding);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name.empty() ? std::to_string(encoding) : name);
    constexpr std::size_t kEnough = 100;
    if (names.size() > kEnough) break;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

Result<WireEncoding> encoding_for(const ::gnmi::CapabilityResponse& capabilities) {
  bool has_json = false;
  for (const int encoding : capabilities.supported_encodings()) {
    if (encoding == ::gnmi::PROTO) return WireEncoding::kProto;
    has_json = has_json || encoding == ::gnmi::JSON_IETF;
  }
  if (has_json) return WireEncoding::kJsonIetf;
  return invalid(
      fmt::format("speaks gNMI in the encodings {}; needs PROTO or JSON_IETF", names_of(capabilities)));
}

std::span<const std::string_view> observed_subtrees() { return kObserved; }

void fill_get(std::span<const std::string> paths, WireEncoding encoding, ::gnmi::GetRequest& request) {
  request.set_encoding(proto_of(encoding));
  for (const auto& path : paths) fill_path(path, *request.add_path());
}

void fill_set(std::span<const std::string> deletes, std::span<const Write> writes, WireEncoding encoding,
              ::gnmi::SetRequest& request) {
  for (const auto& path : deletes) fill_path(path, *request.add_delete_());
  for (const Write& write : writes) {
    auto& update = *request.add_update();
    fill_path(write.path, *update.mutable_path());
    fill_value(write, encoding, *update.mutable_val());
  }
}

void fill_subscribe(const Rhythm& rhythm, bool measurements_on_change, WireEncoding encoding,
                    ::gnmi::SubscribeRequest& request) {
  auto& list = *request.mutable_subscribe();
  list.set_mode(::gnmi::SubscriptionList::STREAM);
  list.set_encoding(proto_of(encoding));
  const auto add = [&](std::string_view path, ::gnmi::SubscriptionMode mode, Duration every = {}) {
    auto& subscription = *list.add_subscription();
    fill_path(path, *subscription.mutable_path());
    subscription.set_mode(mode);
    if (mode != ::gnmi::SAMPLE) return;
    const auto interval = std::chrono::duration_cast<std::chrono::nanoseconds>(every);
    subscription.set_sample_interval(static_cast<std::uint64_t>(interval.count()));
  };
  for (const auto path : kOnChange) add(path, ::gnmi::ON_CHANGE);
  for (const auto path : kMeasurements) {
    if (measurements_on_change) add(path, ::gnmi::ON_CHANGE);
    add(path, ::gnmi::SAMPLE, rhythm.sample);
  }
  add(kPulse, ::gnmi::SAMPLE, rhythm.pulse);
}

}  // namespace lightloom::southbound
