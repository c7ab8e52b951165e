// The process that is the lab, from the fork to its end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lab/control/up.h"
#include "topology/network.h"

namespace lightloom::lab {

struct Background {
  UpOptions options;
  std::shared_ptr<const Network> network;
  std::vector<std::string> assumed;  ///< for the log

  /// Makes file names absolute, since the process leaves its folder. kInvalidArgument for a folder that is
  /// not there.
  Result<void> resolve_files();
  /// In the child: becomes a process of its own, serves until it is told to end, and exits. Writes one JSON
  /// line to `pipe`: what it serves, or `error` and `code`.
  [[noreturn]] void run(int pipe);

 private:
  Result<void> detach();
  Result<void> serve(int pipe);
};

}  // namespace lightloom::lab
