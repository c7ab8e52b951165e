#include "topology/gnpy/power_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "topology/gnpy/amplifier_choice.h"
#include "topology/gnpy/design_arithmetic.h"

namespace lightloom::gnpy {
namespace {

// J.-L. Auge, V. Curri, E. Le Rouzic, "Open Design for Multi-Vendor Optical Networks", OFC 2019, eq. 4: a
// span gets 0.3 dB more for every dB that it loses over 20.
constexpr double kReferenceLoss = 20.0;  // dB
constexpr double kPowerSlope = 0.3;

constexpr double kVoaStep = 0.5;    // dB
constexpr double kVoaMargin = 1.0;  // dB kept back when an attenuator is set

// Amplifiers are designed for a C band's load however wide the spectrum is. GNPy takes the lesser of two.
constexpr Band kWidestLoad{191.2e12, 196.0e12};
constexpr Band kWidestDesign{191.0e12, 196.2e12};

double lineic_loss_db_per_m(const optics::Fibre& fibre) {
  if (fibre.loss_table.value.empty()) return fibre.loss_db_per_m;
  return *std::max_element(fibre.loss_table.value.begin(), fibre.loss_table.value.end());
}

bool allows_raman(const Element& before, const SpanRules& rules) {
  const auto* fibre = std::get_if<FibreElement>(&before.what);
  return fibre != nullptr &&
         lineic_loss_db_per_m(fibre->fibre) < rules.max_fibre_lineic_loss_for_raman * 1e-3;
}

}  // namespace

Result<ReferenceLoad> reference_load(const Library& library) {
  if (library.spectrum.empty()) return invalid(fmt::format("{}: SI: missing", library.file), "SI");
  const SpectrumRules& spectrum = library.spectrum.front();
  const double channels = std::min({channels_in(spectrum.band, spectrum.spacing_hz),
                                    channels_in(kWidestLoad, spectrum.spacing_hz),
                                    channels_in(kWidestDesign, spectrum.spacing_hz)});
  if (!(channels >= 1)) {
    return invalid(
        fmt::format("{}: SI: no channel of {} GHz fits between {} and {} THz", library.file,
                    spectrum.spacing_hz / 1e9, spectrum.band.f_min_hz / 1e12, spectrum.band.f_max_hz / 1e12),
        "SI");
  }
  ReferenceLoad load;
  load.channel_dbm = decibel_of(linear_of(spectrum.power_dbm) * 1e-3 * 1e3);
  load.total_dbm = load.channel_dbm + decibel_of(channels);
  load.transmitter_dbm = spectrum.tx_power_dbm.value_or(load.channel_dbm);
  load.baud_rate_hz = spectrum.baud_rate_hz;
  load.spacing_hz = spectrum.spacing_hz;
  return load;
}

double reference_power_dbm(const Equalisation& equalisation, const ReferenceLoad& load) {
  switch (equalisation.kind) {
    case Equalisation::Kind::kSymbolRateDensity:
      return decibel_of(load.baud_rate_hz * equalisation.value * 1e-9);
    case Equalisation::Kind::kSlotDensity:
      return decibel_of(load.spacing_hz * equalisation.value * 1e-9);
    case Equalisation::Kind::kPower:
      break;
  }
  return equalisation.value;
}

PowerDesign::PowerDesign(const PlannerNetwork& network, const Library& library, AmplifierCatalogue catalogue,
                         const ReferenceLoad& load)
    : network_(&network),
      library_(&library),
      catalogue_(std::move(catalogue)),
      load_(load),
      losses_(network) {}

Result<PowerDesign> PowerDesign::build(const PlannerNetwork& network, const Library& library) {
  if (library.span.delta_power_range_db.size() != 3) {
    return invalid(
        fmt::format("{}: Span: delta_power_range_db: {} numbers; 3 are needed: least, greatest, step",
                    library.file, library.span.delta_power_range_db.size()),
        "delta_power_range_db");
  }
  const auto load = reference_load(library);
  if (!load) return fail(load.error());
  auto catalogue = AmplifierCatalogue::build(library);
  if (!catalogue) return fail(catalogue.error());
  return PowerDesign(network, library, std::move(*catalogue), *load);
}

Result<AmplifierPlace> PowerDesign::place(ElementIndex amplifier, ElementIndex before, ElementIndex after) {
  AmplifierPlace place;
  place.amplifier = amplifier;
  place.before = before;
  place.after = after;
  const auto loss_before = losses_.of(before);
  if (!loss_before) return fail(loss_before.error());
  place.loss_before_db = *loss_before;
  place.after_is_roadm = is_a<RoadmElement>(network_->elements[after]);
  if (!place.after_is_roadm) {
    const auto loss_after = losses_.of(after);
    if (!loss_after) return fail(loss_after.error());
    place.loss_after_db = *loss_after;
  }
  place.raman_allowed = allows_raman(network_->elements[before], library_->span);
  return place;
}

double PowerDesign::wanted_delta_p_db(const AmplifierPlace& place, double deviation_db) const {
  if (place.after_is_roadm) return 0.0;
  const auto& range = library_->span.delta_power_range_db;
  const double wanted =
      StepRounding(range[2])((place.loss_after_db + deviation_db - kReferenceLoss) * kPowerSlope);
  return std::min(range[1], std::max(range[0], wanted));
}

AmplifierTarget PowerDesign::target(const AmplifierElement& amplifier, const AmplifierPlace& place,
                                    const BandPower& before, const BandDeviation& deviation) const {
  AmplifierTarget target;
  target.voa_db = amplifier.out_voa_db.value_or(0.0);
  target.delta_p_db = amplifier.delta_p_db ? *amplifier.delta_p_db
                                           : wanted_delta_p_db(place, deviation.power_db) + target.voa_db;
  const double loss_db = place.loss_before_db + deviation.power_db;
  if (library_->span.power_mode || !amplifier.gain_target_db) {
    target.gain_db = loss_db + target.delta_p_db - before.delta_p_db + before.voa_db;
  } else {
    target.gain_db = *amplifier.gain_target_db;
    target.delta_p_db = before.delta_p_db - loss_db - before.voa_db + target.gain_db;
  }
  target.tilt_db = amplifier.tilt_target_db.value_or(-deviation.tilt_db);
  target.power_dbm = load_.total_dbm + target.delta_p_db;
  return target;
}

Result<BandPower> PowerDesign::set(AmplifierElement& amplifier, const AmplifierPlace& place,
                                   const AmplifierTarget& target, const BandPower& before,
                                   const std::vector<CatalogueIndex>& among) const {
  const bool by_power = library_->span.power_mode;
  const CatalogueEntry* type = nullptr;
  double reduction_db = 0;
  if (amplifier.variety.empty()) {
    const AmplifierNeed need{target.gain_db, target.power_dbm, place.raman_allowed, extended_gain_db()};
    const auto choice = least_noisy(catalogue_, among, need);
    if (!choice) return refuse(*network_, place.amplifier, choice.error().message);
    type = &catalogue_[choice->type];
    amplifier.variety = type->variety->name;
    reduction_db = choice->power_reduction_db;
  } else {
    const CatalogueIndex* named = catalogue_.find(amplifier.variety);
    if (named == nullptr || catalogue_[*named].is_multiband()) {
      return refuse(*network_, place.amplifier,
                    fmt::format("type_variety {} is no single-band amplifier of {}", amplifier.variety,
                                library_->file));
    }
    type = &catalogue_[*named];
    const double output_dbm = by_power ? target.power_dbm
                                       : load_.total_dbm + before.delta_p_db - place.loss_before_db -
                                             before.voa_db + target.gain_db;
    reduction_db = std::min(0.0, type->p_max_dbm - output_dbm);
  }
  const BandPower after{target.delta_p_db + reduction_db, target.voa_db};
  amplifier.gain_target_db = target.gain_db + reduction_db;
  amplifier.delta_p_db = by_power ? std::optional(after.delta_p_db) : std::nullopt;
  amplifier.tilt_target_db = target.tilt_db;
  if (!amplifier.out_voa_db) {
    double voa_db = 0;
    if (by_power && type->variety->out_voa_auto) {
      // Gain that is left is spent in the attenuator: the nearer to its flat gain, the less noise.
      const double spare =
          std::min(type->p_max_dbm - target.power_dbm, type->gain_flatmax_db - *amplifier.gain_target_db);
      voa_db = std::max(StepRounding(kVoaStep)(spare) - kVoaMargin, 0.0);
      *amplifier.delta_p_db += voa_db;
      *amplifier.gain_target_db += voa_db;
    }
    amplifier.out_voa_db = voa_db;
  }
  return after;
}

}  // namespace lightloom::gnpy
