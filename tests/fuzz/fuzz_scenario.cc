// Any bytes as a scenario: what is read is within its limits, and each act reads back as it is written.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lab/control/scenario.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::chrono_literals;
  static const lightloom::lab::LabNames kNames{{"wuhan", "changsha"}, {"wuhan-changsha-1"}};
  const auto acts =
      lightloom::lab::parse_scenario(std::string_view(reinterpret_cast<const char*>(data), size), kNames);
  if (!acts) {
    if (acts.error().message.empty()) std::abort();
    return 0;
  }
  auto before = 0ms;
  for (const auto& timed : *acts) {
    if (timed.at < before || timed.line < 1 || timed.line > lightloom::lab::kMaxScenarioLines) std::abort();
    before = timed.at;
    const auto written = lightloom::lab::json_of(timed.act);
    const auto again = lightloom::lab::act_of(written);
    if (!again || lightloom::lab::json_of(*again) != written) std::abort();
  }
  return 0;
}
