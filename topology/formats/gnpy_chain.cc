#include "topology/formats/gnpy_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "topology/formats/csv.h"

namespace lightloom::formats {
namespace {

using Kind = GnpyElement::Kind;

constexpr std::array<std::string_view, 18> kFiberFields{"length",
                                                        "length_units",
                                                        "loss_coef",
                                                        "att_in",
                                                        "con_in",
                                                        "con_out",
                                                        "lumped_losses",
                                                        "dispersion",
                                                        "dispersion_slope",
                                                        "dispersion_per_frequency",
                                                        "effective_area",
                                                        "gamma",
                                                        "pmd_coef",
                                                        "ref_wavelength",
                                                        "ref_frequency",
                                                        "raman_coefficient",
                                                        "loss_coef_per_frequency",
                                                        "pmd_coef_defined"};
constexpr std::array<std::string_view, 6> kOperationalFields{"gain_target", "delta_p", "tilt_target",
                                                             "out_voa",     "in_voa",  "type_variety"};
constexpr std::array<std::string_view, 1> kFusedFields{"loss"};

constexpr Range kLossDb{0, 60};
constexpr Range kLossDbPerKm{0.01, 10};
constexpr Range kTiltDb{-20, 20};
constexpr double kMetresPerKm = 1'000;
constexpr double kLongestMetres = 1e8;
// Neither of them is a GNPy default of 0: a Fused takes 1 dB unless it says otherwise.
constexpr double kFusedLossDb = 1;

class Reader {
 public:
  Reader(const GnpyElements& graph, const EquipmentFile& equipment, FirstError& errors)
      : graph_(graph), equipment_(equipment), errors_(errors), seen_(graph.elements.size(), false) {}

  Result<std::vector<GnpyChain>> read() && {
    std::vector<GnpyChain> chains;
    for (std::size_t i = 0; i < graph_.elements.size(); ++i) {
      const auto& roadm = graph_.elements[i];
      if (roadm.kind != Kind::kRoadm) continue;
      for (const auto next : roadm.to) {
        if (graph_.elements[next].kind == Kind::kTransceiver) continue;
        chains.push_back(follow(i, next));
        if (errors_.is_set()) return errors_.failure();
      }
    }
    for (std::size_t i = 0; i < graph_.elements.size(); ++i) check_seen(graph_.elements[i], seen_[i]);
    if (errors_.is_set()) return errors_.failure();
    // The order in which a planner wrote its cables, not that of the ROADMs: the first of a pair is its a to
    // z.
    std::sort(chains.begin(), chains.end(),
              [](const GnpyChain& left, const GnpyChain& right) { return left.booster < right.booster; });
    return chains;
  }

 private:
  void check_seen(const GnpyElement& element, bool seen) const {
    if (!seen && element.kind != Kind::kRoadm && element.kind != Kind::kTransceiver)
      element.fields.refuse("from_node", "is on no chain between two Roadms; a chain begins and ends at one");
  }

  GnpyChain follow(std::size_t from, std::size_t first) {
    GnpyChain chain;
    chain.from = from;
    chain.booster = first;
    Decibel attenuation;  // of Fused elements since the last amplifier
    auto at = first;
    for (; graph_.elements[at].kind != Kind::kRoadm && !errors_.is_set();
         at = graph_.elements[at].to.front()) {
      const auto& element = graph_.elements[at];
      seen_[at] = true;
      switch (element.kind) {
        case Kind::kEdfa:
          take_amplifier(element, chain);
          break;
        case Kind::kFiber:
          take_fibre(at, chain, attenuation);
          attenuation = {};
          break;
        case Kind::kFused:
          take_fused(element, chain, attenuation);
          break;
        case Kind::kTransceiver:
        case Kind::kRoadm:
          element.fields.refuse("type",
                                "a Transceiver stands where the chain should end; a Roadm belongs there");
          break;
      }
    }
    chain.to = at;
    if (!errors_.is_set()) finish(chain, attenuation);
    return chain;
  }

  void finish(GnpyChain& chain, Decibel attenuation) const {
    const auto& first = graph_.elements[chain.booster];
    const auto& end = graph_.elements[chain.to];
    if (chain.from == chain.to)
      return first.fields.refuse(
          "to_node", fmt::format("its chain leads back to {}; a link joins two Roadms", as_shown(end.uid)));
    if (chain.spans.empty())
      return first.fields.refuse(
          "to_node", fmt::format("no fibre before {}; a link needs at least one", as_shown(end.uid)));
    if (chain.amps.size() != chain.spans.size() + 1)
      return graph_.elements[chain.fibres.back()].fields.refuse(
          "to_node", fmt::format("no amplifier before {}; design the network first", as_shown(end.uid)));
    chain.amps.back().out_voa += attenuation;
    constexpr std::string_view kBefore = " on ";
    if (const auto found = first.uid.rfind(kBefore); found != std::string::npos)
      chain.name = first.uid.substr(found + kBefore.size());
  }

  void take_fused(const GnpyElement& element, GnpyChain& chain, Decibel& attenuation) const {
    double loss = kFusedLossDb;
    if (const auto params = element.fields.object("params")) {
      params->only(kFusedFields);
      loss = params->number_or("loss", kFusedLossDb, kLossDb);
    }
    if (chain.amps.empty())
      return element.fields.refuse(
          "type", "a Fused between Roadm and booster is not supported; put its loss into the Roadm's target");
    if (chain.amps.size() > chain.spans.size()) {
      attenuation += Decibel{loss};
    } else {
      chain.spans.back().connector_out += Decibel{loss};
    }
  }

