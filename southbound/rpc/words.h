// How calls to a device end, in words for a person: gRPC's own messages name its parts, not the trouble.
#pragma once

#include <string>
#include <string_view>

#include "topology/units.h"

namespace grpc {
class Status;
}

namespace lightloom::southbound {

struct RpcOutcome {
  enum class Kind {
    kOk,
    kRefused,      ///< the device answered no
    kNotFound,     ///< no, for what was asked for is not there
    kUnsupported,  ///< no, it does not do such calls, or not so
    kSilent,       ///< it may have heard or not: no answer in time, or no connection
  };
  Kind kind = Kind::kOk;
  std::string words;  ///< one line; empty where all is well

  bool is_ok() const { return kind == Kind::kOk; }
};

/// `call`: what was asked, as "Set"; `patience`: how long was waited.
RpcOutcome outcome_of(const ::grpc::Status& status, std::string_view call, Duration patience);

/// "2 s", "0.25 s".
std::string seconds_text(Duration duration);
/// Outside bytes as one printable line of at most 200 bytes.
std::string one_line(std::string_view text);

}  // namespace lightloom::southbound
