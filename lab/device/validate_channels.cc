#include "lab/device/validate_channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "lab/device/config.h"

namespace lightloom::lab {
namespace {

tl::unexpected<Error> wrong(const std::string& path, std::string_view what, std::string nearest = {}) {
  return invalid(fmt::format("{}: {}", path, what), path, std::move(nearest));
}

std::string path_of_channel(const std::string& key) {
  return fmt::format("/wavelength-router/media-channels/channel[index={}]", key);
}

Mhz edge_of(std::int32_t slice) { return kGridAnchor + kSliceWidth * slice; }

Result<void> check_port(const DeviceFacts& facts, const std::string& path, const std::string& port) {
  if (port.empty()) return wrong(path, "a channel leads from one port to another; this one is missing");
  if (facts.is_degree(port) || facts.line_number(port)) return {};
  std::vector<std::string_view> ports;
  for (const auto& degree : facts.degrees()) ports.emplace_back(degree.port);
  const auto nearest = nearest_of(port, ports);
  return wrong(path,
               fmt::format("there is no port {:?}; {} has {} and its line ports", port,
                           facts.identity().system_name, fmt::join(ports, ", ")),
               nearest);
}

Result<void> check_edges(const DeviceFacts& facts, const std::string& path, const ChannelConfig& channel) {
  if (!channel.lower_mhz) return wrong(path + "/config/lower-frequency", "is missing");
  if (!channel.upper_mhz) return wrong(path + "/config/upper-frequency", "is missing");
  if (auto sound = check_frequency(facts, path + "/config/lower-frequency", *channel.lower_mhz); !sound)
    return sound;
  if (auto sound = check_frequency(facts, path + "/config/upper-frequency", *channel.upper_mhz); !sound)
    return sound;
  if (*channel.upper_mhz <= *channel.lower_mhz)
    return wrong(path + "/config/upper-frequency", fmt::format("{} MHz is not above lower-frequency, {} MHz",
                                                               *channel.upper_mhz, *channel.lower_mhz));
  const auto width = *channel.upper_mhz - *channel.lower_mhz;
  if (width % static_cast<std::uint64_t>(2 * kSliceWidth.value) != 0)
    return wrong(path + "/config/upper-frequency",
                 fmt::format("a slot is a multiple of 12.5 GHz wide (G.694.1), this one {} MHz", width));
  return {};
}

Result<void> check_channel(const DeviceFacts& facts, const std::string& key, const ChannelConfig& channel) {
  const auto path = path_of_channel(key);
  if (auto sound = check_edges(facts, path, channel); !sound) return sound;
  if (auto sound = check_port(facts, path + "/source/config/port-name", channel.source); !sound) return sound;
  if (auto sound = check_port(facts, path + "/dest/config/port-name", channel.dest); !sound) return sound;
  if (channel.source == channel.dest)
    return wrong(path + "/dest/config/port-name",
                 fmt::format("leads back to {}, where it came from", channel.dest));
  if (!facts.is_degree(channel.source) && !facts.is_degree(channel.dest))
    return wrong(
        path + "/dest/config/port-name",
        fmt::format("leads from {} to {}; one of the two has to be a degree", channel.source, channel.dest));
  return {};
}

/// What a channel takes of a port in one direction.
struct Taken {
  std::string port;
  std::uint64_t lower, upper;
  const std::string* key;
  const ChannelConfig* channel;
};

/// Light of one frequency cannot be sent two ways, nor may two lights of one frequency meet.
Result<void> check_apart(std::vector<Taken> taken, std::string_view end) {
  std::sort(taken.begin(), taken.end(), [](const Taken& one, const Taken& other) {
    return std::tie(one.port, one.lower) < std::tie(other.port, other.lower);
  });
  for (std::size_t at = 1; at < taken.size(); ++at) {
    const auto &before = taken[at - 1], &after = taken[at];
    if (before.port != after.port || before.upper <= after.lower) continue;
    return wrong(
        path_of_channel(*after.key),
        fmt::format("{:?}, {} to {} MHz {} {}, meets channel {} {:?}, {} to {} MHz; take other edges or "
                    "delete that one first",
                    after.channel->name, after.lower, after.upper, end, after.port, *before.key,
                    before.channel->name, before.lower, before.upper));
  }
  return {};
}

}  // namespace

Result<void> check_frequency(const DeviceFacts& facts, const std::string& path, std::uint64_t mhz) {
  constexpr std::uint64_t kFarOutside = 1'000'000'000;  // 1 PHz; below it the numbers fit whatever follows
  const auto band = facts.network().band();
  const auto low = edge_of(band.first), high = edge_of(band.end());
  const auto frequency = static_cast<std::int64_t>(std::min(mhz, kFarOutside));
  if (frequency < low.value || frequency > high.value)
    return wrong(path, fmt::format("{} MHz is outside the band, {} to {} MHz", mhz, low.value, high.value),
                 fmt::format("{}", frequency < low.value ? low.value : high.value));
  const auto off = (frequency - low.value) % kSliceWidth.value;
  if (off == 0) return {};
  const auto nearest = frequency - off + (2 * off > kSliceWidth.value ? kSliceWidth.value : 0);
  return wrong(path,
               fmt::format("{} MHz is not on the grid of 6250 MHz; the nearest is {} MHz", mhz, nearest),
               fmt::format("{}", nearest));
}

Result<void> check_channels(const DeviceFacts& facts, const Leaves& config) {
  const auto channels = channels_of(config);
  std::vector<Taken> entering, leaving;
  for (const auto& [key, channel] : channels) {
    if (auto sound = check_channel(facts, key, channel); !sound) return sound;
    entering.push_back({channel.source, *channel.lower_mhz, *channel.upper_mhz, &key, &channel});
    leaving.push_back({channel.dest, *channel.lower_mhz, *channel.upper_mhz, &key, &channel});
  }
  if (auto sound = check_apart(std::move(entering), "from"); !sound) return sound;
  return check_apart(std::move(leaving), "to");
}

}  // namespace lightloom::lab
