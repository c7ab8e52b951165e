#include "topology/gnpy/plant_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "topology/formats/csv.h"
#include "topology/gnpy/plant_checks.h"

namespace lightloom::gnpy {
namespace {

using formats::as_shown;
using formats::Range;

// What the record's own formats hold.
constexpr Range kLossDb{0, 60};
constexpr Range kGainDb{0, 60};
constexpr Range kTiltDb{-20, 20};
constexpr Range kLossDbPerKm{0.01, 10};

// As the file had it: the way to dB/m and back may cost the last bit.
double loss_db_per_km(const optics::Fibre& fibre) {
  constexpr double kDecimals = 1e12;
  return std::round(fibre.loss_db_per_m * 1e3 * kDecimals) / kDecimals;
}

class Follower {
 public:
  Follower(const PlannerNetwork& network, const Library& library, const formats::EquipmentFile& equipment)
      : network_(network), library_(library), equipment_(equipment), seen_(network.elements.size(), false) {}

  Result<PlantChains> follow_all(ElementIndex first_added) && {
    for (ElementIndex index = 0; index < network_.elements.size(); ++index) {
      if (!is_a<RoadmElement>(at(index))) continue;
      for (const auto next : at(index).to) {
        if (ends_line(at(next))) continue;
        auto chain = follow(index, next);
        if (!chain) return fail(chain.error());
        if (next < first_added) chain->name = name_in(at(next).uid);
        found_.chains.push_back(std::move(*chain));
      }
    }
    for (ElementIndex index = 0; index < network_.elements.size(); ++index)
      if (!seen_[index] && !ends_line(at(index)))
        return refuse_field(network_, index, "from_node",
                            "is on no chain between two Roadms; a chain begins and ends at one");
    // The order in which a planner wrote its cables, not that of the ROADMs: the first of a pair is its a to
    // z.
    std::sort(found_.chains.begin(), found_.chains.end(),
              [](const PlantChain& left, const PlantChain& right) { return left.first < right.first; });
    return std::move(found_);
  }

 private:
  const Element& at(ElementIndex index) const { return network_.elements[index]; }

  static std::string name_in(const std::string& uid) {
    constexpr std::string_view kBefore = " on ";
    const auto found = uid.rfind(kBefore);
    return found == std::string::npos ? std::string() : uid.substr(found + kBefore.size());
  }

  tl::unexpected<Error> out_of_range(ElementIndex index, std::string_view field, double found, Range range,
                                     std::string_view unit) const {
    return refuse_field(network_, index, field,
                        fmt::format("{} {} is out of range; a network that is controlled holds {:g} to {:g}",
                                    found, unit, range.least, range.greatest));
  }
  static bool is_in(double value, Range range) { return value >= range.least && value <= range.greatest; }

  // What of a chain has been followed, and the losses of Fused elements since the last amplifier.
  struct Walk {
    PlantChain chain;
    bool fused_first = false;
    Decibel before_fibre;  // nothing but Fused between it and the amplifier or the ROADM
    Decibel behind_fibre;
    Decibel connector_out;  // of the last fibre, without those behind it
  };

  Result<PlantChain> follow(ElementIndex from, ElementIndex first) {
    Walk walk;
    walk.chain.from = from;
    walk.chain.first = first;
    auto index = first;
    while (!ends_line(at(index))) {
      seen_[index] = true;
      if (auto taken = take(index, walk); !taken) return fail(taken.error());
      index = at(index).to.front();
    }
    walk.chain.to = index;
    if (auto done = finish(walk); !done) return fail(done.error());
    return std::move(walk.chain);
  }

  Result<void> take(ElementIndex index, Walk& walk) {
    if (is_a<AmplifierElement>(at(index))) return take_amplifier(index, walk);
    if (is_a<FibreElement>(at(index))) return take_fibre(index, walk);
    if (is_a<FusedElement>(at(index))) return take_fused(index, walk);
    return refuse_field(network_, index, "type",
                        fmt::format("{} is not supported on a cable", kind_of(at(index))));
  }

  Result<void> finish(Walk& walk) {
    auto& chain = walk.chain;
    if (chain.from == chain.to)
      return refuse_field(
          network_, chain.first, "to_node",
          fmt::format("its chain leads back to {}; a link joins two Roadms", as_shown(at(chain.to).uid)));
    if (chain.spans.empty())
      return refuse_field(
          network_, chain.first, "to_node",
          fmt::format("no fibre before {}; a link needs at least one", as_shown(at(chain.to).uid)));
    if (chain.amps.size() == chain.spans.size())
      put_none(chain.fibres.back(), walk);
    else
      chain.amps.back().out_voa += walk.before_fibre;
    return {};
  }

  // Where a Fused stands for an amplifier. What it loses is that amplifier's attenuator, so that both
  // directions of the cable keep mirrored spans.
  void put_none(ElementIndex place, Walk& walk) {
    found_.unamplified.push_back(place);
    auto& chain = walk.chain;
    if (!chain.spans.empty()) chain.spans.back().connector_out = walk.connector_out;
    const auto loss = chain.spans.empty() ? walk.before_fibre : walk.behind_fibre;
    chain.amps.push_back({no_amplifier_index(equipment_.equipment), {}, loss, {}});
    walk.before_fibre = {};
  }

