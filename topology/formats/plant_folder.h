// The plant record as tables: sites, cables, amplifiers. Bytes in, values out; `load_network` finds the
// files.
#pragma once

#include <optional>
#include <string>

#include "topology/formats/equipment_json.h"
#include "topology/network.h"
#include "topology/result.h"

namespace lightloom::formats {

/// A file's text and what errors call it.
struct NamedText {
  std::string file;
  std::string text;
};

struct PlantTexts {
  NamedText sites;
  NamedText cables;
  std::optional<NamedText> amplifiers;  ///< what it does not give is designed
};

/// `sites.csv`: `site`, and where given `name_zh, latitude_deg, longitude_deg, kind, hub, line_ports` (empty:
/// unlimited), `regenerators`. `cables.csv`: as read_cables. `amplifiers.csv`: `cable, direction` (az, za),
/// `position` (0 is the booster), `type, gain_db`, and where given `role, out_voa_db, tilt_db`.
/// kInvalidArgument with file, line and column: a name used twice, a site, cable or type that is not there
/// (with the nearest), a port used twice, a length of 0, spans that do not sum to the length, a number that
/// is none or out of range.
Result<NetworkRecord> read_plant(const PlantTexts& texts, const EquipmentFile& equipment);

}  // namespace lightloom::formats
