// The fake keeps to the port like any driver.
#include "tests/fakes/fake_devices.h"

#include "tests/controller/activation/devices_conformance.h"

namespace lightloom {
namespace {

class FakeRig {
 public:
  FakeRig() {
    devices_.on_change([this](NodeObserved seen) { news_ = std::move(seen); });
  }
  Devices& devices() { return devices_; }
  static std::vector<std::string> nodes() { return {"guian", "wuhan"}; }
  static MediaChannel channel(int n) { return {"degree-1", "degree-2", Slot{n, 4}}; }
  static Laser laser(int n) { return {"line-1", "400ZR+", "400G", Slot{n, 4}}; }
  const std::optional<NodeObserved>& news() const { return news_; }
  void settle() { devices_.advance(std::chrono::seconds(10)); }
  void silence(const std::string& node) { devices_.behave(node, fakes::Manner::kSilent); }
  void wake(const std::string& node) { devices_.behave(node, fakes::Manner::kPrompt); }
  void reboot_empty(const std::string& node) { devices_.reboot_empty(node); }

 private:
  fakes::FakeDevices devices_{nodes()};
  std::optional<NodeObserved> news_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Fake, DevicesConformance, FakeRig);

}  // namespace
}  // namespace lightloom
