// The files that a device's record names, read anew for each connection: certificates and passwords change.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "controller/ports/devices.h"
#include "topology/result.h"

namespace lightloom::southbound {

struct Credentials {
  std::string ca_pem;  ///< empty: plain text
  std::optional<std::string> username, password;
};

/// kInvalidArgument, naming the file, where one cannot be read, is too large, or does not hold what it
/// should.
Result<Credentials> read_credentials(const DeviceRecord& record);

}  // namespace lightloom::southbound
