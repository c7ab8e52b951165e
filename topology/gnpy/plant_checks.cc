#include "topology/gnpy/plant_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/gnpy/line_walk.h"
#include "topology/optics/constants.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;

constexpr double kRounding = 1e-9;

// A kind of target and what the file calls it.
struct TargetKind {
  Equalisation::Kind ours;
  RoadmTarget::Kind plants;
  std::string_view per_degree;
};
constexpr std::array kTargets{
    TargetKind{Equalisation::Kind::kPower, RoadmTarget::Kind::kPerChannelDbm, "per_degree_pch_out_db"},
    TargetKind{Equalisation::Kind::kSymbolRateDensity, RoadmTarget::Kind::kPerSymbolRateMwPerGhz,
               "per_degree_psd_out_mWperGHz"},
    TargetKind{Equalisation::Kind::kSlotDensity, RoadmTarget::Kind::kPerSlotWidthMwPerGhz,
               "per_degree_psd_out_mWperSlotWidth"}};

const TargetKind& kind_of_target(Equalisation::Kind kind) {
  return *std::find_if(kTargets.begin(), kTargets.end(),
                       [kind](const TargetKind& each) { return each.ours == kind; });
}

Result<void> check_kind(const PlannerNetwork& network, ElementIndex index) {
  const auto& element = network.elements[index];
  const auto* const fibre = std::get_if<FibreElement>(&element.what);
  if (!is_a<MultibandElement>(element) && (fibre == nullptr || !fibre->is_raman)) return {};
  return refuse_field(
      network, index, "type",
      fmt::format("{} is not supported in a network that is controlled; supported are Transceiver, "
                  "Roadm, Fiber, Fused, Edfa",
                  fibre == nullptr ? "\"Multiband_amplifier\"" : "\"RamanFiber\""));
}

Result<void> check_ways(const PlannerNetwork& network, ElementIndex index) {
  const auto& element = network.elements[index];
  const auto is_roadm = [&](ElementIndex at) { return is_a<RoadmElement>(network.elements[at]); };
  if (is_a<RoadmElement>(element)) {
    for (const auto next : element.to)
      if (is_roadm(next))
        return refuse_field(network, index, "to_node",
                            fmt::format("no fibre before {}; a link needs at least one",
                                        as_shown(network.elements[next].uid)));
    return {};
  }
  if (is_a<TransceiverElement>(element)) {
    const bool in_place = !element.to.empty() && !element.from.empty() &&
                          std::all_of(element.to.begin(), element.to.end(), is_roadm) &&
                          std::all_of(element.from.begin(), element.from.end(), is_roadm);
    if (in_place) return {};
    return refuse_field(network, index, "type",
                        "this Transceiver is not connected to and from a Roadm alone; a site needs one");
  }
  if (element.from.empty())
    return refuse_field(network, index, "from_node", "nothing leads to it; a chain begins at a Roadm");
  if (element.to.empty())
    return refuse_field(network, index, "to_node", "leads nowhere; a chain ends at a Roadm");
  if (element.from.size() > 1 || element.to.size() > 1)
    return refuse_field(network, index, "to_node",
                        fmt::format("has {} ways in and {} out; only a Roadm has more than one",
                                    element.from.size(), element.to.size()));
  return {};
}

bool does_the_same(const RoadmType& left, const RoadmType& right) {
  return left.target.kind == right.target.kind && is_same(left.target.value, right.target.value) &&
         is_same(left.add_drop_osnr.value, right.add_drop_osnr.value) && is_same(left.pmd_s, right.pmd_s);
}

Result<RoadmType> roadm_at(const PlannerNetwork& network, ElementIndex index,
                           const formats::EquipmentFile& equipment) {
  const auto& roadm = std::get<RoadmElement>(network.elements[index].what);
  auto type = equipment.roadm(roadm.variety);
  if (!type) return refuse_field(network, index, "type_variety", type.error().message, type.error().nearest);
  if (!roadm.per_degree_impairment.empty())
    return refuse_field(network, index, "params.per_degree_impairments", "is not supported");
  type->target = {kind_of_target(roadm.equalisation.kind).plants, roadm.equalisation.value};
  type->add_drop_osnr = {roadm.add_drop_osnr_db};
  type->pmd_s = roadm.pmd_s;
  for (const auto& [degree, target] : roadm.per_degree)
    if (target.kind != roadm.equalisation.kind || !is_same(target.value, roadm.equalisation.value))
      return refuse_field(network, index,
                          fmt::format("params.{}.{}", kind_of_target(target.kind).per_degree, degree),
                          fmt::format("{} is not the ROADM's own target, {}; one for all is supported",
                                      target.value, roadm.equalisation.value));
  return type;
}

