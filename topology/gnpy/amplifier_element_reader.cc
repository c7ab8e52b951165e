#include "topology/gnpy/amplifier_element_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "topology/formats/csv.h"
#include "topology/gnpy/amplifier_reader.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;
using Kind = AmplifierVariety::Kind;

constexpr Range kGainDb{-100, 100};
constexpr Range kLossDb{0, 100};

// "" and "default" both leave the choice to design.
std::string_view read_variety(const Fields& element, const Library& library) {
  const auto name = element.text_or("type_variety", "");
  if (name.empty()) return {};
  if (library.amplifiers.contains(std::string(name))) return name;
  if (name == "default") return {};
  element.refuse_unknown("type_variety", name, "amplifier type", amplifier_names(library));
  return {};
}

std::vector<std::string> read_variety_list(const Fields& element, const Library& library) {
  auto list = element.texts("variety_list");
  for (const auto& name : list)
    if (!library.amplifiers.contains(name))
      element.refuse_unknown("variety_list", name, "amplifier type", amplifier_names(library));
  return list;
}

const AmplifierVariety* find(const Library& library, const std::string& name) {
  const auto found = library.amplifiers.find(name);
  return found == library.amplifiers.end() ? nullptr : &found->second;
}

void refuse_params(const Fields& element) {
  const auto params = element.object("params");
  if (params && !params->raw().empty())
    params->refuse(params->raw().begin()->key(),
                   "is read from the library; give the amplifier a type_variety that has it");
}

// GNPy computes with any gain. Some decibels beyond the range are a planner's reserve; a decade beyond it is
// no amplifier, and the unit or the type is wrong.
void check_gain(const Fields& operational, double gain_db, const AmplifierVariety& variety) {
  constexpr double kBeyondDb = 10;
  if (!(variety.gain_flatmax_db > 0)) return;
  const double least = std::min(variety.gain_min_db, 0.0) - kBeyondDb;
  const double most = variety.gain_flatmax_db + kBeyondDb;
  if (gain_db >= least && gain_db <= most) return;
  operational.refuse(
      "gain_target",
      fmt::format("{} dB is out of the range of {}, {} to {} dB; needs {} to {} dB", gain_db,
                  as_shown(variety.name), variety.gain_min_db, variety.gain_flatmax_db, least, most));
}

AmplifierElement read_single(const Fields& element, const Library& library) {
  AmplifierElement read;
  read.variety = read_variety(element, library);
  const auto* const variety = find(library, read.variety);
  if (variety != nullptr && variety->kind == Kind::kMultiBand)
    element.refuse("type_variety",
                   fmt::format("{} is a multi_band type; needs one of its bands", as_shown(read.variety)));
  refuse_params(element);
  const auto operational = element.object("operational");
  if (!operational) return read;
  read.gain_target_db = operational->number_if_given("gain_target", kGainDb);
  if (read.gain_target_db && variety != nullptr) check_gain(*operational, *read.gain_target_db, *variety);
  read.delta_p_db = operational->number_if_given("delta_p", kGainDb);
  read.out_voa_db = operational->number_if_given("out_voa", kLossDb);
  read.tilt_target_db = operational->number_if_given("tilt_target", kGainDb);
  read.in_voa_db = operational->number_or("in_voa", 0, kLossDb);
  return read;
}

// GNPy's names for the two bands it knows, by where the middle of an amplifier's band lies.
std::string_view band_name(const Band& band) {
  const double middle = (band.f_min_hz + band.f_max_hz) / 2;
  if (middle >= 187e12 && middle <= 189e12) return "L";
  if (middle >= 191.3e12 && middle <= 196.0e12) return "C";
  return "neither C nor L";
}

void check_bands(const Fields& element, const MultibandElement& read, const Library& library) {
  std::vector<std::string_view> bands;
  for (const auto& amplifier : read.amplifiers) {
    const auto* const variety = find(library, amplifier.variety);
    if (variety == nullptr) return element.refuse("amplifiers", "one has no type_variety; needs it");
    const auto band = band_name(variety->band);
    if (std::find(bands.begin(), bands.end(), band) != bands.end())
      return element.refuse("amplifiers", fmt::format("two are of the same band, {}", band));
    bands.push_back(band);
  }
}

void check_membership(const Fields& element, const MultibandElement& read, const AmplifierVariety* whole) {
  if (whole == nullptr && !read.amplifiers.empty())
    return element.refuse("type_variety", "is missing; needs the multi_band type of its amplifiers");
  if (whole == nullptr) return;
  for (const auto& amplifier : read.amplifiers) {
    const auto& members = whole->amplifiers;
    if (std::find(members.begin(), members.end(), amplifier.variety) == members.end())
      element.refuse("amplifiers", fmt::format("{} is not one of type {}", as_shown(amplifier.variety),
                                               as_shown(whole->name)));
  }
}

}  // namespace

AmplifierElement read_amplifier_element(const Fields& element, const Library& library) {
  auto read = read_single(element, library);
  if (element.has("variety_list")) read.variety_list = read_variety_list(element, library);
  return read;
}

MultibandElement read_multiband_element(const Fields& element, const Library& library) {
  MultibandElement read;
  read.variety = read_variety(element, library);
  const auto* const whole = find(library, read.variety);
  if (whole != nullptr && whole->kind != Kind::kMultiBand)
    element.refuse("type_variety", fmt::format("{} is not a multi_band type", as_shown(read.variety)));
  read.variety_list = read_variety_list(element, library);
  element.each("amplifiers",
               [&](const Fields& entry) { read.amplifiers.push_back(read_single(entry, library)); });
  if (element.ok()) check_bands(element, read, library);
  if (element.ok()) check_membership(element, read, whole);
  return read;
}

}  // namespace lightloom::gnpy
