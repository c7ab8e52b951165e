// Transponders: three components and a logical channel that together are one laser, and what its receiver
// says.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "controller/ports/devices.h"
#include "southbound/openconfig/channels.h"
#include "southbound/openconfig/entries.h"
#include "southbound/openconfig/mode_table.h"

namespace lightloom::southbound {

/// What is configured at one line port.
struct Line {
  std::string name;         ///< the lightpath's; empty where the laser has none, or not a usable one
  bool is_enabled = false;  ///< the laser is on
  std::optional<Entry> optical_channel, transceiver, logical_channel;
};
/// By line port.
using Lines = std::map<std::string, Line, std::less<>>;
Lines lines_in(const LeafMap& leaves);

/// A laser under the name under which the core knows it.
struct SeenLaser {
  std::string port;
  /// Where named and not on, not whole, off the grid or not carried out: with a remark in brackets behind
  /// `mode`, so that it is never what was ordered.
  Laser seen;
  std::optional<NodeObserved::Light> light;  ///< nothing where no light arrives
};

/// Everything that is needed to tell a laser from its lines. References must outlive it.
struct LaserContext {
  const Lines& lines;
  const MediaChannels& channels;
  const std::map<std::int64_t, std::string>& device_modes;
  const ModeTable& modes;
};
/// By lightpath; `foreign:line-7` where a laser is on that has no name, or one that another laser has too.
/// A line that is neither named nor on has no laser.
std::map<std::string, SeenLaser> lasers_in(const LaserContext& context);

}  // namespace lightloom::southbound