  Result<void> take_fused(ElementIndex index, Walk& walk) {
    const double loss = std::get<FusedElement>(at(index).what).loss_db;
    if (!is_in(loss, kLossDb)) return out_of_range(index, "params.loss", loss, kLossDb, "dB");
    auto& chain = walk.chain;
    walk.fused_first |= chain.amps.empty();
    if (chain.spans.empty() || chain.amps.size() > chain.spans.size()) {
      walk.before_fibre += Decibel{loss};
    } else {
      walk.behind_fibre += Decibel{loss};
      chain.spans.back().connector_out += Decibel{loss};
    }
    return {};
  }

  Result<void> take_amplifier(ElementIndex index, Walk& walk) {
    auto& chain = walk.chain;
    const auto& amplifier = std::get<AmplifierElement>(at(index).what);
    if (chain.amps.empty() && walk.fused_first)
      return refuse_field(
          network_, index, "from_node",
          "a Fused between Roadm and booster is not supported; put its loss into the Roadm's target");
    if (chain.amps.size() > chain.spans.size())
      return refuse_field(network_, index, "type",
                          "follows an amplifier without fibre between; that is not supported");
    if (amplifier.variety.empty() || !amplifier.gain_target_db)
      return refuse_field(network_, index,
                          amplifier.variety.empty() ? "type_variety" : "operational.gain_target",
                          "is missing, and design did not set it");
    const auto type = equipment_.amplifier(amplifier.variety);
    if (!type)
      return refuse_field(network_, index, "type_variety", type.error().message, type.error().nearest);
    if (amplifier.in_voa_db > 0)
      return refuse_field(network_, index, "operational.in_voa",
                          "is not supported; put a Fused before the amplifier");
    const double gain = *amplifier.gain_target_db;
    const double voa = amplifier.out_voa_db.value_or(0);
    const double tilt = amplifier.tilt_target_db.value_or(0);
    if (!is_in(gain, kGainDb)) return out_of_range(index, "operational.gain_target", gain, kGainDb, "dB");
    if (!is_in(voa, kLossDb)) return out_of_range(index, "operational.out_voa", voa, kLossDb, "dB");
    if (!is_in(tilt, kTiltDb)) return out_of_range(index, "operational.tilt_target", tilt, kTiltDb, "dB");
    chain.amps.push_back({*type, Decibel{gain}, Decibel{voa}, Decibel{tilt}});
    return {};
  }

  Result<void> take_fibre(ElementIndex index, Walk& walk) {
    auto& chain = walk.chain;
    if (chain.amps.size() == chain.spans.size()) put_none(index, walk);
    const auto type = plain_fibre(network_, index, library_, equipment_);
    if (!type) return fail(type.error());
    auto span = span_of(index);
    if (!span) return fail(span.error());
    const auto& variety = std::get<FibreElement>(at(index).what).variety;
    if (!chain.fibres.empty() && chain.fibre_type != *type)
      return refuse_field(
          network_, index, "type_variety",
          fmt::format("{} after {} on one link; one type is supported", variety, chain.fibre));
    walk.connector_out = span->connector_out;
    walk.behind_fibre = {};
    span->pad += walk.before_fibre;
    walk.before_fibre = {};
    chain.fibre_type = *type;
    chain.fibre = variety;
    chain.spans.push_back(*span);
    chain.fibres.push_back(index);
    return {};
  }

  Result<Span> span_of(ElementIndex index) const {
    const auto& element = std::get<FibreElement>(at(index).what);
    Span span;
    span.length = Metres{std::llround(element.fibre.length_m)};
    if (span.length.value <= 0)
      return refuse_field(
          network_, index, "params.length",
          fmt::format("{} m is none in whole metres; needs 1 m or more", element.fibre.length_m));
    span.loss_db_per_km = loss_db_per_km(element.fibre);
    if (!is_in(span.loss_db_per_km, kLossDbPerKm))
      return out_of_range(index, "params.loss_coef", span.loss_db_per_km, kLossDbPerKm, "dB/km");
    span.connector_in = Decibel{element.con_in_db.value_or(library_.span.con_in_db)};
    span.connector_out = Decibel{element.con_out_db.value_or(library_.span.con_out_db)};
    span.pad = Decibel{element.att_in_db};
    return span;
  }

  const PlannerNetwork& network_;
  const Library& library_;
  const formats::EquipmentFile& equipment_;
  std::vector<bool> seen_;
  PlantChains found_;
};

}  // namespace

AmplifierTypeIndex no_amplifier_index(const Equipment& equipment) {
  return {static_cast<std::uint32_t>(equipment.amplifiers.size())};
}

AmplifierType no_amplifier(const Equipment& equipment) {
  AmplifierType type;
  type.name = "no amplifier";
  const auto is_taken = [&] {
    return std::any_of(equipment.amplifiers.begin(), equipment.amplifiers.end(),
                       [&](const AmplifierType& each) { return each.name == type.name; });
  };
  while (is_taken()) type.name += " here";
  type.kind = AmplifierType::Kind::kFixedGain;
  type.p_max = {60};
  // The least that the API takes: at -20 dBm a channel is 48 dB over that noise.
  type.nf_min = type.nf_max = {-10};
  type.f_min = equipment.line.f_min;
  type.f_max = equipment.line.f_max;
  type.allowed_for_design = false;
  return type;
}

Result<PlantChains> plant_chains(const PlannerNetwork& network, ElementIndex first_added,
                                 const Library& library, const formats::EquipmentFile& equipment) {
  return Follower(network, library, equipment).follow_all(first_added);
}

}  // namespace lightloom::gnpy
