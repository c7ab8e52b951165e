#include "tests/fakes/fake_devices.h"

#include <algorithm>

namespace lightloom::fakes {
namespace {

// Lightpaths that two states of a node tell apart.
std::set<std::string> differences(const NodeDesired& a, const NodeDesired& b) {
  std::set<std::string> names;
  const auto compare = [&names](const auto& left, const auto& right) {
    for (const auto& [name, value] : left) {
      const auto it = right.find(name);
      if (it == right.end() || it->second != value) names.insert(name);
    }
  };
  compare(a.channels, b.channels);
  compare(b.channels, a.channels);
  compare(a.lasers, b.lasers);
  compare(b.lasers, a.lasers);
  return names;
}

template <class Value>
void keep(std::map<std::string, Value>& wanted, const std::map<std::string, Value>& held,
          const std::string& name) {
  wanted.erase(name);
  const auto it = held.find(name);
  if (it != held.end()) wanted.emplace(name, it->second);
}

// The states on the way from one to another, one change apart, the most harmful change first.
std::vector<NodeDesired> way_between(const NodeDesired& from, const NodeDesired& to) {
  std::vector<NodeDesired> way;
  NodeDesired state = from;
  const auto put_all = [&](auto member) {
    for (const auto& [name, value] : to.*member) {
      const auto [it, is_new] = (state.*member).insert_or_assign(name, value);
      const auto before = (from.*member).find(name);
      if (before == (from.*member).end() || before->second != it->second) way.push_back(state);
    }
  };
  const auto remove_all = [&](auto member) {
    for (const auto& [name, value] : from.*member) {
      if ((to.*member).contains(name)) continue;
      (state.*member).erase(name);
      way.push_back(state);
    }
  };
  put_all(&NodeDesired::lasers);
  remove_all(&NodeDesired::channels);
  put_all(&NodeDesired::channels);
  remove_all(&NodeDesired::lasers);
  return way;
}

}  // namespace

FakeDevices::FakeDevices(const std::vector<std::string>& nodes, Duration patience) : patience_(patience) {
  for (const std::string& node : nodes) nodes_.try_emplace(node);
}

void FakeDevices::apply(const std::string& name, const NodeDesired& desired, Done done) {
  const auto it = nodes_.find(name);
  const auto say_silent = [this, name, done] {
    leave(name);
    done(silent());
  };
  if (!take(name) || it->second.delay >= patience_) return enqueue(patience_, say_silent);
  ++it->second.writes;
  const Duration rest = patience_ - it->second.delay;
  enqueue(it->second.delay, [this, name, desired, done, say_silent, rest] {
    Node* node = hearing(name);
    if (node == nullptr) return enqueue(rest, say_silent);
    const ApplyReport report = carry_out(name, *node, desired);
    if (report.verdict == ApplyReport::Verdict::kSilent) return enqueue(rest, say_silent);
    leave(name);
    done(report);
  });
}

void FakeDevices::observe(const std::string& name, std::function<void(NodeObserved)> done) {
  const auto it = nodes_.find(name);
  const auto say_silent = [this, name, done] {
    leave(name);
    done(unreachable(name, ""));
  };
  if (!take(name) || it->second.delay >= patience_) return enqueue(patience_, say_silent);
  ++it->second.looks;
  const Duration rest = patience_ - it->second.delay;
  enqueue(it->second.delay, [this, name, done, say_silent, rest] {
    const Node* node = hearing(name);
    if (node == nullptr || node->manner == Manner::kMute) return enqueue(rest, say_silent);
    leave(name);
    done(seen(name, *node));
  });
}

void FakeDevices::behave(const std::string& name, Manner manner) {
  Node& node = nodes_.at(name);
  node.manner = manner;
  node.changes_left.reset();
}

void FakeDevices::delay(const std::string& node, Duration delay) { nodes_.at(node).delay = delay; }

void FakeDevices::refuse(const std::string& node, const std::string& lightpath, Refusal refusal) {
  nodes_.at(node).refusals.insert_or_assign(lightpath, std::move(refusal));
}

void FakeDevices::accept(const std::string& node, const std::string& lightpath) {
  nodes_.at(node).refusals.erase(lightpath);
}

void FakeDevices::unplug_after(const std::string& node, int changes) {
  nodes_.at(node).changes_left = changes;
}

void FakeDevices::reboot_empty(const std::string& name) {
  nodes_.at(name).holds = {};
  if (glass_) glass_(name);
  tell_news(name);
}

void FakeDevices::tamper(const std::string& name, const NodeDesired& holds, bool quietly) {
  nodes_.at(name).holds = holds;
  if (glass_) glass_(name);
  if (!quietly) tell_news(name);
}

void FakeDevices::advance(Duration by) {
  const Duration until = now_ + by;
  while (!jobs_.empty() && jobs_.begin()->first.first <= until) {
    now_ = std::max(now_, jobs_.begin()->first.first);
    const Job job = std::move(jobs_.begin()->second);
    jobs_.erase(jobs_.begin());
    job();
  }
  now_ = until;
}

std::optional<Duration> FakeDevices::next_due() const {
  if (jobs_.empty()) return std::nullopt;
  return std::max(jobs_.begin()->first.first - now_, Duration{0});
}

int FakeDevices::writes() const {
  int sum = 0;
  for (const auto& [name, node] : nodes_) sum += node.writes;
  return sum;
}

void FakeDevices::enqueue(Duration after, Job job) {
  jobs_.emplace(std::pair{now_ + after, jobs_made_++}, std::move(job));
}

FakeDevices::Node* FakeDevices::hearing(const std::string& name) {
  Node& node = nodes_.at(name);
  return node.manner == Manner::kSilent || removed_.contains(name) ? nullptr : &node;
}

bool FakeDevices::take(const std::string& name) {
  const auto it = nodes_.find(name);
  if (it == nodes_.end()) return false;
  calls_overlapped_ = calls_overlapped_ || it->second.is_busy;
  it->second.is_busy = true;
  return true;
}

void FakeDevices::leave(const std::string& name) {
  const auto it = nodes_.find(name);
  if (it != nodes_.end()) it->second.is_busy = false;
}

ApplyReport FakeDevices::carry_out(const std::string& name, Node& node, const NodeDesired& desired) {
  using Verdict = ApplyReport::Verdict;
  const std::set<std::string> changed = differences(node.holds, desired);
  if (node.manner == Manner::kLying || changed.empty()) return {Verdict::kDone, "", {}};
  if (node.manner == Manner::kRefusing) {
    return {Verdict::kRefused, "configuration is locked by another session", {}};
  }
  ApplyReport report;
  NodeDesired allowed = desired;
  bool is_atomic = false;
  for (const auto& [lightpath, refusal] : node.refusals) {
    if (!changed.contains(lightpath)) continue;
    report.verdict = Verdict::kRefused;
    report.message = "1 of the changes was rejected";
    if (refusal.is_named) report.failed_leaves.emplace(lightpath, refusal.words);
    is_atomic = is_atomic || refusal.is_atomic;
    keep(allowed.channels, node.holds.channels, lightpath);
    keep(allowed.lasers, node.holds.lasers, lightpath);
  }
  if (!is_atomic && !bring_to(name, node, allowed)) return silent();
  return node.manner == Manner::kMute ? silent() : report;
}

bool FakeDevices::change(const std::string& name, Node& node, const NodeDesired& next) {
  if (node.changes_left && (*node.changes_left)-- <= 0) {
    node.changes_left.reset();
    node.manner = Manner::kSilent;
    return false;
  }
  node.holds = next;
  if (glass_) glass_(name);
  return true;
}

bool FakeDevices::bring_to(const std::string& name, Node& node, const NodeDesired& desired) {
  const std::vector<NodeDesired> way = way_between(node.holds, desired);
  return std::all_of(way.begin(), way.end(),
                     [&](const NodeDesired& next) { return change(name, node, next); });
}

ApplyReport FakeDevices::silent() const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience_).count();
  return {ApplyReport::Verdict::kSilent, "no reply within " + std::to_string(seconds) + " s", {}};
}

