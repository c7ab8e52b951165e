// paths:compute: what-ifs on threads of their own, so that the search for a hundred alternatives never delays
// a promise. Each thread keeps its planner for as long as the network stays the same.
#pragma once

#include <memory>
#include <vector>

#include "controller/ports/control.h"
#include "northbound/handlers/answer.h"

namespace lightloom::northbound {

class PathFinder {
 public:
  struct Limits {
    std::size_t threads = 2;
    std::size_t max_waiting = 256;  ///< asked and not answered, all threads together
  };
  PathFinder(Post post, Limits limits);
  /// As `stop`.
  ~PathFinder();
  PathFinder(const PathFinder&) = delete;
  PathFinder& operator=(const PathFinder&) = delete;

  /// Answers through `post`; UNAVAILABLE at once where too many wait. Snapshot and request are of this
  /// instant: `now` is where a window without a start begins.
  void find(std::shared_ptr<const Snapshot> snapshot, const v1::ComputePathsRequest& request, Instant now,
            const Done<v1::ComputePathsResponse>& done);
  /// Waits for the searches that run; what waits is not answered any more. Not from an answer of its own.
  void stop();

 private:
  struct Worker;
  Post post_;
  Limits limits_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

/// The search itself, on any thread with a planner of its own for `snapshot`'s network.
Answer<v1::ComputePathsResponse> compute_paths(Planner& planner, const Snapshot& snapshot,
                                               const v1::ComputePathsRequest& request, Instant now);

}  // namespace lightloom::northbound
