// Any bytes as a planner's files: library, topology and requests, one after the other, parted by a 0 byte.
// What is left out is that of a small library and network, so that each reader is reached alone.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "topology/gnpy/design.h"
#include "topology/gnpy/library.h"
#include "topology/gnpy/planner_network.h"
#include "topology/gnpy/services.h"

namespace {

namespace gnpy = lightloom::gnpy;

constexpr std::string_view kLibrary = R"({
  "Edfa": [{"type_variety": "a", "type_def": "fixed_gain", "gain_flatmax": 20, "gain_min": 20,
            "p_max": 21, "nf0": 5}],
  "Fiber": [{"type_variety": "SSMF"}],
  "Roadm": [{"target_pch_out_db": -20}],
  "Transceiver": [{"type_variety": "t", "frequency": {"min": 191e12, "max": 196e12},
    "mode": [{"format": "m",
    "baud_rate": 32e9, "OSNR": 12, "bit_rate": 1e11, "roll_off": 0.1, "tx_osnr": 40,
    "min_spacing": 5e10}]}]})";
constexpr std::string_view kNetwork = R"({"elements": [{"uid": "x", "type": "Transceiver"},
  {"uid": "r", "type": "Roadm"}], "connections": [{"from_node": "x", "to_node": "r"}]})";
constexpr std::string_view kProfile =
    R"({"f_min": 191e12, "f_max": 196e12, "dgt": [1, 2], "nf_fit_coeff": [5], "gain_ripple": 0})";

lightloom::Result<std::string> profile(const std::string& /*name*/, void* /*context*/) {
  return std::string(kProfile);
}

// The readers' word: a value, or an error that says something in one line.
template <class Value>
const lightloom::Result<Value>& checked(const lightloom::Result<Value>& read) {
  if (!read && (read.error().message.empty() || read.error().message.find('\n') != std::string::npos))
    std::abort();
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::array<std::string, 3> part;
  std::size_t at = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0 && at + 1 < part.size())
      ++at;
    else
      part.at(at).push_back(static_cast<char>(data[i]));
  }
  const auto library =
      checked(gnpy::read_library(part[0].empty() ? kLibrary : part[0], "library.json", &profile, nullptr));
  if (!library) return 0;
  const auto network =
      checked(gnpy::read_planner_network(part[1].empty() ? kNetwork : part[1], "network.json", *library));
  if (!network) return 0;
  if (network->by_uid.size() != network->elements.size()) std::abort();
  for (const auto& element : network->elements)
    for (const auto next : element.to)
      if (next >= network->elements.size()) std::abort();
  checked(gnpy::read_services(part[2], "services.json", *network, *library));
  // Hundreds of thousands of spans take their time; that they are bounded is a unit test.
  for (const auto& element : network->elements)
    if (const auto* fibre = std::get_if<gnpy::FibreElement>(&element.what))
      if (fibre->fibre.length_m > 1e7) return 0;
  const auto designed = checked(gnpy::design(*network, *library));
  if (designed && designed->by_uid.size() != designed->elements.size()) std::abort();
  return 0;
}
