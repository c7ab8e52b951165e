#include "controller/records/network_messages.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lightloom::records {
namespace {

// Far beyond any plant, and small enough that sums over a network stay within 64 bits.
constexpr std::int64_t kGreatestMhz = 1'000'000'000;
constexpr std::int64_t kGreatestMetres = 1'000'000'000'000;

static_assert(static_cast<int>(AmplifierType::Kind::kVariableGain) + 1 ==
              v1::PlantAmplifierType::VARIABLE_GAIN);
static_assert(static_cast<int>(AmplifierType::Kind::kFixedGain) + 1 == v1::PlantAmplifierType::FIXED_GAIN);
static_assert(static_cast<int>(RoadmTarget::Kind::kPerChannelDbm) + 1 == v1::PlantRoadm::PER_CHANNEL_DBM);
static_assert(static_cast<int>(RoadmTarget::Kind::kPerSymbolRateMwPerGhz) + 1 ==
              v1::PlantRoadm::PER_SYMBOL_RATE_MW_PER_GHZ);
static_assert(static_cast<int>(RoadmTarget::Kind::kPerSlotWidthMwPerGhz) + 1 ==
              v1::PlantRoadm::PER_SLOT_WIDTH_MW_PER_GHZ);

// Quantities as stored, checked.
class Quantities {
 public:
  explicit Quantities(Inspection& inspection) : inspection_(inspection) {}

  double number(double value) const {
    inspection_.require(std::isfinite(value), "has a number that is not finite");
    return value;
  }
  std::optional<double> number_if(bool is_there, double value) const {
    return is_there ? std::optional(number(value)) : std::nullopt;
  }
  Decibel decibel(double value) const { return {number(value)}; }
  Dbm dbm(double value) const { return {number(value)}; }
  Mhz mhz(std::int64_t value) const { return {within(value, kGreatestMhz)}; }
  Metres metres(std::int64_t value) const { return {within(value, kGreatestMetres)}; }
  Kbps kbps(std::int64_t value) const { return {within(value, std::numeric_limits<std::int64_t>::max())}; }

