// What config leaves mean: media channels, transponders, amplifiers, as values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "lab/device/facts.h"
#include "lab/device/schema.h"
#include "lab/glass/glass.h"

namespace lightloom::lab {

struct ChannelConfig {
  std::optional<std::uint64_t> index, lower_mhz, upper_mhz;
  std::string name, source, dest;
  bool is_enabled = false;
};
struct TransponderConfig {
  std::optional<std::uint64_t> frequency_mhz, mode_id;
  std::optional<std::string> line_port;
  Dbm power{0};
  bool has_optics = false;  ///< something of its optical channel is configured
  bool is_enabled = false;
};
struct AmplifierConfig {
  std::string type;
  Decimal gain, tilt;
  bool is_enabled = true;
};
struct AssignmentConfig {
  std::optional<std::uint64_t> index;
  std::string optical_channel;
  std::optional<Decimal> allocation_gbps;
};
struct LogicalChannelConfig {
  std::optional<std::uint64_t> index;
  std::map<std::string, AssignmentConfig> assignments;  ///< by key
};

std::map<std::string, ChannelConfig> channels_of(const Leaves& config);          ///< by key
std::map<std::string, TransponderConfig> transponders_of(const Leaves& config);  ///< by port: `line-7`
std::map<std::string, AmplifierConfig> amplifiers_of(const Leaves& config);      ///< by name
std::map<std::string, LogicalChannelConfig> logical_channels_of(const Leaves& config);

/// `line-7` of `och-line-7` and of `transceiver-line-7`; empty for any other component.
std::string port_of_optics(const std::string& component);
std::string port_of_transceiver(const std::string& component);

/// What a device's number of a mode means; nothing where it means none that we know.
using ModeTable = std::function<std::optional<ModeIndex>(std::uint64_t mode_id)>;
/// A config that stands, as far as light minds it.
SiteConfig site_config_of(const DeviceFacts& facts, const Leaves& config, const ModeTable& modes);

}  // namespace lightloom::lab
