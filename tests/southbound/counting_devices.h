// A driver as a test sees it: counts what is under way, so that the test can wait for it, and keeps the news.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "southbound/gnmi_devices.h"
#include "tests/southbound/small_device.h"

namespace lightloom::southbound {

class CountingDevices final : public Devices {
 public:
  explicit CountingDevices(const std::vector<Mode>& modes, const Options& options = {})
      : devices_(std::in_place, modes, options) {
    devices_->on_change([this](NodeObserved seen) {
      const std::lock_guard lock(mutex_);
      last_news_ = seen;
      const auto node = seen.node;
      all_news_[node].push_back(std::move(seen));
      changed_.notify_all();
    });
  }
  ~CountingDevices() override { devices_.reset(); }

  void equip(const std::vector<Mode>& modes) override { devices_->equip(modes); }
  void add(const DeviceRecord& device) override { devices_->add(device); }
  void remove(const std::string& site) override { devices_->remove(site); }
  void apply(const std::string& node, const NodeDesired& desired, Done done) override {
    devices_->apply(node, desired, counted<ApplyReport>(std::move(done)));
  }
  void observe(const std::string& node, std::function<void(NodeObserved)> done) override {
    devices_->observe(node, counted<NodeObserved>(std::move(done)));
  }
  void on_change(std::function<void(NodeObserved)>) override {}
  std::vector<DeviceCounters> counters() const override { return devices_->counters(); }

  ApplyReport apply_now(const std::string& node, const NodeDesired& desired) {
    return now<ApplyReport>([&](auto done) { apply(node, desired, std::move(done)); });
  }
  NodeObserved observe_now(const std::string& node) {
    return now<NodeObserved>([&](auto done) { observe(node, std::move(done)); });
  }
  /// Whether all calls made so far were answered within the patience.
  bool settle() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return under_way_ == 0; });
  }
  std::optional<NodeObserved> last_news() {
    const std::lock_guard lock(mutex_);
    return last_news_;
  }
  std::vector<NodeObserved> news_of(const std::string& node) {
    const std::lock_guard lock(mutex_);
    return all_news_[node];
  }
  /// Whether the last news of the node came to be so within the patience.
  bool hears(const std::string& node, const std::function<bool(const NodeObserved&)>& condition) {
    return hears_since(node, 0, condition);
  }
  /// Likewise, by a piece of news beyond the first `told`.
  bool hears_since(const std::string& node, std::size_t told,
                   const std::function<bool(const NodeObserved&)>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] {
      const auto& news = all_news_[node];
      return news.size() > told && condition(news.back());
    });
  }
  bool hears_reachable(const std::string& node) {
    return hears(node, [](const NodeObserved& seen) { return seen.reachable; });
  }
  /// Why the node is not reachable, once it is not; empty where it stays.
  std::string trouble_of(const std::string& node) {
    if (!hears(node, [](const NodeObserved& seen) { return !seen.reachable; })) return {};
    return news_of(node).back().message;
  }
  DeviceCounters counters_of(const std::string& site) const {
    for (const auto& counters : devices_->counters())
      if (counters.site == site) return counters;
    return {};
  }
  /// Ends the driver, as at the end of a program.
  void end() { devices_.reset(); }

 private:
  template <class Answer>
  std::function<void(Answer)> counted(std::function<void(Answer)> done) {
    const std::lock_guard lock(mutex_);
    ++under_way_;
    return [this, done = std::move(done)](Answer answer) {
      const std::lock_guard answered(mutex_);
      done(std::move(answer));
      --under_way_;
      changed_.notify_all();
    };
  }
  template <class Answer>
  Answer now(const std::function<void(std::function<void(Answer)>)>& call) {
    std::vector<Answer> answers;
    call([&answers](Answer answer) { answers.push_back(std::move(answer)); });
    if (!settle() || answers.size() != 1) return {};
    return answers.front();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int under_way_ = 0;
  std::optional<NodeObserved> last_news_;
  std::map<std::string, std::vector<NodeObserved>> all_news_;
  std::optional<GnmiDevices> devices_;
};

/// Short waits, so that tests of silence are.
inline Options quick_options() {
  Options options;
  options.connect = options.get = options.set = std::chrono::milliseconds(400);
  options.backoff_min = std::chrono::milliseconds(20);
  options.backoff_max = std::chrono::milliseconds(100);
  options.coalesce = std::chrono::milliseconds(5);
  return options;
}

}  // namespace lightloom::southbound
