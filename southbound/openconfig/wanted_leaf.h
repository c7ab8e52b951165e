// A leaf as it shall be. The same lists of them say what is written and whether what is seen is in order, so
// that what is seen as ordered is exactly what needs no write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "southbound/openconfig/entries.h"
#include "topology/equipment.h"
#include "topology/spectrum.h"

namespace lightloom::southbound {

/// The YANG type, as far as encodings and comparisons tell types apart.
enum class LeafType { kText, kWord, kFlag, kUint32, kUint64, kDecimal };

struct WantedLeaf {
  std::string_view below;  ///< what follows the entry's path, as `config/name`
  LeafType type = LeafType::kText;
  Scalar value;
};
using WantedLeaves = std::vector<WantedLeaf>;

/// A leaf to be written.
struct Write {
  std::string path;
  LeafType type = LeafType::kText;
  Scalar value;
  bool operator==(const Write&) const = default;
};

/// Whether the value means what is wanted, in whatever encoding it came.
bool is_held(const Scalar& value, const WantedLeaf& wanted);
/// Whether the entry has all of them; one that is not there (null) has none.
bool are_held(const Entry* entry, const WantedLeaves& wanted);
/// Those that it has not.
std::vector<Write> writes_to(const std::string& path, const Entry* entry, const WantedLeaves& wanted);

/// A media channel from `source` to `dest` as it shall be, below its entry.
WantedLeaves media_channel_leaves(std::uint32_t index, std::string_view name, std::string_view source,
                                  std::string_view dest, Slot slot);
/// A transponder as it shall be, below its three entries. `mode` may be null: no allocation then.
WantedLeaves optical_channel_leaves(std::string_view port, Mhz frequency, std::uint32_t mode_id);
WantedLeaves transceiver_leaves();
WantedLeaves logical_channel_leaves(std::string_view port, std::uint32_t number, std::string_view name,
                                    const Mode* mode);

}  // namespace lightloom::southbound
