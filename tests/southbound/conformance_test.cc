// The driver keeps to the port, against a device that holds leaves and nothing more.
#include <algorithm>

#include "tests/controller/activation/devices_conformance.h"
#include "tests/southbound/counting_devices.h"
#include "tests/southbound/small_device.h"

namespace lightloom {
namespace {

using southbound::CountingDevices;
using southbound::SmallDevice;

class SmallRig {
 public:
  SmallRig() {
    for (const auto& node : nodes()) devices_.add(device(node).record());
    for (const auto& node : nodes()) EXPECT_TRUE(devices_.hears_reachable(node));
  }

  Devices& devices() { return devices_; }
  static std::vector<std::string> nodes() { return {"guian", "wuhan"}; }
  static MediaChannel channel(int n) { return {"degree-1", "degree-2", Slot{n, 4}}; }
  static Laser laser(int n) { return {"line-1", "400ZR+", "400G", Slot{n, 4}}; }
  void settle() { EXPECT_TRUE(devices_.settle()); }
  std::optional<NodeObserved> news() {
    EXPECT_TRUE(devices_.hears_since(rebooted_, told_before_, [](const NodeObserved& seen) {
      return seen.reachable && seen.holds == NodeDesired{};
    }));
    return devices_.news_of(rebooted_).back();
  }
  void silence(const std::string& node) { device(node).behave(SmallDevice::Manner::kSilent); }
  void wake(const std::string& node) { device(node).behave(SmallDevice::Manner::kPrompt); }
  void reboot_empty(const std::string& node) {
    rebooted_ = node;
    told_before_ = devices_.news_of(node).size();
    device(node).reboot_empty();
  }

 private:
  SmallDevice& device(const std::string& node) { return node == "guian" ? guian_ : wuhan_; }

  SmallDevice guian_{southbound::at_site("guian")}, wuhan_{southbound::at_site("wuhan")};
  std::string rebooted_;
  std::size_t told_before_ = 0;
  CountingDevices devices_{southbound::small_modes(), southbound::quick_options()};
};

INSTANTIATE_TYPED_TEST_SUITE_P(SmallDevice, DevicesConformance, SmallRig);

}  // namespace
}  // namespace lightloom
