// One device: connects, keeps its picture from its stream, reads, writes, and tells what changed. Calls wait
// for the connection; whatever goes wrong ends it, and it is tried again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "southbound/device/backoff.h"
#include "southbound/device/surroundings.h"
#include "southbound/rpc/link.h"
#include "southbound/rpc/requests.h"

namespace lightloom::southbound {

/// Any thread. Callbacks to the core are made without a lock.
class Device : public std::enable_shared_from_this<Device> {
 public:
  Device(DeviceRecord record, std::shared_ptr<const ModeTable> modes,
         std::shared_ptr<const Surroundings> surroundings, std::shared_ptr<Outlet> outlet);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  void start() { connect(); }
  void equip(std::shared_ptr<const ModeTable> modes);
  /// Calls under way are answered with `why`; nothing is sent or told any more.
  void close(const std::string& why);
  void observe(std::function<void(NodeObserved)> done);
  void apply(NodeDesired desired, Devices::Done done);
  DeviceCounters counters() const;

 private:
  enum class Phase { kWaiting, kGreeting, kSyncing, kUp, kClosed };
  /// `trouble` is empty where all is well.
  using Job = std::function<void(const std::string& trouble)>;
  using Looked = std::function<void(const std::string& trouble, NodeObserved seen)>;
  /// A connection, from its first call until it is lost: what belongs to a former one is ignored.
  using Attempt = std::uint64_t;

  void connect();
  void on_capabilities(Attempt attempt, const RpcOutcome& outcome,
                       const ::gnmi::CapabilityResponse& response);
  void subscribe(Attempt attempt);
  void on_message(Attempt attempt, const ::gnmi::SubscribeResponse& response);
  void on_notification(Attempt attempt, const ::gnmi::Notification& message);
  void on_sync(Attempt attempt);
  void on_sync_overdue(Attempt attempt);
  void on_stream_end(Attempt attempt, const RpcOutcome& outcome);
  void watch(Attempt attempt);
  void lose(Attempt attempt, const std::string& words);
  void reconnect(Attempt attempt);

  void when_up(const Job& job);
  void look(bool must_be_full, Looked then);
  void on_looked(Attempt attempt, const Picture::Look& look, const RpcOutcome& outcome,
                 const ::gnmi::GetResponse& response, const Looked& then);
  void order(const NodeDesired& desired, const Devices::Done& done);
  void on_written(Attempt attempt, const RpcOutcome& outcome, const Orders& orders,
                  const Devices::Done& done);

  void tell_soon();
  void tell_due(Attempt attempt);
  void tell();
  void after(Duration wait, void (Device::*step)(Attempt), Attempt attempt);

  /// Counts a call that ended, begun at `begun`.
  void note_call(const RpcOutcome& outcome, SteadyTime begun);

  // Under the lock.
  std::optional<std::string> mistaken_identity();
  bool is_flood(std::size_t leaves);
  void note_trouble(const std::string& words);
  std::string sentence(const std::string& words) const;

  const Presence presence_;  // first, so that it ends last
  const DeviceRecord record_;
  const std::shared_ptr<const Surroundings> surroundings_;
  const std::shared_ptr<Outlet> outlet_;
  const std::uint64_t source_;

  mutable std::mutex mutex_;  // guards all below; never held over a call to the core, to gRPC or to a timer
  Phase phase_ = Phase::kWaiting;
  Attempt attempt_ = 0;
  std::shared_ptr<Link> link_;
  WireEncoding encoding_ = WireEncoding::kProto;
  bool measures_on_change_ = true;
  Picture picture_;
  std::vector<Job> waiting_;  ///< for the connection
  std::string trouble_ = "not connected yet";
  std::set<std::string> logged_;  ///< words of the present trouble
  Backoff backoff_;
  SteadyTime tried_at_{}, heard_at_{}, flood_from_{};
  std::size_t flood_leaves_ = 0;
  bool has_skipped_ = false;
  bool news_due_ = false;
  std::uint64_t sequence_ = 0;
  DeviceCounters counters_;
};

}  // namespace lightloom::southbound
