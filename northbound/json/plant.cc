#include "northbound/json/plant.h"

#include "topology/line_ports.h"

namespace lightloom::northbound {
namespace {

double to_km(Metres length) { return static_cast<double>(length.value) / 1e3; }
double to_thz(Mhz frequency) { return static_cast<double>(frequency.value) / 1e6; }
double to_ghz(Mhz width) { return static_cast<double>(width.value) / 1e3; }

constexpr std::string_view kOnlyRecorded = "recorded; no device reports on it";

// Both link messages have these fields, of the same names.
template <class Message>
void fill(Message& message, const Network& network, const Link& link) {
  message.set_name(link.name);
  message.set_a_site(network.site(link.a_site).name);
  message.set_z_site(network.site(link.z_site).name);
  message.set_length_km(to_km(link.length));
  message.set_latency_us(ceil_us(link.latency));
  message.set_admin_state(v1::Link::ENABLED);
  message.mutable_srlgs()->Add(link.srlgs.begin(), link.srlgs.end());
}
template <class Message>
void fill(Message& message, const LinkStatus& status) {
  // The enum of the API is that of the ports, after UNSPECIFIED; the tests compare every name.
  message.set_state(static_cast<v1::Link::State>(static_cast<int>(status.state) + 1));
  const bool is_only_recorded = status.state == LinkState::kPlanned && status.message.empty();
  message.set_state_message(is_only_recorded ? std::string(kOnlyRecorded) : status.message);
}

v1::Amplifier amplifier_message(const Equipment& equipment, const Amplifier& amplifier) {
  v1::Amplifier message;
  message.set_type(equipment.amplifiers[amplifier.type.at()].name);
  message.set_gain_db(amplifier.gain.value);
  message.set_out_voa_db(amplifier.out_voa.value);
  message.set_tilt_db(amplifier.tilt.value);
  return message;
}

void fill_line(v1::Network::Link& message, const Equipment& equipment, const Link& link) {
  message.set_a_port(link.a_port);
  message.set_z_port(link.z_port);
  message.set_fibre(link.fibre);
  message.set_fibre_type(equipment.fibres[link.fibre_type.at()].name);
  for (const Span& span : link.spans) {
    v1::Span& to = *message.add_spans();
    to.set_length_km(to_km(span.length));
    to.set_loss_db_per_km(span.loss_db_per_km);
    to.set_connector_in_db(span.connector_in.value);
    to.set_connector_out_db(span.connector_out.value);
    to.set_pad_db(span.pad.value);
  }
  for (const Amplifier& amplifier : link.amps_az)
    *message.add_amplifiers_az() = amplifier_message(equipment, amplifier);
  for (const Amplifier& amplifier : link.amps_za)
    *message.add_amplifiers_za() = amplifier_message(equipment, amplifier);
}

void fill(v1::Mode& message, const Mode& mode) {
  message.set_name(mode.name);
  message.set_transceiver(mode.transceiver);
  message.set_gbps(static_cast<double>(mode.rate.value) / 1e6);
  message.set_baud_rate_gbaud(to_ghz(mode.baud_rate));
  message.set_min_spacing_ghz(to_ghz(mode.min_spacing));
  message.set_f_min_thz(to_thz(mode.f_min));
  message.set_f_max_thz(to_thz(mode.f_max));
  message.set_roll_off(mode.roll_off);
  message.set_required_osnr_db(mode.required_osnr.value);
  message.set_tx_osnr_db(mode.tx_osnr.value);
}

void fill(v1::AmplifierType& message, const AmplifierType& type) {
  message.set_name(type.name);
  message.set_kind(type.kind == AmplifierType::Kind::kVariableGain ? v1::AmplifierType::VARIABLE_GAIN
                                                                   : v1::AmplifierType::FIXED_GAIN);
  message.set_gain_flatmax_db(type.gain_flatmax.value);
  message.set_gain_min_db(type.gain_min.value);
  message.set_p_max_dbm(type.p_max.value);
  message.set_nf_min_db(type.nf_min.value);
  message.set_nf_max_db(type.nf_max.value);
  message.set_f_min_thz(to_thz(type.f_min));
  message.set_f_max_thz(to_thz(type.f_max));
  message.set_allowed_for_design(type.allowed_for_design);
}

void fill(v1::FibreType& message, const FibreType& type) {
  message.set_name(type.name);
  message.set_dispersion_s_per_m2(type.dispersion_s_per_m2);
  if (type.dispersion_slope_s_per_m3) message.set_dispersion_slope_s_per_m3(*type.dispersion_slope_s_per_m3);
  message.set_effective_area_m2(type.effective_area_m2);
  if (type.gamma_per_w_per_m) message.set_gamma_per_w_per_m(*type.gamma_per_w_per_m);
  message.set_pmd_s_per_sqrt_m(type.pmd_s_per_sqrt_m);
  message.set_group_index(type.group_index);
  message.set_nonlinear_index_m2_per_w(type.nonlinear_index_m2_per_w);
}

void fill(v1::RoadmType& message, const RoadmType& type) {
  message.set_name(type.name);
  // The enum of the API is RoadmTarget::Kind after UNSPECIFIED.
  message.set_target(static_cast<v1::RoadmType::Target>(static_cast<int>(type.target.kind) + 1));
  message.set_target_value(type.target.value);
  message.set_add_drop_osnr_db(type.add_drop_osnr.value);
  message.set_pmd_s(type.pmd_s);
}

void fill(v1::LineDefaults& message, const LineDefaults& line) {
  message.set_f_min_thz(to_thz(line.f_min));
  message.set_f_max_thz(to_thz(line.f_max));
  message.set_baud_rate_gbaud(to_ghz(line.baud_rate));
  message.set_spacing_ghz(to_ghz(line.spacing));
  message.set_roll_off(line.roll_off);
  message.set_launch_power_dbm(line.launch_power.value);
  message.set_tx_osnr_db(line.tx_osnr.value);
  message.set_margin_db(line.margin.value);
  message.set_padding_db(line.padding.value);
  message.set_connector_in_db(line.connector_in.value);
  message.set_connector_out_db(line.connector_out.value);
  message.set_max_length_km(to_km(line.max_length));
  message.set_extended_gain_db(line.extended_gain.value);
}

void fill(v1::Equipment& message, const Equipment& equipment) {
  for (const Mode& mode : equipment.modes) fill(*message.add_modes(), mode);
  for (const AmplifierType& type : equipment.amplifiers) fill(*message.add_amplifiers(), type);
  for (const FibreType& type : equipment.fibres) fill(*message.add_fibres(), type);
  fill(*message.mutable_roadm(), equipment.roadm);
  fill(*message.mutable_line(), equipment.line);
}

void fill(v1::Site& message, const Site& site) {
  message.set_name(site.name);
  if (!site.name_zh.empty()) message.set_name_zh(site.name_zh);
  if (site.latitude_deg) message.set_latitude_deg(*site.latitude_deg);
  if (site.longitude_deg) message.set_longitude_deg(*site.longitude_deg);
  message.set_kind(site.kind);
  if (!site.hub.empty()) message.set_hub(site.hub);
  if (site.line_ports) message.set_line_ports(static_cast<std::int32_t>(*site.line_ports));
  message.set_regenerators(static_cast<std::int32_t>(site.regenerators));
  if (!site.uid.empty()) message.set_uid(site.uid);
}

const std::string* device_of(const Snapshot& snapshot, const Site& site) {
  const auto found = snapshot.plant->nodes.find(site.name);
  return found == snapshot.plant->nodes.end() ? nullptr : &found->second;
}
std::string node_of(const Site& site) { return "roadm-" + site.name; }
std::string node_of(const Snapshot& snapshot, const Site& site) {
  const std::string* device = device_of(snapshot, site);
  return device == nullptr ? node_of(site) : *device;
}

}  // namespace

v1::Site site_message(const Snapshot& snapshot, SiteIndex site_index, Instant now) {
  const Site& site = snapshot.network->site(site_index);
  v1::Site message;
  fill(message, site);
  SliceMap taken;
  snapshot.calendar.add_taken_ports(site_index, {now, now + Duration{1}}, taken);
  if (site.line_ports)
    message.set_line_ports_free(message.line_ports() - taken_end_ports(site, taken).count());
  message.set_regenerators_free(message.regenerators() - taken_regenerators(site, taken).count());
  message.add_nodes(node_of(snapshot, site));
  return message;
}

v1::Node node_message(const Snapshot& snapshot, const Site& site) {
  v1::Node message;
  message.set_name(node_of(snapshot, site));
  message.set_site(site.name);
  message.set_kind(v1::Node::ROADM);
  if (const std::string* device = device_of(snapshot, site)) message.set_device(*device);
  return message;
}

v1::Link link_message(const Snapshot& snapshot, LinkIndex index) {
  v1::Link message;
  fill(message, *snapshot.network, snapshot.network->link(index));
  fill(message, snapshot.plant->links.at(index.at()));
  return message;
}

v1::Link to_message(const LinkView& link) {
  v1::Link message;
  message.set_name(link.name);
  message.set_a_site(link.a_site);
  message.set_z_site(link.z_site);
  message.set_length_km(to_km(link.length));
  message.set_latency_us(ceil_us(link.latency));
  message.set_admin_state(v1::Link::ENABLED);
  message.mutable_srlgs()->Add(link.srlgs.begin(), link.srlgs.end());
  fill(message, link.status);
  return message;
}

v1::Network network_message(const Network& network) {
  v1::Network message;
  for (const Site& site : network.sites()) {
    v1::Site& to = *message.add_sites();
    fill(to, site);
    to.add_nodes(node_of(site));
  }
  for (const Link& link : network.links()) {
    v1::Network::Link& to = *message.add_links();
    fill(to, network, link);
    fill(to, LinkStatus{});
    fill_line(to, network.equipment(), link);
  }
  fill(*message.mutable_equipment(), network.equipment());
  return message;
}

v1::Network network_message(const Snapshot& snapshot, Instant now) {
  v1::Network message = network_message(*snapshot.network);
  for (int i = 0; i < message.sites_size(); ++i)
    *message.mutable_sites(i) = site_message(snapshot, SiteIndex{static_cast<std::uint32_t>(i)}, now);
  for (int i = 0; i < message.links_size(); ++i)
    fill(*message.mutable_links(i), snapshot.plant->links.at(static_cast<std::size_t>(i)));
  return message;
}

}  // namespace lightloom::northbound
