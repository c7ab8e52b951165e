// The devices of a network over gNMI and OpenConfig (docs/wire.md): the driver behind the port Devices.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/ports/devices.h"
#include "southbound/options.h"
#include "topology/equipment.h"

namespace lightloom::southbound {

/// Any thread. Callbacks come from gRPC's threads, or at once where a call cannot even begin; never under a
/// lock, so they may call back in. A call is answered within `connect` + 3 `get` (+ `set` for an apply), even
/// where the device is silent: the first picture, a look, and one at all where that says too little.
///
/// Each device has one connection: Capabilities, then a stream that tells its whole tree and what changes. It
/// is reachable while it says that its hostname is `DeviceRecord::node` and no other reachable device has its
/// chassis id. Whatever breaks that makes news (`reachable == false`, with why) and is tried again.
///
/// An `apply` writes only leaves that differ; where none does, nothing is sent. It removes what it leaves out
/// only where the core knows of it: from the answer to its last `observe`, or from its last order. What
/// appeared meanwhile is news, and stays. In `holds`, what is not whole has a remark in brackets behind a
/// port or mode (`degree-3 (one way)`), and light without a name a made-up one (`foreign:1000014`).
class GnmiDevices final : public Devices {
 public:
  using Options = southbound::Options;

  /// `modes`: as for `equip`.
  explicit GnmiDevices(const std::vector<Mode>& modes, const Options& options = {});
  /// Answers what is under way and waits for all callbacks; not to be called from one.
  ~GnmiDevices() override;
  GnmiDevices(const GnmiDevices&) = delete;
  GnmiDevices& operator=(const GnmiDevices&) = delete;

  void equip(const std::vector<Mode>& modes) override;
  void add(const DeviceRecord& device) override;
  void remove(const std::string& site) override;
  void apply(const std::string& node, const NodeDesired& desired, Done done) override;
  void observe(const std::string& node, std::function<void(NodeObserved)> done) override;
  void on_change(std::function<void(NodeObserved)> news) override;

  std::vector<DeviceCounters> counters() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lightloom::southbound
