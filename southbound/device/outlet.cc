#include "southbound/device/outlet.h"

#include <utility>

namespace lightloom::southbound {

std::uint64_t Outlet::next_source() {
  const std::lock_guard lock(mutex_);
  sequence_ = 0;
  waiting_.reset();
  return ++source_;
}

void Outlet::tell(std::uint64_t source, std::uint64_t sequence, NodeObserved observed) {
  std::unique_lock lock(mutex_);
  if (!news_ || source != source_ || sequence <= sequence_) return;
  sequence_ = sequence;
  waiting_ = std::move(observed);
  if (is_telling_) return;
  is_telling_ = true;
  while (waiting_) {
    auto next = std::move(*waiting_);
    waiting_.reset();
    if (told_ == next) continue;
    told_ = next;
    lock.unlock();
    news_(std::move(next));
    lock.lock();
  }
  is_telling_ = false;
}

}  // namespace lightloom::southbound