 private:
  std::int64_t within(std::int64_t value, std::int64_t greatest) const {
    inspection_.require(value >= 0 && value <= greatest, "has a quantity out of range");
    return value;
  }
  Inspection& inspection_;
};

// Members are named one by one in what follows, so that a new one does not compile before it is stored.

void write(const Site& site, v1::PlantSite& message) {
  const auto& [name, name_zh, uid, latitude_deg, longitude_deg, kind, hub, line_ports, regenerators] = site;
  message.set_name(name);
  message.set_name_zh(name_zh);
  message.set_uid(uid);
  if (latitude_deg) message.set_latitude_deg(*latitude_deg);
  if (longitude_deg) message.set_longitude_deg(*longitude_deg);
  message.set_kind(kind);
  message.set_hub(hub);
  if (line_ports) message.set_line_ports(*line_ports);
  message.set_regenerators(regenerators);
}

Site site_from(const v1::PlantSite& message, const Quantities& quantities) {
  Site site;
  site.name = message.name();
  site.name_zh = message.name_zh();
  site.uid = message.uid();
  site.latitude_deg = quantities.number_if(message.has_latitude_deg(), message.latitude_deg());
  site.longitude_deg = quantities.number_if(message.has_longitude_deg(), message.longitude_deg());
  site.kind = message.kind();
  site.hub = message.hub();
  if (message.has_line_ports()) site.line_ports = message.line_ports();
  site.regenerators = message.regenerators();
  return site;
}

void write(const Mode& mode, v1::PlantMode& message) {
  const auto& [name, transceiver, rate, baud_rate, min_spacing, f_min, f_max, roll_off, required_osnr,
               tx_osnr] = mode;
  message.set_name(name);
  message.set_transceiver(transceiver);
  message.set_rate_kbps(rate.value);
  message.set_baud_rate_mhz(baud_rate.value);
  message.set_min_spacing_mhz(min_spacing.value);
  message.set_f_min_mhz(f_min.value);
  message.set_f_max_mhz(f_max.value);
  message.set_roll_off(roll_off);
  message.set_required_osnr_0p1nm_db(required_osnr.value);
  message.set_tx_osnr_0p1nm_db(tx_osnr.value);
}

Mode mode_from(const v1::PlantMode& message, const Quantities& quantities) {
  return {message.name(),
          message.transceiver(),
          quantities.kbps(message.rate_kbps()),
          quantities.mhz(message.baud_rate_mhz()),
          quantities.mhz(message.min_spacing_mhz()),
          quantities.mhz(message.f_min_mhz()),
          quantities.mhz(message.f_max_mhz()),
          quantities.number(message.roll_off()),
          quantities.decibel(message.required_osnr_0p1nm_db()),
          quantities.decibel(message.tx_osnr_0p1nm_db())};
}

void write(const AmplifierType& type, v1::PlantAmplifierType& message) {
  const auto& [name, kind, gain_flatmax, gain_min, p_max, nf_min, nf_max, f_min, f_max, allowed_for_design] =
      type;
  message.set_name(name);
  message.set_kind(static_cast<v1::PlantAmplifierType::Kind>(static_cast<int>(kind) + 1));
  message.set_gain_flatmax_db(gain_flatmax.value);
  message.set_gain_min_db(gain_min.value);
  message.set_p_max_dbm(p_max.value);
  message.set_nf_min_db(nf_min.value);
  message.set_nf_max_db(nf_max.value);
  message.set_f_min_mhz(f_min.value);
  message.set_f_max_mhz(f_max.value);
  message.set_allowed_for_design(allowed_for_design);
}

AmplifierType amplifier_type_from(const v1::PlantAmplifierType& message, const Quantities& quantities,
                                  Inspection& inspection) {
  const bool known = message.kind() != v1::PlantAmplifierType::KIND_UNSPECIFIED &&
                     v1::PlantAmplifierType::Kind_IsValid(message.kind());
  inspection.require(known, "has a kind of amplifier that is not known");
  return {message.name(),
          known ? static_cast<AmplifierType::Kind>(message.kind() - 1) : AmplifierType::Kind::kVariableGain,
          quantities.decibel(message.gain_flatmax_db()),
          quantities.decibel(message.gain_min_db()),
          quantities.dbm(message.p_max_dbm()),
          quantities.decibel(message.nf_min_db()),
          quantities.decibel(message.nf_max_db()),
          quantities.mhz(message.f_min_mhz()),
          quantities.mhz(message.f_max_mhz()),
          message.allowed_for_design()};
}

void write(const FibreType& type, v1::PlantFibreType& message) {
  const auto& [name, dispersion, dispersion_slope, effective_area, gamma, pmd, group_index, kerr_index] =
      type;
  message.set_name(name);
  message.set_dispersion_s_per_m2(dispersion);
  if (dispersion_slope) message.set_dispersion_slope_s_per_m3(*dispersion_slope);
  message.set_effective_area_m2(effective_area);
  if (gamma) message.set_gamma_per_w_per_m(*gamma);
  message.set_pmd_s_per_sqrt_m(pmd);
  // Left out for silica, so that records from before there were others keep their digest.
  const FibreType silica;
  if (group_index != silica.group_index) message.set_group_index(group_index);
  if (kerr_index != silica.nonlinear_index_m2_per_w) message.set_nonlinear_index_m2_per_w(kerr_index);
}

FibreType fibre_type_from(const v1::PlantFibreType& message, const Quantities& quantities) {
  return {message.name(),
          quantities.number(message.dispersion_s_per_m2()),
          quantities.number_if(message.has_dispersion_slope_s_per_m3(), message.dispersion_slope_s_per_m3()),
          quantities.number(message.effective_area_m2()),
          quantities.number_if(message.has_gamma_per_w_per_m(), message.gamma_per_w_per_m()),
          quantities.number(message.pmd_s_per_sqrt_m()),
          message.has_group_index() ? quantities.number(message.group_index()) : FibreType{}.group_index,
          message.has_nonlinear_index_m2_per_w() ? quantities.number(message.nonlinear_index_m2_per_w())
                                                 : FibreType{}.nonlinear_index_m2_per_w};
}

void write(const RoadmType& roadm, v1::PlantRoadm& message) {
  const auto& [name, target, add_drop_osnr, pmd_s] = roadm;
  message.set_name(name);
  message.set_target(static_cast<v1::PlantRoadm::Target>(static_cast<int>(target.kind) + 1));
  message.set_target_value(target.value);
  message.set_add_drop_osnr_0p1nm_db(add_drop_osnr.value);
  message.set_pmd_s(pmd_s);
}

RoadmType roadm_from(const v1::PlantRoadm& message, const Quantities& quantities, Inspection& inspection) {
  const bool known = message.target() != v1::PlantRoadm::TARGET_UNSPECIFIED &&
                     v1::PlantRoadm::Target_IsValid(message.target());
  inspection.require(known, "has a ROADM target that is not known");
  const auto kind =
      known ? static_cast<RoadmTarget::Kind>(message.target() - 1) : RoadmTarget::Kind::kPerSlotWidthMwPerGhz;
  return {message.name(),
          {kind, quantities.number(message.target_value())},
          quantities.decibel(message.add_drop_osnr_0p1nm_db()),
          quantities.number(message.pmd_s())};
}

void write(const LineDefaults& line, v1::PlantLine& message) {
  const auto& [f_min, f_max, baud_rate, spacing, roll_off, launch_power, tx_osnr, margin, padding,
               connector_in, connector_out, max_length, extended_gain] = line;
  message.set_f_min_mhz(f_min.value);
  message.set_f_max_mhz(f_max.value);
  message.set_baud_rate_mhz(baud_rate.value);
  message.set_spacing_mhz(spacing.value);
  message.set_roll_off(roll_off);
  message.set_launch_power_dbm(launch_power.value);
  message.set_tx_osnr_0p1nm_db(tx_osnr.value);
  message.set_margin_db(margin.value);
  message.set_padding_db(padding.value);
  message.set_connector_in_db(connector_in.value);
  message.set_connector_out_db(connector_out.value);
  message.set_max_length_m(max_length.value);
  message.set_extended_gain_db(extended_gain.value);
}

LineDefaults line_from(const v1::PlantLine& message, const Quantities& quantities) {
  return {quantities.mhz(message.f_min_mhz()),
          quantities.mhz(message.f_max_mhz()),
          quantities.mhz(message.baud_rate_mhz()),
          quantities.mhz(message.spacing_mhz()),
          quantities.number(message.roll_off()),
          quantities.dbm(message.launch_power_dbm()),
          quantities.decibel(message.tx_osnr_0p1nm_db()),
          quantities.decibel(message.margin_db()),
          quantities.decibel(message.padding_db()),
          quantities.decibel(message.connector_in_db()),
          quantities.decibel(message.connector_out_db()),
          quantities.metres(message.max_length_m()),
          quantities.decibel(message.extended_gain_db())};
}

void write(const Equipment& equipment, v1::PlantEquipment& message) {
  const auto& [modes, amplifiers, fibres, roadm, line] = equipment;
  for (const auto& mode : modes) write(mode, *message.add_modes());
  for (const auto& type : amplifiers) write(type, *message.add_amplifiers());
  for (const auto& type : fibres) write(type, *message.add_fibres());
  write(roadm, *message.mutable_roadm());
  write(line, *message.mutable_line());
}

Equipment equipment_from(const v1::PlantEquipment& message, Inspection& inspection) {
  inspection.require(message.has_roadm() && message.has_line(), "lacks its ROADM or its line");
  const Quantities quantities(inspection);
  Equipment equipment;
  for (const auto& mode : message.modes()) equipment.modes.push_back(mode_from(mode, quantities));
  for (const auto& type : message.amplifiers())
    equipment.amplifiers.push_back(amplifier_type_from(type, quantities, inspection));
  for (const auto& type : message.fibres()) equipment.fibres.push_back(fibre_type_from(type, quantities));
  equipment.roadm = roadm_from(message.roadm(), quantities, inspection);
  equipment.line = line_from(message.line(), quantities);
  return equipment;
}

void write(const Span& span, v1::PlantSpan& message) {
  const auto& [length, loss_db_per_km, connector_in, connector_out, pad] = span;
  message.set_length_m(length.value);
  message.set_loss_db_per_km(loss_db_per_km);
  message.set_connector_in_db(connector_in.value);
  message.set_connector_out_db(connector_out.value);
  message.set_pad_db(pad.value);
}

Span span_from(const v1::PlantSpan& message, const Quantities& quantities) {
  return {quantities.metres(message.length_m()), quantities.number(message.loss_db_per_km()),
          quantities.decibel(message.connector_in_db()), quantities.decibel(message.connector_out_db()),
          quantities.decibel(message.pad_db())};
}

void write(const Amplifier& amplifier, const Equipment& equipment, v1::PlantAmplifier& message) {
  const auto& [type, gain, out_voa, tilt] = amplifier;
  message.set_type(equipment.amplifiers[type.at()].name);
  message.set_gain_db(gain.value);
  message.set_out_voa_db(out_voa.value);
  message.set_tilt_db(tilt.value);
}

template <class Place>
Place find(const std::unordered_map<std::string_view, std::uint32_t>& places, const std::string& name,
           std::string_view what, Inspection& inspection) {
  if (const auto found = places.find(name); found != places.end()) return {found->second};
  if (inspection.is_sound())
    inspection.require(false,
                       fmt::format("has a cable with the {} {:?}, which the record lacks", what, name));
  return {};
}

template <class Value>
std::unordered_map<std::string_view, std::uint32_t> places_of(const std::vector<Value>& values,
                                                              std::string_view what, Inspection& inspection) {
  std::unordered_map<std::string_view, std::uint32_t> places;
  for (std::uint32_t place = 0; place < values.size(); ++place)
    if (!places.try_emplace(values[place].name, place).second && inspection.is_sound())
      inspection.require(false, fmt::format("has the {} {:?} twice", what, values[place].name));
  return places;
}

}  // namespace

