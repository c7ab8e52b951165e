// Small networks for tests: sites by name, cables with a length, everything else sensible. Spans are equal
// and at most 80 km, amplifiers restore what was lost, as the national plant record has it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "topology/network.h"

namespace lightloom::testing {

/// A mode of a transceiver that tunes over [190.7, 196.7] THz.
inline Mode mode_of(std::string name, std::int64_t gbps, std::int64_t baud_mhz, std::int64_t spacing_mhz,
                    double osnr_db) {
  Mode mode;
  mode.name = std::move(name);
  mode.transceiver = "coherent";
  mode.rate = {gbps * 1'000'000};
  mode.baud_rate = {baud_mhz};
  mode.min_spacing = {spacing_mhz};
  mode.f_min = {190'700'000};
  mode.f_max = {196'700'000};
  mode.roll_off = 0.1;
  mode.required_osnr = {osnr_db};
  mode.tx_osnr = {38};
  return mode;
}

/// Modes, amplifiers and fibre as the national network has them, fewer.
inline Equipment small_equipment() {
  Equipment equipment;
  equipment.modes = {mode_of("800G", 800, 131'000, 150'000, 25.0),
                     mode_of("400G", 400, 91'600, 100'000, 20.5), mode_of("300G", 300, 91'600, 100'000, 18.0),
                     mode_of("200G", 200, 60'138, 75'000, 16.0), mode_of("100G", 100, 30'069, 50'000, 12.5)};
  const auto amplifier = [](std::string name, double gain_min, double gain_flatmax, double nf_max) {
    AmplifierType type;
    type.name = std::move(name);
    type.gain_min = {gain_min};
    type.gain_flatmax = {gain_flatmax};
    type.p_max = {23};
    type.nf_min = {5};
    type.nf_max = {nf_max};
    type.f_min = {190'600'000};
    type.f_max = {196'800'000};
    return type;
  };
  equipment.amplifiers = {amplifier("low", 10, 18, 9), amplifier("medium", 15, 26, 9),
                          amplifier("high", 25, 35, 6.5)};
  FibreType fibre;
  fibre.name = "SSMF";
  fibre.dispersion_s_per_m2 = 1.67e-5;
  fibre.effective_area_m2 = 83e-12;
  fibre.pmd_s_per_sqrt_m = 1.265e-15;
  equipment.fibres = {fibre};
  equipment.roadm.target = {RoadmTarget::Kind::kPerSlotWidthMwPerGhz, 0.0002};
  equipment.roadm.add_drop_osnr = {38};
  auto& line = equipment.line;
  line.f_min = {190'700'000};
  line.f_max = {196'700'000};
  line.baud_rate = {131'000};
  line.spacing = {150'000};
  line.launch_power = {4};
  line.tx_osnr = {38};
  line.margin = {1};
  line.padding = {8};
  line.connector_in = line.connector_out = {0.25};
  line.max_length = {150'000};
  return equipment;
}

class NetworkBuilder {
 public:
  NetworkBuilder() { record_.equipment = small_equipment(); }

  Equipment& equipment() { return record_.equipment; }
  /// Sites appear when a cable first names them; say one here to give it ports. nullopt: unlimited.
  NetworkBuilder& site(std::string_view name, std::optional<std::uint32_t> line_ports = std::nullopt) {
    record_.sites[index_of(name).at()].line_ports = line_ports;
    return *this;
  }
  /// Named `a-z-k`, k counting the cables of the pair in this order of ends.
  NetworkBuilder& cable(std::string_view a, std::string_view z, std::int64_t metres) {
    Link link;
    link.a_site = index_of(a);
    link.z_site = index_of(z);
    const auto stem = std::string(a) + "-" + std::string(z) + "-";
    link.name =
        stem +
        std::to_string(1 + std::count_if(record_.links.begin(), record_.links.end(), [&](const Link& other) {
                         return other.name.compare(0, stem.size(), stem) == 0;
                       }));
    link.a_port = link.z_port = "degree-" + std::to_string(record_.links.size() + 1);
    link.fibre = "G.652.D";
    link.length = {metres};
    add_spans(link);
    link.amps_az = link.amps_za = amplifiers(link);
    record_.links.push_back(std::move(link));
    return *this;
  }
  const NetworkRecord& record() const { return record_; }
  /// Throws what Network::build refuses: a test's own mistake.
  std::shared_ptr<const Network> build() const {
    auto network = Network::build(record_);
    if (!network) throw std::invalid_argument(network.error().message);
    return std::make_shared<const Network>(std::move(*network));
  }

 private:
  SiteIndex index_of(std::string_view name) {
    auto& sites = record_.sites;
    auto found =
        std::find_if(sites.begin(), sites.end(), [&](const Site& site) { return site.name == name; });
    if (found == sites.end()) {
      Site site;
      site.name = std::string(name);
      site.kind = "provincial";
      found = sites.insert(sites.end(), std::move(site));
    }
    return SiteIndex{static_cast<std::uint32_t>(found - sites.begin())};
  }
  static void add_spans(Link& link) {
    constexpr std::int64_t kLongestSpan = 80'000;
    constexpr double kPadding = 8;
    const std::int64_t count = (link.length.value + kLongestSpan - 1) / kLongestSpan;
    for (std::int64_t i = 0; i < count; ++i) {
      Span span;
      span.length = {link.length.value * (i + 1) / count - link.length.value * i / count};
      span.loss_db_per_km = 0.2;
      span.connector_in = span.connector_out = {0.25};
      span.pad = {std::max(0.0, kPadding - loss_without_pad(span))};
      link.spans.push_back(span);
    }
  }
  static double loss_without_pad(const Span& span) {
    return static_cast<double>(span.length.value) * 1e-3 * span.loss_db_per_km + span.connector_in.value +
           span.connector_out.value;
  }
  std::vector<Amplifier> amplifiers(const Link& link) const {
    const auto& line = record_.equipment.line;
    const double target_mw =
        record_.equipment.roadm.target.value * static_cast<double>(line.spacing.value) * 1e-3;
    std::vector<Amplifier> chain{amplifier_of(line.launch_power.value - to_dbm(Milliwatt{target_mw}).value)};
    for (const auto& span : link.spans)
      chain.push_back(amplifier_of(loss_without_pad(span) + span.pad.value));
    return chain;
  }
  static Amplifier amplifier_of(double gain_db) {
    constexpr double kLowGain = 18;
    constexpr double kMediumGain = 26;
    Amplifier amplifier;
    amplifier.type = {gain_db <= kLowGain ? 0U : gain_db <= kMediumGain ? 1U : 2U};
    amplifier.gain = {gain_db};
    return amplifier;
  }

  NetworkRecord record_;
};

}  // namespace lightloom::testing