  void take_amplifier(const GnpyElement& element, GnpyChain& chain) const {
    if (chain.amps.size() > chain.spans.size())
      return element.fields.refuse("type",
                                   "follows an amplifier without fibre between; that is not supported");
    const auto type = element.fields.text_or("type_variety", {});
    const auto operational = element.fields.object("operational");
    if (type.empty() || type == "default")
      return element.fields.refuse("type_variety",
                                   "is missing: the network is not designed; design it first");
    if (!operational || !operational->has("gain_target"))
      return element.fields.refuse("operational.gain_target",
                                   "is missing: the network is not designed; design it first");
    operational->only(kOperationalFields);
    const auto index = equipment_.amplifier(type);
    if (!index) return element.fields.refuse("type_variety", index.error().message, index.error().nearest);
    if (operational->number_or("in_voa", 0, kLossDb) > 0)
      return operational->refuse("in_voa", "is not supported; put a Fused before the amplifier");
    chain.amps.push_back({*index, Decibel{operational->number("gain_target", kLossDb)},
                          Decibel{operational->number_or("out_voa", 0, kLossDb)},
                          Decibel{operational->number_or("tilt_target", 0, kTiltDb)}});
  }

  void take_fibre(std::size_t at, GnpyChain& chain, Decibel attenuation) const {
    const auto& element = graph_.elements[at];
    if (chain.amps.empty())
      return element.fields.refuse("type",
                                   fmt::format("no booster between {} and this fibre; design the network "
                                               "first",
                                               as_shown(graph_.elements[chain.from].uid)));
    if (chain.amps.size() == chain.spans.size())
      return element.fields.refuse(
          "type", fmt::format("follows {} without an amplifier between; spliced fibres are not supported",
                              as_shown(graph_.elements[chain.fibres.back()].uid)));
    const auto params = element.fields.object("params");
    if (!params) return element.fields.refuse("params", "is missing; needs length and loss_coef");
    params->only(kFiberFields);
    auto span = read_span(*params);
    span.pad += attenuation;
    const auto type = element.fields.text_or("type_variety", "default");
    const auto index = equipment_.fibre(type);
    if (!index) return element.fields.refuse("type_variety", index.error().message, index.error().nearest);
    if (!chain.fibres.empty() && chain.fibre_type != *index)
      return element.fields.refuse(
          "type_variety", fmt::format("{} after {} on one link; one type is supported", type, chain.fibre));
    check_as_type(*params, equipment_.equipment.fibres[index->at()]);
    chain.fibre_type = *index;
    chain.fibre = type;
    chain.spans.push_back(span);
    chain.fibres.push_back(at);
  }

  Span read_span(const JsonObject& params) const {
    const auto units = params.text_or("length_units", "km");
    if (units != "km" && units != "m")
      params.refuse("length_units",
                    fmt::format("{} is not a unit of length here; needs km or m", as_shown(units)));
    const double factor = units == "m" ? 1 : kMetresPerKm;
    const double length = params.number("length", {-kLongestMetres / factor, kLongestMetres / factor});
    Span span;
    span.length = Metres{std::llround(length * factor)};
    if (span.length.value <= 0)
      params.refuse("length", fmt::format("{} {} is 0 m or less; needs more than 0", length, units));
    span.loss_db_per_km = params.number("loss_coef", kLossDbPerKm);
    const auto& line = equipment_.equipment.line;
    span.connector_in = Decibel{params.number_or("con_in", line.connector_in.value, kLossDb)};
    span.connector_out = Decibel{params.number_or("con_out", line.connector_out.value, kLossDb)};
    span.pad = Decibel{params.number_or("att_in", 0, kLossDb)};
    return span;
  }

  // A fibre may repeat what its type says, not contradict it: a link has one type.
  static void check_as_type(const JsonObject& params, const FibreType& type) {
    for (const auto* const field : {"dispersion_per_frequency", "loss_coef_per_frequency", "ref_wavelength",
                                    "ref_frequency", "raman_coefficient"})
      if (params.has(field)) params.refuse(field, "is not supported on a single fibre; give it in the type");
    if (const auto* const lumped = params.raw().if_contains("lumped_losses");
        lumped != nullptr && !(lumped->is_array() && lumped->get_array().empty()) && !lumped->is_null())
      params.refuse("lumped_losses", "is not supported");
    const std::array<std::pair<std::string_view, std::optional<double>>, 5> same{
        {{"dispersion", type.dispersion_s_per_m2},
         {"dispersion_slope", type.dispersion_slope_s_per_m3},
         {"effective_area", type.effective_area_m2},
         {"gamma", type.gamma_per_w_per_m},
         {"pmd_coef", type.pmd_s_per_sqrt_m}}};
    constexpr double kRounding = 1e-9;
    for (const auto& [field, value] : same) {
      const auto given = params.number_if_given(field, {-1e9, 1e9});
      if (given && !(value && std::abs(*given - *value) <= kRounding * std::abs(*value)))
        params.refuse(
            field, fmt::format("{} differs from the type {}; give it a type of its own", *given, type.name));
    }
  }

  const GnpyElements& graph_;
  const EquipmentFile& equipment_;
  FirstError& errors_;
  std::vector<bool> seen_;
};

}  // namespace

Result<std::vector<GnpyChain>> read_gnpy_chains(const GnpyElements& elements, const EquipmentFile& equipment,
                                                FirstError& errors) {
  return Reader(elements, equipment, errors).read();
}

}  // namespace lightloom::formats
