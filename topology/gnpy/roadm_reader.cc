#include "topology/gnpy/roadm_reader.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "topology/gnpy/amplifier_reader.h"

namespace lightloom::gnpy {
namespace {

using Kind = Equalisation::Kind;
using Way = RoadmPathImpairments::Way;

constexpr Range kFrequencyHz{1e12, 1e15};
constexpr Range kPowerDbm{-60, 40};
constexpr Range kDensity{1e-9, 1e3};  // mW/GHz
constexpr Range kOsnrDb{0, 200};
constexpr Range kPmdS{0, 1e-6};
constexpr Range kLossDb{0, 100};
constexpr Range kIdentifier{-2e9, 2e9};
constexpr std::size_t kMostDegrees = 100'000;

// Where several are given for one degree the first of these counts.
struct EqualisationField {
  std::string_view name, per_degree;
  Kind kind;
  Range range;
};
constexpr std::array<EqualisationField, 3> kEqualisations{
    {{"target_pch_out_db", "per_degree_pch_out_db", Kind::kPower, kPowerDbm},
     {"target_psd_out_mWperGHz", "per_degree_psd_out_mWperGHz", Kind::kSymbolRateDensity, kDensity},
     {"target_out_mWperSlotWidth", "per_degree_psd_out_mWperSlotWidth", Kind::kSlotDensity, kDensity}}};

std::optional<Equalisation> read_equalisation(const Fields& from) {
  std::optional<Equalisation> read;
  std::string_view first;
  for (const auto& [name, per_degree, kind, range] : kEqualisations) {
    const auto value = from.number_if_given(name, range);
    if (!value) continue;
    if (read) from.refuse(name, fmt::format("given beside {}; a ROADM has one equalisation", first));
    read = Equalisation{kind, *value};
    first = name;
  }
  return read;
}

std::vector<Band> read_bands(const Fields& from, std::string_view field) {
  std::vector<Band> bands;
  from.each(field, [&](const Fields& entry) {
    const Band band{entry.number("f_min", kFrequencyHz), entry.number("f_max", kFrequencyHz)};
    if (entry.ok() && band.f_max_hz <= band.f_min_hz)
      entry.refuse("f_max", fmt::format("{} is not above f_min, {}", band.f_max_hz, band.f_min_hz));
    bands.push_back(band);
  });
  return bands;
}

RoadmImpairment read_impairment(const Fields& entry) {
  RoadmImpairment read;
  if (const auto range = entry.object("frequency-range"))
    read.band =
        Band{range->number("lower-frequency", kFrequencyHz), range->number("upper-frequency", kFrequencyHz)};
  read.pmd_s = entry.number_if_given("roadm-pmd", kPmdS);
  read.pdl_db = entry.number_if_given("roadm-pdl", kLossDb);
  read.osnr_db = entry.number_if_given("roadm-osnr", kOsnrDb);
  read.maxloss_db = entry.number_if_given("roadm-maxloss", kLossDb);
  return read;
}

std::vector<RoadmPathImpairments> read_path_impairments(const Fields& from) {
  constexpr std::array<std::pair<std::string_view, Way>, 3> kWays{{{"roadm-express-path", Way::kExpress},
                                                                   {"roadm-add-path", Way::kAdd},
                                                                   {"roadm-drop-path", Way::kDrop}}};
  std::vector<RoadmPathImpairments> list;
  from.each("roadm-path-impairments", [&](const Fields& entry) {
    RoadmPathImpairments read;
    const auto id = entry.integer_if_given("roadm-path-impairments-id", kIdentifier);
    if (!id) return entry.refuse("roadm-path-impairments-id", "is missing; needs a whole number");
    read.id = *id;
    std::string_view field;
    for (const auto& [name, way] : kWays) {
      if (!entry.has(name)) continue;
      if (!field.empty()) entry.refuse(name, fmt::format("given beside {}; an entry is of one way", field));
      field = name;
      read.way = way;
    }
    if (field.empty())
      return entry.refuse("roadm-express-path", "is missing; needs it or roadm-add-path or roadm-drop-path");
    entry.each(field, [&](const Fields& band) { read.bands.push_back(read_impairment(band)); });
    for (const auto& other : list)
      if (other.id == read.id)
        entry.refuse("roadm-path-impairments-id", fmt::format("{} is used twice", read.id));
    list.push_back(std::move(read));
  });
  return list;
}

void read_restrictions(const Fields& from, const Library& library, std::vector<std::string>& preamps,
                       std::vector<std::string>& boosters) {
  const auto restrictions = from.object("restrictions");
  if (!restrictions) return;
  const auto read = [&](std::string_view field, std::vector<std::string>& list) {
    if (restrictions->find(field) == nullptr) return;
    list = restrictions->texts(field);
    for (const auto& name : list)
      if (!library.amplifiers.contains(name))
        restrictions->refuse_unknown(field, name, "amplifier type", amplifier_names(library));
  };
  read("preamp_variety_list", preamps);
  read("booster_variety_list", boosters);
}

RoadmVariety read_variety(const Fields& entry, const Library& library) {
  RoadmVariety read;
  read.name = entry.text_or("type_variety", "default");
  if (const auto equalisation = read_equalisation(entry))
    read.equalisation = *equalisation;
  else
    entry.refuse("target_pch_out_db",
                 "is missing; needs it or target_psd_out_mWperGHz or target_out_mWperSlotWidth");
  read.add_drop_osnr_db = entry.number_or("add_drop_osnr", 100, kOsnrDb);
  read.pmd_s = entry.number_or("pmd", 0, kPmdS);
  read.pdl_db = entry.number_or("pdl", 0, kLossDb);
  read_restrictions(entry, library, read.preamp_varieties, read.booster_varieties);
  read.impairments = read_path_impairments(entry);
  return read;
}

void read_degrees(const Fields& params, RoadmElement& read) {
  for (const auto& field : kEqualisations) {
    params.each_member(field.per_degree, [&](std::string_view degree, const boost::json::value& value) {
      read.per_degree.emplace(
          degree, Equalisation{field.kind, params.number_of(value, field.per_degree, field.range)});
    });
  }
  params.each("per_degree_impairments", [&](const Fields& entry) {
    const auto id = entry.integer_if_given("impairment_id", kIdentifier);
    if (!id) return entry.refuse("impairment_id", "is missing; needs a whole number");
    read.per_degree_impairment.insert_or_assign(
        {std::string(entry.text("from_degree")), std::string(entry.text("to_degree"))}, *id);
  });
  if (const auto bands = params.object("per_degree_design_bands")) {
    for (const auto& member : bands->raw()) {
      auto list = read_bands(*bands, member.key());
      if (!list.empty()) read.per_degree_design_bands.emplace(std::string(member.key()), std::move(list));
    }
  }
  if (read.per_degree.size() > kMostDegrees)
    params.refuse("per_degree_pch_out_db", fmt::format("more than {} degrees", kMostDegrees));
}

void check_impairment_ids(const Fields& params, const RoadmVariety& variety, const RoadmElement& read) {
  for (const auto& [degrees, id] : read.per_degree_impairment) {
    bool is_known = false;
    for (const auto& each : variety.impairments) is_known = is_known || each.id == id;
    if (!is_known)
      params.refuse("per_degree_impairments",
                    fmt::format("type {} has no roadm-path-impairments-id {}", variety.name, id));
  }
}

}  // namespace

void read_roadm_varieties(const Fields& document, Library& library) {
  document.each("Roadm", [&](const Fields& entry) {
    auto read = read_variety(entry, library);
    auto name = read.name;
    library.roadms.insert_or_assign(std::move(name), std::move(read));
  });
}

RoadmElement read_roadm_element(const Fields& element, const RoadmVariety& variety, const Library& library) {
  RoadmElement read;
  read.variety = variety.name;
  read.equalisation = variety.equalisation;
  read.add_drop_osnr_db = variety.add_drop_osnr_db;
  read.pmd_s = variety.pmd_s;
  read.pdl_db = variety.pdl_db;
  read.preamp_varieties = variety.preamp_varieties;
  read.booster_varieties = variety.booster_varieties;
  read.design_bands = variety.design_bands;
  const auto params = element.object("params");
  if (!params) return read;
  read.equalisation = read_equalisation(*params).value_or(variety.equalisation);
  read.add_drop_osnr_db = params->number_or("add_drop_osnr", read.add_drop_osnr_db, kOsnrDb);
  read.pmd_s = params->number_or("pmd", read.pmd_s, kPmdS);
  read.pdl_db = params->number_or("pdl", read.pdl_db, kLossDb);
  read_restrictions(*params, library, read.preamp_varieties, read.booster_varieties);
  if (params->has("design_bands")) read.design_bands = read_bands(*params, "design_bands");
  read_degrees(*params, read);
  if (params->has("roadm-path-impairments"))
    params->refuse("roadm-path-impairments", "is read from the library; give the ROADM a type that has them");
  if (params->ok()) check_impairment_ids(*params, variety, read);
  return read;
}

}  // namespace lightloom::gnpy
