#include "topology/gnpy/rules_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "topology/formats/csv.h"

namespace lightloom::gnpy {
namespace {

constexpr Range kFrequencyHz{1e12, 1e15};
constexpr Range kWidthHz{1e6, 1e13};
constexpr Range kPowerDbm{-60, 60};
constexpr Range kDb{-100, 100};
constexpr Range kLossDb{0, 200};
constexpr Range kOsnrDb{0, 200};
constexpr Range kRollOff{0, 1};
constexpr Range kLengthM{1, 5e7};

void read_triple(const Fields& from, std::string_view field, std::vector<double>& triple) {
  if (!from.has(field)) return;
  auto read = from.numbers(field, kDb);
  if (read.size() != 3)
    return from.refuse(field, fmt::format("{} numbers; needs least, greatest and step", read.size()));
  triple = std::move(read);
}

SpanRules read_span(const Fields& entry) {
  SpanRules read;
  read.power_mode = entry.flag_or("power_mode", true);
  read_triple(entry, "delta_power_range_db", read.delta_power_range_db);
  read.max_fibre_lineic_loss_for_raman = entry.number_or("max_fiber_lineic_loss_for_raman", 0.25, kLossDb);
  read.target_extended_gain_db = entry.number_or("target_extended_gain", 2.5, kLossDb);
  const auto units = entry.text_or("length_units", "km");
  if (units != "m" && units != "km")
    entry.refuse("length_units", fmt::format("{} is not known; needs m or km", formats::as_shown(units)));
  const double metres = units == "m" ? 1 : 1e3;
  read.max_length_m =
      entry.number_or("max_length", 150, {kLengthM.least / metres, kLengthM.greatest / metres}) * metres;
  read.max_loss_db = entry.number_if_given("max_loss", kLossDb);
  read.padding_db = entry.number_or("padding", 10, kLossDb);
  read.eol_db = entry.number_or("EOL", 0, kLossDb);
  read.con_in_db = entry.number_or("con_in", 0, kLossDb);
  read.con_out_db = entry.number_or("con_out", 0, kLossDb);
  return read;
}

SpectrumRules read_spectrum(const Fields& entry) {
  SpectrumRules read;
  read.band.f_min_hz = entry.number_or("f_min", read.band.f_min_hz, kFrequencyHz);
  read.band.f_max_hz = entry.number_or("f_max", read.band.f_max_hz, kFrequencyHz);
  if (entry.ok() && read.band.f_max_hz <= read.band.f_min_hz)
    entry.refuse("f_max", fmt::format("{} is not above f_min, {}", read.band.f_max_hz, read.band.f_min_hz));
  read.baud_rate_hz = entry.number_or("baud_rate", read.baud_rate_hz, kWidthHz);
  read.spacing_hz = entry.number_or("spacing", read.spacing_hz, kWidthHz);
  read.power_dbm = entry.number_or("power_dbm", read.power_dbm, kPowerDbm);
  read.tx_power_dbm = entry.number_if_given("tx_power_dbm", kPowerDbm);
  read_triple(entry, "power_range_db", read.power_range_db);
  read.roll_off = entry.number_or("roll_off", read.roll_off, kRollOff);
  read.tx_osnr_db = entry.number_or("tx_osnr", read.tx_osnr_db, kOsnrDb);
  read.sys_margins_db = entry.number_or("sys_margins", read.sys_margins_db, kDb);
  return read;
}

}  // namespace

void read_span_rules(const Fields& document, Library& library) {
  document.each("Span", [&](const Fields& entry) { library.span = read_span(entry); });
}

void read_spectrum_rules(const Fields& document, Library& library) {
  std::vector<std::pair<std::string, SpectrumRules>> named;
  document.each("SI", [&](const Fields& entry) {
    std::string name(entry.text_or("type_variety", "default"));
    auto read = read_spectrum(entry);
    const auto same =
        std::find_if(named.begin(), named.end(), [&](const auto& each) { return each.first == name; });
    if (same != named.end())
      same->second = std::move(read);
    else
      named.emplace_back(std::move(name), std::move(read));
  });
  std::stable_partition(named.begin(), named.end(), [](const auto& each) { return each.first == "default"; });
  for (auto& [name, rules] : named) library.spectrum.push_back(std::move(rules));
  if (library.spectrum.empty()) library.spectrum.emplace_back();
}

}  // namespace lightloom::gnpy
