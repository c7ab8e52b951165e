#include "lab/device/validate.h"

#include <fmt/format.h>

#include "lab/device/config.h"
#include "lab/device/validate_channels.h"
#include "topology/line_ports.h"

namespace lightloom::lab {
namespace {

constexpr double kLeastPowerDbm = -30, kMostPowerDbm = 10;
constexpr double kMostTiltDb = 5;
constexpr double kMostAllocationGbps = 6'400;

tl::unexpected<Error> wrong(const std::string& path, std::string_view what, std::string nearest = {}) {
  return invalid(fmt::format("{}: {}", path, what), path, std::move(nearest));
}

std::string component(std::string_view name, std::string_view below) {
  return fmt::format("/components/component[name={}]/{}", name, below);
}

std::string lines_of(const DeviceFacts& facts) {
  const auto& site = facts.network().site(facts.site());
  const auto ports = end_ports(site);
  const auto& name = facts.identity().system_name;
  if (ports == 0 && site.regenerators == 0) return fmt::format("{} has no line ports", name);
  auto text = ports == 0 ? fmt::format("{} has", name) : fmt::format("{} has line-1 to line-{}", name, ports);
  if (site.regenerators > 0)
    text += fmt::format("{} line-{} to line-{} of its regenerators", ports == 0 ? "" : " and",
                        last_port_below(site.regenerators) + 1, kMaxLinePorts);
  return text;
}

/// The whole slot of a mode lies in the transceiver's range.
Result<void> check_tuning(const DeviceFacts& facts, const std::string& port,
                          const TransponderConfig& transponder) {
  const auto path = component("och-" + port, "optical-channel/config/");
  if (transponder.frequency_mhz) {
    auto sound = check_frequency(facts, path + "frequency", *transponder.frequency_mhz);
    if (!sound) return sound;
  }
  if (!transponder.mode_id) return {};
  const auto index = facts.mode_of(*transponder.mode_id);
  if (!index)
    return wrong(path + "operational-mode",
                 fmt::format("no mode {}; /terminal-device/operational-modes lists 1 to {}",
                             *transponder.mode_id, facts.network().equipment().modes.size()));
  if (!transponder.frequency_mhz) return {};
  const auto& mode = facts.network().mode(*index);
  const auto centre = static_cast<std::int64_t>(*transponder.frequency_mhz);
  const auto half = mode.min_spacing.value / 2;
  if (centre - half >= mode.f_min.value && centre + half <= mode.f_max.value) return {};
  return wrong(
      path + "frequency",
      fmt::format("{} MHz with mode {} {} leaves the transceiver's range; its centre lies in {} to {} MHz",
                  centre, mode.transceiver, mode.name, mode.f_min.value + half, mode.f_max.value - half));
}

Result<void> check_transponder(const DeviceFacts& facts, const std::string& port,
                               const TransponderConfig& transponder) {
  const auto name = (transponder.has_optics ? "och-" : "transceiver-") + port;
  if (!facts.line_number(port))
    return wrong(component(name, ""), fmt::format("there is no port {:?}; {}", port, lines_of(facts)));
  const auto path = component(name, "optical-channel/config/");
  if (transponder.line_port.value_or(port) != port)
    return wrong(path + "line-port",
                 fmt::format("{} is wired to {}, found {:?}", name, port, *transponder.line_port), port);
  if (transponder.power.value < kLeastPowerDbm || transponder.power.value > kMostPowerDbm)
    return wrong(path + "target-output-power", fmt::format("takes {} to {} dBm, found {:.2f}", kLeastPowerDbm,
                                                           kMostPowerDbm, transponder.power.value));
  return check_tuning(facts, port, transponder);
}

/// What is configured of a component has to be a part that it has.
Result<void> check_components(const DeviceFacts& facts, const Leaves& config) {
  static const NodeId list_node = schema().at("/components/component");
  static const NodeId optics_node = schema().at("/components/component/optical-channel");
  static const NodeId transceiver_node = schema().at("/components/component/transceiver");
  const auto is_in = [](NodeId id, NodeId top) { return id >= top && id < schema()[top].end; };
  for (auto at = config.lower_bound(Leaf{list_node, {}});
       at != config.end() && is_in(at->first.node, list_node); ++at) {
    const auto& name = at->first.keys.front();
    const auto optics = port_of_optics(name), transceiver = port_of_transceiver(name);
    const auto id = at->first.node;
    if (is_in(id, optics_node) && optics.empty())
      return wrong(component(name, "optical-channel"),
                   "only components like och-line-7 have an optical channel");
    if (is_in(id, transceiver_node) && transceiver.empty())
      return wrong(component(name, "transceiver"),
                   "only components like transceiver-line-7 have a transceiver");
    const auto port = optics.empty() ? (transceiver.empty() ? name : transceiver) : optics;
    if (name != "chassis" && !facts.is_degree(port) && !facts.line_number(port))
      return wrong(component(name, ""), fmt::format("there is no such component; {}", lines_of(facts)));
  }
  return {};
}

Result<void> check_assignment(const DeviceFacts& facts, const std::string& path,
                              const AssignmentConfig& assignment) {
  const auto port = port_of_optics(assignment.optical_channel);
  if (!assignment.optical_channel.empty() && (port.empty() || !facts.line_number(port)))
    return wrong(path + "optical-channel", fmt::format("there is no {:?}; {}, each with an och-line-N",
                                                       assignment.optical_channel, lines_of(facts)));
  const auto gbps = assignment.allocation_gbps ? to_double(*assignment.allocation_gbps) : 0;
  if (gbps < 0 || gbps > kMostAllocationGbps)
    return wrong(path + "allocation",
                 fmt::format("takes 0 to {} Gbit/s, found {}", kMostAllocationGbps, gbps));
  return {};
}

Result<void> check_logical_channels(const DeviceFacts& facts, const Leaves& config) {
  for (const auto& [key, channel] : logical_channels_of(config)) {
    const auto path = fmt::format("/terminal-device/logical-channels/channel[index={}]/", key);
    if (!facts.line_number("line-" + key))
      return wrong(path,
                   fmt::format("logical channels have the number of their line port; {}", lines_of(facts)));
    for (const auto& [index, assignment] : channel.assignments) {
      const auto below =
          fmt::format("{}logical-channel-assignments/assignment[index={}]/config/", path, index);
      auto sound = check_assignment(facts, below, assignment);
      if (!sound) return sound;
    }
  }
  return {};
}

Result<void> check_amplifier(const DeviceFacts& facts, const std::string& name,
                             const AmplifierConfig& amplifier) {
  const auto path = fmt::format("/optical-amplifier/amplifiers/amplifier[name={}]/config/", name);
  const auto* placed = facts.find_amplifier(name);
  if (placed == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& other : facts.amplifiers()) names.emplace_back(other.name);
    const auto nearest = nearest_of(name, names);
    return wrong(path,
                 fmt::format("{} has no such amplifier{}", facts.identity().system_name,
                             nearest.empty() ? "" : "; the nearest is " + nearest),
                 nearest);
  }
  const auto& equipment = facts.network().equipment();
  const auto& type = equipment.amplifiers[placed->built.type.at()];
  if (amplifier.type != type.name)
    return wrong(path + "type", fmt::format("a {} stands there, found {:?}", type.name, amplifier.type),
                 type.name);
  const auto most = type.gain_flatmax.value + equipment.line.extended_gain.value;
  const auto gain = to_double(amplifier.gain);
  const bool is_as_built = amplifier.gain == decimal_of(placed->built.gain.value, amplifier.gain.precision);
  if (!is_as_built && (gain < 0 || gain > most))
    return wrong(path + "target-gain",
                 fmt::format("a {} takes 0 to {:.2f} dB, found {:.2f}", type.name, most, gain));
  const auto tilt = to_double(amplifier.tilt);
  if (tilt != placed->built.tilt.value && std::abs(tilt) > kMostTiltDb)
    return wrong(path + "target-gain-tilt",
                 fmt::format("takes -{0} to {0} dB, found {1:.2f}", kMostTiltDb, tilt));
  return {};
}

}  // namespace

Result<void> validate(const DeviceFacts& facts, const Leaves& config) {
  if (auto sound = check_components(facts, config); !sound) return sound;
  if (auto sound = check_channels(facts, config); !sound) return sound;
  for (const auto& [port, transponder] : transponders_of(config))
    if (auto sound = check_transponder(facts, port, transponder); !sound) return sound;
  if (auto sound = check_logical_channels(facts, config); !sound) return sound;
  for (const auto& [name, amplifier] : amplifiers_of(config))
    if (auto sound = check_amplifier(facts, name, amplifier); !sound) return sound;
  return {};
}

}  // namespace lightloom::lab
