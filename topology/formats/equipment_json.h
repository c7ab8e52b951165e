// GNPy's equipment library as values. What our models do not cover (an amplifier of another kind, a mode with
// penalties) does not spoil a file that merely lists it: it is remembered by name, and refused when used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "topology/equipment.h"
#include "topology/result.h"

namespace lightloom::formats {

/// Something that the file defines and that cannot be used.
struct Unsupported {
  std::string section;  ///< Edfa, Fiber, Roadm, or Transceiver
  std::string name;     ///< type_variety; of a mode `type_variety/format`
  std::string why;      ///< as `is of kind dual_stage, which is not supported`
  bool operator==(const Unsupported&) const = default;
};

struct EquipmentFile {
  std::string file;  ///< as errors call it
  Equipment equipment;
  std::vector<RoadmType> roadms;  ///< every type; equipment.roadm is `default`, or the first
  std::vector<Unsupported> unsupported;

  /// By type_variety; kInvalidArgument with why it cannot be used, or the nearest name. The caller says where
  /// it was asked for.
  Result<AmplifierTypeIndex> amplifier(std::string_view type) const;
  Result<FibreTypeIndex> fibre(std::string_view type) const;
  Result<RoadmType> roadm(std::string_view type) const;
};

/// Reads an equipment file: `Edfa` (variable_gain, fixed_gain), `Fiber`, `Span`, `Roadm` (the three
/// equalisations), `SI`, `Transceiver`. Where a key is absent GNPy's documented default holds. Frequencies
/// are Hz in the file; a baud rate that is not whole in MHz makes its mode unsupported. kInvalidArgument
/// naming file, entry and field: a section missing or unknown, a field missing, unknown, of the wrong kind or
/// out of range, a name used twice, no mode that can be used.
Result<EquipmentFile> read_equipment_json(std::string_view bytes, const std::string& file);

/// The equipment of a network that comes with none: the national backbone's amplifiers, fibres and modes.
Result<EquipmentFile> builtin_equipment();
/// Its text, in GNPy's format.
std::string_view builtin_equipment_json();

}  // namespace lightloom::formats
