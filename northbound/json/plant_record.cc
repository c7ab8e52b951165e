#include "northbound/json/plant_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

#include "topology/spectrum.h"

namespace lightloom::northbound {
namespace {

constexpr Range kLatitudeDeg{-90, 90};
constexpr Range kLongitudeDeg{-180, 180};
constexpr Range kLossDbPerKm{0.01, 10};
// Pads and connectors may stand for several passive elements in a row.
constexpr Range kLossDb{0, 200};
constexpr Range kGainDb{0, 60};
constexpr Range kTiltDb{-20, 20};

/// Positions by name, and what to say of a name that is not there.
class Positions {
 public:
  explicit Positions(std::string_view kind) : kind_(kind) {}
  void add(std::string_view name) {
    at_.emplace(name, static_cast<std::uint32_t>(names_.size()));
    names_.push_back(name);
  }
  /// 0 after an error. Only the first error looks for the nearest name: ten thousand of them would take
  /// minutes.
  std::uint32_t find(const CheckedFields& fields, std::string_view field, const std::string& name) const {
    if (fields.errors().is_set()) return 0;
    if (const auto found = at_.find(name); found != at_.end()) return found->second;
    if (name.empty()) {
      fields.refuse(field, fmt::format("missing; needs the name of a {}", kind_));
      return 0;
    }
    constexpr std::size_t kShown = 64;
    std::string nearest = nearest_of(name, names_);
    fields.refuse(field,
                  fmt::format("the record has no {} {:?}{}", kind_, std::string_view(name).substr(0, kShown),
                              nearest.empty() ? "" : "; the nearest is " + nearest),
                  nearest);
    return 0;
  }

 private:
  std::string_view kind_;
  std::unordered_map<std::string_view, std::uint32_t> at_;
  std::vector<std::string_view> names_;
};

Site site_value(const v1::Site& message, const CheckedFields& fields) {
  constexpr auto kMostOfASite = static_cast<std::int32_t>(kMaxSlices);
  Site site;
  site.name = fields.name("name", message.name());
  site.name_zh = fields.text("name_zh", message.name_zh());
  site.uid = fields.text("uid", message.uid());
  if (message.has_latitude_deg())
    site.latitude_deg = fields.number("latitude_deg", message.latitude_deg(), kLatitudeDeg);
  if (message.has_longitude_deg())
    site.longitude_deg = fields.number("longitude_deg", message.longitude_deg(), kLongitudeDeg);
  site.kind = fields.text("kind", message.kind());
  site.hub = fields.text("hub", message.hub());
  if (message.has_line_ports())
    site.line_ports = fields.count("line_ports", message.line_ports(), kMostOfASite);
  site.regenerators = fields.count("regenerators", message.regenerators(), kMostOfASite);
  return site;
}

Span span_value(const v1::Span& message, const CheckedFields& fields) {
  Span span;
  span.length = fields.length("length_km", message.length_km());
  span.loss_db_per_km = fields.number("loss_db_per_km", message.loss_db_per_km(), kLossDbPerKm);
  span.connector_in = {fields.number("connector_in_db", message.connector_in_db(), kLossDb)};
  span.connector_out = {fields.number("connector_out_db", message.connector_out_db(), kLossDb)};
  span.pad = {fields.number("pad_db", message.pad_db(), kLossDb)};
  return span;
}

class RecordReader {
 public:
  explicit RecordReader(const v1::Network& message) : message_(message) {}

  Result<NetworkRecord> read() && {
    read_equipment();
    read_sites();
    for (int i = 0; i < message_.links_size(); ++i)
      record_.links.push_back(link_value(message_.links(i), at("links", i)));
    if (errors_.is_set()) return errors_.failure();
    return std::move(record_);
  }

 private:
  CheckedFields at(std::string_view list, int index) {
    return {fmt::format("network.{}[{}].", list, index), errors_};
  }

