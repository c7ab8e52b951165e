// Collects what a Store answers, and waits for it without a clock.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "controller/ports/store.h"

namespace lightloom {

/// One answer as it came: which commit (by the number given to `to`), and what.
struct Answer {
  std::uint64_t commit = 0;
  Result<void> result;
  std::thread::id thread;
};

class Answers {
 public:
  /// A Done that notes its answer under `commit`. `this` outlives the store's answers.
  Store::Done to(std::uint64_t commit) {
    return [this, commit](Result<void> result) {
      const std::lock_guard lock(mutex_);
      all_.push_back({commit, std::move(result), std::this_thread::get_id()});
      came_.notify_all();
    };
  }
  /// Waits until `count` answers came, and returns all so far.
  std::vector<Answer> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return all_.size() >= count; });
    return all_;
  }
  std::vector<Answer> so_far() { return wait_for(0); }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Answer> all_;
};

/// Commits and waits for the answer.
inline Result<void> commit_now(Store& store, Epoch epoch, Revision revision, std::vector<Change> changes) {
  Answers answers;
  store.commit(epoch, revision, std::move(changes), answers.to(revision));
  return answers.wait_for(1).front().result;
}

inline Change put(RecordKind kind, std::string id, std::string bytes) {
  return {kind, std::move(id), std::move(bytes)};
}
inline Change erase(RecordKind kind, std::string id) { return {kind, std::move(id), std::nullopt}; }

/// Everything that `load` hands over, in its order.
inline std::vector<Record> loaded(Store& store, Revision* revision = nullptr) {
  std::vector<Record> records;
  const auto at = store.load([&](RecordKind kind, std::string_view id, std::string_view bytes) {
    records.push_back({kind, std::string(id), std::string(bytes)});
  });
  if (revision != nullptr) *revision = at.value();
  return at ? records : std::vector<Record>{};
}

}  // namespace lightloom
