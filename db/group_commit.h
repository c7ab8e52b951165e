// What every store of ours does alike: one thread, and group commit without a timer. Whatever was handed over
// while the last transaction was written goes into the next one; order, fencing and the rule that a failure
// spoils the rest of a leadership are kept here, so that no backend can keep them differently.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <future>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <variant>
#include <vector>

#include "controller/ports/store.h"

namespace lightloom::db {

/// One `Store::commit` on its way.
struct Commit {
  Epoch epoch;
  Revision revision = 0;
  std::vector<Change> changes;
  Store::Done done;
};

/// Where gathered commits are put. Every call comes from the GroupCommit's thread.
class Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;

  /// Makes the stored epoch one more, durably. kUnavailable where it cannot.
  virtual Result<Leadership> lead() = 0;
  /// Writes all of `commits` or none. They belong to `leadership` and continue it without a gap: kUnavailable
  /// where the store has meanwhile another epoch or revision. Returns when all of it is durable.
  virtual Result<void> write(const Leadership& leadership, std::span<const Commit> commits) = 0;
  /// Called after the answers, for work that need not delay them.
  virtual void tidy() {}
};

/// Gathers commits from any thread and writes them on one of its own.
class GroupCommit {
 public:
  /// `backend` outlives this.
  explicit GroupCommit(Backend& backend);
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;
  /// Writes what waits, answers all of it and ends the thread. What a Done hands over meanwhile is refused.
  ~GroupCommit();

  /// As Store::lead, in its turn behind the commits that wait. Not from a Done: it would wait for itself.
  Result<Leadership> lead();
  /// As Store::commit.
  void commit(Commit commit);

 private:
  using Lead = std::promise<Result<Leadership>>;
  using Task = std::variant<Commit, Lead>;

  void run();
  void perform(std::vector<Task>& tasks);
  void perform(Lead& lead);
  void perform(std::span<Commit> commits);
  std::optional<Error> objection(const Commit& commit, Revision expected) const;

  Backend& backend_;

  // The queue between modules: the mutex guards these two and is never held over a write or an answer.
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Task> waiting_;
  bool stopping_ = false;

  // The thread's own.
  std::optional<Leadership> leadership_;
  std::optional<Error> spoiled_;  ///< why this leadership writes no more

  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace lightloom::db
