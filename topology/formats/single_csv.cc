#include "topology/formats/single_csv.h"

#include <fmt/format.h>

#include "topology/formats/cable_table.h"
#include "topology/formats/line_design.h"

namespace lightloom::formats {

Result<NetworkRecord> read_single_csv(const NamedText& text, const EquipmentFile& equipment) {
  const auto table = read_cable_table(text.text, text.file);
  if (!table) return fail(table.error());
  if (table->rows().empty()) return invalid(fmt::format("{}: has no cables; needs at least one", text.file));

  NetworkRecord record{{}, {}, equipment.equipment};
  SiteNames names;
  for (const auto& row : table->rows()) {
    for (const auto column : {kASite, kZSite}) {
      const auto name = row.fields[column];
      const SiteIndex index{static_cast<std::uint32_t>(record.sites.size())};
      if (name.empty() || !names.try_emplace(name, index).second) continue;
      record.sites.emplace_back().name = name;
    }
  }

  const LineDesign design(equipment.equipment);
  auto links = read_cables(*table, names, equipment, design);
  if (!links) return fail(links.error());
  for (auto& link : *links) {
    const std::vector<Span> backwards(link.spans.rbegin(), link.spans.rend());
    auto az = design.amplifiers(link.spans);
    auto za = design.amplifiers(backwards);
    for (const auto* const designed : {&az, &za})
      if (!*designed)
        return invalid(fmt::format("{}: cable {}: {}", text.file, link.name, designed->error().message));
    link.amps_az = std::move(*az);
    link.amps_za = std::move(*za);
  }
  record.links = std::move(*links);
  return record;
}

}  // namespace lightloom::formats
