// Media channels lead one way; a lightpath through a node is two of them. Here they are paired, and what does
// not pair is told apart from what was ordered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "controller/ports/devices.h"
#include "southbound/openconfig/entries.h"

namespace lightloom::southbound {

/// One direction as the device has it: as configured, else as its state says.
struct OneWay {
  std::string name;  ///< empty where nobody named it, or not usably
  std::string source, dest;
  std::optional<Mhz> lower, upper;
  bool is_enabled = false;
  bool is_carried_out = true;  ///< its state, where told, is its configuration
  Entry entry;
};

/// Both directions of a lightpath, as far as they are there.
struct Channel {
  std::uint32_t forward = 0;  ///< index; below `reverse`
  std::optional<std::uint32_t> reverse;
  /// From the port where `forward` begins to where it ends. A named channel that is not whole, enabled, on
  /// the grid and carried out has a remark in brackets behind its `out_port`, and so is never what was
  /// ordered.
  MediaChannel seen;
};

struct MediaChannels {
  std::map<std::uint32_t, OneWay> one_way;  ///< by index
  /// By lightpath, or `foreign:INDEX` where there is no name or more channels than two have it.
  std::map<std::string, Channel> channels;
};

/// `leaves` must outlive the result.
MediaChannels media_channels_in(const LeafMap& leaves);

/// The text as a name for lightpaths: empty where it has control characters, is longer than 128 bytes, or
/// looks like one of the names made up here.
std::string usable_name(std::string_view text);

/// Frequencies between which light is believed: 100 to 1,000 THz.
inline constexpr Mhz kLeastFrequency{100'000'000};
inline constexpr Mhz kGreatestFrequency{1'000'000'000};
/// Nothing where it is out of range.
std::optional<Mhz> frequency_in(std::optional<std::int64_t> mhz);

}  // namespace lightloom::southbound
