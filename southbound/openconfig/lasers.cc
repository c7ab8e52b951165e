#include "southbound/openconfig/lasers.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "southbound/openconfig/names.h"
#include "southbound/openconfig/wanted_leaf.h"

namespace lightloom::southbound {
namespace {

constexpr double kNoiseBandwidthMhz = 12'500;  // 0.1 nm at 1550 nm
constexpr Dbm kDarkness{-59.995};              // -60.00 and less is said where nothing arrives

std::string_view line_of(std::string_view component, std::string_view prefix) {
  if (!component.starts_with(prefix)) return {};
  const auto port = component.substr(prefix.size());
  return line_number(port) ? port : std::string_view();
}

// The nearest point of the grid.
std::int32_t nearest_n(Mhz frequency) {
  const auto steps =
      static_cast<double>((frequency - kGridAnchor).value) / static_cast<double>(kSliceWidth.value);
  return static_cast<std::int32_t>(std::lround(steps));
}

// One line as a laser.
class LaserReading {
 public:
  LaserReading(const LaserContext& context, std::string_view port, const Line& line)
      : context_(context), port_(port), line_(line) {
    if (!line.optical_channel) return;
    const Entry& channel = *line.optical_channel;
    frequency_ = frequency_in(channel.whole("optical-channel/config/frequency"));
    mode_id_ = channel.whole("optical-channel/config/operational-mode");
    const auto listed = mode_id_ ? context.device_modes.find(*mode_id_) : context.device_modes.end();
    if (listed == context.device_modes.end()) return;
    description_ = listed->second;
    mode_ = context.modes.find(description_);
  }

  SeenLaser seen() const {
    SeenLaser laser{port_, {port_, transceiver(), mode_name(), slot()}, light()};
    if (line_.name.empty()) return laser;
    if (const auto remark = remark_on(laser.seen); !remark.empty())
      laser.seen.mode += (laser.seen.mode.empty() ? "(" : " (") + std::string(remark) + ")";
    return laser;
  }

 private:
  // The device's text ends in the mode's name; where the equipment lacks it, the type is the first word.
  std::string transceiver() const {
    if (mode_ != nullptr) return mode_->transceiver;
    return description_.substr(0, description_.find(' '));
  }
  std::string mode_name() const {
    if (mode_ != nullptr) return mode_->name;
    const auto space = description_.find(' ');
    if (space != std::string::npos) return description_.substr(space + 1);
    return mode_id_ ? "mode " + std::to_string(*mode_id_) : std::string();
  }

  Slot slot() const {
    if (!frequency_) return {};
    const auto channel = context_.channels.channels.find(line_.name);
    std::int32_t m = mode_ == nullptr ? 0 : slot_width_m(mode_->min_spacing);
    if (!line_.name.empty() && channel != context_.channels.channels.end()) m = channel->second.seen.slot.m;
    return {nearest_n(*frequency_), m};
  }

  std::string_view remark_on(const Laser& laser) const {
    if (!line_.is_enabled) return "off";
    if (!frequency_ || !mode_id_ || *mode_id_ < 0 || *mode_id_ > 0xFFFF) return "unfinished";
    if (!is_carried_out()) return "not carried out";
    const auto number = line_number(port_);
    const auto& [channel, transceiver, logical] =
        std::tie(line_.optical_channel, line_.transceiver, line_.logical_channel);
    const auto mode_id = static_cast<std::uint32_t>(*mode_id_);
    const bool is_whole = are_held(&*channel, optical_channel_leaves(port_, laser.slot.centre(), mode_id)) &&
                          are_held(transceiver ? &*transceiver : nullptr, transceiver_leaves()) &&
                          are_held(logical ? &*logical : nullptr,
                                   logical_channel_leaves(port_, number.value_or(0), line_.name, mode_));
    return is_whole ? "" : "off the grid or unfinished";
  }

  // What the device says of itself, where it does: a laser that is being tuned has another frequency.
  bool is_carried_out() const {
    const Entry& channel = *line_.optical_channel;
    const auto frequency = channel.whole("optical-channel/state/frequency");
    const auto mode = channel.whole("optical-channel/state/operational-mode");
    return (!frequency || *frequency == frequency_->value) && (!mode || *mode == *mode_id_);
  }

  std::optional<NodeObserved::Light> light() const {
    if (!line_.is_enabled || !line_.optical_channel || mode_ == nullptr) return std::nullopt;
    const Entry& channel = *line_.optical_channel;
    const auto power = channel.number("optical-channel/state/input-power/instant");
    const auto esnr = channel.number("optical-channel/state/esnr/instant");
    if (!power || !esnr || Dbm{*power} <= kDarkness) return std::nullopt;
    // The same noise density over 0.1 nm instead of the symbol rate.
    const auto bands = static_cast<double>(mode_->baud_rate.value) / kNoiseBandwidthMhz;
    return NodeObserved::Light{Dbm{*power}, Decibel{*esnr} + to_decibel(LinearRatio{bands}),
                               channel.number("optical-channel/state/pre-fec-ber/instant")};
  }

  const LaserContext& context_;
  std::string port_;
  const Line& line_;
  std::optional<Mhz> frequency_;
  std::optional<std::int64_t> mode_id_;
  std::string description_;
  const Mode* mode_ = nullptr;
};

}  // namespace

Lines lines_in(const LeafMap& leaves) {
  Lines lines;
  for (auto& [keys, entry] : entries_of(leaves, kComponents)) {
    const auto component = key_in(keys, "name");
    if (const auto port = line_of(component, kOpticalChannelPrefix); !port.empty())
      lines[std::string(port)].optical_channel = std::move(entry);
    else if (const auto carrier = line_of(component, kTransceiverPrefix); !carrier.empty())
      lines[std::string(carrier)].transceiver = std::move(entry);
  }
  for (auto& [keys, entry] : entries_of(leaves, kLogicalChannels)) {
    const auto number = number_of(key_in(keys, "index"));
    if (!number) continue;
    Line& line = lines["line-" + std::to_string(*number)];
    line.name = usable_name(entry.text("config/description"));
    line.logical_channel = std::move(entry);
  }
  for (auto& [port, line] : lines)
    line.is_enabled =
        line.transceiver && line.transceiver->flag("transceiver/config/enabled").value_or(false);
  return lines;
}

std::map<std::string, SeenLaser> lasers_in(const LaserContext& context) {
  std::map<std::string, SeenLaser> lasers;
  for (const auto& [port, line] : context.lines) {
    if (line.name.empty() && !line.is_enabled) continue;
    auto laser = LaserReading(context, port, line).seen();
    const auto made_up = std::string(kForeignPrefix) + port;
    if (line.name.empty()) {
      lasers.emplace(made_up, std::move(laser));
      continue;
    }
    const auto [it, is_new] = lasers.try_emplace(line.name, laser);
    if (is_new || !line.is_enabled) continue;
    lasers.emplace(made_up, std::move(laser));
  }
  return lasers;
}

}  // namespace lightloom::southbound
