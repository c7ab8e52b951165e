// A Store that goes wrong on demand, around one that does not: for tests of what the engine does when commits
// fail, are late, or come out differently from what was said.
#pragma once

#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/ports/store.h"

namespace lightloom {

/// Commits are counted from 1, over all leaderships, in the order of calls. Set up from any thread.
class FailingStore final : public Store {
 public:
  /// `inner` outlives this and keeps the records.
  explicit FailingStore(Store& inner) : inner_(inner) {}
  FailingStore(const FailingStore&) = delete;
  FailingStore& operator=(const FailingStore&) = delete;
  /// What is still held back is answered kUnavailable.
  ~FailingStore() override {
    std::deque<Held> left;
    {
      const std::lock_guard lock(mutex_);
      left.swap(held_);
    }
    for (Held& commit : left) commit.done(unavailable("the store is closing"));
  }

  /// Commit `number` fails and is not written, nor is any later one until `lead`.
  void fail_commit(std::size_t number) { plan(number, Fate::kFail); }
  /// Commit `number` is written and yet reported failed: its fate was unknown. Later ones fail until `lead`.
  void fail_after_writing(std::size_t number) { plan(number, Fate::kFailAfterWriting); }
  /// Commit `number` and all behind it are held back until `complete_next`.
  void delay_commit(std::size_t number) { plan(number, Fate::kDelay); }
  /// Every commit from now on is held back until `complete_next` or `go_on`.
  void step_by_hand() {
    const std::lock_guard lock(mutex_);
    by_hand_ = true;
  }
  /// Lets all that is held back go, and no longer holds back.
  void go_on() {
    {
      const std::lock_guard lock(mutex_);
      by_hand_ = false;
    }
    while (complete_next()) {
    }
  }
  /// Lets the oldest commit go that is held back, and returns when it is answered: false where none is.
  /// Not from an answer.
  bool complete_next() {
    std::optional<Held> next;
    {
      const std::lock_guard lock(mutex_);
      if (held_.empty()) return false;
      next = std::move(held_.front());
      held_.pop_front();
    }
    std::promise<void> answered;
    auto done = std::move(next->done);
    next->done = [&answered, &done](Result<void> result) {
      done(std::move(result));
      answered.set_value();
    };
    forward(std::move(*next));
    answered.get_future().wait();
    return true;
  }
  /// The next `lead` fails with this.
  void fail_next_lead(std::string reason) {
    const std::lock_guard lock(mutex_);
    lead_failure_ = std::move(reason);
  }

  /// Commits called so far, held ones among them.
  std::size_t commits() const {
    const std::lock_guard lock(mutex_);
    return commits_;
  }
  std::size_t held() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  std::size_t leads() const {
    const std::lock_guard lock(mutex_);
    return leads_;
  }

  Result<Leadership> lead() override {
    std::optional<std::string> failure;
    {
      const std::lock_guard lock(mutex_);
      ++leads_;
      failure = std::exchange(lead_failure_, std::nullopt);
    }
    if (failure) return unavailable(*failure);
    return inner_.lead();
  }
  Result<Revision> load(
      const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) override {
    return inner_.load(take);
  }
  void commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) override {
    Held commit{epoch, revision, std::move(changes), std::move(done), Fate::kWrite};
    {
      const std::lock_guard lock(mutex_);
      const auto planned = plans_.find(++commits_);
      if (planned != plans_.end()) commit.fate = planned->second;
      if (by_hand_ || commit.fate == Fate::kDelay || !held_.empty()) {
        held_.push_back(std::move(commit));
        return;
      }
    }
    forward(std::move(commit));
  }
  Result<std::vector<Record>> history(RecordKind kind, std::string_view after, std::string_view before,
                                      std::size_t limit, bool newest_first) override {
    return inner_.history(kind, after, before, limit, newest_first);
  }
  Result<std::optional<Record>> find(RecordKind kind, std::string_view id) override {
    return inner_.find(kind, id);
  }
  bool is_durable() const override { return inner_.is_durable(); }

 private:
  enum class Fate { kWrite, kFail, kFailAfterWriting, kDelay };
  struct Held {
    Epoch epoch;
    Revision revision = 0;
    std::vector<Change> changes;
    Done done;
    Fate fate = Fate::kWrite;
  };

  static tl::unexpected<Error> unavailable(const std::string& why) {
    return lightloom::fail(ErrorCode::kUnavailable, why);
  }

  void plan(std::size_t number, Fate fate) {
    const std::lock_guard lock(mutex_);
    plans_[number] = fate;
  }

  void forward(Held commit) {
    bool is_failing = false;
    {
      const std::lock_guard lock(mutex_);
      is_failing = failed_ == commit.epoch || commit.fate == Fate::kFail;
      if (is_failing || commit.fate == Fate::kFailAfterWriting) failed_ = commit.epoch;
    }
    if (is_failing) {
      // An impossible revision: the inner store refuses it in its turn and from its own thread, as a real
      // failure would come.
      inner_.commit(commit.epoch, kNever, {}, std::move(commit.done));
    } else if (commit.fate == Fate::kFailAfterWriting) {
      inner_.commit(commit.epoch, commit.revision, std::move(commit.changes),
                    [done = std::move(commit.done)](const Result<void>&) {
                      done(unavailable("the disk did not say whether it wrote"));
                    });
    } else {
      inner_.commit(commit.epoch, commit.revision, std::move(commit.changes), std::move(commit.done));
    }
  }

  static constexpr Revision kNever = ~Revision{0};

  Store& inner_;
  // Tests set it up on one thread while the engine commits on another.
  mutable std::mutex mutex_;
  std::map<std::size_t, Fate> plans_;
  std::deque<Held> held_;
  std::optional<std::string> lead_failure_;
  std::size_t commits_ = 0, leads_ = 0;
  bool by_hand_ = false;
  std::optional<Epoch> failed_;  ///< the leadership that writes no more
};

}  // namespace lightloom
