#include "controller/activation/activation.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "controller/activation/backoff.h"
#include "controller/activation/words.h"

namespace lightloom::activation {
namespace {

bool all_parts(const Lightpath& lightpath, bool (*holds)(const Part&, const std::string&)) {
  return std::all_of(lightpath.parts.begin(), lightpath.parts.end(),
                     [&](const Part& part) { return holds(part, lightpath.config.name); });
}

bool channel_in_place(const Part& part, const std::string& name) {
  return part.node->surely_has_channel(name, part.want.channel);
}
bool is_configured(const Part& part, const std::string& name) {
  return channel_in_place(part, name) && part.node->surely_has_laser(name, part.want.laser);
}
bool is_lit(const Part& part, const std::string& name) {
  return is_configured(part, name) && (!part.want.laser || part.node->receives(name));
}
// Of light that was there, a silent node's share is taken to be as last seen, or as ordered where it never
// was.
bool seems_configured(const Part& part, const std::string& name) {
  if (!part.node->silence) return is_configured(part, name);
  return !part.node->observed || part.node->held(name) == part.want;
}
bool seems_lit(const Part& part, const std::string& name) {
  return seems_configured(part, name) &&
         (!part.want.laser || (!part.node->silence && part.node->receives(name)));
}
// A stranger's light is none of the lightpath's, and will stay.
bool laser_is_dark(const Part& part, const std::string& name) {
  return part.node->surely_has_laser(name, std::nullopt) ||
         (part.node->is_reachable() && is_strangers(part, name));
}
bool is_dark(const Part& part, const std::string& name) {
  return laser_is_dark(part, name) &&
         (part.node->surely_has_channel(name, std::nullopt) || is_strangers(part, name));
}

Part* part_at(Lightpath& lightpath, const Node& node) {
  const auto it = std::find_if(lightpath.parts.begin(), lightpath.parts.end(),
                               [&](const Part& part) { return part.node == &node; });
  return it == lightpath.parts.end() ? nullptr : &*it;
}

DeviceState state_of(const Trouble& trouble) {
  switch (trouble.kind) {
    case TroubleKind::kSilent:
      return DeviceState::kSilent;
    case TroubleKind::kRefusing:
      return DeviceState::kRefusing;
    case TroubleKind::kLying:
      return DeviceState::kLying;
  }
  return DeviceState::kSilent;
}

// Of several troubles of a node the one that is asked about next.
const Trouble* foremost_trouble(const Node& node) {
  if (node.silence) return &*node.silence;
  const auto it = std::min_element(node.troubles.begin(), node.troubles.end(),
                                   [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
  return it == node.troubles.end() ? nullptr : &it->second;
}

NodeStatus status_of(const Node& node) {
  NodeStatus status{node.name, node.observed ? DeviceState::kUp : DeviceState::kConnecting, {}, 0, {}, {}, 0};
  if (const Trouble* trouble = foremost_trouble(node)) {
    status.state = state_of(*trouble);
    status.message = trouble->message;
    status.attempts = trouble->attempts;
    status.next_try = trouble->due;
  }
  if (node.observed) status.last_seen = node.observed_at;
  status.drift = node.pending.size();
  return status;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kLit:
      return "LIT";
    case Verdict::kDark:
      return "DARK";
    case Verdict::kFailing:
      return "FAILING";
  }
  return "";
}

Activation::Activation(Options options) : options_(options) {}

// Orders.

void Activation::want_lit(const LightpathConfig& config, Instant now) {
  now_ = std::max(now_, now);
  const auto it = lightpaths_.find(config.name);
  Lightpath& lightpath = it == lightpaths_.end() ? insert(config, false) : it->second;
  const bool is_same = lightpath.config == config;
  if (lightpath.lit_wanted != is_same) order_changed(lightpath);
  lightpath.lit_wanted = is_same;
  lightpath.next = is_same ? std::nullopt : std::optional<LightpathConfig>(config);
  told_.erase(config.name);
  evaluate(config.name);
}

void Activation::want_dark(const std::string& name, Instant now) {
  now_ = std::max(now_, now);
  told_.erase(name);
  const auto it = lightpaths_.find(name);
  if (it == lightpaths_.end()) {
    const auto holder = std::find_if(nodes_.begin(), nodes_.end(),
                                     [&](const auto& node) { return !node.second.held(name).is_dark(); });
    if (holder == nodes_.end()) return tell(name, Verdict::kDark);
    tell(name, Verdict::kFailing, strangers_words(holder->second, name));
    told_.erase(name);  // nothing is under way that could change it: an order is answered each time
    return;
  }
  if (it->second.lit_wanted) order_changed(it->second);
  it->second.lit_wanted = false;
  it->second.next.reset();
  evaluate(name);
}

void Activation::adopt(const std::vector<LightpathConfig>& configs, Instant now) {
  now_ = std::max(now_, now);
  for (const LightpathConfig& config : configs) {
    if (lightpaths_.contains(config.name)) {
      want_lit(config, now);
      continue;
    }
    insert(config, true).was_lit = true;
    evaluate(config.name);
  }
}

void Activation::watch(const std::string& node, Instant now) {
  now_ = std::max(now_, now);
  node_of(node).look_again = true;
  awake_.insert(node);
}

Node& Activation::node_of(const std::string& name) {
  const auto [it, is_new] = nodes_.try_emplace(name);
  if (is_new) {
    it->second.name = name;
    awake_.insert(name);
  }
  return it->second;
}

Lightpath& Activation::insert(const LightpathConfig& config, bool ours) {
  Lightpath& lightpath = lightpaths_[config.name];
  lightpath.config = config;
  std::map<std::string, Leaf> leaves;
  for (const auto& [node, channel] : config.channels) leaves[node].channel = channel;
  for (const auto& [node, laser] : config.lasers) leaves[node].laser = laser;
  for (const auto& [name, leaf] : leaves) {
    Node& node = node_of(name);
    node.lightpaths.insert(config.name);
    node.foreign.reset();
    lightpath.parts.push_back({&node, leaf, ours});
  }
  return lightpath;
}

void Activation::erase(const std::string& lightpath) {
  for (const Part& part : lightpaths_.at(lightpath).parts) {
    part.node->lightpaths.erase(lightpath);
    part.node->foreign.reset();
    part.node->pending.erase(lightpath);
    part.node->unlit.erase(lightpath);
    part.node->troubles.erase(lightpath);
  }
  lightpaths_.erase(lightpath);
  told_.erase(lightpath);
}

// What a node refused so far says nothing about the opposite order, which is therefore tried at once.
void Activation::order_changed(Lightpath& lightpath) {
  lightpath.was_lit = false;
  for (const Part& part : lightpath.parts) part.node->troubles.erase(lightpath.config.name);
}

// From the two tables to what is to be done and to be told.

void Activation::evaluate(const std::string& name) {
  const auto it = lightpaths_.find(name);
  if (it == lightpaths_.end()) return;
  Lightpath& lightpath = it->second;
  for (Part& part : lightpath.parts) {
    if (part.ours) continue;
    part.ours = !part.node->held(name).is_dark() && !is_strangers(part, name);
    part.node->foreign.reset();
  }
  lightpath.channels_in_place = all_parts(lightpath, channel_in_place);
  lightpath.lasers_dark = all_parts(lightpath, laser_is_dark);
  find_pending(lightpath);
  find_unlit(lightpath);
  if (!lightpath.lit_wanted && all_parts(lightpath, is_dark)) return finish_dark(name);
  if (lightpath.lit_wanted && all_parts(lightpath, lightpath.was_lit ? seems_lit : is_lit)) {
    lightpath.was_lit = true;
    return tell(name, Verdict::kLit);
  }
  for (const Part& part : lightpath.parts) {
    std::string complaint = complaint_at(lightpath, part);
    if (!complaint.empty()) return tell(name, Verdict::kFailing, std::move(complaint));
  }
}

// What stands in the way at this node, in a sentence; empty where nothing is known to.
std::string Activation::complaint_at(const Lightpath& lightpath, const Part& part) const {
  const std::string& name = lightpath.config.name;
  const Node& node = *part.node;
  const auto trouble = node.troubles.find(name);
  const bool is_missing = node.observed && node.held(name) != part.want;
  // Light that was seen burning is taken to burn on while its node is silent.
  const bool matters = !lightpath.was_lit || is_missing;
  if (node.silence && matters) return node.silence->message;
  if (is_strangers(part, name)) return lightpath.lit_wanted ? strangers_words(node, name) : std::string{};
  if (trouble != node.troubles.end()) return trouble->second.message;
  if (lightpath.was_lit && is_missing) return lost_words(node, name);
  const auto unlit = node.unlit.find(name);
  const bool is_late =
      unlit != node.unlit.end() && (lightpath.was_lit || now_ - unlit->second >= options_.light_grace);
  if (!is_late) return {};
  const auto silent = std::find_if(lightpath.parts.begin(), lightpath.parts.end(), [&](const Part& other) {
    return other.node != &node && other.node->silence;
  });
  return no_light_words(node, name, silent == lightpath.parts.end() ? nullptr : silent->node);
}

// Whose light came or went at this node, and who still waits for it.
void Activation::evaluate_light(Node& node, const NodeObserved& before) {
  std::set<std::string> concerned;
  for (const auto& [name, since] : node.unlit) concerned.insert(name);
  for (const std::string& name : node.lightpaths)
    if (before.received.contains(name) != node.receives(name)) concerned.insert(name);
  for (const std::string& name : concerned) evaluate(name);
  awake_.insert(node.name);
}

void Activation::evaluate_all(const Node& node) {
  const std::vector<std::string> names(node.lightpaths.begin(), node.lightpaths.end());
  for (const std::string& name : names) evaluate(name);
}

void Activation::find_pending(Lightpath& lightpath) {
  const std::string& name = lightpath.config.name;
  for (const Part& part : lightpath.parts) {
    Node& node = *part.node;
    if (!node.observed) continue;
    if (target_of(lightpath, part) != node.held(name)) {
      if (node.pending.insert(name).second) awake_.insert(node.name);
      continue;
    }
    node.pending.erase(name);
    node.troubles.erase(name);
  }
}

void Activation::find_unlit(Lightpath& lightpath) {
  const std::string& name = lightpath.config.name;
  const bool waits =
      lightpath.lit_wanted && all_parts(lightpath, lightpath.was_lit ? seems_configured : is_configured);
  for (const Part& part : lightpath.parts) {
    Node& node = *part.node;
    if (waits && node.silence) continue;
    if (!waits || !part.want.laser || node.receives(name)) {
      node.unlit.erase(name);
    } else if (node.unlit.emplace(name, now_).second) {
      awake_.insert(node.name);
    }
  }
}

void Activation::finish_dark(const std::string& name) {
  const std::optional<LightpathConfig> next = lightpaths_.at(name).next;
  const auto told = told_.find(name);
  const std::optional<Outcome> before =
      told == told_.end() ? std::nullopt : std::optional<Outcome>(told->second);
  erase(name);
  if (!next) return tell(name, Verdict::kDark);
  insert(*next, false);
  if (before) told_[name] = *before;
  evaluate(name);
}

void Activation::tell(const std::string& lightpath, Verdict verdict, std::string message) {
  Outcome outcome{lightpath, verdict, std::move(message)};
  const auto told = told_.find(lightpath);
  if (told != told_.end() && told->second == outcome) return;
  outcomes_.push_back(outcome);
  if (verdict == Verdict::kDark) {
    told_.erase(lightpath);
  } else {
    told_[lightpath] = std::move(outcome);
  }
}

// Answers.

void Activation::on_report(const std::string& node_name, const ApplyReport& report, Instant now) {
  now_ = std::max(now_, now);
  const auto it = nodes_.find(node_name);
  if (it == nodes_.end() || it->second.awaited != Awaited::kReport) return;
  it->second.awaited = Awaited::kNothing;
  it->second.report = report;
  it->second.look_again = true;
  awake_.insert(node_name);
}

void Activation::on_observed(const NodeObserved& observed, Instant now) {
  now_ = std::max(now_, now);
  const auto it = nodes_.find(observed.node);
  if (it == nodes_.end() || it->second.awaited != Awaited::kObservation) return;
  Node& node = it->second;
  node.awaited = Awaited::kNothing;
  awake_.insert(node.name);
  const std::optional<Rumour> rumour = std::exchange(node.rumour, std::nullopt);
  if (!observed.reachable) return fall_silent(node, observed.message);
  // Whichever is the older: the look tells what the news told.
  if (rumour == rumour_of(observed)) node.look_again = false;

  const bool concerns_all =
      node.silence || !node.observed || node.observed->holds != observed.holds || node.unverified;
  // The order was lost with the node; now that it is back, it has not failed at the order yet.
  if (node.silence) node.attempted.clear();
  node.silence.reset();
  const NodeObserved before = std::exchange(node.observed, observed).value_or(NodeObserved{});
  node.observed_at = now_;
  if (before.holds != node.observed->holds) node.foreign.reset();
  if (node.unverified) judge(node);
  if (concerns_all) return evaluate_all(node);
  evaluate_light(node, before);
}

void Activation::on_news(const NodeObserved& news, Instant now) {
  now_ = std::max(now_, now);
  Node& node = node_of(news.node);
  const bool is_known = node.is_reachable() && news.reachable && !node.unverified &&
                        node.awaited == Awaited::kNothing && node.observed->holds == news.holds;
  if (is_known) {
    const NodeObserved before = std::exchange(*node.observed, news);
    return evaluate_light(node, before);
  }
  node.look_again = true;
  node.rumour.reset();
  if (news.reachable && node.awaited == Awaited::kObservation) node.rumour = rumour_of(news);
  awake_.insert(node.name);
}

void Activation::advance(Instant now) {
  now_ = std::max(now_, now);
  while (!due_.empty() && due_.begin()->first <= now_) {
    const std::string name = due_.begin()->second;
    nodes_.at(name).due.reset();
    due_.erase(due_.begin());
    awake_.insert(name);
  }
}

void Activation::fall_silent(Node& node, const std::string& why) {
  const bool was_silent = node.silence.has_value();
  Trouble silence = was_silent ? *node.silence : Trouble{};
  ++silence.attempts;
  silence.due =
      now_ + backoff(options_.seed, node.name, silence.attempts, options_.retry_min, options_.retry_max);
  silence.message = silent_words(node, why);
  const bool is_news = !was_silent || node.silence->message != silence.message;
  node.silence = std::move(silence);
  if (is_news) evaluate_all(node);
}

// Compares what a write was to change with what is seen after it.
void Activation::judge(Node& node) {
  const NodeDesired sent = std::move(*node.unverified);
  const ApplyReport report = node.report.value_or(ApplyReport{});
  const std::vector<std::string> attempted = std::exchange(node.attempted, {});
  const bool names_culprits = std::any_of(attempted.begin(), attempted.end(), [&](const std::string& name) {
    return report.failed_leaves.contains(name);
  });
  node.unverified.reset();
  for (const std::string& name : attempted) {
    const auto it = lightpaths_.find(name);
    const Leaf tried = leaf_of(sent, name);
    Part* part = it == lightpaths_.end() ? nullptr : part_at(it->second, node);
    // In order, or another order came meanwhile: that one has not failed yet.
    if (part == nullptr || node.held(name) == tried || target_of(it->second, *part) != tried) continue;
    const auto leaf = report.failed_leaves.find(name);
    if (leaf != report.failed_leaves.end()) {
      blame(node, name, TroubleKind::kRefusing, refusing_words(node, name, leaf->second));
    } else if (report.verdict == ApplyReport::Verdict::kRefused) {
      if (names_culprits) continue;
      blame(node, name, TroubleKind::kRefusing, refusing_words(node, name, report.message));
      node.troubles[name].alone = attempted.size() > 1 || node.troubles[name].alone;
    } else if (report.verdict == ApplyReport::Verdict::kSilent) {
      blame(node, name, TroubleKind::kSilent, unanswered_words(node, name, tried));
    } else {
      blame(node, name, TroubleKind::kLying, lying_words(node, name, tried));
    }
  }
  node.report.reset();
}

void Activation::blame(Node& node, const std::string& lightpath, TroubleKind kind, std::string message) {
  Trouble& trouble = node.troubles[lightpath];
  ++trouble.attempts;
  trouble.kind = kind;
  trouble.message = std::move(message);
  trouble.due = now_ + backoff(options_.seed, node.name + ' ' + lightpath, trouble.attempts,
                               options_.retry_min, options_.retry_max);
}

// Requests.

std::vector<Request> Activation::take_requests() {
  // A write makes its lightpaths less sure elsewhere and may so wake further nodes.
  while (!awake_.empty()) {
    const std::string name = *awake_.begin();
    awake_.erase(awake_.begin());
    step(nodes_.at(name));
  }
  return std::exchange(requests_, {});
}

std::vector<Outcome> Activation::take_outcomes() { return std::exchange(outcomes_, {}); }

void Activation::step(Node& node) {
  schedule(node, std::nullopt);
  if (node.awaited != Awaited::kNothing) return;
  const bool is_silent_for_now = node.silence && now_ < node.silence->due;
  if (node.look_again || !(node.observed || node.silence)) return send_look(node);
  if (is_silent_for_now) return schedule(node, node.silence->due);
  const bool is_unseen_for_long =
      options_.look_every > Duration::zero() && now_ - node.observed_at >= options_.look_every;
  if (node.silence || is_unseen_for_long) return send_look(node);

  const std::vector<std::string> attempt = attempt_now(node);
  const auto light_look = next_light_look(node);
  if (attempt.empty() && light_look && *light_look <= now_) return send_look(node);
  if (attempt.empty()) return schedule(node, next_work(node));
  if (now_ - node.observed_at > options_.trust) return send_look(node);
  send_write(node, attempt);
}

std::vector<std::string> Activation::attempt_now(const Node& node) const {
  std::vector<std::string> together;
  const std::string* by_itself = nullptr;
  for (const std::string& name : node.pending) {
    const auto trouble = node.troubles.find(name);
    if (trouble == node.troubles.end()) {
      together.push_back(name);
    } else if (trouble->second.due <= now_) {
      if (!trouble->second.alone) together.push_back(name);
      if (trouble->second.alone && by_itself == nullptr) by_itself = &name;
    }
  }
  if (together.empty() && by_itself != nullptr) together.push_back(*by_itself);
  return together;
}

std::optional<Instant> Activation::next_work(const Node& node) const {
  std::optional<Instant> due;
  if (options_.look_every > Duration::zero()) due = node.observed_at + options_.look_every;
  for (const std::string& name : node.pending) {
    const auto trouble = node.troubles.find(name);
    if (trouble != node.troubles.end()) due = std::min(due.value_or(kForever), trouble->second.due);
  }
  if (const auto look = next_light_look(node)) due = std::min(due.value_or(kForever), *look);
  return due;
}

// Ever more seldom: the pause grows with the time that light has been missing.
std::optional<Instant> Activation::next_light_look(const Node& node) const {
  constexpr int kShare = 4;
  std::optional<Instant> due;
  for (const auto& [name, since] : node.unlit) {
    const Duration pause = std::clamp((node.observed_at - since) / kShare, options_.light_look,
                                      std::max(options_.look_every, options_.light_look));
    due = std::min(due.value_or(kForever), node.observed_at + pause);
  }
  return due;
}

void Activation::send_look(Node& node) {
  node.look_again = false;
  node.awaited = Awaited::kObservation;
  requests_.push_back({Request::Kind::kObserve, node.name, {}});
}

void Activation::send_write(Node& node, const std::vector<std::string>& attempt) {
  // What was seen, and the changes: all else, foreign light above all, is sent back as it was found.
  NodeDesired desired = node.observed->holds;
  for (const std::string& name : attempt) {
    Lightpath& lightpath = lightpaths_.at(name);
    Part* part = part_at(lightpath, node);
    assert(part != nullptr && "a node's lightpaths have a part there");
    part->ours = true;
    node.foreign.reset();
    put_leaf(desired, name, target_of(lightpath, *part));
  }
  node.awaited = Awaited::kReport;
  node.unverified = desired;
  node.report.reset();
  node.attempted = attempt;
  requests_.push_back({Request::Kind::kApply, node.name, std::move(desired)});
  for (const std::string& name : attempt) evaluate(name);
}

void Activation::schedule(Node& node, std::optional<Instant> due) {
  if (node.due) due_.erase({*node.due, node.name});
  node.due = due;
  if (due) due_.emplace(*due, node.name);
}

std::optional<Instant> Activation::next_due() const {
  return due_.empty() ? std::nullopt : std::optional<Instant>(due_.begin()->first);
}

// For people.

std::vector<NodeStatus> Activation::states() const {
  std::vector<NodeStatus> states;
  states.reserve(nodes_.size());
  for (const auto& [name, node] : nodes_) states.push_back(status_of(node));
  return states;
}

std::vector<ForeignLight> Activation::foreign() const {
  std::vector<ForeignLight> lights;
  for (const auto& [node_name, node] : nodes_) {
    if (!node.observed) continue;
    if (!node.foreign) node.foreign = names_of_foreign(node);
    for (const std::string& name : *node.foreign) lights.push_back({node_name, name, node.held(name)});
  }
  return lights;
}

std::set<std::string> Activation::names_of_foreign(const Node& node) const {
  std::set<std::string> names;
  for (const auto& [name, channel] : node.observed->holds.channels)
    if (!is_ours(node, name)) names.insert(name);
  for (const auto& [name, laser] : node.observed->holds.lasers)
    if (!is_ours(node, name)) names.insert(name);
  return names;
}

bool Activation::is_ours(const Node& node, const std::string& name) const {
  if (!node.lightpaths.contains(name)) return false;
  const auto& parts = lightpaths_.at(name).parts;
  return std::any_of(parts.begin(), parts.end(),
                     [&](const Part& part) { return part.node == &node && !is_strangers(part, name); });
}

std::vector<std::pair<std::string, std::string>> Activation::unlit() const {
  std::map<std::string, std::string> found;
  for (const auto& [node_name, node] : nodes_)
    for (const auto& [name, since] : node.unlit)
      if (lightpaths_.at(name).was_lit || now_ - since >= options_.light_grace)
        found.emplace(name, node_name);
  return {found.begin(), found.end()};
}

std::vector<std::pair<std::string, std::string>> Activation::lost() const {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& [node_name, node] : nodes_) {
    const auto gone = std::find_if(node.pending.begin(), node.pending.end(), [this](const std::string& name) {
      const Lightpath& lightpath = lightpaths_.at(name);
      return lightpath.lit_wanted && lightpath.was_lit;
    });
    if (gone != node.pending.end()) found.emplace_back(node_name, *gone);
  }
  return found;
}

const NodeObserved* Activation::observed(const std::string& node) const {
  const auto it = nodes_.find(node);
  return it == nodes_.end() || !it->second.observed ? nullptr : &*it->second.observed;
}

}  // namespace lightloom::activation
