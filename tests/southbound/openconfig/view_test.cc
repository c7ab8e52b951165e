#include "southbound/openconfig/view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "tests/southbound/openconfig/tree.h"

namespace lightloom::southbound {
namespace {

using ::testing::HasSubstr;

// What of a lightpath is seen after `harm` was done to a tree in which it was in order.
template <class Harm>
NodeObserved after(const Harm& harm) {
  auto leaves = tree_with(some_lightpath());
  harm(leaves);
  return view_of(leaves);
}

TEST(View, OfAnEmptyDeviceHoldsNothing) {
  const auto seen = view_of(built_leaves(at_site("guian")));
  EXPECT_EQ(seen.node, "guian");
  EXPECT_TRUE(seen.reachable);
  EXPECT_EQ(seen.holds, NodeDesired{});
  EXPECT_EQ(seen.chassis_id, "chassis-guian");
  EXPECT_EQ(seen.amplifier_input, (std::map<std::string, Dbm>{{"amp-guian-wuhan-1-az-0", Dbm{-3.5}}}));
}

TEST(View, PairsOneWayChannelsIntoTheOrderedOne) {
  EXPECT_EQ(after([](LeafMap&) {}).holds, some_lightpath());
}

TEST(View, ReadsJsonsTextsLikeNumbers) {
  const auto seen = after([](LeafMap& leaves) {
    for (const auto& [path, value] : LeafMap(leaves))
      if (const auto whole = whole_in(value)) leaves.put(path, std::to_string(*whole));
    leaves.put(channel_leaf(1'000'014, "config/admin-status"), "openconfig-wavelength-router:ENABLED");
  });
  EXPECT_EQ(seen.holds, some_lightpath());
}

TEST(View, TellsAHalfChannelFromTheOrderedOne) {
  const auto seen = after([](LeafMap& leaves) { leaves.erase_subtree(media_channel_path(1'000'015)); });
  EXPECT_EQ(seen.holds.channels.at("l-7"), (MediaChannel{"line-7", "degree-3 (one way)", Slot{4, 4}}));
  const auto other = after([](LeafMap& leaves) { leaves.erase_subtree(media_channel_path(1'000'014)); });
  EXPECT_EQ(other.holds.channels.at("l-7"), (MediaChannel{"degree-3", "line-7 (one way)", Slot{4, 4}}));
}

TEST(View, TellsADifferingReverseFromTheOrderedOne) {
  const auto seen = after([](LeafMap& leaves) {
    leaves.put(channel_leaf(1'000'015, "config/upper-frequency"), std::uint64_t{193'200'000});
  });
  EXPECT_EQ(seen.holds.channels.at("l-7").out_port, "degree-3 (reverse differs)");
  EXPECT_GE(seen.holds.channels.at("l-7").slot.slices().end(), 16) << "all of the light counts as taken";
}

TEST(View, TellsChannelsThatAreOffFromTheOrderedOne) {
  const auto off = after([](LeafMap& leaves) {
    leaves.put(channel_leaf(1'000'014, "config/admin-status"), std::string("DISABLED"));
  });
  EXPECT_EQ(off.holds.channels.at("l-7").out_port, "degree-3 (disabled)");
  const auto late = after([](LeafMap& leaves) {
    leaves.put(channel_leaf(1'000'014, "state/lower-frequency"), std::uint64_t{193'000'000});
  });
  EXPECT_EQ(late.holds.channels.at("l-7").out_port, "degree-3 (not carried out)");
  const auto unfinished =
      after([](LeafMap& leaves) { leaves.erase_subtree(channel_leaf(1'000'014, "dest")); });
  EXPECT_THAT(unfinished.holds.channels.at("l-7").out_port, HasSubstr("(unfinished)"));
}

TEST(View, TakesTheSlicesOfLightOffTheGrid) {
  auto leaves = built_leaves(at_site("guian"));
  put_channel(leaves, 5, "", some_channel());
  leaves.put(channel_leaf(5, "config/lower-frequency"), std::uint64_t{193'101'000});
  leaves.put(channel_leaf(5, "config/upper-frequency"), std::uint64_t{193'137'501});
  const auto slices = view_of(leaves).holds.channels.at("foreign:5").slot.slices();
  EXPECT_LE(slices.first, 0);
  EXPECT_GE(slices.end(), 7);
}

TEST(View, ShowsLightThatNobodyNamed) {
  auto leaves = built_leaves(at_site("guian"));
  put_channel(leaves, 501, "", {"degree-3", "degree-1", Slot{40, 4}});
  put_channel(leaves, 500, "", {"degree-1", "degree-3", Slot{40, 4}});
  put_channel(leaves, 777, "", {"degree-2", "degree-3", Slot{80, 4}});
  leaves.put(enabled_leaf("line-9"), true);
  leaves.put(optical_leaf("line-9", "config/frequency"), std::uint64_t{193'350'000});
  leaves.put(optical_leaf("line-9", "config/operational-mode"), std::uint64_t{2});
  const auto holds = view_of(leaves).holds;
  EXPECT_EQ(holds.channels,
            (std::map<std::string, MediaChannel>{{"foreign:500", {"degree-1", "degree-3", Slot{40, 4}}},
                                                 {"foreign:777", {"degree-2", "degree-3", Slot{80, 4}}}}));
  EXPECT_EQ(holds.lasers, (std::map<std::string, Laser>{
                              {"foreign:line-9", {"line-9", "coherent-90G", "300G PCS", Slot{40, 8}}}}));
}

TEST(View, BelievesNoDeviceThatUsesAMadeUpName) {
  auto leaves = built_leaves(at_site("guian"));
  put_channel(leaves, 5, "foreign:7", some_channel());
  put_channel(leaves, 6, std::string(200, 'x'), some_channel(40));
  put_channel(leaves, 7, "a\nb", some_channel(80));
  const auto holds = view_of(leaves).holds.channels;
  EXPECT_THAT(holds, ::testing::ElementsAre(::testing::Key("foreign:5"), ::testing::Key("foreign:6"),
                                            ::testing::Key("foreign:7")));
}

TEST(View, ShowsAllChannelsOfANameThatSeveralHave) {
  auto leaves = tree_with(some_lightpath());
  put_channel(leaves, 20, "l-7", {"degree-1", "degree-2", Slot{80, 4}});
  put_channel(leaves, 21, "l-7", {"degree-2", "degree-1", Slot{80, 4}});
  const auto holds = view_of(leaves).holds.channels;
  EXPECT_EQ(holds.size(), 2U);
  EXPECT_EQ(holds.at("l-7"), some_channel());
  EXPECT_EQ(holds.at("foreign:20"), (MediaChannel{"degree-1", "degree-2", Slot{80, 4}}));
}

// The mode of the laser once a leaf of it is another, or gone.
std::string mode_after(const std::string& path, const std::optional<Scalar>& value) {
  const auto seen = after([&](LeafMap& leaves) {
    leaves.erase_subtree(path);
    if (value) leaves.put(path, *value);
  });
  return seen.holds.lasers.at("l-7").mode;
}

TEST(View, TellsALaserThatIsOffFromTheOrderedOne) {
  EXPECT_EQ(mode_after(enabled_leaf("line-7"), false), "400G (off)");
  EXPECT_EQ(mode_after(enabled_leaf("line-7"), {}), "400G (off)");
}

TEST(View, TellsALaserThatIsNotWholeFromTheOrderedOne) {
  EXPECT_EQ(mode_after(optical_leaf("line-7", "config/operational-mode"), {}), "(unfinished)");
  EXPECT_EQ(mode_after(optical_leaf("line-7", "config/operational-mode"), std::uint64_t{99}), "mode 99");
  EXPECT_EQ(mode_after(optical_leaf("line-7", "config/frequency"), {}), "400G (unfinished)");
  EXPECT_EQ(mode_after(optical_leaf("line-7", "config/frequency"), std::uint64_t{193'125'001}),
            "400G (off the grid or unfinished)");
}

TEST(View, TellsALaserThatIsNotCarriedOutFromTheOrderedOne) {
  EXPECT_EQ(mode_after(optical_leaf("line-7", "state/frequency"), std::uint64_t{191'000'000}),
            "400G (not carried out)");
  EXPECT_EQ(mode_after(logical_channel_path(7) + "/config/admin-state", "DISABLED"),
            "400G (off the grid or unfinished)");
}

TEST(View, IgnoresALineThatIsNeitherNamedNorOn) {
  auto leaves = built_leaves(at_site("guian"));
  leaves.put(enabled_leaf("line-9"), false);
  leaves.put(optical_leaf("line-9", "config/frequency"), std::uint64_t{193'350'000});
  EXPECT_EQ(view_of(leaves).holds, NodeDesired{});
}

TEST(View, GivesALaserTheWidthOfItsChannelElseOfItsMode) {
  const auto alone = after([](LeafMap& leaves) { leaves.erase_subtree("/wavelength-router"); });
  EXPECT_EQ(alone.holds.lasers.at("l-7").slot, (Slot{4, 8}));  // 100 GHz
}

TEST(View, TellsGsnrInATenthOfANanometre) {
  const auto seen = after([](LeafMap& leaves) {
    leaves.put(optical_leaf("line-7", "state/input-power/instant"), -17.02);
    leaves.put(optical_leaf("line-7", "state/esnr/instant"), std::string("16.40"));
    leaves.put(optical_leaf("line-7", "state/pre-fec-ber/instant"), 0.001);
  });
  ASSERT_TRUE(seen.received.contains("l-7"));
  const auto& light = seen.received.at("l-7");
  EXPECT_NEAR(light.power.value, -17.02, 1e-9);
  EXPECT_NEAR(light.gsnr_0p1nm.value, 16.40 + 10 * std::log10(60.138 / 12.5), 1e-9);
  EXPECT_EQ(light.pre_fec_ber, 0.001);
}

TEST(View, LeavesOutReceiversInTheDark) {
  const auto dark = after([](LeafMap& leaves) {
    leaves.put(optical_leaf("line-7", "state/input-power/instant"), -60.0);
    leaves.put(optical_leaf("line-7", "state/esnr/instant"), 16.4);
  });
  EXPECT_TRUE(dark.received.empty());
  const auto without_esnr =
      after([](LeafMap& leaves) { leaves.put(optical_leaf("line-7", "state/input-power/instant"), -17.0); });
  EXPECT_TRUE(without_esnr.received.empty());
}

TEST(View, TellsNeighboursAndDarkDegrees) {
  auto leaves = built_leaves(at_site("guian"));
  const std::string neighbour = "/lldp/interfaces/interface[name=degree-3]/neighbors/neighbor[id=1]/state/";
  leaves.put(neighbour + "chassis-id", "chassis-wuhan");
  leaves.put(neighbour + "port-id", "degree-2");
  leaves.put(neighbour + "system-name", "roadm-wuhan");
  leaves.put("/lldp/interfaces/interface[name=degree-4]/neighbors/neighbor[id=1]/state/port-id", "degree-1");
  const auto alarm = [&](const std::string& resource, const std::string& type) {
    leaves.put("/system/alarms/alarm[id=" + type + resource + "]/state/resource", resource);
    leaves.put("/system/alarms/alarm[id=" + type + resource + "]/state/type-id", type);
  };
  alarm("degree-5", "LOS");
  alarm("degree-6", "openconfig-alarm-types:LOS");
  alarm("degree-7", "EQPT");
  alarm("och-line-7", "LOS");
  const auto seen = view_of(leaves);
  EXPECT_EQ(seen.neighbours,
            (std::map<std::string, Neighbour>{{"degree-3", {"chassis-wuhan", "degree-2", "roadm-wuhan"}}}));
  EXPECT_EQ(seen.dark_ports, (std::set<std::string>{"degree-5", "degree-6"}));
}

}  // namespace
}  // namespace lightloom::southbound
