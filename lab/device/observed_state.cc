// Readings: what light does at the ports of a device.
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "lab/device/config.h"
#include "lab/device/observe.h"

namespace lightloom::lab {
namespace {

constexpr double kDarkDbm = -60;  ///< what is said where there is no light
constexpr int kDigits = 2;
constexpr int kRatioDigits = 18;

Decimal reading(double number) { return decimal_of(number, kDigits); }

/// The fixed error of one instrument: within 0.05 dB, always the same for a seed.
double instrument_error(std::uint64_t seed, std::string_view instrument) {
  constexpr double kLargestDb = 0.05;
  if (seed == 0) return 0;
  std::uint64_t hash = seed * 0x9e37'79b9'7f4a'7c15U;
  for (const char letter : instrument) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100'0000'01b3U;
  hash ^= hash >> 31U;
  hash *= 0xbf58'476d'1ce4'e5b9U;
  hash ^= hash >> 29U;
  const auto share = static_cast<double>(hash >> 11U) / static_cast<double>(std::uint64_t{1} << 53U);
  return (2 * share - 1) * kLargestDb;
}

struct Alarm {
  std::string resource, text;
};

/// Builds the state of one device.
class Observer {
 public:
  Observer(const DeviceFacts& facts, const Leaves& config, const Surroundings& around, const Leaves& before)
      : facts_(&facts), config_(&config), around_(&around), before_(&before) {}

  Leaves state() {
    for (const auto& degree : facts_->degrees()) look_at(degree);
    for (const auto& amplifier : facts_->amplifiers()) look_at(amplifier);
    const auto transponders = transponders_of(*config_);
    for (const auto& [port, transponder] : transponders) look_at(port, transponder);
    for (const auto& [key, channel] : channels_of(*config_)) look_at(key, channel, transponders);
    return std::move(state_);
  }

 private:
  void add(std::string_view path, std::vector<std::string> keys, Value value) {
    state_.insert_or_assign(Leaf{schema().at(path), std::move(keys)}, std::move(value));
  }
  /// What an instrument shows: never below darkness.
  Decimal power(Dbm level, const std::string& instrument) const {
    if (!(level.value > kDarkDbm)) return reading(kDarkDbm);
    return reading(std::max(level.value + error_of(instrument), kDarkDbm));
  }
  double error_of(const std::string& instrument) const {
    return instrument_error(around_->seed, facts_->identity().system_name + "/" + instrument);
  }
  const Fibre& arriving(const Degree& degree) const {
    return around_->glass->fibre(degree.link, !degree.is_a_end);
  }

  void raise(const Alarm& alarm) {
    const auto id = "los-" + alarm.resource;
    const auto leaf = [&](std::string_view name) {
      return Leaf{schema().at("/system/alarms/alarm/state/" + std::string(name)), {id}};
    };
    const auto since = before_->find(leaf("time-created"));
    state_[leaf("id")] = id;
    state_[leaf("resource")] = alarm.resource;
    state_[leaf("text")] = alarm.text;
    state_[leaf("time-created")] = since == before_->end() ? Value(around_->now_ns) : since->second;
    state_[leaf("severity")] = std::string("CRITICAL");
    state_[leaf("type-id")] = std::string("LOS");
  }

  void look_at(const Degree& degree) {
    const auto& fibre = arriving(degree);
    for (const auto& channel : fibre.channels) {
      const auto list = std::string("/channel-monitors/channel-monitor/channels/channel/state/");
      const auto lower = static_cast<std::uint64_t>(channel.lower.value);
      const auto upper = static_cast<std::uint64_t>(channel.upper.value);
      const std::vector<std::string> keys{degree.port, fmt::format("{}", lower), fmt::format("{}", upper)};
      add(list + "lower-frequency", keys, lower);
      add(list + "upper-frequency", keys, upper);
      add(list + "power", keys, power(channel.power, degree.port));
    }
    const auto& network = facts_->network();
    if (fibre.is_dark) {
      raise({degree.port, fmt::format("no light from {} on {}, cable {}", network.site(degree.far_site).name,
                                      degree.port, network.link(degree.link).name)});
      return;
    }
    const auto& far = (*around_->identities)[degree.far_site.at()];
    const auto list = std::string("/lldp/interfaces/interface/neighbors/neighbor/state/");
    add(list + "id", {degree.port, "1"}, std::string("1"));
    add(list + "chassis-id", {degree.port, "1"}, far.chassis_id);
    add(list + "port-id", {degree.port, "1"}, degree.far_port);
    add(list + "system-name", {degree.port, "1"}, far.system_name);
  }

