#include "topology/formats/equipment_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <unordered_set>

#include "topology/formats/csv.h"
#include "topology/formats/json_reader.h"
#include "topology/network.h"
#include "topology/optics/amplifier.h"

namespace lightloom::formats {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 8> kSections{"Edfa",  "Fiber", "RamanFiber",  "Span",
                                                    "Roadm", "SI",    "Transceiver", "library-information"};
constexpr std::array<std::string_view, 33> kEdfaFields{"type_variety",
                                                       "type_def",
                                                       "gain_flatmax",
                                                       "gain_min",
                                                       "p_max",
                                                       "nf_min",
                                                       "nf_max",
                                                       "nf0",
                                                       "nf_coef",
                                                       "nf_fit_coeff",
                                                       "nf_ripple",
                                                       "gain_ripple",
                                                       "tilt_ripple",
                                                       "f_ripple_ref",
                                                       "dgt",
                                                       "f_min",
                                                       "f_max",
                                                       "bands",
                                                       "multi_band",
                                                       "amplifiers",
                                                       "out_voa_auto",
                                                       "allowed_for_design",
                                                       "raman",
                                                       "pmd",
                                                       "pdl",
                                                       "preamp_variety",
                                                       "booster_variety",
                                                       "advanced_config_from_json",
                                                       "advance_configurations_from_json",
                                                       "default_config_from_json",
                                                       "nf_model",
                                                       "dual_stage_model",
                                                       "other_name"};
constexpr std::array<std::string_view, 12> kFiberFields{
    "type_variety", "dispersion",        "dispersion_slope", "effective_area",
    "gamma",        "pmd_coef",          "raman_efficiency", "dispersion_per_frequency",
    "other_name",   "raman_coefficient", "group_index",      "nonlinear_index"};
constexpr std::array<std::string_view, 16> kSpanFields{"power_mode",
                                                       "delta_power_range_db",
                                                       "max_fiber_lineic_loss_for_raman",
                                                       "max_length",
                                                       "target_extended_gain",
                                                       "length_units",
                                                       "max_loss",
                                                       "padding",
                                                       "EOL",
                                                       "con_in",
                                                       "con_out",
                                                       "span_loss_ref",
                                                       "voa_margin",
                                                       "power_slope",
                                                       "voa_step",
                                                       "type_variety"};
constexpr std::array<std::string_view, 9> kRoadmFields{"type_variety",
                                                       "target_pch_out_db",
                                                       "target_psd_out_mWperGHz",
                                                       "target_out_mWperSlotWidth",
                                                       "add_drop_osnr",
                                                       "pmd",
                                                       "pdl",
                                                       "restrictions",
                                                       "roadm-path-impairments"};
constexpr std::array<std::string_view, 13> kSiFields{"type_variety",
                                                     "f_min",
                                                     "f_max",
                                                     "baud_rate",
                                                     "spacing",
                                                     "power_dbm",
                                                     "power_range_db",
                                                     "roll_off",
                                                     "tx_osnr",
                                                     "sys_margins",
                                                     "tx_power_dbm",
                                                     "nb_channel",
                                                     "use_si_channel_count_for_design"};
constexpr std::array<std::string_view, 5> kTransceiverFields{"type_variety", "frequency", "mode",
                                                             "other_name", "design_bands"};
constexpr std::array<std::string_view, 11> kModeFields{"format",
                                                       "baud_rate",
                                                       "OSNR",
                                                       "bit_rate",
                                                       "roll_off",
                                                       "tx_osnr",
                                                       "min_spacing",
                                                       "cost",
                                                       "penalties",
                                                       "other_name",
                                                       "equalization_offset_db"};

// GNPy's own amplifier band, which it takes where an amplifier names none.
constexpr Mhz kAmplifierFMin{191'275'000};
constexpr Mhz kAmplifierFMax{196'125'000};

constexpr Range kGainDb{0, 60};
constexpr Range kNoiseFigureDb{-10, 60};
constexpr Range kOsnrDb{-10, 100};
constexpr Range kPowerDbm{-60, 60};
constexpr Range kLossDb{0, 60};
constexpr Range kRollOff{0, 1};

// GNPy's defaults for the design rules.
constexpr double kDefaultPaddingDb = 10;
constexpr double kDefaultExtendedGainDb = 2.5;
constexpr double kDefaultMaxLengthKm = 150;

struct RoadmTargetField {
  std::string_view name;
  RoadmTarget::Kind kind;
  Range range;
};
constexpr std::array kRoadmTargets{
    RoadmTargetField{"target_pch_out_db", RoadmTarget::Kind::kPerChannelDbm, kPowerDbm},
    RoadmTargetField{"target_psd_out_mWperGHz", RoadmTarget::Kind::kPerSymbolRateMwPerGhz, {1e-9, 1e3}},
    RoadmTargetField{"target_out_mWperSlotWidth", RoadmTarget::Kind::kPerSlotWidthMwPerGhz, {1e-9, 1e3}}};

template <class Thing>
std::optional<std::size_t> position_of(const std::vector<Thing>& things, std::string_view name) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.name == name; });
  if (found == things.end()) return std::nullopt;
  return static_cast<std::size_t>(found - things.begin());
}

