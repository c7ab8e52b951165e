// One connection to one device: calls with deadlines, and one stream. Messages are gNMI's; what they mean is
// known elsewhere.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "southbound/rpc/credentials.h"
#include "southbound/rpc/roll.h"
#include "southbound/rpc/words.h"
#include "topology/units.h"

namespace gnmi {
class CapabilityResponse;
class GetRequest;
class GetResponse;
class SetRequest;
class SubscribeRequest;
class SubscribeResponse;
}  // namespace gnmi

namespace lightloom::southbound {

struct LinkOptions {
  Duration connect = std::chrono::seconds(2);
  std::size_t message_bytes = std::size_t{16} << 20U;  ///< of one answer
  std::shared_ptr<Roll> roll;  ///< on which whatever holds the connection stands; null: nobody waits for it
};

/// Any thread. Each callback comes exactly once unless said otherwise, on one of gRPC's threads or, where a
/// call fails at once, on the caller's: never call under a lock that a callback takes.
class Link {
 public:
  template <class Response>
  using Answer = std::function<void(const RpcOutcome&, const Response&)>;
  struct Stream {
    std::function<void(const ::gnmi::SubscribeResponse&)> on_message;  ///< any number of times, in order
    std::function<void(const RpcOutcome&)> on_end;                     ///< the last; kOk: the device ended it
  };

  virtual ~Link() = default;
  /// Connects with the first call.
  static std::shared_ptr<Link> open(const std::string& address, const Credentials& credentials,
                                    const LinkOptions& options);

  virtual void capabilities(Duration patience, Answer<::gnmi::CapabilityResponse> answer) = 0;
  virtual void read(const ::gnmi::GetRequest& request, Duration patience,
                    Answer<::gnmi::GetResponse> answer) = 0;
  virtual void write(const ::gnmi::SetRequest& request, Duration patience,
                     std::function<void(const RpcOutcome&)> answer) = 0;
  virtual void subscribe(const ::gnmi::SubscribeRequest& request, Stream stream) = 0;
  /// Ends all calls under way, and those begun later, at once; they answer as silent.
  virtual void cancel() = 0;
};

}  // namespace lightloom::southbound
