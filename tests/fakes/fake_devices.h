// Devices that behave as badly as real ones, one by one, in a time that only moves when a test moves it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/ports/devices.h"

namespace lightloom::fakes {

enum class Manner {
  kPrompt,    ///< does as told and answers after its delay
  kSilent,    ///< hears nothing: the caller is told so when its patience ends
  kMute,      ///< does as told, but its answers are lost
  kRefusing,  ///< refuses every order that changes anything, and says why
  kLying,     ///< says done and does nothing
};

/// How a node treats orders about one lightpath.
struct Refusal {
  std::string words;
  bool is_named = true;    ///< the report names the lightpath
  bool is_atomic = false;  ///< nothing else of the same order is done
};

/// One thread. Nothing happens outside `advance`; there a node works off what was asked of it, in the order
/// of time. A node carries out an order change by change in the order that does the most harm: lasers on,
/// channels away, channels in, lasers off.
class FakeDevices : public Devices {
 public:
  /// `patience`: how long a caller is kept waiting for a silent node.
  explicit FakeDevices(const std::vector<std::string>& nodes, Duration patience = std::chrono::seconds(2));

  void equip(const std::vector<Mode>&) override {}
  void add(const DeviceRecord& device) override {
    nodes_.try_emplace(device.site);
    removed_.erase(device.site);
  }
  /// A removed device is a silent one.
  void remove(const std::string& site) override { removed_.insert(site); }
  void apply(const std::string& name, const NodeDesired& desired, Done done) override;
  void observe(const std::string& name, std::function<void(NodeObserved)> done) override;
  void on_change(std::function<void(NodeObserved)> news) override { news_ = std::move(news); }

  void behave(const std::string& name, Manner manner);
  /// From request to answer. At or above the patience it is as good as silent.
  void delay(const std::string& node, Duration delay);
  void refuse(const std::string& node, const std::string& lightpath, Refusal refusal);
  void accept(const std::string& node, const std::string& lightpath);
  /// The next order is carried out up to so many changes; from then on the node is silent.
  void unplug_after(const std::string& node, int changes);
  /// Comes up holding nothing, foreign light included, behaves as before, and makes news.
  void reboot_empty(const std::string& name);
  /// Somebody else changes what a node holds; makes news unless `quietly`.
  void tamper(const std::string& name, const NodeDesired& holds, bool quietly = false);

  /// A receiver loses its light, though all is configured; or finds it again. Makes news.
  void shade(const std::string& name, const std::string& lightpath, bool is_dark = true);
  /// What neighbours a node hears. Makes news.
  void hears(const std::string& name, std::map<std::string, Neighbour> neighbours);

  void advance(Duration by);
  /// Time until something happens by itself.
  std::optional<Duration> next_due() const;

  const NodeDesired& holds(const std::string& node) const { return nodes_.at(node).holds; }
  int writes(const std::string& node) const { return nodes_.at(node).writes; }
  int looks(const std::string& node) const { return nodes_.at(node).looks; }
  int writes() const;
  /// Called after each single change in the glass.
  void on_glass(std::function<void(const std::string& node)> seen) { glass_ = std::move(seen); }
  /// Whether two calls for one node ever overlapped, which the port forbids.
  bool calls_overlapped() const { return calls_overlapped_; }

 private:
  struct Node {
    NodeDesired holds;
    Manner manner = Manner::kPrompt;
    Duration delay{0};
    std::map<std::string, Refusal> refusals;
    std::optional<int> changes_left;
    std::set<std::string> shaded;
    std::map<std::string, Neighbour> neighbours;
    bool is_busy = false;
    int writes = 0, looks = 0;
  };
  using Job = std::function<void()>;

  void enqueue(Duration after, Job job);
  /// Whether the node hears what is asked, else nullptr.
  Node* hearing(const std::string& name);
  bool take(const std::string& name);
  void leave(const std::string& name);
  ApplyReport carry_out(const std::string& name, Node& node, const NodeDesired& desired);
  bool change(const std::string& name, Node& node, const NodeDesired& next);
  bool bring_to(const std::string& name, Node& node, const NodeDesired& desired);
  ApplyReport silent() const;
  void tell_news(const std::string& name);
  static NodeObserved seen(const std::string& name, const Node& node);

  std::map<std::string, Node> nodes_;
  std::set<std::string> removed_;
  Duration patience_;
  Duration now_{0};
  std::uint64_t jobs_made_ = 0;
  std::map<std::pair<Duration, std::uint64_t>, Job> jobs_;
  std::function<void(NodeObserved)> news_;
  std::function<void(const std::string&)> glass_;
  bool calls_overlapped_ = false;
};

}  // namespace lightloom::fakes
