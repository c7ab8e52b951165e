#include "topology/gnpy/amplifier_choice.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace lightloom::gnpy {
namespace {

constexpr double kBelowLeastGain = 3.0;  // dB that a type may run below its least gain, by a pad at its input
constexpr double kSimilarPower = 0.3;    // dB

struct Candidate {
  CatalogueIndex type = 0;
  bool has_raman = false;
  double power_margin = 0;  // dB over what is needed, of gain and power together
  double gain_margin = 0;   // dB of the needed gain over the least that the type may run at
};

Candidate candidate(const AmplifierCatalogue& catalogue, CatalogueIndex type, const AmplifierNeed& need) {
  const CatalogueEntry& entry = catalogue[type];
  const double input_dbm = need.power_dbm - need.gain_db;
  const double reachable = input_dbm + entry.gain_flatmax_db + need.extended_gain_db;
  const bool has_raman = entry.variety->raman;
  return {type, has_raman, std::min(reachable, entry.p_max_dbm) - need.power_dbm,
          need.gain_db + (has_raman ? 0.0 : kBelowLeastGain) - entry.variety->gain_min_db};
}

template <class Keep>
std::vector<Candidate> only(const std::vector<Candidate>& candidates, Keep keep) {
  std::vector<Candidate> kept;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(kept), keep);
  return kept;
}

// Erbium types first, then Raman types, each in the library's order: the order decides between equals.
std::vector<Candidate> candidates_among(const AmplifierCatalogue& catalogue,
                                        const std::vector<CatalogueIndex>& among, const AmplifierNeed& need) {
  std::vector<Candidate> erbium, raman;
  for (const CatalogueIndex type : among) {
    const AmplifierVariety& variety = *catalogue[type].variety;
    if (!variety.raman) erbium.push_back(candidate(catalogue, type, need));
    if (variety.raman && variety.allowed_for_design && need.raman_allowed) {
      raman.push_back(candidate(catalogue, type, need));
    }
  }
  erbium.insert(erbium.end(), raman.begin(), raman.end());
  return erbium;
}

Result<std::vector<Candidate>> fitting_candidates(const AmplifierCatalogue& catalogue,
                                                  const std::vector<CatalogueIndex>& among,
                                                  const AmplifierNeed& need) {
  const std::vector<Candidate> all = candidates_among(catalogue, among, need);
  auto gain_fits = only(all, [](const Candidate& one) { return one.gain_margin > 0; });
  if (gain_fits.empty()) {
    // Too little gain for any: one will be padded. A Raman amplifier cannot be.
    gain_fits = only(all, [](const Candidate& one) { return !one.has_raman; });
    if (gain_fits.empty()) {
      return invalid("no amplifier that is allowed here runs at so little gain; pad its span more");
    }
  }
  auto power_fits = only(gain_fits, [](const Candidate& one) { return one.power_margin > 0; });
  if (!power_fits.empty()) return power_fits;
  double most = -std::numeric_limits<double>::infinity();
  for (const Candidate& one : gain_fits) most = std::max(most, one.power_margin);
  return only(gain_fits, [&](const Candidate& one) { return one.power_margin - most > -kSimilarPower; });
}

// By type: whether it is named or, without names, allowed for design.
std::vector<bool> allowed_types(const AmplifierCatalogue& catalogue, const std::vector<std::string>& names) {
  std::vector<bool> allowed(catalogue.size(), false);
  for (const std::string& name : names) {
    if (const CatalogueIndex* named = catalogue.find(name)) allowed[*named] = true;
  }
  if (!names.empty()) return allowed;
  for (CatalogueIndex type = 0; type < catalogue.size(); ++type) {
    allowed[type] = catalogue[type].variety->allowed_for_design;
  }
  return allowed;
}

}  // namespace