  void look_at(const PlacedAmplifier& amplifier) {
    const auto& fibre = around_->glass->fibre(amplifier.link, amplifier.forward);
    if (amplifier.position >= fibre.amplifier_in.size() || amplifier.position >= fibre.amplifier_out.size())
      return;
    const auto in = fibre.amplifier_in[amplifier.position], out = fibre.amplifier_out[amplifier.position];
    const auto list = std::string("/optical-amplifier/amplifiers/amplifier/state/");
    add(list + "input-power-total/instant", {amplifier.name}, power(in, amplifier.name));
    add(list + "output-power-total/instant", {amplifier.name}, power(out, amplifier.name));
    const bool is_lit = in.value > kDarkDbm;
    if (is_lit && out.value > kDarkDbm)
      add(list + "actual-gain/instant", {amplifier.name}, reading(out.value - in.value));
    // An amplifier of a cable that carries nothing has no light and no reason for an alarm.
    if (!is_lit && fibre.is_dark && amplifier.position > 0)
      raise({amplifier.name, fmt::format("no light at the input of {}", amplifier.name)});
  }

  void look_at(const std::string& port, const TransponderConfig& transponder) {
    const auto name = "och-" + port;
    const auto list = std::string("/components/component/optical-channel/state/");
    if (!facts_->is_listed(port)) show_parts(port);
    const bool is_on = transponder.is_enabled && transponder.frequency_mhz && transponder.mode_id;
    add(list + "output-power/instant", {name}, reading(is_on ? transponder.power.value : kDarkDbm));
    const auto found = is_on ? around_->glass->reception(facts_->site(), port) : std::nullopt;
    add(list + "input-power/instant", {name}, found ? power(found->power, port) : reading(kDarkDbm));
    if (found) {
      add(list + "esnr/instant", {name}, reading(found->esnr.value + error_of(port + "/esnr")));
      add(list + "osnr/instant", {name}, reading(found->osnr_0p1nm.value));
      add(list + "pre-fec-ber/instant", {name}, decimal_of(found->pre_fec_ber, kRatioDigits));
      add(list + "chromatic-dispersion/instant", {name}, reading(found->chromatic_dispersion_ps_per_nm));
    } else if (is_on) {
      raise({name, fmt::format("no light at the receiver of {}", port)});
    }
  }

  /// Where ports have no number, their components are seen once something is configured.
  void show_parts(const std::string& port) {
    const std::initializer_list<std::pair<std::string, std::string>> parts = {
        {port, "PORT"}, {"transceiver-" + port, "TRANSCEIVER"}, {"och-" + port, "OPTICAL_CHANNEL"}};
    for (const auto& [name, type] : parts) {
      add("/components/component/state/name", {name}, name);
      add("/components/component/state/type", {name}, type);
    }
  }

  void look_at(const std::string& key, const ChannelConfig& channel,
               const std::map<std::string, TransponderConfig>& transponders) {
    const bool is_up = channel.is_enabled && has_light(channel, transponders);
    add("/wavelength-router/media-channels/channel/state/oper-status", {key},
        std::string(is_up ? "UP" : "DOWN"));
  }

  /// Whether light comes to the port where a channel begins, inside its edges.
  bool has_light(const ChannelConfig& channel,
                 const std::map<std::string, TransponderConfig>& transponders) const {
    const auto lower = static_cast<std::int64_t>(channel.lower_mhz.value_or(0));
    const auto upper = static_cast<std::int64_t>(channel.upper_mhz.value_or(0));
    if (const auto own = transponders.find(channel.source); own != transponders.end()) {
      const auto frequency = static_cast<std::int64_t>(own->second.frequency_mhz.value_or(0));
      return own->second.is_enabled && own->second.mode_id && frequency > lower && frequency < upper;
    }
    const auto degree = std::find_if(facts_->degrees().begin(), facts_->degrees().end(),
                                     [&](const Degree& other) { return other.port == channel.source; });
    if (degree == facts_->degrees().end()) return false;
    const auto& seen = arriving(*degree).channels;
    return std::any_of(seen.begin(), seen.end(), [&](const MonitoredChannel& light) {
      const auto centre = (light.lower.value + light.upper.value) / 2;
      return centre > lower && centre < upper;
    });
  }

  const DeviceFacts* facts_;
  const Leaves* config_;
  const Surroundings* around_;
  const Leaves* before_;
  Leaves state_;
};

}  // namespace

Leaves observed_state(const DeviceFacts& facts, const Leaves& config, const Surroundings& around,
                      const Leaves& before) {
  return Observer(facts, config, around, before).state();
}

}  // namespace lightloom::lab
