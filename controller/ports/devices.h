// What stands in the glass: ROADMs, transponders. The core says what each node shall hold and hears what it
// does hold.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

/// What a node was seen to hold. A node that says yes and does not do it is found here.
struct NodeObserved {
  std::string node;
  bool reachable = true;
  NodeDesired holds;
  /// Received power and GSNR of each lightpath whose laser is here, where there is light.
  struct Light {
    Dbm power;
    Decibel gsnr_0p1nm;
  };
  std::map<std::string, Light> received;
};

class Devices {
 public:
  using Done = std::function<void(ApplyReport)>;
  virtual ~Devices() = default;

  /// Brings a node to `desired`. Returns at once; `done` comes exactly once, within a bounded time even where
  /// the device is silent, on any thread. Calls for one node do not overlap: the core waits for `done`.
  virtual void apply(const std::string& node, const NodeDesired& desired, Done done) = 0;
  /// Reads a node back; `done` as above (unreachable is an answer too).
  virtual void observe(const std::string& node, std::function<void(NodeObserved)> done) = 0;
  /// Unasked-for news of nodes, from any thread; set once, before the first apply.
  virtual void on_change(std::function<void(NodeObserved)> news) = 0;
};

}  // namespace lightloom
