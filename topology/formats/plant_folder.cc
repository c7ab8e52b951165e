#include "topology/formats/plant_folder.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

#include "topology/formats/cable_table.h"
#include "topology/formats/csv.h"
#include "topology/formats/line_design.h"

namespace lightloom::formats {
namespace {

enum SiteColumn : std::size_t {
  kSite,
  kNameZh,
  kLatitude,
  kLongitude,
  kKind,
  kHub,
  kLinePorts,
  kRegenerators,
};
constexpr std::array<CsvColumn, 8> kSiteColumns{
    CsvColumn{"site"}, {"name_zh", false}, {"latitude_deg", false}, {"longitude_deg", false},
    {"kind", false},   {"hub", false},     {"line_ports", false},   {"regenerators", false}};

enum AmplifierColumn : std::size_t {
  kAmplifierCable,
  kDirection,
  kPosition,
  kType,
  kGain,
  kRole,
  kOutVoa,
  kTilt,
};
constexpr std::array<CsvColumn, 8> kAmplifierColumns{
    CsvColumn{"cable"}, {"direction"},   {"position"},          {"type"},
    {"gain_db"},        {"role", false}, {"out_voa_db", false}, {"tilt_db", false}};

constexpr Range kLatitudeDeg{-90, 90};
constexpr Range kLongitudeDeg{-180, 180};
constexpr Range kGainDb{0, 60};
constexpr Range kVoaDb{0, 60};
constexpr Range kTiltDb{-20, 20};

Result<std::vector<Site>> read_sites(const CsvTable& table, SiteNames& names) {
  FirstError errors;
  std::vector<Site> sites;
  for (const auto& row : table.rows()) {
    const CsvFields fields(table, row, errors);
    Site site;
    const auto name = fields.name(kSite);
    const SiteIndex index{static_cast<std::uint32_t>(sites.size())};
    if (const auto [known, fresh] = names.try_emplace(name, index); !fresh)
      fields.refuse(kSite, fmt::format("{} is named twice, first in line {}; each name is used once",
                                       as_shown(name), table.rows()[known->second.at()].line));
    site.name = name;
    site.name_zh = fields.text(kNameZh);
    site.latitude_deg = fields.number_if_given(kLatitude, kLatitudeDeg);
    site.longitude_deg = fields.number_if_given(kLongitude, kLongitudeDeg);
    site.kind = fields.text(kKind);
    site.hub = fields.text(kHub);
    site.line_ports = fields.count_if_given(kLinePorts, kMaxSlices);
    site.regenerators = fields.count_if_given(kRegenerators, kMaxSlices).value_or(0);
    if (errors.is_set()) return errors.failure();
    sites.push_back(std::move(site));
  }
  return sites;
}

// What amplifiers.csv says, and where; what it leaves out is designed.
class AmplifierRows {
 public:
  AmplifierRows(std::vector<Link>& links, const EquipmentFile& equipment, const LineDesign& design)
      : links_(links), equipment_(equipment), design_(design) {
    for (std::size_t i = 0; i < links.size(); ++i) {
      link_of_.emplace(links[i].name, i);
      line_of_.emplace_back(2 * (links[i].spans.size() + 1), 0);
      links[i].amps_az.resize(links[i].spans.size() + 1);
      links[i].amps_za.resize(links[i].spans.size() + 1);
    }
  }

  Result<void> take(const CsvTable& table) {
    FirstError errors;
    for (const auto& row : table.rows()) {
      take_row(table, row, errors);
      if (errors.is_set()) return errors.failure();
    }
    return {};
  }

  Result<void> design_the_rest(const std::string& cables_file) {
    for (std::size_t i = 0; i < links_.size(); ++i) {
      auto& link = links_[i];
      const std::vector<Span> backwards(link.spans.rbegin(), link.spans.rend());
      for (std::size_t at = 0; at < line_of_[i].size(); ++at) {
        if (line_of_[i][at] != 0) continue;
        const bool forward = at < link.amps_az.size();
        const auto position = forward ? at : at - link.amps_az.size();
        auto designed = design_.amplifier(forward ? link.spans : backwards, position);
        if (!designed)
          return invalid(fmt::format("{}: cable {}: amplifier {} of {}: {}", cables_file, link.name, position,
                                     forward ? "az" : "za", designed.error().message),
                         "amplifiers");
        (forward ? link.amps_az : link.amps_za)[position] = *designed;
      }
    }
    return {};
  }

