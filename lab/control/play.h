// Plays a scenario against a running lab, from another process.
#pragma once

#include <optional>
#include <string>

#include "lab/control/scenario.h"
#include "topology/result.h"

namespace lightloom::lab {

/// What became of one act.
struct Played {
  TimedAct timed;
  std::chrono::milliseconds done_at{};  ///< from the start
  std::string error;                    ///< empty where it was done
};

/// Reads the file, checks all of it against the lab of that name. As parse_scenario and ask_lab.
Result<std::vector<TimedAct>> load_scenario(const std::string& file, const std::string& lab);
/// Waits for the time of each act and does it. Goes on after one that was refused. `told` hears of each.
std::vector<Played> play(const std::vector<TimedAct>& acts, const std::string& lab,
                         const std::function<void(const Played&)>& told);

}  // namespace lightloom::lab