template <class Thing>
tl::unexpected<Error> not_there(const EquipmentFile& file, std::string_view section, std::string_view name,
                                const std::vector<Thing>& things) {
  for (const auto& each : file.unsupported)
    if (each.section == section && each.name == name)
      return invalid(fmt::format("type {} {}", as_shown(name), each.why));
  std::vector<std::string_view> names;
  names.reserve(things.size());
  for (const auto& thing : things) names.push_back(thing.name);
  auto nearest = nearest_of(name, names);
  auto message = fmt::format("{} has no {} of type {}", file.file, section, as_shown(name));
  if (!nearest.empty()) message += fmt::format("; the nearest is {}", nearest);
  if (nearest.empty() && !names.empty()) message += fmt::format("; it has {}", fmt::join(names, ", "));
  return invalid(std::move(message), {}, std::move(nearest));
}

class Reader {
 public:
  Reader(const boost::json::object& document, const std::string& file)
      : document_(document, file + ": ", errors_) {
    read_.file = file;
  }

  Result<EquipmentFile> read() && {
    document_.only(kSections);
    for (const auto& entry : entries("Edfa")) read_amplifier(entry);
    for (const auto& entry : entries("Fiber")) read_fibre(entry);
    for (const auto& entry : entries("Roadm")) read_roadm(entry);
    read_line();
    for (const auto& entry : entries("Transceiver")) read_transceiver(entry);
    if (!errors_.is_set()) check_usable();
    if (errors_.is_set()) return errors_.failure();
    const auto standard = position_of(read_.roadms, "default");
    read_.equipment.roadm = read_.roadms[standard.value_or(0)];
    return std::move(read_);
  }

 private:
  std::vector<JsonObject> entries(std::string_view section) const {
    if (!document_.has(section)) document_.refuse(section, "is missing; needs an array of entries");
    return document_.objects(section);
  }

  void unsupported(std::string_view section, std::string name, std::string why) {
    read_.unsupported.push_back({std::string(section), std::move(name), std::move(why)});
  }

  // A name that this section has not used before.
  std::string fresh_name(const JsonObject& entry, std::string_view section, std::string_view otherwise = {}) {
    auto name = otherwise.empty() ? entry.text("type_variety") : entry.text_or("type_variety", otherwise);
    if (!names_.insert(fmt::format("{}/{}", section, name)).second)
      entry.refuse("type_variety",
                   fmt::format("{} is defined twice; each name is used once", as_shown(name)));
    return name;
  }

  static std::pair<Mhz, Mhz> band(const JsonObject& entry, std::string_view low, std::string_view high,
                                  std::pair<Mhz, Mhz> otherwise) {
    const std::pair band{entry.frequency_or(low, otherwise.first),
                         entry.frequency_or(high, otherwise.second)};
    if (band.first >= band.second)
      entry.refuse(high, fmt::format("{} MHz does not lie above {}, {} MHz", band.second.value, low,
                                     band.first.value));
    return band;
  }

  // Why our model cannot stand for it, or empty.
  static std::string strange_amplifier(const JsonObject& entry, std::string_view kind) {
    if (kind != "variable_gain" && kind != "fixed_gain")
      return fmt::format("is of kind {}, which is not supported; supported are variable_gain and fixed_gain",
                         kind);
    for (const auto* const field : {"default_config_from_json", "advanced_config_from_json"})
      if (entry.has(field)) return fmt::format("has {}, which is not supported", field);
    for (const auto* const field : {"nf_ripple", "gain_ripple", "tilt_ripple"}) {
      const auto* const value = entry.raw().if_contains(field);
      const bool plain = value == nullptr || value->is_null() ||
                         (value->is_number() && std::abs(value->to_number<double>()) <= 0.0);
      if (!plain) return fmt::format("has {}, which is not supported", field);
    }
    return {};
  }

