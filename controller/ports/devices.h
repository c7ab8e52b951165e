// What stands in the glass: ROADMs, transponders. The core says what each node shall hold and hears what it
// does hold, what it receives and whom it hears. A node is known here by the name of its site.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "topology/equipment.h"
#include "topology/result.h"
#include "topology/spectrum.h"
#include "topology/units.h"

namespace lightloom {

/// A slot switched from port to port of one ROADM (both ways).
struct MediaChannel {
  std::string in_port, out_port;  ///< `degree-3` or `line-7`
  Slot slot;
  bool operator==(const MediaChannel&) const = default;
};
/// A transceiver's line side.
struct Laser {
  std::string line_port;  ///< `line-7`
  std::string transceiver, mode;
  Slot slot;
  bool operator==(const Laser&) const = default;
};

/// What one node shall hold, by lightpath name. Whole: what is absent shall not be there. Idempotent.
struct NodeDesired {
  std::map<std::string, MediaChannel> channels;
  std::map<std::string, Laser> lasers;
  bool operator==(const NodeDesired&) const = default;
};

/// What a node answered to `apply`, leaf by leaf.
struct ApplyReport {
  enum class Verdict { kDone, kRefused, kSilent };
  Verdict verdict = Verdict::kDone;
  std::string message;                               ///< of the whole: why refused, how long silent
  std::map<std::string, std::string> failed_leaves;  ///< lightpath -> the device's own words
};

/// Who is heard on a port, by LLDP.
struct Neighbour {
  std::string chassis_id, port_id, system_name;
  auto operator<=>(const Neighbour&) const = default;
};

/// What a node was seen to hold, to receive and to hear. A node that says yes and does not do it is found
/// here.
struct NodeObserved {
  std::string node;  ///< name of its site
  bool reachable = true;
  std::string message;  ///< why it is not reachable, for a person
  NodeDesired holds;
  /// Received power and GSNR of each lightpath whose laser is here, where there is light.
  struct Light {
    Dbm power;
    Decibel gsnr_0p1nm;
    std::optional<double> pre_fec_ber;
    bool operator==(const Light&) const = default;
  };
  std::map<std::string, Light> received;
  std::string chassis_id;                       ///< what its neighbours hear of it
  std::map<std::string, Neighbour> neighbours;  ///< by port, as `degree-3`
  std::set<std::string> dark_ports;             ///< degrees at which no light arrives, by its own alarms
  std::map<std::string, Dbm> amplifier_input;   ///< total power, by amplifier: `amp-CABLE-az-0`
  bool operator==(const NodeObserved&) const = default;
};
/// What is told of a node that cannot be asked.
inline NodeObserved unreachable(std::string node, std::string why) {
  NodeObserved observed;
  observed.node = std::move(node);
  observed.reachable = false;
  observed.message = std::move(why);
  return observed;
}

/// A device as the operator registered it.
struct DeviceRecord {
  std::string node;     ///< name of the device, as `roadm-horinger`; it must say so itself
  std::string site;     ///< where it stands: one device a site
  std::string address;  ///< `127.0.0.1:9339`, `[::1]:9339`, `host:9339`
  std::optional<std::string> username, password_file;
  std::optional<std::string> ca_file;  ///< PEM; TLS with it, plain text without
  bool operator==(const DeviceRecord&) const = default;
};

/// What one device was asked since it was registered, for metrics.
struct DeviceCounters {
  std::string site;
  bool connected = false;
  std::uint64_t sets = 0, gets = 0;
  std::uint64_t updates = 0;  ///< leaves told by its stream
  std::uint64_t errors = 0, reconnects = 0;
  double last_rtt_s = 0;
};

class Devices {
 public:
  using Done = std::function<void(ApplyReport)>;
  virtual ~Devices() = default;

  /// The modes that transceivers may have, by which devices' words are read. Before the first `add`, and
  /// again with another plant record.
  virtual void equip(const std::vector<Mode>& modes) = 0;
  /// Registers the device of a site, in place of the one before. Returns at once; connects by itself and
  /// goes on trying. Calls under way to the one before are answered.
  virtual void add(const DeviceRecord& device) = 0;
  /// Its site is unreachable from now on. Nothing is darkened.
  virtual void remove(const std::string& site) = 0;

  /// Brings a node to `desired`. Returns at once; `done` comes exactly once, within a bounded time even where
  /// the device is silent, on any thread. Calls for one node do not overlap: the core waits for `done`.
  virtual void apply(const std::string& node, const NodeDesired& desired, Done done) = 0;
  /// Reads a node back; `done` as above (unreachable is an answer too, as is a node that was never added).
  virtual void observe(const std::string& node, std::function<void(NodeObserved)> done) = 0;
  /// Unasked-for news of nodes, from any thread; set once, before the first `add`. News of one node come in
  /// order; they need not come for every change, but the last state is always told.
  virtual void on_change(std::function<void(NodeObserved)> news) = 0;
  /// Of every registered device. Any thread.
  virtual std::vector<DeviceCounters> counters() const { return {}; }
};

}  // namespace lightloom
