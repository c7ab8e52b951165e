// Asking a running lab, from another process.
#pragma once

#include <string>

#include "topology/result.h"

namespace lightloom::lab {

/// One line to the lab of that name, and the line that comes back. kNotFound where no such lab runs;
/// kUnavailable where it does not answer within half a minute. Blocks.
Result<std::string> ask_lab(const std::string& name, const std::string& request);
/// Waits until the process is gone; kDeadlineExceeded where that takes longer than half a minute.
Result<void> wait_until_gone(int pid);

}  // namespace lightloom::lab