void write(const NetworkRecord& record, v1::PlantRecord& message) {
  for (const auto& site : record.sites) write(site, *message.add_sites());
  write(record.equipment, *message.mutable_equipment());
}

void write(const Link& link, const NetworkRecord& record, v1::PlantLink& message) {
  const auto& [name, a_site, z_site, a_port, z_port, fibre, fibre_type, length, srlgs, spans, amps_az,
               amps_za, latency] = link;
  message.set_name(name);
  message.set_a_site(record.sites[a_site.at()].name);
  message.set_a_port(a_port);
  message.set_z_site(record.sites[z_site.at()].name);
  message.set_z_port(z_port);
  message.set_fibre(fibre);
  message.set_fibre_type(record.equipment.fibres[fibre_type.at()].name);
  message.set_length_m(length.value);
  for (const auto& srlg : srlgs) message.add_srlgs(srlg);
  for (const auto& span : spans) write(span, *message.add_spans());
  for (const auto& amplifier : amps_az) write(amplifier, record.equipment, *message.add_amps_az());
  for (const auto& amplifier : amps_za) write(amplifier, record.equipment, *message.add_amps_za());
}

NetworkRecord record_from(const v1::PlantRecord& message, Inspection& inspection) {
  inspection.require(message.has_equipment(), "lacks its equipment");
  const Quantities quantities(inspection);
  NetworkRecord record;
  for (const auto& site : message.sites()) record.sites.push_back(site_from(site, quantities));
  record.equipment = equipment_from(message.equipment(), inspection);
  return record;
}

