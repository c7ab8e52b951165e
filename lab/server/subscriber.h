// One Subscribe call: what it follows, and what it has not been told yet. Values that were not yet sent when
// the next came are replaced, so that a slow reader costs no more memory than the tree has leaves.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "lab/device/device.h"
#include "lab/server/reply.h"

namespace gnmi {
class SubscribeResponse;
class SubscriptionList;
}  // namespace gnmi

namespace lightloom::lab {

class Subscriber {
 public:
  enum class Mode { kStream, kOnce, kPoll };

  /// kInvalidArgument for what cannot be followed: an unknown path or mode, an interval below 100 ms, too
  /// many paths. Other encodings than ours are the caller's to refuse; kJson is told as scalars.
  static Result<Subscriber> of(const gnmi::SubscriptionList& list, Encoding encoding);

  Mode mode() const { return mode_; }
  /// Everything that is there now, then the mark that this was all.
  void begin(const Device& device);
  /// What changed, as far as it is followed on change.
  void tell(std::span<const Change> changes);
  /// Subscriptions that are told from time to time: their place, and how often.
  struct Beat {
    std::size_t subscription;
    std::chrono::nanoseconds period;
  };
  std::vector<Beat> beats() const;
  /// It is time for one of them.
  void beat(std::size_t subscription, const Device& device);

  /// Fills the next message; false where there is nothing to say.
  bool next(gnmi::SubscribeResponse& response);
  std::size_t waiting() const { return pending_.size(); }

 private:
  struct Followed {
    Selections selections;
    bool on_change = true;
    bool only_changes = false;          ///< a sample repeats only what is new
    std::chrono::nanoseconds period{};  ///< 0: none
    Leaves last_sample;
  };
  struct Pending {
    std::optional<Value> value;
    std::uint32_t duplicates = 0;
  };
  Subscriber(Reply reply, Mode mode) : reply_(std::move(reply)), mode_(mode) {}
  Result<void> follow(const gnmi::SubscriptionList& list, int index);
  void put(const Leaf& leaf, std::optional<Value> value);

  Reply reply_;
  Mode mode_;
  bool updates_only_ = false;
  bool owes_sync_ = false;
  std::vector<Followed> followed_;
  std::map<Leaf, Pending> pending_;
};

}  // namespace lightloom::lab
