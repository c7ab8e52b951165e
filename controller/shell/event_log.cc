#include "controller/shell/event_log.h"

#include <algorithm>

namespace lightloom {

void EventLog::restart(EventId from) {
  events_.clear();
  before_first_ = from;
}

void EventLog::append(std::vector<Event> events) {
  for (auto& event : events) events_.push_back(std::move(event));
  while (events_.size() > kept_) {
    before_first_ = events_.front().id;
    events_.pop_front();
  }
}

std::optional<std::vector<Event>> EventLog::after(EventId after, std::size_t limit) const {
  if (after < before_first_) return std::nullopt;
  const auto first = std::upper_bound(events_.begin(), events_.end(), after,
                                      [](EventId id, const Event& event) { return id < event.id; });
  const auto count = std::min(limit, static_cast<std::size_t>(events_.end() - first));
  return std::vector<Event>(first, first + static_cast<std::ptrdiff_t>(count));
}

std::uint64_t EventLog::subscribe(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  subscribers_.emplace(next_subscription_, std::make_shared<std::function<void()>>(std::move(wake)));
  return next_subscription_++;
}

void EventLog::unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(mutex_);
  subscribers_.erase(subscription);
}

void EventLog::wake_all() {
  std::vector<std::shared_ptr<std::function<void()>>> wakers;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [subscription, wake] : subscribers_) wakers.push_back(wake);
  }
  for (const auto& wake : wakers) (*wake)();
}

}  // namespace lightloom