 private:
  void take_row(const CsvTable& table, const CsvRow& row, FirstError& errors) {
    const CsvFields fields(table, row, errors);
    const auto name = fields.name(kAmplifierCable);
    const auto found = link_of_.find(name);
    if (found == link_of_.end()) return refuse_cable(fields, name);
    auto& link = links_[found->second];
    const auto direction = fields.text(kDirection);
    if (direction != "az" && direction != "za")
      return fields.refuse(kDirection,
                           fmt::format("{} is not a direction; needs az or za", as_shown(direction)));
    auto& amplifiers = direction == "az" ? link.amps_az : link.amps_za;
    const std::size_t position = fields.count(kPosition, static_cast<std::uint32_t>(link.spans.size()));
    if (errors.is_set()) return;
    auto& line = line_of_[found->second][position + (direction == "az" ? 0 : amplifiers.size())];
    if (line != 0)
      return fields.refuse(
          kPosition, fmt::format("amplifier {} of cable {} {} is given twice, first in line {}", position,
                                 name, direction, line));
    line = row.line;
    check_role(fields, position, link.spans.size());
    const auto type = equipment_.amplifier(fields.text(kType));
    if (!type) return fields.refuse(kType, type.error().message, type.error().nearest);
    amplifiers[position] = {*type, Decibel{fields.number(kGain, kGainDb)},
                            Decibel{fields.number_if_given(kOutVoa, kVoaDb).value_or(0)},
                            Decibel{fields.number_if_given(kTilt, kTiltDb).value_or(0)}};
  }

  void refuse_cable(const CsvFields& fields, std::string_view name) const {
    std::vector<std::string_view> names;
    names.reserve(links_.size());
    for (const auto& link : links_) names.push_back(link.name);
    auto nearest = nearest_of(name, names);
    fields.refuse(kAmplifierCable,
                  fmt::format("no cable {}{}", as_shown(name),
                              nearest.empty() ? "; needs one of the record" : "; the nearest is " + nearest),
                  nearest);
  }

  static void check_role(const CsvFields& fields, std::size_t position, std::size_t last) {
    const std::string_view role = position == 0 ? "booster" : position == last ? "preamp" : "ila";
    const auto given = fields.text(kRole);
    if (!given.empty() && given != role)
      fields.refuse(kRole, fmt::format("{} at position {} of 0 to {}; that is the {}", as_shown(given),
                                       position, last, role));
  }

  std::vector<Link>& links_;
  const EquipmentFile& equipment_;
  const LineDesign& design_;
  std::unordered_map<std::string_view, std::size_t> link_of_;
  std::vector<std::vector<std::size_t>> line_of_;  // of each amplifier, az then za; 0 where not given
};

}  // namespace

Result<NetworkRecord> read_plant(const PlantTexts& texts, const EquipmentFile& equipment) {
  const auto sites_table = read_csv(texts.sites.text, texts.sites.file, kSiteColumns);
  if (!sites_table) return fail(sites_table.error());
  SiteNames names;
  auto sites = read_sites(*sites_table, names);
  if (!sites) return fail(sites.error());

  const LineDesign design(equipment.equipment);
  const auto cables_table = read_cable_table(texts.cables.text, texts.cables.file);
  if (!cables_table) return fail(cables_table.error());
  auto links = read_cables(*cables_table, names, equipment, design);
  if (!links) return fail(links.error());

  AmplifierRows amplifiers(*links, equipment, design);
  if (texts.amplifiers) {
    const auto table = read_csv(texts.amplifiers->text, texts.amplifiers->file, kAmplifierColumns);
    if (!table) return fail(table.error());
    if (auto taken = amplifiers.take(*table); !taken) return fail(taken.error());
  }
  if (auto designed = amplifiers.design_the_rest(texts.cables.file); !designed) return fail(designed.error());
  return NetworkRecord{std::move(*sites), std::move(*links), equipment.equipment};
}

}  // namespace lightloom::formats
