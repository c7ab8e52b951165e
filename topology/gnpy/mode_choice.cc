#include "topology/gnpy/mode_choice.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace lightloom::gnpy {
namespace {

double hundredths(double db) { return std::round(db * 100) / 100; }

Judgement not_computed(const TransceiverMode& mode, const Error& error) {
  return {"NO_COMPUTED_SNR", error.message, &mode, std::nullopt, 0, {}, 0};
}

// Modes of one symbol rate that the spacing holds, the highest bit rate first.
std::vector<const TransceiverMode*> modes_at(const TidyRequest& request, double baud_rate_hz) {
  std::vector<const TransceiverMode*> modes;
  for (const auto& mode : request.transceiver->modes)
    if (mode.baud_rate_hz == baud_rate_hz && mode.min_spacing_hz <= request.spacing_hz)
      modes.push_back(&mode);
  std::stable_sort(modes.begin(), modes.end(), [](const auto* a, const auto* b) {
    return std::pair(a->bit_rate_bps, a->equalisation_offset_db) >
           std::pair(b->bit_rate_bps, b->equalisation_offset_db);
  });
  return modes;
}

}  // namespace

ModeChoice::ModeChoice(PropagatePath propagate, const Library& library)
    : propagate_(std::move(propagate)),
      rules_(library.spectrum.empty() ? SpectrumRules{} : library.spectrum.front()) {}

PlannerComb ModeChoice::comb_of(const TidyRequest& request, double baud_rate_hz, double roll_off,
                                double offset_db) const {
  PlannerComb comb;
  comb.band = request.comb;
  comb.baud_rate_hz = baud_rate_hz;
  comb.spacing_hz = request.spacing_hz;
  comb.roll_off = roll_off;
  comb.tx_power_w = request.tx_power_w;
  comb.offset_db = offset_db;
  return comb;
}

const Result<Arrival>& ModeChoice::arrival(const std::vector<ElementIndex>& path, const PlannerComb& comb) {
  Key key{path,
          {comb.band.f_min_hz, comb.band.f_max_hz, comb.baud_rate_hz, comb.spacing_hz, comb.roll_off,
           comb.tx_power_w, comb.offset_db}};
  const auto known = arrivals_.find(key);
  if (known != arrivals_.end()) return known->second;
  return arrivals_.emplace(std::move(key), propagate_(path, comb)).first->second;
}

double ModeChoice::required_db(const TransceiverMode& mode) const {
  return mode.required_osnr_db + rules_.sys_margins_db;
}

Judgement ModeChoice::judge(const TidyRequest& request, const std::vector<ElementIndex>& path) {
  if (request.mode == nullptr) return choose(request, path);
  return of_mode(request, *request.mode, path, request.mode->roll_off);
}

Judgement ModeChoice::judge_back(const TidyRequest& request, const TransceiverMode& mode,
                                 const std::vector<ElementIndex>& path) {
  return of_mode(request, mode, path, request.mode == nullptr ? rules_.roll_off : mode.roll_off);
}

Judgement ModeChoice::of_mode(const TidyRequest& request, const TransceiverMode& mode,
                              const std::vector<ElementIndex>& path, double roll_off) {
  const auto comb = comb_of(request, mode.baud_rate_hz, roll_off, mode.equalisation_offset_db);
  const auto& arrived = arrival(path, comb);
  if (!arrived) return not_computed(mode, arrived.error());
  const auto reception = receive(*arrived, mode);
  const bool closes = hundredths(reception.worst_0p1nm_db) >= required_db(mode);
  return {
      closes ? "" : "MODE_NOT_FEASIBLE", {}, &mode, reception, arrived->latency_s, comb, required_db(mode)};
}

Judgement ModeChoice::choose(const TidyRequest& request, const std::vector<ElementIndex>& path) {
  std::set<std::pair<double, double>, std::greater<>> combs;  // symbol rate, offset
  for (const auto& mode : request.transceiver->modes)
    if (mode.min_spacing_hz <= request.spacing_hz)
      combs.emplace(mode.baud_rate_hz, mode.equalisation_offset_db);
  Judgement last{"NO_FEASIBLE_BAUDRATE_WITH_SPACING", {}, nullptr, std::nullopt, 0, {}, 0};
  for (const auto& [baud_rate, offset] : combs) {
    const auto comb = comb_of(request, baud_rate, rules_.roll_off, offset);
    const auto& arrived = arrival(path, comb);
    for (const auto* mode : modes_at(request, baud_rate)) {
      if (!arrived) return not_computed(*mode, arrived.error());
      const auto reception = receive(*arrived, *mode);
      last = {"NO_FEASIBLE_MODE", {}, mode, reception, arrived->latency_s, comb, required_db(*mode)};
      if (hundredths(reception.worst_0p1nm_db) <= required_db(*mode)) continue;
      last.reason.clear();
      return last;
    }
  }
  return last;
}

}  // namespace lightloom::gnpy
