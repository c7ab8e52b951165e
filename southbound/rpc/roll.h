// Who is still there: so that a driver ends only when everything of it has gone.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace lightloom::southbound {

/// Counts what is alive, so that the end can be waited for.
class Roll {
 public:
  void enter() {
    const std::lock_guard lock(mutex_);
    ++alive_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    if (--alive_ == 0) is_empty_.notify_all();
  }
  void wait_until_empty() {
    std::unique_lock lock(mutex_);
    is_empty_.wait(lock, [this] { return alive_ == 0; });
  }

 private:
  std::mutex mutex_;  // guards the count
  std::condition_variable is_empty_;
  int alive_ = 0;
};

/// On the roll as long as it lives.
class Presence {
 public:
  explicit Presence(std::shared_ptr<Roll> roll) : roll_(std::move(roll)) { roll_->enter(); }
  ~Presence() { roll_->leave(); }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  const std::shared_ptr<Roll> roll_;
};

}  // namespace lightloom::southbound
