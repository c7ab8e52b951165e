// A scenario: what shall happen to a lab, and when. Read whole and checked before anything happens.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "lab/control/act.h"
#include "topology/result.h"

namespace lightloom::lab {

struct TimedAct {
  int line = 0;  ///< of the file, from 1
  std::chrono::milliseconds at{};
  Act act;
};
/// What a lab has, so that names can be checked.
struct LabNames {
  std::vector<std::string> sites, cables;
};

inline constexpr std::size_t kMaxScenarioBytes = std::size_t{1} << 20U;
inline constexpr int kMaxScenarioLines = 10'000;

/// One JSON object a line, `{"at_s": 5, "do": "cut", "cable": "…"}`; empty lines are skipped. In the order of
/// time, and of lines where two are at the same. kInvalidArgument with line, field and nearest; kTooLarge.
Result<std::vector<TimedAct>> parse_scenario(std::string_view text, const LabNames& names);

}  // namespace lightloom::lab
