// What is known of one device's tree: kept from its stream, corrected by what is read back. Remembers which
// parts were written and not read back, and what the core was told.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "southbound/gnmi/notification.h"
#include "southbound/openconfig/orders.h"
#include "topology/result.h"

namespace gnmi {
class GetResponse;
class Notification;
}  // namespace gnmi

namespace lightloom::southbound {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One thread at a time; no clock of its own.
class Picture {
 public:
  /// What is to be read: all, or who the device is and what was written since the last look.
  struct Look {
    bool is_full = false;
    std::vector<std::string> paths;
    std::uint64_t writes = 0;  ///< so many there were when it began
  };

  Picture(std::string site, std::shared_ptr<const ModeTable> modes, const TreeLimits& limits);
  ~Picture();

  /// From now on modes are read by this table.
  void equip(std::shared_ptr<const ModeTable> modes) { modes_ = std::move(modes); }
  /// A new stream begins: what was known is forgotten until it has told all.
  void restart();
  /// Of the stream; an error where the tree grows past its limits.
  Result<Merged> on_message(const ::gnmi::Notification& message);
  void on_sync(SteadyTime now);

  /// Each look that begins ends once, by either call.
  Look begin_look(SteadyTime now, Duration full_every, bool must_be_full);
  void end_look(const Look& look);
  /// Takes what was read and says what it shows. What the stream told meanwhile stays on top of it here, but
  /// is not in the answer: it may be older.
  Result<NodeObserved> end_look(const Look& look, const ::gnmi::GetResponse& response, SteadyTime now);
  /// Whether all writes were read back, and something was read within `trust`.
  bool is_fresh(SteadyTime now, Duration trust) const;
  /// By the last look: something was not as it had been told.
  bool was_corrected() const { return was_corrected_; }
  /// By the last look: the device was restarted since the one before. Only a full look tells what it holds.
  bool was_restarted() const { return was_restarted_; }

  /// What it would take to bring the device to `desired`.
  Orders orders_for(const NodeDesired& desired) const;
  /// These orders are about to be sent.
  void on_ordered(const NodeDesired& desired, const Orders& orders);
  NodeObserved view() const;
  /// The core is told this by a look it asked for.
  void on_told(const NodeObserved& observed);
  const LeafMap& leaves() const { return leaves_; }

 private:
  Result<bool> take(const Look& look, const ::gnmi::GetResponse& response);
  void forget_journal();

  const std::string site_;
  std::shared_ptr<const ModeTable> modes_;
  const TreeLimits limits_;
  LeafMap leaves_;
  Baseline baseline_;
  std::map<std::string, std::uint64_t> unread_;  ///< subtrees written, and by which write
  std::uint64_t writes_ = 0;
  int looks_ = 0;                              ///< under way
  std::vector<::gnmi::Notification> journal_;  ///< told by the stream while looks are under way
  std::size_t journal_bytes_ = 0;
  bool was_restarted_ = false, was_corrected_ = false;
  bool needs_full_ = false;
  SteadyTime read_at_{}, full_at_{};
};

}  // namespace lightloom::southbound
