// A device that is emulated elsewhere: here, in a second lab.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/server/lab_rig.h"

namespace lightloom::lab {
namespace {

using testing::Client;
using testing::follow;
using testing::Listener;
using ::testing::SizeIs;

/// The a-site of the first cable stands in a lab of its own; all others here.
class External : public ::testing::Test {
 protected:
  External() : network(testing::lab_options().network) {
    auto options = testing::lab_options();
    options.name = "elsewhere";
    options.only = {a_site()};
    elsewhere = testing::started(options);
    options = testing::lab_options();
    options.external = {{a_site(), elsewhere->devices().front().address}};
    here = testing::started(options);
  }
  const Link& cable() const { return network->links().front(); }
  std::string a_site() const { return network->site(cable().a_site).name; }
  std::string z_address() const {
    for (const auto& device : here->devices())
      if (device.site == network->site(cable().z_site).name) return device.address;
    return {};
  }
  std::string neighbour(const std::string& leaf) const {
    return "/lldp/interfaces/interface[name=" + cable().z_port + "]/neighbors/neighbor[id=1]/state/" + leaf;
  }

  std::shared_ptr<const Network> network;
  std::unique_ptr<Lab> elsewhere, here;
};

TEST_F(External, ItsNeighboursHearItByItsOwnNames) {
  Client far(z_address());
  Listener listener(far, follow({"/lldp"}));
  const auto chassis = Client(elsewhere->devices().front().address).leaf("/lldp/state/chassis-id");
  EXPECT_TRUE(listener.wait_for(neighbour("chassis-id"), chassis));
  EXPECT_TRUE(listener.wait_for(neighbour("system-name"), "roadm-" + a_site()));
  const auto external = here->devices().back();
  EXPECT_TRUE(external.is_external);
  EXPECT_EQ(external.manner, Manner::kNormal);
  EXPECT_EQ(here->reboot(a_site()).error().code, ErrorCode::kWrongState);
}

TEST_F(External, ItsLightCrossesOurGlass) {
  Client near(elsewhere->devices().front().address), far(z_address());
  ASSERT_TRUE(near.set(testing::channel_at(cable().a_port)).ok());
  ASSERT_TRUE(far.set(testing::channel_at(cable().z_port)).ok());
  Listener listener(far, follow({"/components/component[name=och-line-7]/optical-channel/state/esnr"}));
  EXPECT_TRUE(listener.wait([](const Listener::State& state) { return state.leaves.size() == 1; }));
  EXPECT_THAT(here->status().receivers, SizeIs(1));
}

TEST_F(External, WithoutAnswerItHasNoPower) {
  Client far(z_address());
  Listener listener(far, follow({"/lldp"}));
  const auto site = a_site();
  ASSERT_TRUE(listener.wait_for(neighbour("system-name"), "roadm-" + site));
  ASSERT_TRUE(elsewhere->behave(site, Manner::kDead));
  EXPECT_TRUE(listener.wait_until_gone(neighbour("system-name")));
  ASSERT_TRUE(elsewhere->behave(site, Manner::kNormal));
  EXPECT_TRUE(listener.wait_for(neighbour("system-name"), "roadm-" + site));
}

}  // namespace
}  // namespace lightloom::lab
