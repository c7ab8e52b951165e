#include "topology/formats/cable_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

namespace lightloom::formats {
namespace {

constexpr std::array<CsvColumn, 13> kColumns{CsvColumn{"cable"},
                                             {"a_site"},
                                             {"z_site"},
                                             {"length_km"},
                                             {"a_port", false},
                                             {"z_port", false},
                                             {"fibre", false},
                                             {"fibre_type", false},
                                             {"loss_db_per_km", false},
                                             {"connector_db", false},
                                             {"srlgs", false},
                                             {"spans_km", false},
                                             {"pads_db", false}};

constexpr std::string_view kStandardFibre = "G.652.D";
constexpr std::string_view kStandardFibreType = "SSMF";
constexpr double kStandardLossDbPerKm = 0.2;
constexpr std::int64_t kLongestSpan = 80'000;
constexpr Range kLossDbPerKmRange{0.01, 10};
constexpr Range kPadDb{0, 60};
constexpr Range kConnectorDbRange{0, 10};

// As equal as whole metres allow, the longer ones first.
std::vector<Metres> equal_spans(Metres length) {
  const auto count = std::max<std::int64_t>(1, (length.value + kLongestSpan - 1) / kLongestSpan);
  std::vector<Metres> spans(static_cast<std::size_t>(count), Metres{length.value / count});
  for (std::int64_t i = 0; i < length.value % count; ++i) spans[static_cast<std::size_t>(i)] += Metres{1};
  return spans;
}

class Reader {
 public:
  Reader(const CsvTable& table, const SiteNames& sites, const EquipmentFile& equipment,
         const LineDesign& design)
      : table_(table), sites_(sites), equipment_(equipment), design_(design) {}

  Result<std::vector<Link>> read() && {
    for (const auto& row : table_.rows()) {
      read_row(row);
      if (errors_.is_set()) return errors_.failure();
    }
    number_ports();
    return std::move(links_);
  }

 private:
  void read_row(const CsvRow& row) {
    const CsvFields fields(table_, row, errors_);
    Link link;
    const auto name = fields.name(kCable);
    link.name = name;
    if (const auto [known, fresh] = line_of_.try_emplace(name, row.line); !fresh)
      fields.refuse(kCable, fmt::format("{} is named twice, first in line {}; each name is used once",
                                        as_shown(name), known->second));
    link.a_site = site(fields, kASite);
    link.z_site = site(fields, kZSite);
    if (link.a_site == link.z_site)
      fields.refuse(kZSite, fmt::format("cable {}: both ends are {}; a cable joins two sites", name,
                                        fields.text(kZSite)));
    link.a_port = port(fields, row, kAPort, link.a_site);
    link.z_port = port(fields, row, kZPort, link.z_site);
    link.length = fields.kilometres(kLengthKm);
    for (const auto group : fields.parts(kSrlgs)) link.srlgs.emplace_back(group);
    read_fibre(fields, link);
    if (!errors_.is_set()) read_spans(fields, link);
    links_.push_back(std::move(link));
  }

  SiteIndex site(const CsvFields& fields, std::size_t column) const {
    const auto name = fields.name(column);
    const auto found = sites_.find(name);
    if (found != sites_.end()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& each : sites_) names.push_back(each.first);
    std::sort(names.begin(), names.end());
    auto nearest = nearest_of(name, names);
    fields.refuse(column,
                  fmt::format("cable {}: no site {}{}", fields.text(kCable), as_shown(name),
                              nearest.empty() ? "; needs one of the record" : "; the nearest is " + nearest),
                  nearest);
    return {};
  }

  std::string port(const CsvFields& fields, const CsvRow& row, std::size_t column, SiteIndex at) {
    if (fields.text(column).empty()) return {};
    const auto name = fields.name(column);
    const auto [user, fresh] = port_users_.try_emplace({at, name}, row.line);
    if (!fresh)
      fields.refuse(column,
                    fmt::format("cable {}: port {} of {} is already taken in line {}; a port ends one cable",
                                fields.text(kCable), name, fields.text(column == kAPort ? kASite : kZSite),
                                user->second));
    return std::string(name);
  }

