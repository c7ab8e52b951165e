// The newest durable events, in memory, and who wants to be woken when there are more. Older ones are read
// from the store.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "controller/ports/values.h"

namespace lightloom {

class EventLog {
 public:
  explicit EventLog(std::size_t kept) : kept_(kept) {}

  /// Empties it; what follows `from` is in it from now on.
  void restart(EventId from);
  /// Loop's thread. Events in order, each after the one before.
  void append(std::vector<Event> events);
  /// Up to `limit` events after `after`, or nothing where the log does not reach back so far. Loop's thread.
  std::optional<std::vector<Event>> after(EventId after, std::size_t limit) const;

  /// Any thread. `wake` is called without a lock held.
  std::uint64_t subscribe(std::function<void()> wake);
  void unsubscribe(std::uint64_t subscription);
  void wake_all();

 private:
  std::size_t kept_;
  EventId before_first_;  ///< every event after this one is in `events_`
  std::deque<Event> events_;

  std::mutex mutex_;  ///< subscribers come and go on the servers' threads
  std::uint64_t next_subscription_ = 1;
  std::map<std::uint64_t, std::shared_ptr<std::function<void()>>> subscribers_;
};

}  // namespace lightloom