  void read_amplifier(const JsonObject& entry) {
    AmplifierType type;
    type.name = fresh_name(entry, "Edfa");
    const auto kind = entry.text_or("type_def", "variable_gain");
    if (auto why = strange_amplifier(entry, kind); !why.empty())
      return unsupported("Edfa", type.name, std::move(why));
    entry.only(kEdfaFields);
    type.gain_flatmax = Decibel{entry.number("gain_flatmax", kGainDb)};
    type.p_max = Dbm{entry.number("p_max", kPowerDbm)};
    if (kind == "fixed_gain") {
      type.kind = AmplifierType::Kind::kFixedGain;
      type.gain_min = Decibel{entry.number_or("gain_min", type.gain_flatmax.value, kGainDb)};
      // 4-pump Raman entries have negative figures.
      type.nf_min = type.nf_max = Decibel{entry.number("nf0", kNoiseFigureDb)};
    } else {
      type.gain_min = Decibel{entry.number("gain_min", kGainDb)};
      type.nf_min = Decibel{entry.number("nf_min", kNoiseFigureDb)};
      type.nf_max = Decibel{entry.number("nf_max", kNoiseFigureDb)};
      if (type.nf_min > type.nf_max)
        entry.refuse("nf_min",
                     fmt::format("{} dB is above nf_max, {} dB", type.nf_min.value, type.nf_max.value));
    }
    if (type.gain_min > type.gain_flatmax)
      entry.refuse("gain_min", fmt::format("{} dB is above gain_flatmax, {} dB", type.gain_min.value,
                                           type.gain_flatmax.value));
    std::tie(type.f_min, type.f_max) = band(entry, "f_min", "f_max", {kAmplifierFMin, kAmplifierFMax});
    type.allowed_for_design = entry.flag_or("allowed_for_design", false);
    if (errors_.is_set()) return;
    if (const auto noise = optics::noise_figure_model(type); !noise)
      return unsupported("Edfa", type.name, "cannot be used: " + noise.error().message);
    read_.equipment.amplifiers.push_back(std::move(type));
  }

  void read_fibre(const JsonObject& entry) {
    // GNPy's FiberParams: 16.7 ps/nm/km and 83 square micrometres where nothing is said.
    constexpr double kDefaultDispersion = 1.67e-5;
    constexpr double kDefaultEffectiveArea = 83e-12;
    FibreType type;
    type.name = fresh_name(entry, "Fiber");
    if (entry.has("dispersion_per_frequency"))
      return unsupported("Fiber", type.name, "has dispersion_per_frequency, which is not supported");
    entry.only(kFiberFields);
    type.dispersion_s_per_m2 = entry.number_or("dispersion", kDefaultDispersion, {-1e-3, 1e-3});
    type.dispersion_slope_s_per_m3 = entry.number_if_given("dispersion_slope", {-1e6, 1e6});
    type.gamma_per_w_per_m = entry.number_if_given("gamma", {0, 1});
    type.effective_area_m2 =
        entry.number_or("effective_area", type.gamma_per_w_per_m ? 0 : kDefaultEffectiveArea, {1e-13, 1e-8});
    type.pmd_s_per_sqrt_m = entry.number_or("pmd_coef", 0, {0, 1e-9});
    type.group_index = entry.number_or("group_index", type.group_index, {kLeastGroupIndex, kMostGroupIndex});
    type.nonlinear_index_m2_per_w =
        entry.number_or("nonlinear_index", type.nonlinear_index_m2_per_w, {0, 1e-15});
    read_.equipment.fibres.push_back(std::move(type));
  }