  void read_fibre(const CsvFields& fields, Link& link) {
    link.fibre = fields.text(kFibre).empty() ? kStandardFibre : fields.name(kFibre);
    auto type = fields.text(kFibreType);
    if (type.empty() && link.fibre == kStandardFibre) type = kStandardFibreType;
    if (type.empty())
      return fields.refuse(
          kFibreType,
          fmt::format("cable {}: is empty; {} fibre needs its type in the equipment", link.name, link.fibre));
    const auto found = equipment_.fibre(type);
    if (!found)
      return fields.refuse(kFibreType, fmt::format("cable {}: {}", link.name, found.error().message),
                           found.error().nearest);
    link.fibre_type = *found;
  }

  void read_spans(const CsvFields& fields, Link& link) {
    const auto loss = fields.number_if_given(kLossDbPerKm, kLossDbPerKmRange);
    if (!loss && link.fibre != kStandardFibre)
      return fields.refuse(kLossDbPerKm,
                           fmt::format("cable {}: is empty; {} fibre needs its loss", link.name, link.fibre));
    const auto connector = fields.number_if_given(kConnectorDb, kConnectorDbRange);
    const auto& line = equipment_.equipment.line;
    auto lengths = fields.kilometre_list(kSpansKm);
    if (lengths.empty()) lengths = equal_spans(link.length);
    Metres sum{};
    for (const auto length : lengths) {
      sum += length;
      link.spans.push_back({length,
                            loss.value_or(kStandardLossDbPerKm),
                            connector ? Decibel{*connector} : line.connector_in,
                            connector ? Decibel{*connector} : line.connector_out,
                            {}});
    }
    if (sum != link.length)
      fields.refuse(kSpansKm,
                    fmt::format("cable {}: spans sum to {} m, the cable is {} m; they must be the same",
                                link.name, sum.value, link.length.value));
    read_pads(fields, link);
  }

  void read_pads(const CsvFields& fields, Link& link) const {
    const auto pads = fields.number_list(kPadsDb, kPadDb);
    if (!pads.empty() && pads.size() != link.spans.size())
      return fields.refuse(kPadsDb, fmt::format("cable {}: {} pads for {} spans; each span has one",
                                                link.name, pads.size(), link.spans.size()));
    for (std::size_t i = 0; i < link.spans.size(); ++i)
      link.spans[i].pad = pads.empty() ? design_.pad(link.spans[i]) : Decibel{pads[i]};
  }

  void number_ports() {
    std::unordered_map<SiteIndex, std::size_t> next;
    std::set<std::pair<SiteIndex, std::string>> taken;
    for (const auto& link : links_) {
      taken.emplace(link.a_site, link.a_port);
      taken.emplace(link.z_site, link.z_port);
    }
    const auto number = [&](SiteIndex at, std::string& port) {
      while (port.empty()) {
        auto candidate = fmt::format("degree-{}", ++next[at]);
        if (taken.emplace(at, candidate).second) port = std::move(candidate);
      }
    };
    for (auto& link : links_) {
      number(link.a_site, link.a_port);
      number(link.z_site, link.z_port);
    }
  }

  const CsvTable& table_;
  const SiteNames& sites_;
  const EquipmentFile& equipment_;
  const LineDesign& design_;
  FirstError errors_;
  std::vector<Link> links_;
  std::unordered_map<std::string_view, std::size_t> line_of_;
  std::map<std::pair<SiteIndex, std::string_view>, std::size_t> port_users_;
};

}  // namespace

Result<CsvTable> read_cable_table(std::string_view bytes, std::string file) {
  return read_csv(bytes, std::move(file), kColumns);
}

Result<std::vector<Link>> read_cables(const CsvTable& table, const SiteNames& sites,
                                      const EquipmentFile& equipment, const LineDesign& design) {
  return Reader(table, sites, equipment, design).read();
}

}  // namespace lightloom::formats
