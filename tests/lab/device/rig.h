// A device of the national network, without a wire.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "lab/device/device.h"
#include "tests/topology/national_network.h"

namespace lightloom::lab::testing {

inline const std::shared_ptr<const Network>& national() {
  static const auto network = lightloom::testing::national_network();
  return network;
}
inline DeviceFacts facts_at(const std::string& site) {
  const auto index = national()->find_site(site).value();
  return {national(), index, identity_of("test", national()->site(index))};
}

inline Path path(const std::string& text) { return parse_path(text).value(); }
inline Edit update(const std::string& where, Written value) {
  Edit edit;
  edit.path = path(where);
  edit.value = std::move(value);
  return edit;
}
inline Edit replace(const std::string& where, Written value) {
  auto edit = update(where, std::move(value));
  edit.kind = Edit::Kind::kReplace;
  return edit;
}
inline Edit removal(const std::string& where) {
  auto edit = update(where, false);
  edit.kind = Edit::Kind::kDelete;
  return edit;
}

inline std::string channel(std::uint64_t index) {
  return "/wavelength-router/media-channels/channel[index=" + std::to_string(index) + "]";
}
/// A media channel of 100 GHz from port to port, as one JSON value.
inline Edit media_channel(std::uint64_t index, const std::string& source, const std::string& dest,
                          std::uint64_t lower_mhz = 193'100'000, std::uint64_t width_mhz = 100'000) {
  return update(channel(index),
                Json{R"({"config": {"name": "l-7", "lower-frequency": ")" + std::to_string(lower_mhz) +
                     R"(", "upper-frequency": ")" + std::to_string(lower_mhz + width_mhz) +
                     R"(", "admin-status": "ENABLED"}, "source": {"config": {"port-name": ")" + source +
                     R"("}}, "dest": {"config": {"port-name": ")" + dest + R"("}}})"});
}
inline std::string optics(const std::string& port) {
  return "/components/component[name=och-" + port + "]/optical-channel/config";
}
inline std::string laser_switch(const std::string& port) {
  return "/components/component[name=transceiver-" + port + "]/transceiver/config/enabled";
}

/// Leaves as `path = value` lines, in the order of the schema.
inline std::vector<std::string> lines_of(const Leaves& leaves) {
  std::vector<std::string> lines;
  for (const auto& [leaf, value] : leaves) lines.push_back(to_text(path_of(leaf)) + " = " + to_text(value));
  return lines;
}

/// A device, with less to write for each Set.
class Rig {
 public:
  explicit Rig(const std::string& site = "taiyuan") : device(facts_at(site), 1'000) {}
  Result<std::vector<Change>> set(std::vector<Edit> edits) { return device.set(edits); }
  std::string message(std::vector<Edit> edits) {
    const auto done = set(std::move(edits));
    return done ? std::string() : done.error().message;
  }
  std::vector<std::string> read(const std::string& where, Part part = Part::kAll) const {
    return lines_of(device.read(select(path(where)).value(), part));
  }
  Device device;
};

}  // namespace lightloom::lab::testing