  void read_roadm(const JsonObject& entry) {
    constexpr double kNoAddDropNoise = 100;
    RoadmType type;
    type.name = fresh_name(entry, "Roadm", "default");
    const auto* const impairments = entry.raw().if_contains("roadm-path-impairments");
    if (impairments != nullptr && impairments->is_array() && !impairments->get_array().empty())
      return unsupported("Roadm", type.name, "has roadm-path-impairments, which is not supported");
    entry.only(kRoadmFields);
    const RoadmTargetField* chosen = nullptr;
    for (const auto& field : kRoadmTargets) {
      if (!entry.has(field.name)) continue;
      if (chosen != nullptr)
        entry.refuse(field.name, fmt::format("stands beside {}; a ROADM has one target", chosen->name));
      chosen = &field;
      type.target = {field.kind, entry.number(field.name, field.range)};
    }
    if (chosen == nullptr)
      entry.refuse(kRoadmTargets.back().name,
                   "is missing; needs one of target_pch_out_db, target_psd_out_mWperGHz, "
                   "target_out_mWperSlotWidth");
    type.add_drop_osnr = Decibel{entry.number_or("add_drop_osnr", kNoAddDropNoise, kOsnrDb)};
    type.pmd_s = entry.number_or("pmd", 0, {0, 1e-6});
    read_.roadms.push_back(std::move(type));
  }

  std::optional<JsonObject> only_entry(std::string_view section, Names known) {
    auto found = entries(section);
    if (found.size() > 1)
      document_.refuse(section,
                       fmt::format("has {} entries (several bands); one is supported", found.size()));
    if (found.empty()) {
      document_.refuse(section, "has no entry; needs one");
      return std::nullopt;
    }
    found.front().only(known);
    return found.front();
  }

