// Ranges are those of the equipment files that planners keep.
#include <fmt/format.h>

#include <cmath>
#include <unordered_set>

#include "northbound/json/plant_record.h"
#include "topology/network.h"

namespace lightloom::northbound {
namespace {

constexpr Range kGainDb{0, 60};
constexpr Range kNoiseFigureDb{-10, 60};
constexpr Range kOsnrDb{-10, 100};
constexpr Range kPowerDbm{-60, 60};
constexpr Range kLossDb{0, 60};
constexpr Range kMarginDb{-20, 20};
constexpr Range kRollOff{0, 1};
constexpr Range kGbps{0.001, 1e6};
constexpr Range kMwPerGhz{1e-9, 1e3};
constexpr double kMhzPerThz = 1e6;
constexpr double kMhzPerGhz = 1e3;

CheckedFields element(const CheckedFields& fields, std::string_view list, int index) {
  return {fmt::format("{}{}[{}].", fields.where(), list, index), fields.errors()};
}

void check_band(const CheckedFields& fields, Mhz low, Mhz high) {
  if (high <= low)
    fields.refuse("f_max_thz",
                  fmt::format("{} MHz does not lie above f_min_thz, {} MHz", high.value, low.value));
}

/// Names of one kind, each used once.
class Names {
 public:
  void add(const CheckedFields& fields, const std::string& name) {
    if (!names_.insert(name).second)
      fields.refuse("name", fmt::format("{} is there twice; each name is used once", name));
  }