  void read_equipment() {
    const CheckedFields root("network.", errors_);
    if (!message_.has_equipment()) root.refuse("equipment", "missing; needs what GET /v1/network prints");
    record_.equipment = equipment_value(message_.equipment(), {"network.equipment.", errors_});
    for (const auto& type : message_.equipment().amplifiers()) amplifiers_.add(type.name());
    for (const auto& type : message_.equipment().fibres()) fibres_.add(type.name());
  }

  void read_sites() {
    if (message_.sites_size() == 0)
      CheckedFields("network.", errors_).refuse("sites", "missing; needs at least one");
    for (int i = 0; i < message_.sites_size(); ++i) {
      record_.sites.push_back(site_value(message_.sites(i), at("sites", i)));
      sites_.add(message_.sites(i).name());
    }
  }

  Link link_value(const v1::Network::Link& message, const CheckedFields& fields) {
    Link link;
    link.name = fields.name("name", message.name());
    link.a_site = {sites_.find(fields, "a_site", message.a_site())};
    link.z_site = {sites_.find(fields, "z_site", message.z_site())};
    link.a_port = fields.name("a_port", message.a_port());
    link.z_port = fields.name("z_port", message.z_port());
    link.fibre = fields.text("fibre", message.fibre());
    link.fibre_type = {fibres_.find(fields, "fibre_type", message.fibre_type())};
    link.length = fields.length("length_km", message.length_km());
    for (const auto& group : message.srlgs()) link.srlgs.push_back(fields.name("srlgs", group));
    for (int i = 0; i < message.spans_size(); ++i)
      link.spans.push_back(span_value(message.spans(i), element(fields, "spans", i)));
    link.amps_az = amplifier_values(message.amplifiers_az(), fields, "amplifiers_az");
    link.amps_za = amplifier_values(message.amplifiers_za(), fields, "amplifiers_za");
    check_line(link, fields);
    return link;
  }

  static CheckedFields element(const CheckedFields& fields, std::string_view list, int index) {
    return {fmt::format("{}{}[{}].", fields.where(), list, index), fields.errors()};
  }

  std::vector<Amplifier> amplifier_values(const google::protobuf::RepeatedPtrField<v1::Amplifier>& messages,
                                          const CheckedFields& fields, std::string_view list) const {
    std::vector<Amplifier> amplifiers;
    amplifiers.reserve(static_cast<std::size_t>(messages.size()));
    for (int i = 0; i < messages.size(); ++i) {
      const auto at = element(fields, list, i);
      const auto& message = messages[i];
      amplifiers.push_back({{amplifiers_.find(at, "type", message.type())},
                            {at.number("gain_db", message.gain_db(), kGainDb)},
                            {at.number("out_voa_db", message.out_voa_db(), kLossDb)},
                            {at.number("tilt_db", message.tilt_db(), kTiltDb)}});
    }
    return amplifiers;
  }

  // Network::build checks these too, and cannot say where they stand.
  static void check_line(const Link& link, const CheckedFields& fields) {
    Metres sum{};
    for (const Span& span : link.spans) sum += span.length;
    if (sum != link.length)
      fields.refuse("spans", fmt::format("sum to {} m, and length_km is {} m; they must be the same",
                                         sum.value, link.length.value));
    for (const auto& [list, amplifiers] :
         {std::pair{"amplifiers_az", &link.amps_az}, std::pair{"amplifiers_za", &link.amps_za}})
      if (amplifiers->size() != link.spans.size() + 1)
        fields.refuse(list, fmt::format("{} of them; {} spans need {}", amplifiers->size(), link.spans.size(),
                                        link.spans.size() + 1));
  }

  const v1::Network& message_;
  FirstError errors_;
  NetworkRecord record_;
  Positions sites_{"site"};
  Positions amplifiers_{"amplifier type"};
  Positions fibres_{"fibre type"};
};

}  // namespace

Result<NetworkRecord> to_value(const v1::Network& message) { return RecordReader(message).read(); }

}  // namespace lightloom::northbound