  void read_line() {
    auto& line = read_.equipment.line;
    if (const auto si = only_entry("SI", kSiFields)) {
      std::tie(line.f_min, line.f_max) = band(*si, "f_min", "f_max", {Mhz{191'350'000}, Mhz{196'100'000}});
      line.baud_rate = si->frequency_or("baud_rate", Mhz{32'000});
      line.spacing = si->frequency_or("spacing", Mhz{50'000});
      line.roll_off = si->number_or("roll_off", 0.15, kRollOff);
      line.launch_power = Dbm{si->number_or("power_dbm", 0, kPowerDbm)};
      line.tx_osnr = Decibel{si->number_or("tx_osnr", 45, kOsnrDb)};
      line.margin = Decibel{si->number_or("sys_margins", 0, {-20, 20})};
    }
    if (const auto span = only_entry("Span", kSpanFields)) {
      line.padding = Decibel{span->number_or("padding", kDefaultPaddingDb, kLossDb)};
      line.connector_in = Decibel{span->number_or("con_in", 0, kLossDb)};
      line.connector_out = Decibel{span->number_or("con_out", 0, kLossDb)};
      line.extended_gain = Decibel{span->number_or("target_extended_gain", kDefaultExtendedGainDb, kGainDb)};
      const auto units = span->text_or("length_units", "km");
      if (units != "km" && units != "m")
        span->refuse("length_units",
                     fmt::format("{} is not a unit of length here; needs km or m", as_shown(units)));
      const double metres = units == "m" ? 1 : 1'000;
      const double length = span->number_or("max_length", kDefaultMaxLengthKm, {1e-3, 1e6});
      line.max_length = Metres{std::llround(length * metres)};
    }
  }

  void read_transceiver(const JsonObject& entry) {
    const auto name = fresh_name(entry, "Transceiver");
    entry.only(kTransceiverFields);
    if (!entry.has("mode")) return;
    const auto tuning = entry.object("frequency");
    if (!tuning) return entry.refuse("frequency", "is missing; needs an object with min and max");
    if (!tuning->has("min")) tuning->refuse("min", "is missing; needs a frequency in Hz");
    if (!tuning->has("max")) tuning->refuse("max", "is missing; needs a frequency in Hz");
    const auto range = band(*tuning, "min", "max", {Mhz{1}, Mhz{2}});
    std::vector<Mode> renamed;
    for (const auto& mode_entry : entry.objects("mode")) {
      auto mode = read_mode(mode_entry, name);
      std::tie(mode.f_min, mode.f_max) = range;
      auto why = strange_mode(mode_entry);
      auto aliases = mode_entry.texts("other_name");
      for (auto& alias : aliases) {
        renamed.push_back(mode);
        renamed.back().name = std::move(alias);
      }
      add_mode(mode_entry, std::move(mode), why);
      if (!why.empty()) renamed.resize(renamed.size() - aliases.size());
    }
    // GNPy puts a mode's other names after the transceiver's last mode.
    for (auto& mode : renamed) add_mode(entry, std::move(mode), {});
  }

  Mode read_mode(const JsonObject& entry, const std::string& transceiver) const {
    constexpr double kBitsPerKbit = 1'000;
    entry.only(kModeFields);
    Mode mode;
    mode.name = entry.text("format");
    mode.transceiver = transceiver;
    mode.rate = Kbps{std::llround(entry.number("bit_rate", {1e6, 1e15}) / kBitsPerKbit)};
    mode.baud_rate = entry.frequency("baud_rate");
    mode.min_spacing = entry.frequency("min_spacing");
    mode.roll_off = entry.number_or("roll_off", read_.equipment.line.roll_off, kRollOff);
    mode.required_osnr = Decibel{entry.number("OSNR", kOsnrDb)};
    mode.tx_osnr = Decibel{entry.number("tx_osnr", kOsnrDb)};
    if (mode.min_spacing < mode.baud_rate)
      entry.refuse("min_spacing", fmt::format("{} MHz is less than the baud rate, {} MHz",
                                              mode.min_spacing.value, mode.baud_rate.value));
    return mode;
  }

  static std::string strange_mode(const JsonObject& entry) {
    const auto* const penalties = entry.raw().if_contains("penalties");
    if (penalties != nullptr && penalties->is_array() && !penalties->get_array().empty())
      return "has penalties, which is not supported";
    if (std::abs(entry.number_or("equalization_offset_db", 0, {-60, 60})) > 0.0)
      return "has equalization_offset_db, which is not supported";
    const double mhz = entry.number_or("baud_rate", 0, {0, 1e15}) / 1e6;
    constexpr double kRoundingMhz = 1e-6;
    if (std::abs(mhz - std::round(mhz)) > kRoundingMhz)
      return fmt::format("has a baud_rate of {} MHz, which is not whole and so not supported", mhz);
    return {};
  }

  void add_mode(const JsonObject& entry, Mode mode, const std::string& why) {
    auto& modes = read_.equipment.modes;
    auto name = fmt::format("{}/{}", mode.transceiver, mode.name);
    if (!names_.insert(name).second)
      entry.refuse("format", fmt::format("{} is defined twice; each name is used once", as_shown(mode.name)));
    if (why.empty()) {
      modes.push_back(std::move(mode));
    } else {
      unsupported("Transceiver", std::move(name), why);
    }
  }

  void check_usable() {
    if (read_.roadms.empty()) return refuse_empty("Roadm");
    if (read_.equipment.fibres.empty()) return refuse_empty("Fiber");
    if (read_.equipment.amplifiers.empty()) return refuse_empty("Edfa");
    if (read_.equipment.modes.empty()) return refuse_empty("Transceiver");
  }

  void refuse_empty(std::string_view section) {
    for (const auto& each : read_.unsupported)
      if (each.section == section)
        return document_.refuse(section, fmt::format("none can be used: {} {}", each.name, each.why));
    document_.refuse(section, section == "Transceiver" ? "has no mode; needs at least one"
                                                       : "has no entry; needs at least one");
  }

  FirstError errors_;
  JsonObject document_;
  EquipmentFile read_;
  std::unordered_set<std::string> names_;
};

}  // namespace

Result<AmplifierTypeIndex> EquipmentFile::amplifier(std::string_view type) const {
  if (const auto at = position_of(equipment.amplifiers, type))
    return AmplifierTypeIndex{static_cast<std::uint32_t>(*at)};
  return not_there(*this, "Edfa", type, equipment.amplifiers);
}

Result<FibreTypeIndex> EquipmentFile::fibre(std::string_view type) const {
  if (const auto at = position_of(equipment.fibres, type))
    return FibreTypeIndex{static_cast<std::uint32_t>(*at)};
  return not_there(*this, "Fiber", type, equipment.fibres);
}

Result<RoadmType> EquipmentFile::roadm(std::string_view type) const {
  if (const auto at = position_of(roadms, type)) return roadms[*at];
  return not_there(*this, "Roadm", type, roadms);
}

Result<EquipmentFile> read_equipment_json(std::string_view bytes, const std::string& file) {
  const auto document = parse_json(bytes, file);
  if (!document) return fail(document.error());
  if (!document->is_object())
    return invalid(
        fmt::format("{}: is not an object; needs Edfa, Fiber, Span, Roadm, SI, Transceiver", file));
  return Reader(document->get_object(), file).read();
}

}  // namespace lightloom::formats
