#include "northbound/handlers/path_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "northbound/json/translate.h"

namespace lightloom::northbound {

struct PathFinder::Worker {
  // Of the network that was last asked about; only this worker's thread touches it.
  std::optional<Planner> planner;
  std::atomic<std::size_t> waiting = 0;
  boost::asio::thread_pool thread{1};

  Answer<v1::ComputePathsResponse> find(const Snapshot& snapshot, const v1::ComputePathsRequest& request,
                                        Instant now) {
    if (!planner || planner->shared_network() != snapshot.network ||
        planner->policy() != snapshot.admission) {
      auto built = Planner::build(snapshot.network, snapshot.admission);
      if (!built) return tl::unexpected(to_message(built.error()));
      planner.emplace(std::move(*built));
    }
    return compute_paths(*planner, snapshot, request, now);
  }
};

PathFinder::PathFinder(Post post, Limits limits) : post_(std::move(post)), limits_(limits) {
  for (std::size_t i = 0; i < std::max<std::size_t>(1, limits.threads); ++i)
    workers_.push_back(std::make_unique<Worker>());
}

PathFinder::~PathFinder() { stop(); }

void PathFinder::stop() {
  for (auto& worker : workers_) worker->thread.stop();
  for (auto& worker : workers_) worker->thread.join();
}

void PathFinder::find(std::shared_ptr<const Snapshot> snapshot, const v1::ComputePathsRequest& request,
                      Instant now, const Done<v1::ComputePathsResponse>& done) {
  const auto idlest = std::min_element(
      workers_.begin(), workers_.end(),
      [](const auto& left, const auto& right) { return left->waiting.load() < right->waiting.load(); });
  Worker& worker = **idlest;
  if (worker.waiting >= std::max<std::size_t>(1, limits_.max_waiting / workers_.size())) {
    v1::Error error = to_message(
        Error{ErrorCode::kUnavailable,
              fmt::format("paths:compute: {} searches are waiting already; try again", limits_.max_waiting),
              {},
              {},
              {}});
    error.set_retry_after_s(1);
    return done(tl::unexpected(std::move(error)));
  }
  ++worker.waiting;
  boost::asio::post(worker.thread,
                    [&worker, post = post_, snapshot = std::move(snapshot), request, now, done] {
                      auto answer = worker.find(*snapshot, request, now);
                      --worker.waiting;
                      post([done, answer = std::move(answer)]() mutable { done(std::move(answer)); });
                    });
}

}  // namespace lightloom::northbound
