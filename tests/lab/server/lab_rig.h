// A lab of the national network in this process, and a channel across its first cable.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "lab/server/lab.h"
#include "tests/lab/server/client.h"
#include "tests/topology/national_network.h"

namespace lightloom::lab::testing {

inline LabOptions lab_options() {
  static const auto network = lightloom::testing::national_network();
  LabOptions options;
  options.network = network;
  options.delay = std::chrono::milliseconds(1);
  return options;
}
inline std::unique_ptr<Lab> started(LabOptions options = lab_options()) {
  auto lab = Lab::start(std::move(options));
  if (!lab) throw std::runtime_error(lab.error().message);
  return std::move(*lab);
}

/// One channel of 400G at 193.15 THz on `line-7` of both ends.
inline gnmi::SetRequest channel_at(const std::string& degree) {
  const auto channel = [&](int index, const std::string& source, const std::string& dest) {
    return R"({"index": )" + std::to_string(index) + R"(, "config": {"index": )" + std::to_string(index) +
           R"(, "name": "l-7", "lower-frequency": "193100000", "upper-frequency": "193200000",
           "admin-status": "ENABLED"}, "source": {"config": {"port-name": ")" +
           source + R"("}}, "dest": {"config": {"port-name": ")" + dest + R"("}}})";
  };
  gnmi::SetRequest request;
  add_update(request, "/wavelength-router/media-channels/channel",
             "[" + channel(14, "line-7", degree) + "," + channel(15, degree, "line-7") + "]");
  add_update(request, "/components/component[name=och-line-7]/optical-channel/config",
             R"({"frequency": "193150000", "operational-mode": 4, "line-port": "line-7"})");
  add_update(request, "/components/component[name=transceiver-line-7]/transceiver/config/enabled", "true");
  return request;
}

class LabTest : public ::testing::Test {
 protected:
  explicit LabTest(LabOptions options = lab_options())
      : network(options.network), lab(started(std::move(options))) {}

  DeviceStatus device(const std::string& site) const {
    for (auto& found : lab->devices())
      if (found.site == site) return found;
    throw std::runtime_error("no device at " + site);
  }
  Client client(const std::string& site) const { return Client(device(site).address); }
  const Link& cable() const { return network->links().front(); }
  std::string a_site() const { return network->site(cable().a_site).name; }
  std::string z_site() const { return network->site(cable().z_site).name; }
  void light_up() {
    ASSERT_TRUE(client(a_site()).set(channel_at(cable().a_port)).ok());
    ASSERT_TRUE(client(z_site()).set(channel_at(cable().z_port)).ok());
  }

  std::shared_ptr<const Network> network;
  std::unique_ptr<Lab> lab;
};

}  // namespace lightloom::lab::testing
