// Brings the glass to what was ordered and says when it is there. A pure state machine: no I/O, thread, clock
// or chance of its own. The shell carries requests to the Devices, answers back in, and outcomes to the
// engine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/activation/tables.h"
#include "controller/ports/plant.h"

namespace lightloom::activation {

struct Options {
  Duration retry_min = std::chrono::seconds(1);  ///< the first wait after a failure, doubled at each further
  Duration retry_max = std::chrono::seconds(60);
  /// A node last seen longer ago is looked at before it is written: a write replaces the whole, so it must
  /// not undo what others did meanwhile.
  Duration trust = std::chrono::seconds(1);
  /// Each node is looked at so often, even without news; 0: never.
  Duration look_every = std::chrono::seconds(60);
  /// From all being configured to light at the receivers; later it is missing.
  Duration light_grace = std::chrono::seconds(2);
  /// Where light is missing, its receivers are looked at first after this, then ever more seldom.
  Duration light_look = std::chrono::milliseconds(250);
  std::uint64_t seed = 0;  ///< of the jitter
};

/// To be handed to `Devices`: at most one is outstanding for each node.
struct Request {
  enum class Kind { kApply, kObserve };
  Kind kind = Kind::kObserve;
  std::string node;
  NodeDesired desired;  ///< of kApply; carries along unchanged all that nobody here ordered
  bool operator==(const Request&) const = default;
};

enum class Verdict { kLit, kDark, kFailing };
/// "LIT", "DARK", "FAILING".
std::string_view name_of(Verdict verdict);
/// News of a lightpath. FAILING is no end: the work goes on until LIT or DARK. Not repeated without change.
struct Outcome {
  std::string lightpath;
  Verdict verdict = Verdict::kLit;
  std::string message;  ///< of kFailing: which node, what is wrong
  bool operator==(const Outcome&) const = default;
};

struct NodeStatus {
  std::string node;
  DeviceState state = DeviceState::kConnecting;
  std::string message;  ///< empty while all is well
  int attempts = 0;     ///< failed in a row
  std::optional<Instant> next_try, last_seen;
  std::size_t drift = 0;  ///< lightpaths held otherwise than they shall be now
};

/// Light on a node that nobody here ordered.
struct ForeignLight {
  std::string node, name;
  Leaf holds;
  bool operator==(const ForeignLight&) const = default;
};

/// One thread. `now` never goes back. To light, channels come first on all nodes and are read back, then
/// lasers; it is lit when both receivers see light. To darken, the other way round. A silent node darkens
/// nothing (fail static), and one node's trouble holds up only the lightpaths that cross it.
class Activation {
 public:
  explicit Activation(Options options);
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

  /// Orders a lightpath lit. Answered by kLit. Under a name that is lit with another config, that one is
  /// darkened first, without a kDark. Asking again is harmless and answered again.
  void want_lit(const LightpathConfig& config, Instant now);
  /// Orders a lightpath dark. Answered by kDark when every node was seen without it, and it is forgotten
  /// then. A name that was never ordered is dark at once, unless a node was seen to hold it: then kFailing,
  /// and it is left alone (`adopt` it first).
  void want_dark(const std::string& name, Instant now);
  /// After a restart: these were lit, or being darkened, by a former run. Nodes are looked at before anything
  /// is written, and what is in order gets no write. What is missing is kFailing, then kLit.
  void adopt(const std::vector<LightpathConfig>& configs, Instant now);
  /// A node to be looked at now, and from then on though no lightpath crosses it: foreign light counts there,
  /// too.
  void watch(const std::string& node, Instant now);

  /// Answers to kApply and to kObserve. An answer nobody waits for is ignored.
  void on_report(const std::string& node, const ApplyReport& report, Instant now);
  void on_observed(const NodeObserved& observed, Instant now);
  /// Unasked-for news (`Devices::on_change`). They may be older than a write, so they cause a look and are
  /// not believed by themselves.
  void on_news(const NodeObserved& news, Instant now);
  /// Lets time pass.
  void advance(Instant now);

  /// Empties the box; to be called after each of the calls above.
  std::vector<Request> take_requests();
  std::vector<Outcome> take_outcomes();
  /// When `advance` has something to do; none: only an answer or an order can bring work.
  std::optional<Instant> next_due() const;

  /// In order of node name.
  std::vector<NodeStatus> states() const;
  /// In order of node, then name; as last seen.
  std::vector<ForeignLight> foreign() const;
  /// Lightpaths that are configured and miss their light for longer than the grace, each with one receiver's
  /// node.
  std::vector<std::pair<std::string, std::string>> unlit() const;
  /// Nodes that no longer hold what was lit there, each with one lightpath.
  std::vector<std::pair<std::string, std::string>> lost() const;
  /// What the node was last seen to hold, or null where it never was. Valid until the next call.
  const NodeObserved* observed(const std::string& node) const;

 private:
  Node& node_of(const std::string& name);
  Lightpath& insert(const LightpathConfig& config, bool ours);
  void erase(const std::string& lightpath);
  void order_changed(Lightpath& lightpath);

  void evaluate(const std::string& name);
  void evaluate_all(const Node& node);
  void evaluate_light(Node& node, const NodeObserved& before);
  std::string complaint_at(const Lightpath& lightpath, const Part& part) const;
  void find_pending(Lightpath& lightpath);
  void find_unlit(Lightpath& lightpath);
  void finish_dark(const std::string& name);
  void tell(const std::string& lightpath, Verdict verdict, std::string message = {});

  void judge(Node& node);
  void blame(Node& node, const std::string& lightpath, TroubleKind kind, std::string message);
  void fall_silent(Node& node, const std::string& why);
  void step(Node& node);
  std::vector<std::string> attempt_now(const Node& node) const;
  void send_look(Node& node);
  void send_write(Node& node, const std::vector<std::string>& attempt);
  void schedule(Node& node, std::optional<Instant> due);
  std::optional<Instant> next_work(const Node& node) const;
  std::optional<Instant> next_light_look(const Node& node) const;
  std::set<std::string> names_of_foreign(const Node& node) const;
  bool is_ours(const Node& node, const std::string& name) const;

  Options options_;
  Instant now_;
  std::map<std::string, Node> nodes_;  // never erased: Part holds their addresses
  std::map<std::string, Lightpath> lightpaths_;
  std::map<std::string, Outcome> told_;  // last outcome of each lightpath
  std::set<std::string> awake_;          // nodes to be stepped by take_requests
  std::set<std::pair<Instant, std::string>> due_;
  std::vector<Request> requests_;
  std::vector<Outcome> outcomes_;
};

}  // namespace lightloom::activation