void FakeDevices::tell_news(const std::string& name) {
  const Node& node = nodes_.at(name);
  const bool is_heard =
      node.manner != Manner::kSilent && node.manner != Manner::kMute && !removed_.contains(name);
  if (!news_ || !is_heard) return;
  enqueue(Duration{0}, [this, observed = seen(name, node)] { news_(observed); });
}

// Every laser that is on receives light: glass between nodes is the lab's.
NodeObserved FakeDevices::seen(const std::string& name, const Node& node) {
  constexpr Dbm kPower{-17.0};
  constexpr Decibel kGsnr{23.0};
  NodeObserved observed;
  observed.node = name;
  observed.holds = node.holds;
  observed.chassis_id = "chassis-" + name;
  observed.neighbours = node.neighbours;
  for (const auto& [lightpath, laser] : node.holds.lasers)
    if (!node.shaded.contains(lightpath)) observed.received[lightpath] = {kPower, kGsnr, {}};
  return observed;
}

void FakeDevices::shade(const std::string& name, const std::string& lightpath, bool is_dark) {
  Node& node = nodes_.at(name);
  if (is_dark)
    node.shaded.insert(lightpath);
  else
    node.shaded.erase(lightpath);
  tell_news(name);
}

void FakeDevices::hears(const std::string& name, std::map<std::string, Neighbour> neighbours) {
  nodes_.at(name).neighbours = std::move(neighbours);
  tell_news(name);
}

}  // namespace lightloom::fakes
