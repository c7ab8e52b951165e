// The gRPC server of one device.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "lab/server/certificates.h"
#include "lab/server/loop.h"
#include "lab/server/node.h"
#include "topology/result.h"

namespace lightloom::lab {

class Endpoint {
 public:
  /// Serves on 127.0.0.1:`port`; plain text without a certificate. kUnavailable where it cannot. Not on the
  /// loop.
  static Result<std::unique_ptr<Endpoint>> start(Loop& loop, Node& node, std::uint16_t port,
                                                 const std::optional<Certificate>& certificate);
  /// Breaks every connection. The node has died before, so that no call is open for long. Not on the loop.
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

 private:
  struct Impl;
  explicit Endpoint(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::lab
