// gRPC's callback threads begin with the first channel and are joined by whoever drops the last. Connections
// are dropped in callbacks; were one of them the last, a thread would wait for itself.
#pragma once

#include <memory>

namespace lightloom::southbound {

/// Keeps the threads as long as it lives. To be made before the first connection and ended, not on one of the
/// threads, after the last.
class GrpcThreads {
 public:
  GrpcThreads();
  ~GrpcThreads();
  GrpcThreads(const GrpcThreads&) = delete;
  GrpcThreads& operator=(const GrpcThreads&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::southbound
