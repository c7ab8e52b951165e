#include "topology/gnpy/transceiver_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace lightloom::gnpy {
namespace {

constexpr Range kFrequencyHz{1e12, 1e15};
constexpr Range kBaudRateHz{1e6, 1e13};
constexpr Range kBitRateBps{1e6, 1e15};
constexpr Range kOsnrDb{-20, 200};
constexpr Range kRollOff{0, 1};
constexpr Range kCost{0, 1e12};
constexpr Range kOffsetDb{-60, 60};
constexpr Range kImpairment{-1e9, 1e9};
constexpr Range kPenaltyDb{-60, 1e6};
constexpr std::size_t kMostModes = 10'000;

// Each entry gives the penalty at one value of one impairment.
PenaltyCurve read_curve(const Fields& mode, std::string_view impairment) {
  std::vector<std::pair<double, double>> points;
  mode.each("penalties", [&](const Fields& entry) {
    if (!entry.has(impairment)) return;
    points.emplace_back(entry.number(impairment, kImpairment), entry.number("penalty_value", kPenaltyDb));
  });
  PenaltyCurve curve;
  if (points.empty()) return curve;
  const auto by_boundary = [](const auto& left, const auto& right) { return left.first < right.first; };
  // Without an impairment there is no penalty, where the list does not say so itself.
  if (std::min_element(points.begin(), points.end(), by_boundary)->first > 0) points.emplace(points.begin());
  std::stable_sort(points.begin(), points.end(), by_boundary);
  for (const auto& [up_to, penalty] : points) {
    curve.up_to.push_back(up_to);
    curve.penalty_db.push_back(penalty);
  }
  return curve;
}

void check_penalties(const Fields& mode) {
  mode.each("penalties", [](const Fields& entry) {
    const int given = static_cast<int>(entry.has("chromatic_dispersion")) +
                      static_cast<int>(entry.has("pmd")) + static_cast<int>(entry.has("pdl"));
    if (given != 1)
      entry.refuse(
          "penalty_value",
          fmt::format("stands with {} impairments; needs one of chromatic_dispersion, pmd, pdl", given));
    else if (!entry.has("penalty_value"))
      entry.refuse("penalty_value", "is missing; needs a number of dB");
  });
}

TransceiverMode read_mode(const Fields& entry) {
  TransceiverMode mode;
  mode.format = entry.text("format");
  mode.baud_rate_hz = entry.number("baud_rate", kBaudRateHz);
  mode.bit_rate_bps = entry.number("bit_rate", kBitRateBps);
  mode.roll_off = entry.number_or("roll_off", 0, kRollOff);
  mode.required_osnr_db = entry.number("OSNR", kOsnrDb);
  mode.tx_osnr_db = entry.number("tx_osnr", kOsnrDb);
  mode.min_spacing_hz = entry.number("min_spacing", kBaudRateHz);
  mode.cost = entry.number_or("cost", 1, kCost);
  mode.equalisation_offset_db = entry.number_or("equalization_offset_db", 0, kOffsetDb);
  if (!entry.has("penalties")) return mode;
  check_penalties(entry);
  mode.chromatic_dispersion = read_curve(entry, "chromatic_dispersion");
  mode.pmd = read_curve(entry, "pmd");
  mode.pdl = read_curve(entry, "pdl");
  return mode;
}

Band read_range(const Fields& entry) {
  const auto range = entry.object("frequency");
  if (!range) {
    entry.refuse("frequency", "is missing; needs an object with min and max");
    return {};
  }
  const Band band{range->number("min", kFrequencyHz), range->number("max", kFrequencyHz)};
  if (range->ok() && band.f_max_hz <= band.f_min_hz)
    range->refuse("max", fmt::format("{} is not above min, {}", band.f_max_hz, band.f_min_hz));
  return band;
}

}  // namespace

void read_transceivers(const Fields& document, Library& library) {
  document.each("Transceiver", [&](const Fields& entry) {
    TransceiverVariety read;
    read.name = entry.text_or("type_variety", "default");
    read.frequency = read_range(entry);
    entry.each("mode", [&](const Fields& mode) { read.modes.push_back(read_mode(mode)); });
    if (read.modes.size() > kMostModes)
      entry.refuse("mode", fmt::format("{} modes; at most {}", read.modes.size(), kMostModes));
    auto name = read.name;
    library.transceivers.insert_or_assign(std::move(name), std::move(read));
  });
}

}  // namespace lightloom::gnpy
