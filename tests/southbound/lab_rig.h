// Two devices of the emulated national network, and the driver in front of them.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lab/server/lab.h"
#include "tests/southbound/counting_devices.h"
#include "tests/topology/national_network.h"

namespace lightloom::southbound {

inline std::unique_ptr<lab::Lab> start_lab(lab::LabOptions options) {
  auto started = lab::Lab::start(std::move(options));
  if (!started) throw std::runtime_error(started.error().message);
  return std::move(*started);
}

inline DeviceRecord record_of(const lab::DeviceStatus& device) {
  DeviceRecord record;
  record.node = device.node;
  record.site = device.site;
  record.address = device.address;
  return record;
}

class LabRig {
 public:
  LabRig() : lab_(start_lab(options_for(network_))), devices_(network_->equipment().modes, quick_options()) {
    for (const auto& device : lab_->devices()) devices_.add(record_of(device));
    for (const auto& node : nodes())
      if (!devices_.hears_reachable(node)) throw std::runtime_error(node + " was not reached");
  }

  CountingDevices& devices() { return devices_; }
  lab::Lab& lab() { return *lab_; }
  static std::vector<std::string> nodes() { return {"beijing", "tianjin"}; }
  static MediaChannel channel(int n) { return {"line-1", "degree-1", Slot{n, 8}}; }
  static Laser laser(int n) { return {"line-1", "coherent-90G", "400G-PCS16QAM", Slot{n, 8}}; }
  void settle() {
    if (!devices_.settle()) throw std::runtime_error("calls remain unanswered");
  }
  std::optional<NodeObserved> news() {
    devices_.hears_since(rebooted_, told_before_, [](const NodeObserved& seen) {
      return seen.reachable && seen.holds == NodeDesired{};
    });
    return devices_.last_news();
  }
  void silence(const std::string& node) { behave(node, lab::Manner::kSilent); }
  void wake(const std::string& node) { behave(node, lab::Manner::kNormal); }
  void reboot_empty(const std::string& node) {
    rebooted_ = node;
    told_before_ = devices_.news_of(node).size();
    if (const auto done = lab_->reboot(node); !done) throw std::runtime_error(done.error().message);
  }
  void behave(const std::string& node, lab::Manner manner) {
    if (const auto done = lab_->behave(node, manner); !done) throw std::runtime_error(done.error().message);
  }

 private:
  static lab::LabOptions options_for(const std::shared_ptr<const Network>& network) {
    lab::LabOptions options;
    options.network = network;
    options.only = nodes();
    options.delay = std::chrono::milliseconds(0);
    return options;
  }

  std::shared_ptr<const Network> network_ = testing::national_network();
  std::unique_ptr<lab::Lab> lab_;
  std::string rebooted_;
  std::size_t told_before_ = 0;
  CountingDevices devices_;
};

}  // namespace lightloom::southbound
