// Any bytes as the tables of a plant record. The first byte says which of them; the others stay right.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "topology/formats/plant_folder.h"
#include "topology/formats/single_csv.h"

namespace {

using lightloom::NetworkRecord;
using lightloom::Result;
namespace formats = lightloom::formats;

Result<NetworkRecord> read(unsigned table, const std::string& bytes,
                           const formats::EquipmentFile& equipment) {
  const formats::NamedText sites{"sites.csv", "site,line_ports\nx,4\ny,\n"};
  const formats::NamedText cables{"cables.csv", "cable,a_site,z_site,length_km\nx-y,x,y,100\n"};
  constexpr unsigned kTables = 4;
  switch (table % kTables) {
    case 0:
      return formats::read_single_csv({"net.csv", bytes}, equipment);
    case 1:
      return formats::read_plant({{"sites.csv", bytes}, cables, std::nullopt}, equipment);
    case 2:
      return formats::read_plant({sites, {"cables.csv", bytes}, std::nullopt}, equipment);
    default:
      return formats::read_plant({sites, cables, formats::NamedText{"amplifiers.csv", bytes}}, equipment);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kEquipment = formats::builtin_equipment().value();
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  const auto record = read(data[0], bytes, kEquipment);
  if (!record) {
    if (record.error().message.empty()) std::abort();
    return 0;
  }
  // What a reader lets through is a network, but for one without sites.
  const auto network = lightloom::Network::build(*record);
  if (!network && !record->sites.empty()) std::abort();
  return 0;
}
