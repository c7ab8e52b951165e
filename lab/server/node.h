// One device as its clients meet it: its tree, its manner, the calls that are open. On the loop only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "lab/device/device.h"
#include "lab/server/loop.h"
#include "lab/server/manner.h"

namespace lightloom::lab {

class World;

/// A Subscribe call, as the node sees it. It leaves the node before it ends.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual void tell(std::span<const Change> changes) = 0;
  /// Sends what waits, if nothing is under way.
  virtual void flush() = 0;
  /// The device dies.
  virtual void fail() = 0;
};

class Node {
 public:
  Node(World& world, Loop& loop, Device device, std::chrono::nanoseconds delay);

  const Device& device() const { return device_; }
  SiteIndex site() const { return device_.facts().site(); }
  Manner manner() const { return manner_; }
  bool is_dead() const { return manner_ == Manner::kDead; }
  Counters& counters() { return counters_; }
  std::size_t streams() const { return streams_.size(); }
  std::size_t configured_leaves() const { return device_.configured_leaves(); }

  /// Not to and from kDead, which is the work of the world. `delay` counts while it is slow.
  void behave(Manner manner, std::chrono::nanoseconds delay);

  using CallId = std::uint64_t;  ///< of this process, given by who takes calls
  /// A call has come: `run` when it is its turn to be answered, `fail` where the device dies. One of the two
  /// is called, once, and the call is no longer known then; neither, if it is forgotten before.
  struct Call {
    std::function<void()> run, fail;
  };
  void arrive(CallId id, Call call);
  /// Whether it was known.
  bool forget(CallId id) { return calls_.erase(id) > 0; }

  /// What a client sets. Counts, lies and refuses; kWrongState where it refuses.
  Result<void> set(std::span<const Edit> edits);
  /// What somebody else sets, at the device itself.
  Result<void> drift(std::span<const Edit> edits);
  /// The tree as it is now.
  const Device& read();

  void open(CallId id, Stream& stream) { streams_.emplace(id, &stream); }
  void close(CallId id) { streams_.erase(id); }
  /// Nothing where it has left.
  Stream* find_stream(CallId id);
  bool is_talking() const { return manner_ != Manner::kSilent && manner_ != Manner::kDead; }

  /// Looks around and tells the streams.
  void refresh(const Surroundings& around);
  /// All open calls fail; streams, which are calls, with them.
  void die();
  /// In the manner that it had.
  void wake(std::uint64_t boot_time_ns, bool keeps_config);

 private:
  void run(CallId id);
  void flush();
  void tell(std::span<const Change> changes);

  World* world_;
  Loop* loop_;
  Device device_;
  std::chrono::nanoseconds delay_, slow_delay_{};
  Manner manner_ = Manner::kNormal, manner_alive_ = Manner::kNormal;
  Counters counters_;
  std::map<CallId, Call> calls_;
  std::vector<CallId> held_;  ///< while it is silent
  std::map<CallId, Stream*> streams_;
};

}  // namespace lightloom::lab
