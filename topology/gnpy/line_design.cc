#include "topology/gnpy/line_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "topology/gnpy/amplifier_choice.h"
#include "topology/gnpy/band_deviation.h"
#include "topology/gnpy/design_bands.h"

namespace lightloom::gnpy {
namespace {

std::string text_of(const std::vector<NamedBand>& bands) {
  std::string text;
  for (const NamedBand& band : bands) {
    text += fmt::format("{}{:.3f} to {:.3f} THz", text.empty() ? "" : ", ", band.band.f_min_hz / 1e12,
                        band.band.f_max_hz / 1e12);
  }
  return text;
}

// One line while light is followed along it.
class LineDesign {
 public:
  LineDesign(PlannerNetwork& network, PowerDesign& power, std::vector<NamedBand> bands, double launch_db)
      : network_(&network),
        power_(&power),
        bands_(std::move(bands)),
        powers_(bands_.size(), BandPower{launch_db, 0.0}) {}

  Result<void> set(const AmplifierPlace& place) {
    Element& element = network_->elements[place.amplifier];
    if (auto* single = std::get_if<AmplifierElement>(&element.what)) return set_single(*single, place);
    return set_multiband(std::get<MultibandElement>(element.what), place);
  }

 private:
  AmplifierNeighbours neighbours(const AmplifierPlace& place) const {
    return {&network_->elements[place.before], &network_->elements[place.after]};
  }

  Result<void> set_single(AmplifierElement& amplifier, const AmplifierPlace& place) {
    std::vector<CatalogueIndex> among;
    if (amplifier.variety.empty()) {
      among = allowed_single_band(
          power_->catalogue(), restrictions(amplifier.variety_list, neighbours(place)), bands_.front().band);
      if (among.empty()) return refuse_no_type(place);
    }
    const AmplifierTarget target = power_->target(amplifier, place, powers_.front(), {});
    const auto after = power_->set(amplifier, place, target, powers_.front(), among);
    if (!after) return fail(after.error());
    powers_.front() = *after;
    return {};
  }

  Result<void> set_multiband(MultibandElement& element, const AmplifierPlace& place) {
    auto slots = band_slots(element, place);
    if (!slots) return fail(slots.error());
    const auto deviations = deviations_before(place);
    if (!deviations) return fail(deviations.error());
    const auto parts = parts_for(element, place, *slots, *deviations);
    if (!parts) return fail(parts.error());
    for (std::size_t i = 0; i < element.amplifiers.size(); ++i) {
      const std::size_t band = (*slots)[i];
      AmplifierElement& amplifier = element.amplifiers[i];
      const AmplifierTarget target = power_->target(amplifier, place, powers_[band], (*deviations)[band]);
      const auto after = power_->set(amplifier, place, target, powers_[band], covering(*parts, band));
      if (!after) return fail(after.error());
      powers_[band] = *after;
    }
    return name_multiband(element, place);
  }

  // Those of a multiband type's amplifiers that carry the band; GNPy looks at the whole library where none
  // does.
  std::vector<CatalogueIndex> covering(const std::vector<CatalogueIndex>& parts, std::size_t band) const {
    const AmplifierCatalogue& catalogue = power_->catalogue();
    std::vector<CatalogueIndex> found;
    for (const CatalogueIndex part : parts) {
      if (catalogue[part].covers(bands_[band].band)) found.push_back(part);
    }
    if (!found.empty()) return found;
    for (CatalogueIndex type = 0; type < catalogue.size(); ++type) {
      if (!catalogue[type].is_multiband()) found.push_back(type);
    }
    return found;
  }

  // The design band of each amplifier. An element without amplifiers gets one a band: of its type where it
  // has one, else of the design.
  Result<std::vector<std::size_t>> band_slots(MultibandElement& element, const AmplifierPlace& place) {
    std::vector<std::string_view> names;
    const auto variety = power_->library().amplifiers.find(element.variety);
    std::vector<Band> own;
    if (variety != power_->library().amplifiers.end()) own = bands_of(variety->second, power_->library());
    if (element.amplifiers.empty()) {
      element.amplifiers.resize(own.empty() ? bands_.size() : own.size());
    }
    std::vector<std::size_t> slots;
    for (std::size_t i = 0; i < element.amplifiers.size(); ++i) {
      const auto type = power_->library().amplifiers.find(element.amplifiers[i].variety);
      std::string_view name;
      if (type != power_->library().amplifiers.end()) {
        name = band_name(type->second.band);
      } else if (i < own.size()) {
        name = band_name(own[i]);
      } else if (i < bands_.size()) {
        name = bands_[i].name;
      }
      const auto band =
          std::find_if(bands_.begin(), bands_.end(), [&](const NamedBand& one) { return one.name == name; });
      if (band == bands_.end()) {
        return refuse(*network_, place.amplifier,
                      fmt::format("has an amplifier for {}, but its line is designed for {}",
                                  name.empty() ? "no band" : name, text_of(bands_)));
      }
      const auto slot = static_cast<std::size_t>(band - bands_.begin());
      if (std::find(slots.begin(), slots.end(), slot) != slots.end()) {
        return refuse(*network_, place.amplifier, fmt::format("has two amplifiers for {}", name));
      }
      slots.push_back(slot);
    }
    return slots;
  }

