// Any bytes as GNPy files. The first byte says which: a topology that is to be controlled with the built-in
// equipment, or an equipment file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "topology/formats/equipment_json.h"
#include "topology/formats/line_design.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/to_plant.h"

namespace {

namespace formats = lightloom::formats;

void read_equipment(std::string_view bytes) {
  const auto read = formats::read_equipment_json(bytes, "equipment.json");
  if (!read) {
    if (read.error().message.empty()) std::abort();
    return;
  }
  // The design takes any equipment that was read.
  const formats::LineDesign design(read->equipment);
  const auto chosen = design.least_noisy(lightloom::Decibel{20});
  if (chosen && chosen->at() >= read->equipment.amplifiers.size()) std::abort();
}

void read_topology(std::string_view bytes) {
  static const auto kEquipment = formats::builtin_equipment().value();
  static const auto kLibrary = lightloom::gnpy::builtin_library().value();
  const auto planner = lightloom::gnpy::read_planner_network(bytes, "topology.json", kLibrary);
  if (!planner) {
    if (planner.error().message.empty()) std::abort();
    return;
  }
  const auto made = lightloom::gnpy::plant_record_of(*planner, kLibrary, kEquipment);
  if (!made) {
    if (made.error().message.empty()) std::abort();
    return;
  }
  // A city may be called as another ROADM's uid, which Network::build refuses.
  const auto network = lightloom::Network::build(made->record);
  if (!network && network.error().message.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  if (data[0] % 2 == 0) {
    read_topology(bytes);
  } else {
    read_equipment(bytes);
  }
  return 0;
}