// The first field in which a fibre is not as its type, and what is wrong with it.
struct Departure {
  std::string_view field;
  std::string what;
};
std::optional<Departure> departure(const optics::Fibre& fibre, const FibreVariety& variety,
                                   const FibreType& type) {
  constexpr std::string_view kNotHere = "is not supported on a single fibre; give it in the type";
  if (!fibre.loss_table.value.empty())
    return Departure{"loss_coef", "is a table over frequency; needs a number, one a span"};
  if (!fibre.dispersion_table.value.empty())
    return Departure{"dispersion_per_frequency", std::string(kNotHere)};
  if (!is_same(fibre.reference_frequency_hz, optics::kReferenceFrequency))
    return Departure{"ref_frequency", std::string(kNotHere)};
  if (!(fibre.raman == variety.fibre.raman)) return Departure{"raman_coefficient", std::string(kNotHere)};
  if (!fibre.lumped.empty()) return Departure{"lumped_losses", "is not supported"};
  struct Figure {
    std::string_view field;
    double found;
    std::optional<double> needed;
  };
  std::array<Figure, 4> figures{
      {{"dispersion", fibre.dispersion_s_per_m2, type.dispersion_s_per_m2},
       {"dispersion_slope", fibre.dispersion_slope_s_per_m3.value_or(0), type.dispersion_slope_s_per_m3},
       {"effective_area (or gamma)", fibre.effective_area_m2, variety.fibre.effective_area_m2},
       {"pmd_coef", fibre.pmd_s_per_sqrt_m, type.pmd_s_per_sqrt_m}}};
  // A slope that the element does not give is its type's.
  if (!fibre.dispersion_slope_s_per_m3) figures[1].needed = figures[1].found;
  for (const auto& figure : figures)
    if (!figure.needed || !is_same(figure.found, *figure.needed))
      return Departure{figure.field, fmt::format("{} differs from the type {}; give it a type of its own",
                                                 figure.found, type.name)};
  return std::nullopt;
}

}  // namespace

tl::unexpected<Error> refuse_field(const PlannerNetwork& network, ElementIndex element,
                                   std::string_view field, std::string_view what, std::string nearest) {
  return invalid(
      fmt::format("{}: {}: {}: {}", network.file, as_shown(network.elements[element].uid), field, what),
      std::string(field), std::move(nearest));
}

bool is_same(double left, double right) {
  return std::abs(left - right) <= kRounding * std::max(std::abs(left), std::abs(right));
}

Result<void> check_wiring(const PlannerNetwork& network) {
  for (ElementIndex index = 0; index < network.elements.size(); ++index)
    if (auto done = check_kind(network, index); !done) return done;
  for (ElementIndex index = 0; index < network.elements.size(); ++index)
    if (auto done = check_ways(network, index); !done) return done;
  return {};
}

Result<RoadmType> common_roadm(const PlannerNetwork& network, const formats::EquipmentFile& equipment) {
  std::optional<RoadmType> common;
  ElementIndex first = kNoElement;
  for (ElementIndex index = 0; index < network.elements.size(); ++index) {
    if (!is_a<RoadmElement>(network.elements[index])) continue;
    auto own = roadm_at(network, index, equipment);
    if (!own) return own;
    if (!common) {
      common = std::move(*own);
      first = index;
    } else if (!does_the_same(*common, *own)) {
      return refuse_field(
          network, index, "params",
          fmt::format("its target, add_drop_osnr or pmd is not that of {}; one for all is supported",
                      as_shown(network.elements[first].uid)));
    }
  }
  if (!common) return invalid(fmt::format("{}: has no Roadm; needs at least one", network.file), "elements");
  return *std::move(common);
}

Result<FibreTypeIndex> plain_fibre(const PlannerNetwork& network, ElementIndex element,
                                   const Library& library, const formats::EquipmentFile& equipment) {
  const auto& fibre = std::get<FibreElement>(network.elements[element].what);
  auto index = equipment.fibre(fibre.variety);
  if (!index)
    return refuse_field(network, element, "type_variety", index.error().message, index.error().nearest);
  const auto variety = library.fibres.find(fibre.variety);
  if (variety == library.fibres.end())
    return refuse_field(network, element, "type_variety",
                        fmt::format("{} is not in {}", as_shown(fibre.variety), library.file));
  if (const auto wrong = departure(fibre.fibre, variety->second, equipment.equipment.fibres[index->at()]))
    return refuse_field(network, element, fmt::format("params.{}", wrong->field), wrong->what);
  return index;
}

}  // namespace lightloom::gnpy
