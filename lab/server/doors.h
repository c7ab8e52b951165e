// The servers of all devices of a lab: opened, closed and opened again at the same address.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "lab/server/certificates.h"
#include "lab/server/endpoint.h"
#include "lab/server/reserved_port.h"

namespace lightloom::lab {

/// One thread at a time; not the loop.
class Doors {
 public:
  /// Plain text without an authority, which outlives the doors.
  Doors(Loop& loop, const CertificateAuthority* authority) : loop_(&loop), authority_(authority) {}

  /// Starts serving; the first time at a free port. kUnavailable.
  Result<void> open(Node& node);
  /// The node has died before.
  void close(const Node& node);
  /// `127.0.0.1:9339`; empty before the first open.
  std::string address_of(SiteIndex site) const;

 private:
  struct Door {
    ReservedPort port;
    std::optional<Certificate> certificate;
    std::unique_ptr<Endpoint> endpoint;
  };
  Result<Door> new_door(const std::string& node) const;

  Loop* loop_;
  const CertificateAuthority* authority_;
  std::map<SiteIndex, Door> doors_;
};

}  // namespace lightloom::lab