Result<std::vector<CatalogueIndex>> fitting(const AmplifierCatalogue& catalogue,
                                            const std::vector<CatalogueIndex>& among,
                                            const AmplifierNeed& need) {
  const auto candidates = fitting_candidates(catalogue, among, need);
  if (!candidates) return fail(candidates.error());
  std::vector<CatalogueIndex> types;
  for (const Candidate& one : *candidates) types.push_back(one.type);
  return types;
}

Result<AmplifierChoice> least_noisy(const AmplifierCatalogue& catalogue,
                                    const std::vector<CatalogueIndex>& among, const AmplifierNeed& need) {
  const auto candidates = fitting_candidates(catalogue, among, need);
  if (!candidates) return fail(candidates.error());
  if (candidates->empty()) return invalid("no amplifier that is allowed here has a finite power");
  AmplifierChoice choice;
  std::optional<double> least;
  for (const Candidate& one : *candidates) {
    const double noise = noise_figure_db(catalogue[one.type].noise, need.gain_db);
    if (least && !(noise < *least)) continue;
    least = noise;
    choice = {one.type, std::min(one.power_margin, 0.0)};
  }
  return choice;
}

const std::vector<std::string>& restrictions(const std::vector<std::string>& own,
                                             const AmplifierNeighbours& neighbours) {
  if (!own.empty()) return own;
  const auto* before = std::get_if<RoadmElement>(&neighbours.before->what);
  if (before != nullptr && !before->booster_varieties.empty()) return before->booster_varieties;
  const auto* after = std::get_if<RoadmElement>(&neighbours.after->what);
  if (after != nullptr && !after->preamp_varieties.empty()) return after->preamp_varieties;
  return own;
}

std::vector<CatalogueIndex> allowed_single_band(const AmplifierCatalogue& catalogue,
                                                const std::vector<std::string>& names, const Band& band) {
  const std::vector<bool> is_allowed = allowed_types(catalogue, names);
  std::vector<CatalogueIndex> allowed;
  for (CatalogueIndex type = 0; type < catalogue.size(); ++type) {
    const CatalogueEntry& entry = catalogue[type];
    if (!entry.is_multiband() && entry.covers(band) && is_allowed[type]) {
      allowed.push_back(type);
    }
  }
  return allowed;
}

std::vector<CatalogueIndex> allowed_multiband(const AmplifierCatalogue& catalogue,
                                              const std::vector<std::string>& names,
                                              const std::vector<NamedBand>& bands) {
  const auto covers_one = [&](CatalogueIndex part) {
    return std::any_of(bands.begin(), bands.end(),
                       [&](const NamedBand& band) { return catalogue[part].covers(band.band); });
  };
  const std::vector<bool> is_allowed = allowed_types(catalogue, names);
  std::vector<CatalogueIndex> allowed;
  for (CatalogueIndex type = 0; type < catalogue.size(); ++type) {
    const CatalogueEntry& entry = catalogue[type];
    if (entry.is_multiband() && is_allowed[type] &&
        std::all_of(entry.amplifiers.begin(), entry.amplifiers.end(), covers_one)) {
      allowed.push_back(type);
    }
  }
  return allowed;
}

std::vector<CatalogueIndex> parts_of(const AmplifierCatalogue& catalogue,
                                     const std::vector<CatalogueIndex>& multiband) {
  std::vector<CatalogueIndex> parts;
  for (const CatalogueIndex type : multiband) {
    parts.insert(parts.end(), catalogue[type].amplifiers.begin(), catalogue[type].amplifiers.end());
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts;
}

std::vector<CatalogueIndex> wholes_of(const AmplifierCatalogue& catalogue,
                                      const std::vector<CatalogueIndex>& parts) {
  std::vector<CatalogueIndex> wholes;
  for (const CatalogueIndex part : parts) {
    wholes.insert(wholes.end(), catalogue[part].part_of.begin(), catalogue[part].part_of.end());
  }
  std::sort(wholes.begin(), wholes.end());
  wholes.erase(std::unique(wholes.begin(), wholes.end()), wholes.end());
  return wholes;
}

}  // namespace lightloom::gnpy
