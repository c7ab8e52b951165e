// A loop as the shell runs it, around an Activation and fake devices, in a time of its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "controller/activation/activation.h"
#include "tests/fakes/fake_devices.h"

namespace lightloom::activation {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline MediaChannel channel_to(const std::string& out_port, std::int32_t n = 4) {
  return {"degree-1", out_port, Slot{n, 4}};
}
inline Laser laser_on(const std::string& line_port, std::int32_t n = 4) {
  return {line_port, "400ZR+", "400G", Slot{n, 4}};
}
/// Lasers at the first and the last node, channels on all.
inline LightpathConfig lightpath_over(const std::string& name, const std::vector<std::string>& nodes,
                                      std::int32_t n = 4) {
  LightpathConfig config{name, {}, {}};
  for (const std::string& node : nodes) config.channels[node] = channel_to("degree-2", n);
  config.lasers[nodes.front()] = laser_on("line-1", n);
  config.lasers[nodes.back()] = laser_on("line-2", n);
  return config;
}

class Glass {
 public:
  explicit Glass(const std::vector<std::string>& nodes, Options options = {})
      : devices(nodes), activation_(std::make_unique<Activation>(options)), options_(options) {
    devices.on_change([this](NodeObserved news) {
      inbox_.emplace_back([this, news = std::move(news)] { activation_->on_news(news, now()); });
    });
  }

  Activation& activation() { return *activation_; }
  Instant now() const { return now_; }

  void want_lit(const LightpathConfig& config) { activation_->want_lit(config, now_); }
  void want_dark(const std::string& name) { activation_->want_dark(name, now_); }
  /// The controller is killed and started 5 s later: devices carry out what they had heard, answers are lost.
  void restart(const std::vector<LightpathConfig>& adopted) {
    ++life_;
    devices.advance(seconds(5));
    now_ += seconds(5);
    inbox_.clear();
    activation_ = std::make_unique<Activation>(options_);
    activation_->adopt(adopted, now_);
  }

  /// Does all that is due now.
  void run() { run_for(Duration{0}); }
  void run_for(Duration by) {
    const Instant until = now_ + by;
    for (int turns = 0;; ++turns) {
      if (turns > 1'000'000) throw std::runtime_error("activation and devices never come to rest");
      exchange();
      const Instant next = std::min(next_event(), until);
      const bool is_over = next >= until;
      devices.advance(next - now_);
      now_ = next;
      if (is_over && inbox_.empty() && devices.next_due() != Duration{0}) {
        activation_->advance(now_);
        exchange();
        if (inbox_.empty() && devices.next_due() != Duration{0}) return;
      }
    }
  }

  /// Outcomes since the last call, as "l-1 LIT" or "l-1 FAILING: why".
  std::vector<std::string> news() { return std::exchange(news_, {}); }
  NodeStatus state(const std::string& node) const {
    const std::vector<NodeStatus> states = activation_->states();
    return *std::find_if(states.begin(), states.end(),
                         [&](const NodeStatus& status) { return status.node == node; });
  }
  const std::vector<Request>& sent() const { return sent_; }

  fakes::FakeDevices devices;

 private:
  Instant next_event() const {
    const std::optional<Duration> device = devices.next_due();
    const Instant own = activation_->next_due().value_or(kForever);
    return std::max(now_, device ? std::min(own, now_ + *device) : own);
  }

  void exchange() {
    activation_->advance(now_);
    for (const auto& answer : std::exchange(inbox_, {})) answer();
    for (const Request& request : activation_->take_requests()) send(request);
    for (const Outcome& outcome : activation_->take_outcomes()) {
      const std::string why = outcome.message.empty() ? "" : ": " + outcome.message;
      news_.push_back(outcome.lightpath + " " + std::string(name_of(outcome.verdict)) + why);
    }
  }

  void send(const Request& request) {
    sent_.push_back(request);
    const std::string& node = request.node;
    if (request.kind == Request::Kind::kObserve) {
      devices.observe(node, [this, life = life_](const NodeObserved& observed) {
        inbox_.emplace_back([this, life, observed] {
          if (life == life_) activation_->on_observed(observed, now_);
        });
      });
      return;
    }
    devices.apply(node, request.desired, [this, node, life = life_](const ApplyReport& report) {
      inbox_.emplace_back([this, life, node, report] {
        if (life == life_) activation_->on_report(node, report, now_);
      });
    });
  }

  std::unique_ptr<Activation> activation_;
  Options options_;
  Instant now_{hours(1'000)};
  int life_ = 0;
  std::vector<std::function<void()>> inbox_;
  std::vector<std::string> news_;
  std::vector<Request> sent_;
};

}  // namespace lightloom::activation
