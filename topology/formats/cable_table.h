// Rows of cables, the same in a plant folder and in a network of one table. Only `cable, a_site, z_site,
// length_km` must be there.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/formats/csv.h"
#include "topology/formats/equipment_json.h"
#include "topology/formats/line_design.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::formats {

/// Where each site stands in the record, by name. Views into the table of sites or cables.
using SiteNames = std::unordered_map<std::string_view, SiteIndex>;

enum CableColumn : std::size_t {
  kCable,
  kASite,
  kZSite,
  kLengthKm,
  kAPort,
  kZPort,
  kFibre,
  kFibreType,
  kLossDbPerKm,
  kConnectorDb,
  kSrlgs,
  kSpansKm,
  kPadsDb,
};

/// Cuts `cables.csv`. Errors as read_csv.
Result<CsvTable> read_cable_table(std::string_view bytes, std::string file);

/// Links of the table, without amplifiers. What a row leaves out: ports are numbered from degree-1 at each
/// site, fibre is G.652.D of 0.2 dB/km (another kind needs its type and loss), connectors are the
/// equipment's, spans are equal and at most 80 km, pads are designed, no SRLGs. kInvalidArgument with file,
/// line and column.
Result<std::vector<Link>> read_cables(const CsvTable& table, const SiteNames& sites,
                                      const EquipmentFile& equipment, const LineDesign& design);

}  // namespace lightloom::formats
