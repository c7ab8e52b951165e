// Whatever is there and whatever is ordered: what is written brings it about, and touches nothing of others.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "southbound/openconfig/channels.h"
#include "tests/southbound/openconfig/tree.h"

namespace lightloom::southbound {
namespace {

constexpr int kLinePorts = 6;

std::string name_of(int number) { return number == 0 ? "a.b" : "l-" + std::to_string(number); }

rc::Gen<MediaChannel> channels() {
  return rc::gen::exec([] {
    const auto in = *rc::gen::inRange(1, 5), out = *rc::gen::inRange(5, 9);
    const bool is_reversed = *rc::gen::arbitrary<bool>();
    const auto from = "degree-" + std::to_string(is_reversed ? out : in);
    const auto to = "degree-" + std::to_string(is_reversed ? in : out);
    return MediaChannel{from, to, Slot{*rc::gen::inRange(-300, 300), *rc::gen::inRange(1, 13)}};
  });
}

// Lasers have a channel of their name: else their slot's width could not be told.
rc::Gen<NodeDesired> nodes() {
  return rc::gen::exec([] {
    NodeDesired node;
    std::set<int> ports;
    const auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
    for (const int number : std::set<int>(numbers.begin(), numbers.end())) {
      const auto name = name_of(number);
      node.channels[name] = *channels();
      const auto port = *rc::gen::inRange(1, 2 * kLinePorts);
      if (port > kLinePorts || !ports.insert(port).second) continue;
      const auto mode = small_modes()[*rc::gen::inRange<std::size_t>(0, 2)];
      const Slot slot{*rc::gen::inRange(-300, 300), node.channels[name].slot.m};
      node.lasers[name] = {"line-" + std::to_string(port), mode.transceiver, mode.name, slot};
    }
    return node;
  });
}

// Somebody else at work: leaves lost, changed, and light without a name.
void tamper(LeafMap& leaves) {
  for (const auto& [path, value] : LeafMap(leaves)) {
    if (path.starts_with("/system") || path.starts_with(kOperationalModes)) continue;
    const auto luck = *rc::gen::inRange(0, 20);
    if (luck == 0) leaves.erase_subtree(path);
    if (luck == 1) leaves.put(path, std::uint64_t{193'150'000});
    if (luck == 2) leaves.put(path, std::string("degree-2"));
    if (luck == 3) leaves.put(path, false);
  }
  const auto count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i)
    put_channel(leaves, *rc::gen::inRange(1'000'000U, 1'000'026U),
                *rc::gen::element<std::string>("", "x", "l-1"), *channels());
}

std::string text_of(const NodeDesired& node) {
  std::string text;
  for (const auto& [name, channel] : node.channels)
    text += fmt::format("{}: {} - {} ({}, {})\n", name, channel.in_port, channel.out_port, channel.slot.n,
                        channel.slot.m);
  for (const auto& [name, laser] : node.lasers)
    text += fmt::format("{}: {} {} {} ({}, {})\n", name, laser.line_port, laser.transceiver, laser.mode,
                        laser.slot.n, laser.slot.m);
  return text;
}

std::map<std::string, MediaChannel> foreign_in(const NodeDesired& node) {
  std::map<std::string, MediaChannel> foreign;
  for (const auto& [name, channel] : node.channels)
    if (is_foreign_name(name)) foreign.emplace(name, channel);
  return foreign;
}

// Of several channels of one name the next one has it when the first is gone, and is no longer foreign.
bool all_foreign_are_nameless(const LeafMap& leaves) {
  const auto all = media_channels_in(leaves);
  return std::all_of(all.channels.begin(), all.channels.end(), [&](const auto& entry) {
    return !is_foreign_name(entry.first) || all.one_way.at(entry.second.forward).name.empty();
  });
}

RC_GTEST_PROP(OrdersOnACleanDevice, GiveBackWhatWasDesired, ()) {
  auto leaves = built_leaves(at_site("guian"));
  const NodeDesired first = *nodes(), second = *nodes();
  carry_out(orders_to(leaves, first), leaves);
  RC_ASSERT(text_of(view_of(leaves).holds) == text_of(first));
  RC_ASSERT(orders_to(leaves, first).is_empty());
  carry_out(orders_to(leaves, second), leaves);
  RC_ASSERT(text_of(view_of(leaves).holds) == text_of(second));
  carry_out(orders_to(leaves, {}), leaves);
  RC_ASSERT(leaves == built_leaves(at_site("guian")));
}

RC_GTEST_PROP(OrdersOnATamperedDevice, GiveBackWhatWasDesiredAndLeaveForeignLight, ()) {
  auto leaves = tree_with(*nodes());
  tamper(leaves);
  RC_PRE(all_foreign_are_nameless(leaves));
  const auto found = view_of(leaves).holds;
  NodeDesired desired = *nodes();
  for (const auto& [name, channel] : foreign_in(found)) desired.channels[name] = channel;
  // Where several lines had a name, what is left of them is seen once the first is dark.
  for (int round = 0; round < kLinePorts && view_of(leaves).holds != desired; ++round) {
    const auto orders = orders_to(leaves, desired);
    RC_PRE(orders.impossible.empty());
    carry_out(orders, leaves);
  }
  RC_LOG() << "found\n" << text_of(found) << "came to\n" << text_of(view_of(leaves).holds);
  RC_ASSERT(text_of(view_of(leaves).holds) == text_of(desired));
  RC_ASSERT(orders_to(leaves, desired).is_empty());
}

}  // namespace
}  // namespace lightloom::southbound
