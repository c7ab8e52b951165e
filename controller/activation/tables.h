// The two tables of activation: what is desired (Lightpath) and what was seen (Node), never mixed. Plain
// data; the rules that drive one to the other are in activation.cc.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ports/devices.h"

namespace lightloom::activation {

/// One lightpath through the glass: on each node it crosses the channel of its ROADM, at its ends the laser.
struct LightpathConfig {
  std::string name;                              ///< `l-7`
  std::map<std::string, MediaChannel> channels;  ///< by node
  std::map<std::string, Laser> lasers;           ///< by node
  bool operator==(const LightpathConfig&) const = default;
};

/// What one node holds, or shall hold, of one lightpath.
struct Leaf {
  std::optional<MediaChannel> channel;
  std::optional<Laser> laser;
  bool operator==(const Leaf&) const = default;
  bool is_dark() const { return !channel && !laser; }
};
Leaf leaf_of(const NodeDesired& node, const std::string& lightpath);
void put_leaf(NodeDesired& node, const std::string& lightpath, const Leaf& leaf);

/// How a node that is asked in vain behaves.
enum class TroubleKind { kSilent, kRefusing, kLying };
struct Trouble {
  TroubleKind kind = TroubleKind::kSilent;
  std::string message;  ///< the same at each attempt, so that news of it is told once
  int attempts = 0;
  Instant due;         ///< not asked again before
  bool alone = false;  ///< refused in company without being named: asked again by itself
};

enum class Awaited { kNothing, kReport, kObservation };

/// What unasked-for news said, as far as lightpaths mind it.
struct Rumour {
  NodeDesired holds;
  std::set<std::string> lit;  ///< lightpaths whose light is received
  bool operator==(const Rumour&) const = default;
};
Rumour rumour_of(const NodeObserved& news);

/// What is known of a node. `observed` stays as last seen while the node is silent (fail static).
struct Node {
  std::string name;
  std::optional<NodeObserved> observed;
  Instant observed_at;
  Awaited awaited = Awaited::kNothing;
  bool look_again = false;       ///< something happened that only a look can settle
  std::optional<Rumour> rumour;  ///< the last news, while an answer was awaited
  /// Sent, and not read back yet: the node may hold this or what was observed, leaf by leaf.
  std::optional<NodeDesired> unverified;
  std::vector<std::string> attempted;       ///< lightpaths that `unverified` changes
  std::optional<ApplyReport> report;        ///< the answer to `unverified`
  std::optional<Trouble> silence;           ///< of the whole node
  std::map<std::string, Trouble> troubles;  ///< by lightpath
  std::set<std::string> lightpaths;         ///< ordered here
  std::set<std::string> pending;            ///< of these, held otherwise than they shall be now
  /// Configured on all nodes, and since when the receiver here misses its light.
  std::map<std::string, Instant> unlit;
  std::optional<Instant> due;
  /// Names of light that nobody here ordered, as last asked for; reset by whatever may change it.
  mutable std::optional<std::set<std::string>> foreign;

  bool is_reachable() const { return observed && !silence; }
  /// As last seen; dark where the node was never seen.
  Leaf held(const std::string& lightpath) const;
  /// Whether the node answers and holds exactly that, whatever becomes of a write under way.
  bool surely_has_channel(const std::string& lightpath, const std::optional<MediaChannel>& channel) const;
  bool surely_has_laser(const std::string& lightpath, const std::optional<Laser>& laser) const;
  bool receives(const std::string& lightpath) const {
    return observed && observed->received.contains(lightpath);
  }
};

/// One lightpath's share of one node.
struct Part {
  Node* node = nullptr;
  Leaf want;
  /// Written by us, adopted, or seen just as ordered. Else light of that name is somebody else's.
  bool ours = false;
};

struct Lightpath {
  LightpathConfig config;
  std::vector<Part> parts;  ///< in order of node name
  bool lit_wanted = true;
  std::optional<LightpathConfig> next;  ///< to be lit instead once `config` is dark
  bool was_lit = false;                 ///< and not ordered dark since: what is missing is a loss
  bool channels_in_place = false;       ///< on all nodes, read back: lasers may be lit
  bool lasers_dark = false;             ///< on all nodes, read back: channels may be removed
};

/// Whether the node holds, under the name of an ordered lightpath, light that is not the ordered one.
bool is_strangers(const Part& part, const std::string& lightpath);
/// What the node shall hold of the lightpath now: the next step towards the order, and where a step must wait
/// for other nodes, what it was seen to hold.
Leaf target_of(const Lightpath& lightpath, const Part& part);

}  // namespace lightloom::activation