 private:
  std::unordered_set<std::string> names_;
};

Mode mode_value(const v1::Mode& message, const CheckedFields& fields) {
  constexpr double kKbpsPerGbps = 1e6;
  constexpr double kTolerance = 1e-6;  // of one rounding on the way to GHz and back
  Mode mode;
  mode.name = fields.name("name", message.name());
  mode.transceiver = fields.name("transceiver", message.transceiver());
  mode.rate = Kbps{std::llround(fields.number("gbps", message.gbps(), kGbps) * kKbpsPerGbps)};
  mode.baud_rate = fields.frequency("baud_rate_gbaud", message.baud_rate_gbaud(), kMhzPerGhz);
  const double mbaud = message.baud_rate_gbaud() * kMhzPerGhz;
  if (std::abs(mbaud - std::round(mbaud)) > kTolerance)
    fields.refuse("baud_rate_gbaud", fmt::format("{} is not in steps of 0.001", message.baud_rate_gbaud()),
                  fmt::format("{}", std::round(mbaud) / kMhzPerGhz));
  mode.min_spacing = fields.frequency("min_spacing_ghz", message.min_spacing_ghz(), kMhzPerGhz);
  if (mode.min_spacing < mode.baud_rate)
    fields.refuse("min_spacing_ghz", fmt::format("{} MHz is less than the baud rate, {} MHz",
                                                 mode.min_spacing.value, mode.baud_rate.value));
  mode.f_min = fields.frequency("f_min_thz", message.f_min_thz(), kMhzPerThz);
  mode.f_max = fields.frequency("f_max_thz", message.f_max_thz(), kMhzPerThz);
  check_band(fields, mode.f_min, mode.f_max);
  mode.roll_off = fields.number("roll_off", message.roll_off(), kRollOff);
  mode.required_osnr = {fields.number("required_osnr_db", message.required_osnr_db(), kOsnrDb)};
  mode.tx_osnr = {fields.number("tx_osnr_db", message.tx_osnr_db(), kOsnrDb)};
  return mode;
}

AmplifierType amplifier_value(const v1::AmplifierType& message, const CheckedFields& fields) {
  AmplifierType type;
  type.name = fields.name("name", message.name());
  if (message.kind() == v1::AmplifierType::KIND_UNSPECIFIED)
    fields.refuse("kind", "missing; needs VARIABLE_GAIN or FIXED_GAIN");
  type.kind = message.kind() == v1::AmplifierType::FIXED_GAIN ? AmplifierType::Kind::kFixedGain
                                                              : AmplifierType::Kind::kVariableGain;
  type.gain_flatmax = {fields.number("gain_flatmax_db", message.gain_flatmax_db(), kGainDb)};
  type.gain_min = {fields.number("gain_min_db", message.gain_min_db(), kGainDb)};
  if (type.gain_min > type.gain_flatmax)
    fields.refuse("gain_min_db", fmt::format("{} dB is above gain_flatmax_db, {} dB", type.gain_min.value,
                                             type.gain_flatmax.value));
  type.p_max = {fields.number("p_max_dbm", message.p_max_dbm(), kPowerDbm)};
  type.nf_min = {fields.number("nf_min_db", message.nf_min_db(), kNoiseFigureDb)};
  type.nf_max = {fields.number("nf_max_db", message.nf_max_db(), kNoiseFigureDb)};
  if (type.nf_min > type.nf_max)
    fields.refuse("nf_min_db",
                  fmt::format("{} dB is above nf_max_db, {} dB", type.nf_min.value, type.nf_max.value));
  type.f_min = fields.frequency("f_min_thz", message.f_min_thz(), kMhzPerThz);
  type.f_max = fields.frequency("f_max_thz", message.f_max_thz(), kMhzPerThz);
  check_band(fields, type.f_min, type.f_max);
  type.allowed_for_design = message.allowed_for_design();
  return type;
}

FibreType fibre_value(const v1::FibreType& message, const CheckedFields& fields) {
  FibreType type;
  type.name = fields.name("name", message.name());
  type.dispersion_s_per_m2 =
      fields.number("dispersion_s_per_m2", message.dispersion_s_per_m2(), {-1e-3, 1e-3});
  if (message.has_dispersion_slope_s_per_m3())
    type.dispersion_slope_s_per_m3 =
        fields.number("dispersion_slope_s_per_m3", message.dispersion_slope_s_per_m3(), {-1e6, 1e6});
  if (message.has_gamma_per_w_per_m())
    type.gamma_per_w_per_m = fields.number("gamma_per_w_per_m", message.gamma_per_w_per_m(), {0, 1});
  // With gamma the area may be left out, which reads as 0.
  const double least = type.gamma_per_w_per_m ? 0 : 1e-13;
  type.effective_area_m2 = fields.number("effective_area_m2", message.effective_area_m2(), {least, 1e-8});
  type.pmd_s_per_sqrt_m = fields.number("pmd_s_per_sqrt_m", message.pmd_s_per_sqrt_m(), {0, 1e-9});
  if (message.has_group_index())
    type.group_index =
        fields.number("group_index", message.group_index(), {kLeastGroupIndex, kMostGroupIndex});
  if (message.has_nonlinear_index_m2_per_w())
    type.nonlinear_index_m2_per_w =
        fields.number("nonlinear_index_m2_per_w", message.nonlinear_index_m2_per_w(), {0, 1e-15});
  return type;
}

RoadmType roadm_value(const v1::RoadmType& message, const CheckedFields& fields) {
  RoadmType type;
  type.name = fields.name("name", message.name());
  if (message.target() == v1::RoadmType::TARGET_UNSPECIFIED) {
    fields.refuse("target",
                  "missing; needs PER_CHANNEL_DBM, PER_SYMBOL_RATE_MW_PER_GHZ or PER_SLOT_WIDTH_MW_PER_GHZ");
    return type;
  }
  // The enum of the API is RoadmTarget::Kind after UNSPECIFIED.
  type.target.kind = static_cast<RoadmTarget::Kind>(static_cast<int>(message.target()) - 1);
  const bool is_power = type.target.kind == RoadmTarget::Kind::kPerChannelDbm;
  type.target.value = fields.number("target_value", message.target_value(), is_power ? kPowerDbm : kMwPerGhz);
  type.add_drop_osnr = {fields.number("add_drop_osnr_db", message.add_drop_osnr_db(), kOsnrDb)};
  type.pmd_s = fields.number("pmd_s", message.pmd_s(), {0, 1e-6});
  return type;
}

LineDefaults line_value(const v1::LineDefaults& message, const CheckedFields& fields) {
  LineDefaults line;
  line.f_min = fields.frequency("f_min_thz", message.f_min_thz(), kMhzPerThz);
  line.f_max = fields.frequency("f_max_thz", message.f_max_thz(), kMhzPerThz);
  check_band(fields, line.f_min, line.f_max);
  line.baud_rate = fields.frequency("baud_rate_gbaud", message.baud_rate_gbaud(), kMhzPerGhz);
  line.spacing = fields.frequency("spacing_ghz", message.spacing_ghz(), kMhzPerGhz);
  line.roll_off = fields.number("roll_off", message.roll_off(), kRollOff);
  line.launch_power = {fields.number("launch_power_dbm", message.launch_power_dbm(), kPowerDbm)};
  line.tx_osnr = {fields.number("tx_osnr_db", message.tx_osnr_db(), kOsnrDb)};
  line.margin = {fields.number("margin_db", message.margin_db(), kMarginDb)};
  line.padding = {fields.number("padding_db", message.padding_db(), kLossDb)};
  line.connector_in = {fields.number("connector_in_db", message.connector_in_db(), kLossDb)};
  line.connector_out = {fields.number("connector_out_db", message.connector_out_db(), kLossDb)};
  line.max_length = fields.length("max_length_km", message.max_length_km());
  line.extended_gain = {fields.number("extended_gain_db", message.extended_gain_db(), kGainDb)};
  return line;
}

}  // namespace

Equipment equipment_value(const v1::Equipment& message, const CheckedFields& fields) {
  Equipment equipment;
  Names modes;
  Names amplifiers;
  Names fibres;
  for (int i = 0; i < message.modes_size(); ++i) {
    const auto at = element(fields, "modes", i);
    equipment.modes.push_back(mode_value(message.modes(i), at));
    modes.add(at, fmt::format("{} {}", message.modes(i).transceiver(), message.modes(i).name()));
  }
  for (int i = 0; i < message.amplifiers_size(); ++i) {
    const auto at = element(fields, "amplifiers", i);
    equipment.amplifiers.push_back(amplifier_value(message.amplifiers(i), at));
    amplifiers.add(at, message.amplifiers(i).name());
  }
  for (int i = 0; i < message.fibres_size(); ++i) {
    const auto at = element(fields, "fibres", i);
    equipment.fibres.push_back(fibre_value(message.fibres(i), at));
    fibres.add(at, message.fibres(i).name());
  }
  if (!message.has_roadm()) fields.refuse("roadm", "missing; needs the type of the ROADMs");
  if (!message.has_line()) fields.refuse("line", "missing; needs the band and the design rules");
  equipment.roadm = roadm_value(message.roadm(), {fields.where() + "roadm.", fields.errors()});
  equipment.line = line_value(message.line(), {fields.where() + "line.", fields.errors()});
  return equipment;
}

}  // namespace lightloom::northbound
