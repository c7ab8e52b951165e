#include "topology/formats/line_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace lightloom::formats {
namespace {

// GNPy lets a design go this far under gain_min.
constexpr Decibel kGainUnderMinimum{3};
constexpr double kMhzPerGhz = 1'000;
constexpr double kMetresPerKm = 1'000;

double ghz(Mhz width) { return static_cast<double>(width.value) / kMhzPerGhz; }

Dbm reference_output(const Equipment& equipment) {
  const auto& target = equipment.roadm.target;
  switch (target.kind) {
    case RoadmTarget::Kind::kPerChannelDbm:
      return Dbm{target.value};
    case RoadmTarget::Kind::kPerSymbolRateMwPerGhz:
      return to_dbm(Milliwatt{target.value * ghz(equipment.line.baud_rate)});
    case RoadmTarget::Kind::kPerSlotWidthMwPerGhz:
      return to_dbm(Milliwatt{target.value * ghz(equipment.line.spacing)});
  }
  return Dbm{target.value};
}

Dbm design_load(const LineDefaults& line) {
  const auto channels = std::max<std::int64_t>(
      1, (line.f_max - line.f_min).value / std::max<std::int64_t>(1, line.spacing.value));
  return line.launch_power + to_decibel(LinearRatio{static_cast<double>(channels)});
}

}  // namespace

Decibel span_loss(const Span& span) {
  const double km = static_cast<double>(span.length.value) / kMetresPerKm;
  return Decibel{km * span.loss_db_per_km} + span.connector_in + span.connector_out + span.pad;
}

LineDesign::LineDesign(const Equipment& equipment)
    : equipment_(&equipment),
      roadm_output_(reference_output(equipment)),
      total_load_(design_load(equipment.line)) {
  const auto& types = equipment.amplifiers;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto& type = types[i];
    const bool covers = type.f_min <= equipment.line.f_min && type.f_max >= equipment.line.f_max;
    if (!type.allowed_for_design || !covers) continue;
    if (const auto noise = optics::noise_figure_model(type))
      candidates_.push_back({AmplifierTypeIndex{static_cast<std::uint32_t>(i)}, *noise});
  }
}

Decibel LineDesign::pad(const Span& span) const {
  auto bare = span;
  bare.pad = {};
  return std::max(Decibel{0}, equipment_->line.padding - span_loss(bare));
}

Decibel LineDesign::gain(std::span<const Span> spans, std::size_t position) const {
  if (position == 0) return Decibel{equipment_->line.launch_power.value - roadm_output_.value};
  return span_loss(spans[position - 1]);
}

Result<AmplifierTypeIndex> LineDesign::least_noisy(Decibel gain) const {
  const auto type_of = [&](const Candidate& each) -> const AmplifierType& {
    return equipment_->amplifiers[each.index.at()];
  };
  struct Choice {
    double power_missing;
    double noise;
    AmplifierTypeIndex index;
  };
  std::optional<Choice> best;
  for (const auto& candidate : candidates_) {
    const auto& type = type_of(candidate);
    if (gain < type.gain_min - kGainUnderMinimum || gain > type.gain_flatmax + equipment_->line.extended_gain)
      continue;
    const Choice choice{std::max(0.0, (total_load_.value - type.p_max.value)),
                        optics::noise_figure(candidate.noise, gain).value, candidate.index};
    if (!best || std::pair(choice.power_missing, choice.noise) < std::pair(best->power_missing, best->noise))
      best = choice;
  }
  if (best) return best->index;
  if (candidates_.empty())
    return invalid(
        fmt::format("no amplifier type of the equipment may be used in a design and covers {} to {} GHz",
                    ghz(equipment_->line.f_min), ghz(equipment_->line.f_max)));
  std::vector<std::string> ranges;
  for (const auto& candidate : candidates_) {
    const auto& type = type_of(candidate);
    ranges.push_back(fmt::format("{} {:g} to {:g} dB", type.name, (type.gain_min - kGainUnderMinimum).value,
                                 (type.gain_flatmax + equipment_->line.extended_gain).value));
  }
  return invalid(fmt::format("a gain of {:.3f} dB is needed and no amplifier type has it; there are {}",
                             gain.value, fmt::join(ranges, ", ")));
}

Result<Amplifier> LineDesign::amplifier(std::span<const Span> spans, std::size_t position) const {
  const auto needed = gain(spans, position);
  const auto type = least_noisy(needed);
  if (!type) return fail(type.error());
  return Amplifier{*type, needed, {}, {}};
}

Result<std::vector<Amplifier>> LineDesign::amplifiers(std::span<const Span> spans) const {
  std::vector<Amplifier> chain;
  for (std::size_t position = 0; position <= spans.size(); ++position) {
    const auto designed = amplifier(spans, position);
    if (!designed) return fail(designed.error());
    chain.push_back(*designed);
  }
  return chain;
}

}  // namespace lightloom::formats
