// gRPC's threads for callbacks, shared by all channels of the process.
#pragma once

#include <memory>

namespace lightloom::southbound {

/// Keeps them as long as it lives. They end with the last channel, and gRPC 1.51 waits for them then: where
/// one of them drops the last channel itself, it waits for itself and the heap breaks. So the last channel is
/// this one's, dropped by whoever destroys it: not to be destroyed in a callback.
class CallbackThreads {
 public:
  CallbackThreads();
  ~CallbackThreads();
  CallbackThreads(const CallbackThreads&) = delete;
  CallbackThreads& operator=(const CallbackThreads&) = delete;

 private:
  struct Call;
  std::unique_ptr<Call> call_;
};

}  // namespace lightloom::southbound