  Result<std::vector<BandDeviation>> deviations_before(const AmplifierPlace& place) {
    std::vector<double> channel_dbm;
    for (const BandPower& power : powers_) {
      channel_dbm.push_back(power_->load().channel_dbm + power.delta_p_db - power.voa_db);
    }
    return band_deviations(*network_, power_->losses(), place.before, bands_, channel_dbm,
                           power_->load().spacing_hz);
  }

  // The single-band types that the element's amplifiers are chosen from. Band by band, only multiband types
  // stay of which an amplifier fits; the choice itself is then made band by band.
  Result<std::vector<CatalogueIndex>> parts_for(const MultibandElement& element, const AmplifierPlace& place,
                                                const std::vector<std::size_t>& slots,
                                                const std::vector<BandDeviation>& deviations) const {
    const AmplifierCatalogue& catalogue = power_->catalogue();
    if (const CatalogueIndex* named = catalogue.find(element.variety)) return parts_of(catalogue, {*named});
    std::vector<CatalogueIndex> types =
        allowed_multiband(catalogue, restrictions(element.variety_list, neighbours(place)), bands_);
    if (types.empty()) return refuse_no_type(place);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const std::size_t band = slots[i];
      std::vector<CatalogueIndex> parts = parts_of(catalogue, types);
      parts.erase(
          std::remove_if(parts.begin(), parts.end(),
                         [&](CatalogueIndex part) { return !catalogue[part].covers(bands_[band].band); }),
          parts.end());
      const AmplifierTarget target =
          power_->target(element.amplifiers[i], place, powers_[band], deviations[band]);
      // Raman amplifiers are compared here whatever the fibre before them loses.
      const auto fit =
          fitting(catalogue, parts, {target.gain_db, target.power_dbm, true, power_->extended_gain_db()});
      if (!fit) return refuse(*network_, place.amplifier, fit.error().message);
      types = wholes_of(catalogue, *fit);
    }
    return parts_of(catalogue, types);
  }

  // The multiband type that has all of the chosen amplifiers: the one given, else the library's first.
  Result<void> name_multiband(MultibandElement& element, const AmplifierPlace& place) const {
    const AmplifierCatalogue& catalogue = power_->catalogue();
    std::optional<std::vector<CatalogueIndex>> common;
    std::string chosen;
    for (const AmplifierElement& amplifier : element.amplifiers) {
      chosen += (chosen.empty() ? "" : ", ") + amplifier.variety;
      const auto& owners = catalogue[*catalogue.find(amplifier.variety)].part_of;
      if (!common) {
        common = owners;
        continue;
      }
      common->erase(std::remove_if(common->begin(), common->end(),
                                   [&](CatalogueIndex one) {
                                     return std::find(owners.begin(), owners.end(), one) == owners.end();
                                   }),
                    common->end());
    }
    if (!common || common->empty()) {
      return refuse(*network_, place.amplifier,
                    fmt::format("no multiband type has the amplifiers that its bands need: {}", chosen));
    }
    const bool keeps = std::any_of(common->begin(), common->end(), [&](CatalogueIndex one) {
      return catalogue[one].variety->name == element.variety;
    });
    if (!keeps) element.variety = catalogue[common->front()].variety->name;
    return {};
  }

  tl::unexpected<Error> refuse_no_type(const AmplifierPlace& place) const {
    return refuse(
        *network_, place.amplifier,
        fmt::format("no amplifier type of {} that is allowed here carries its design bands {}; allow "
                    "one for design, or change variety_list or the ROADM's restrictions",
                    power_->library().file, text_of(bands_)));
  }

  PlannerNetwork* network_;
  PowerDesign* power_;
  std::vector<NamedBand> bands_;
  std::vector<BandPower> powers_;
};

// What a channel leaves the node with, in dB over the reference channel.
double launch_db(const Element& node, const Element& degree, const ReferenceLoad& load) {
  const auto* roadm = std::get_if<RoadmElement>(&node.what);
  if (roadm == nullptr) return load.transmitter_dbm - load.channel_dbm;
  const auto own = roadm->per_degree.find(degree.uid);
  const Equalisation& target = own == roadm->per_degree.end() ? roadm->equalisation : own->second;
  return reference_power_dbm(target, load) - load.channel_dbm;
}

Result<void> design_line(PlannerNetwork& network, PowerDesign& power, ElementIndex node, const Line& line) {
  const ElementIndex degree = line.elements.front();
  auto bands = design_bands(network, power.library(), node, degree, line);
  if (!bands) return fail(bands.error());
  LineDesign design(network, power, std::move(*bands),
                    launch_db(network.elements[node], network.elements[degree], power.load()));
  ElementIndex before = node;
  for (std::size_t i = 0; i < line.elements.size(); ++i) {
    const ElementIndex at = line.elements[i];
    if (is_amplifier(network.elements[at])) {
      const ElementIndex after = i + 1 < line.elements.size() ? line.elements[i + 1] : line.end;
      const auto place = power.place(at, before, after);
      if (!place) return fail(place.error());
      if (auto done = design.set(*place); !done) return done;
    }
    before = at;
  }
  return {};
}

}  // namespace

Result<void> design_lines_from(PlannerNetwork& network, PowerDesign& power, LineWalker& walker,
                               ElementIndex node) {
  for (const ElementIndex degree : network.elements[node].to) {
    if (ends_line(network.elements[degree])) continue;
    const auto line = walker.walk(degree, Direction::kForward);
    if (!line) return fail(line.error());
    if (auto done = design_line(network, power, node, *line); !done) return done;
  }
  return {};
}

}  // namespace lightloom::gnpy
