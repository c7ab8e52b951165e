// Starting a lab in the background.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "topology/result.h"

namespace lightloom::lab {

struct UpOptions {
  std::string network;
  std::optional<std::string> equipment;
  std::string name = "lab";
  std::vector<std::string> only;
  std::map<std::string, std::string> external;  ///< site -> HOST:PORT
  std::uint64_t seed = 0;
  bool tls = false;
  std::optional<std::string> devices_file, log_file;
  std::chrono::milliseconds delay{20};
};
/// What runs now.
struct UpReport {
  int pid = 0;
  std::size_t devices = 0, cables = 0;
  double seconds = 0;
  std::string devices_file, ca_file;  ///< empty where there is none
};

/// Reads the network, leaves a process of its own behind and returns when all its devices answer. The process
/// holds none of our descriptors. kInvalidArgument for bad input, kWrongState where a lab of that name runs,
/// kUnavailable where it could not start. Call before any thread is made.
Result<UpReport> bring_up(const UpOptions& options);

}  // namespace lightloom::lab
