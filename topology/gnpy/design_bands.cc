#include "topology/gnpy/design_bands.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace lightloom::gnpy {
namespace {

// There are three names of bands; more bands than a few are a mistake, and their products would be many.
constexpr std::size_t kMostBands = 16;

void sort_by_frequency(std::vector<Band>& bands) {
  std::stable_sort(bands.begin(), bands.end(),
                   [](const Band& one, const Band& other) { return one.f_min_hz < other.f_min_hz; });
}

std::vector<Band> overlap(const std::vector<Band>& some, const std::vector<Band>& others) {
  std::vector<Band> common;
  for (const Band& one : some) {
    for (const Band& other : others) {
      const Band both{std::max(one.f_min_hz, other.f_min_hz), std::min(one.f_max_hz, other.f_max_hz)};
      if (both.f_min_hz < both.f_max_hz && common.size() < kMostBands) common.push_back(both);
    }
  }
  return common;
}

void add_once(std::vector<std::vector<Band>>& lists, std::vector<Band> bands) {
  if (bands.empty()) return;
  sort_by_frequency(bands);
  if (std::find(lists.begin(), lists.end(), bands) == lists.end()) lists.push_back(std::move(bands));
}

// Of the amplifiers that have a type. An amplifier still to be chosen has no bands of its own.
std::vector<std::vector<Band>> amplifier_bands(const PlannerNetwork& network, const Library& library,
                                               const Line& line) {
  std::vector<std::vector<Band>> lists;
  const auto add = [&](const std::string& variety) {
    const auto found = library.amplifiers.find(variety);
    if (found != library.amplifiers.end()) add_once(lists, bands_of(found->second, library));
  };
  for (const ElementIndex index : line.elements) {
    const Element& element = network.elements[index];
    if (const auto* single = std::get_if<AmplifierElement>(&element.what)) add(single->variety);
    if (const auto* multi = std::get_if<MultibandElement>(&element.what)) add(multi->variety);
  }
  return lists;
}

std::vector<Band> default_bands(const Element& node, const Library& library) {
  const auto* roadm = std::get_if<RoadmElement>(&node.what);
  if (roadm != nullptr && !roadm->design_bands.empty()) return roadm->design_bands;
  std::vector<Band> bands;
  for (const SpectrumRules& spectrum : library.spectrum) bands.push_back(spectrum.band);
  return bands;
}

const std::vector<Band>* bands_given(const Element& node, const std::string& degree) {
  const auto* roadm = std::get_if<RoadmElement>(&node.what);
  if (roadm == nullptr) return nullptr;
  const auto found = roadm->per_degree_design_bands.find(degree);
  return found == roadm->per_degree_design_bands.end() ? nullptr : &found->second;
}

// Of two bands of one name the later counts, in the place of the first.
std::vector<NamedBand> named(std::vector<Band> bands) {
  sort_by_frequency(bands);
  std::vector<NamedBand> result;
  for (const Band& band : bands) {
    const std::string_view name = band_name(band);
    const auto same = std::find_if(result.begin(), result.end(),
                                   [&](const NamedBand& other) { return other.name == name; });
    if (same == result.end()) {
      result.push_back({name, band});
    } else {
      same->band = band;
    }
  }
  return result;
}

Result<std::vector<Band>> bands_found(const PlannerNetwork& network, const Library& library,
                                      ElementIndex node, ElementIndex degree, const Line& line) {
  const auto kinds = amplifiers_of(network, line);
  if (!kinds) return fail(kinds.error());
  const Element& element = network.elements[node];
  const std::string& degree_uid = network.elements[degree].uid;
  if (const auto* given = bands_given(element, degree_uid)) return *given;
  std::vector<Band> defaults = default_bands(element, library);
  const bool has_amplifiers = kinds->single_band || kinds->multiband;
  const bool agrees = kinds->single_band ? defaults.size() == 1 : defaults.size() != 1;
  auto lists = amplifier_bands(network, library, line);
  if (has_amplifiers && agrees) add_once(lists, defaults);
  std::vector<Band> common = common_bands(lists);
  if (!common.empty()) return common;
  if (has_amplifiers && !agrees) {
    return refuse(
        network, node,
        fmt::format("{} design bands, but the line to {} has {}; give the degree design bands that its "
                    "amplifiers carry",
                    defaults.size(), degree_uid,
                    kinds->single_band ? "Edfa, which carry one" : "Multiband_amplifier"));
  }
  return defaults;
}

}  // namespace

std::string_view band_name(const Band& band) {
  const double centre = (band.f_min_hz + band.f_max_hz) / 2;
  if (centre >= 187e12 && centre <= 189e12) return "LBAND";
  if (centre >= 191.3e12 && centre <= 196.0e12) return "CBAND";
  return "unknown_band";
}

std::vector<Band> bands_of(const AmplifierVariety& variety, const Library& library) {
  if (variety.kind != AmplifierVariety::Kind::kMultiBand) return {variety.band};
  std::vector<Band> bands;
  for (const std::string& name : variety.amplifiers) {
    const auto found = library.amplifiers.find(name);
    if (found == library.amplifiers.end()) continue;
    const Band& band = found->second.band;
    if (bands.size() < kMostBands && std::find(bands.begin(), bands.end(), band) == bands.end()) {
      bands.push_back(band);
    }
  }
  return bands;
}

std::vector<Band> common_bands(const std::vector<std::vector<Band>>& lists) {
  if (lists.empty()) return {};
  std::vector<Band> common = lists.front();
  for (const std::vector<Band>& bands : lists) common = overlap(common, bands);
  sort_by_frequency(common);
  return common;
}

Result<std::vector<NamedBand>> design_bands(const PlannerNetwork& network, const Library& library,
                                            ElementIndex node, ElementIndex degree, const Line& line) {
  auto bands = bands_found(network, library, node, degree, line);
  if (!bands) return fail(bands.error());
  if (bands->empty() || bands->size() > kMostBands) {
    return refuse(network, node,
                  fmt::format("{} design bands towards {}; 1 to {} are needed", bands->size(),
                              network.elements[degree].uid, kMostBands));
  }
  return named(std::move(*bands));
}

Result<void> check_band_degrees(const PlannerNetwork& network, ElementIndex roadm) {
  const Element& element = network.elements[roadm];
  const auto& given = std::get<RoadmElement>(element.what).per_degree_design_bands;
  if (given.empty()) return {};
  std::vector<std::string_view> candidates;
  for (const ElementIndex next : element.to) candidates.emplace_back(network.elements[next].uid);
  const std::unordered_set<std::string_view> degrees(candidates.begin(), candidates.end());
  for (const auto& [degree, bands] : given) {
    if (degrees.count(degree) != 0) continue;
    const std::string nearest = nearest_of(degree, candidates);
    return refuse(network, roadm,
                  fmt::format("per_degree_design_bands of {}, which is no degree of it{}{}", degree,
                              nearest.empty() ? "" : "; nearest: ", nearest));
  }
  return {};
}

}  // namespace lightloom::gnpy
