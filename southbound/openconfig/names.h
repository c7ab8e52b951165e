// What things are called on the wire (docs/wire.md): the paths of the lists that are read and written, and
// the components that make up a transponder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lightloom::southbound {

inline constexpr std::string_view kHostname = "/system/state/hostname";
inline constexpr std::string_view kBootTime = "/system/state/boot-time";
inline constexpr std::string_view kChassisId = "/lldp/state/chassis-id";
inline constexpr std::string_view kAlarms = "/system/alarms/alarm";
inline constexpr std::string_view kLldpInterfaces = "/lldp/interfaces/interface";
inline constexpr std::string_view kMediaChannels = "/wavelength-router/media-channels/channel";
inline constexpr std::string_view kComponents = "/components/component";
inline constexpr std::string_view kLogicalChannels = "/terminal-device/logical-channels/channel";
inline constexpr std::string_view kOperationalModes = "/terminal-device/operational-modes/mode";
inline constexpr std::string_view kAmplifiers = "/optical-amplifier/amplifiers/amplifier";

inline constexpr std::string_view kOpticalChannelPrefix = "och-";
inline constexpr std::string_view kTransceiverPrefix = "transceiver-";
/// Before the made-up names of light that nobody named.
inline constexpr std::string_view kForeignPrefix = "foreign:";

inline bool is_foreign_name(std::string_view name) { return name.starts_with(kForeignPrefix); }
/// `/wavelength-router/media-channels/channel[index=1000014]`.
std::string media_channel_path(std::uint32_t index);
/// `/components/component[name=och-line-7]` and the like.
std::string component_path(std::string_view prefix, std::string_view port);
/// `/terminal-device/logical-channels/channel[index=7]`.
std::string logical_channel_path(std::uint32_t index);

/// 7 of `line-7`; nothing where the port is not named so, without leading zeros.
std::optional<std::uint32_t> line_number(std::string_view port);
/// 7 of `l-7`; nothing for other names.
std::optional<std::uint32_t> lightpath_number(std::string_view name);
/// A whole number in decimal without sign or leading zeros.
std::optional<std::uint32_t> number_of(std::string_view digits);

/// First index of the pair of media channels of a lightpath: 1000014 of `l-7`; 1000000 for names of another
/// form and for numbers beyond the range of an index.
std::uint32_t preferred_index(std::string_view name);

}  // namespace lightloom::southbound