LinkReader::LinkReader(const NetworkRecord& record, Inspection& inspection)
    : sites_(places_of(record.sites, "site", inspection)),
      fibres_(places_of(record.equipment.fibres, "fibre type", inspection)),
      amplifiers_(places_of(record.equipment.amplifiers, "amplifier type", inspection)) {}

Link LinkReader::link_from(const v1::PlantLink& message, Inspection& inspection) const {
  const Quantities quantities(inspection);
  Link link;
  link.name = message.name();
  link.a_site = find<SiteIndex>(sites_, message.a_site(), "site", inspection);
  link.z_site = find<SiteIndex>(sites_, message.z_site(), "site", inspection);
  link.a_port = message.a_port();
  link.z_port = message.z_port();
  link.fibre = message.fibre();
  link.fibre_type = find<FibreTypeIndex>(fibres_, message.fibre_type(), "fibre type", inspection);
  link.length = quantities.metres(message.length_m());
  link.srlgs.assign(message.srlgs().begin(), message.srlgs().end());
  for (const auto& span : message.spans()) link.spans.push_back(span_from(span, quantities));
  const auto read_amps = [&](const auto& messages, std::vector<Amplifier>& amps) {
    for (const auto& amp : messages)
      amps.push_back({find<AmplifierTypeIndex>(amplifiers_, amp.type(), "amplifier type", inspection),
                      quantities.decibel(amp.gain_db()), quantities.decibel(amp.out_voa_db()),
                      quantities.decibel(amp.tilt_db())});
  };
  read_amps(message.amps_az(), link.amps_az);
  read_amps(message.amps_za(), link.amps_za);
  return link;
}

}  // namespace lightloom::records
