#include "southbound/openconfig/orders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/southbound/openconfig/tree.h"

namespace lightloom::southbound {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::vector<std::string> paths_of(const std::vector<Write>& writes) {
  std::vector<std::string> paths;
  paths.reserve(writes.size());
  for (const auto& write : writes) paths.push_back(write.path);
  return paths;
}
// The first `index` of a media channel of that name.
std::uint32_t index_of(const LeafMap& leaves, const std::string& name) {
  for (std::uint32_t index = 1'000'000; index < 1'000'100; ++index)
    if (text_at(leaves, channel_leaf(index, "config/name")) == name) return index;
  return 0;
}

void put_way(LeafMap& leaves, std::uint64_t index, const std::string& source, const std::string& dest) {
  const auto path = media_channel_path(static_cast<std::uint32_t>(index)) + "/";
  leaves.put(path + "config/index", index);
  leaves.put(path + "config/name", "l-7");
  leaves.put(path + "config/lower-frequency", std::uint64_t{193'100'000});
  leaves.put(path + "config/upper-frequency", std::uint64_t{193'150'000});
  leaves.put(path + "config/admin-status", "ENABLED");
  leaves.put(path + "source/config/port-name", source);
  leaves.put(path + "dest/config/port-name", dest);
}

TEST(Orders, WriteALightpathAsWireSays) {
  auto expected = built_leaves(at_site("guian"));
  put_way(expected, 1'000'014, "line-7", "degree-3");
  put_way(expected, 1'000'015, "degree-3", "line-7");
  expected.put(optical_leaf("line-7", "config/frequency"), std::uint64_t{193'125'000});
  expected.put(optical_leaf("line-7", "config/operational-mode"), std::uint64_t{1});
  expected.put(optical_leaf("line-7", "config/line-port"), "line-7");
  expected.put(enabled_leaf("line-7"), true);
  const std::string logical = "/terminal-device/logical-channels/channel[index=7]/";
  expected.put(logical + "config/index", std::uint64_t{7});
  expected.put(logical + "config/description", "l-7");
  expected.put(logical + "config/admin-state", "ENABLED");
  const auto assignment = logical + "logical-channel-assignments/assignment[index=1]/config/";
  expected.put(assignment + "index", std::uint64_t{1});
  expected.put(assignment + "assignment-type", "OPTICAL_CHANNEL");
  expected.put(assignment + "optical-channel", "och-line-7");
  expected.put(assignment + "allocation", 400.0);
  EXPECT_EQ(tree_with(some_lightpath()), expected);
}

TEST(Orders, AreEmptyWhereAllIsAsOrdered) {
  const auto leaves = tree_with(some_lightpath());
  EXPECT_TRUE(orders_to(leaves, some_lightpath()).is_empty());
}

TEST(Orders, WriteOnlyLeavesThatDiffer) {
  auto leaves = tree_with(some_lightpath());
  leaves.put(channel_leaf(1'000'015, "dest/config/port-name"), std::string("line-8"));
  leaves.put(enabled_leaf("line-7"), false);
  const auto orders = orders_to(leaves, some_lightpath());
  EXPECT_TRUE(orders.deletes.empty());
  EXPECT_THAT(paths_of(orders.writes),
              UnorderedElementsAre(channel_leaf(1'000'015, "dest/config/port-name"), enabled_leaf("line-7")));
  EXPECT_THAT(orders.touched, UnorderedElementsAre(media_channel_path(1'000'015),
                                                   component_path(kTransceiverPrefix, "line-7")));
}

TEST(Orders, DeleteWhatShallGoAndNothingElse) {
  auto leaves = tree_with(some_lightpath());
  const auto orders = orders_to(leaves, {});
  EXPECT_THAT(orders.deletes, UnorderedElementsAre(
                                  media_channel_path(1'000'014), media_channel_path(1'000'015),
                                  component_path(kOpticalChannelPrefix, "line-7") + "/optical-channel/config",
                                  enabled_leaf("line-7"), logical_channel_path(7)));
  EXPECT_TRUE(orders.writes.empty());
  carry_out(orders, leaves);
  EXPECT_EQ(leaves, built_leaves(at_site("guian")));
}

TEST(Orders, TouchNoLightOfOthers) {
  auto leaves = built_leaves(at_site("guian"));
  put_channel(leaves, 1'000'014, "", {"degree-1", "degree-2", Slot{80, 4}});
  put_channel(leaves, 9, "somebody's", {"degree-1", "degree-3", Slot{120, 4}});
  const LeafMap before = leaves;
  auto desired = view_of(leaves).holds;
  desired.channels["l-7"] = some_channel();
  carry_out(orders_to(leaves, desired), leaves);
  EXPECT_EQ(view_of(leaves).holds, desired);
  for (const auto& [path, value] : before) EXPECT_EQ(*leaves.find(path), value) << path;
  EXPECT_EQ(index_of(leaves, "l-7"), 1'000'016U) << "the next free pair";
}

TEST(Orders, LeaveAChannelWhereItIsWhenAnotherPairBecomesFree) {
  auto leaves = built_leaves(at_site("guian"));
  put_channel(leaves, 1'000'014, "", {"degree-1", "degree-2", Slot{80, 4}});
  auto desired = view_of(leaves).holds;
  desired.channels["l-7"] = some_channel();
  carry_out(orders_to(leaves, desired), leaves);
  leaves.erase_subtree(media_channel_path(1'000'014));
  carry_out(orders_to(leaves, {{{"l-7", some_channel(40)}}, {}}), leaves);
  EXPECT_EQ(index_of(leaves, "l-7"), 1'000'016U);
  EXPECT_FALSE(leaves.has_subtree(media_channel_path(1'000'014)));
}

// A person's channel that came between the core's last look and its order.
TEST(Orders, LeaveWhatTheCoreWasNotToldOf) {
  auto leaves = tree_with(some_lightpath());
  Baseline baseline;
  baseline.told(view_of(leaves).holds, true);
  put_channel(leaves, 9, "somebody's", {"degree-1", "degree-3", Slot{120, 4}});
  leaves.put(enabled_leaf("line-9"), true);
  const auto orders = orders_for(leaves, {}, baseline, mode_table());
  EXPECT_EQ(orders.deletes.size(), 5U);
  baseline.told(view_of(leaves).holds, true);
  EXPECT_EQ(orders_for(leaves, {}, baseline, mode_table()).deletes.size(), 7U);
}

TEST(Orders, ChangeNothingBackThatTheCoreOnlyCarriesAlong) {
  auto leaves = tree_with({});
  put_channel(leaves, 8, "somebody's", {"degree-1", "degree-3", Slot{120, 4}});
  put_channel(leaves, 9, "somebody's", {"degree-3", "degree-1", Slot{120, 4}});
  const auto told = view_of(leaves).holds;
  Baseline baseline;
  baseline.told(told, true);
  put_channel(leaves, 8, "somebody's", {"degree-1", "degree-3", Slot{200, 4}});
  EXPECT_TRUE(orders_for(leaves, told, baseline, mode_table()).is_empty());
  auto other = told;
  other.channels["somebody's"].slot = Slot{160, 4};
  EXPECT_FALSE(orders_for(leaves, other, baseline, mode_table()).is_empty()) << "a real order is one";
}

TEST(Orders, KnowWhatWasOrderedBeforeItWasTold) {
  auto leaves = tree_with({});
  Baseline baseline;
  carry_out(orders_for(leaves, some_lightpath(), baseline, mode_table()), leaves);
  baseline.ordered(some_lightpath());
  baseline.told({}, false);  // an old picture
  EXPECT_EQ(orders_for(leaves, {}, baseline, mode_table()).deletes.size(), 5U);
}

TEST(Orders, NeitherMakeNorChangeMadeUpNames) {
  auto leaves = tree_with({});
  NodeDesired desired;
  desired.channels["foreign:9"] = some_channel();
  desired.lasers["foreign:line-9"] = some_laser();
  EXPECT_TRUE(orders_to(leaves, desired).is_empty());
  put_channel(leaves, 9, "", {"degree-1", "degree-3", Slot{120, 4}});
  EXPECT_TRUE(orders_to(leaves, desired).is_empty());
  EXPECT_THAT(orders_to(leaves, {}).deletes, ElementsAre(media_channel_path(9)));
}

TEST(Orders, MoveALaserToAnotherPort) {
  auto leaves = tree_with(some_lightpath());
  auto desired = some_lightpath();
  desired.lasers["l-7"].line_port = "line-8";
  carry_out(orders_to(leaves, desired), leaves);
  EXPECT_EQ(view_of(leaves).holds, desired);
  EXPECT_FALSE(leaves.has_subtree(enabled_leaf("line-7")));
}

TEST(Orders, SwapTwoLasers) {
  auto desired = some_lightpath();
  desired.channels["l-8"] = {"line-8", "degree-3", Slot{40, 4}};
  desired.lasers["l-8"] = {"line-8", "coherent-90G", "300G PCS", Slot{40, 4}};
  auto leaves = tree_with(desired);
  ASSERT_EQ(view_of(leaves).holds, desired);
  std::swap(desired.lasers["l-7"].line_port, desired.lasers["l-8"].line_port);
  carry_out(orders_to(leaves, desired), leaves);
  EXPECT_EQ(view_of(leaves).holds, desired);
}

TEST(Orders, GiveAPortToTheNextLightpathInOneGo) {
  auto leaves = tree_with(some_lightpath("l-7"));
  const auto next = some_lightpath("l-9", 80);
  carry_out(orders_to(leaves, next), leaves);
  EXPECT_EQ(view_of(leaves).holds, next);
}

TEST(Orders, RefuseAPortThatSomebodyKeeps) {
  auto leaves = tree_with(some_lightpath("somebody's"));
  auto desired = view_of(leaves).holds;
  desired.lasers["l-9"] = some_laser();
  const auto orders = orders_to(leaves, desired);
  EXPECT_EQ(orders.impossible,
            (std::map<std::string, std::string>{{"l-9", "line-7 is in use by somebody's"}}));
}

TEST(Orders, RefuseAModeThatTheDeviceLacksAndNameTheNearest) {
  auto desired = some_lightpath();
  desired.lasers["l-7"].mode = "400";
  const auto orders = orders_to(built_leaves(at_site("guian")), desired);
  ASSERT_TRUE(orders.impossible.contains("l-7"));
  EXPECT_THAT(orders.impossible.at("l-7"), HasSubstr("no mode '400ZR+ 400'"));
  EXPECT_THAT(orders.impossible.at("l-7"), HasSubstr("the nearest '400ZR+ 400G'"));
}

TEST(Orders, RefuseAPortThatIsNoLinePort) {
  auto desired = some_lightpath();
  desired.lasers["l-7"].line_port = "degree-3";
  EXPECT_TRUE(orders_to(built_leaves(at_site("guian")), desired).impossible.contains("l-7"));
}

TEST(Orders, FinishAHalfChannelInPlace) {
  for (const std::uint32_t lost : {1'000'014U, 1'000'015U}) {
    auto leaves = tree_with(some_lightpath());
    leaves.erase_subtree(media_channel_path(lost));
    const auto orders = orders_to(leaves, some_lightpath());
    carry_out(orders, leaves);
    EXPECT_EQ(view_of(leaves).holds, some_lightpath());
    EXPECT_EQ(index_of(leaves, "l-7"), 1'000'014U);
  }
}

TEST(Orders, MoveAHalfChannelWhoseOtherHalfIsTaken) {
  auto leaves = tree_with(some_lightpath());
  leaves.erase_subtree(media_channel_path(1'000'015));
  put_channel(leaves, 1'000'015, "", {"degree-1", "degree-2", Slot{80, 4}});
  auto desired = view_of(leaves).holds;
  desired.channels["l-7"] = some_channel();
  carry_out(orders_to(leaves, desired), leaves);
  EXPECT_EQ(view_of(leaves).holds, desired);
}

TEST(Orders, KnowWhichLightpathADeviceSpeaksOf) {
  auto desired = some_lightpath();
  desired.channels["l-70"] = {"degree-1", "degree-2", Slot{120, 4}};
  const auto orders = orders_to(built_leaves(at_site("guian")), desired);
  EXPECT_THAT(blamed_in("channel[index=1000015]: meets another", orders), ElementsAre("l-7"));
  EXPECT_THAT(blamed_in("och-line-7: laser is faulty", orders), ElementsAre("l-7"));
  EXPECT_THAT(blamed_in("l-70 is not licensed", orders), ElementsAre("l-70"));
  EXPECT_THAT(blamed_in("locked", orders), ElementsAre());
  EXPECT_THAT(blamed_in("neither l-7 nor l-70", orders), ElementsAre()) << "all is none in particular";
}

}  // namespace
}  // namespace lightloom::southbound
