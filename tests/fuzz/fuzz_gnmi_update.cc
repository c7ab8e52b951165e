// A device's bytes through the reader of notifications, and on through what the core would see: bounds hold,
// a second telling changes nothing, and what would be written can be said in paths.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "southbound/gnmi/notification.h"
#include "southbound/gnmi/path.h"
#include "southbound/openconfig/orders.h"
#include "southbound/openconfig/view.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace {

using namespace std::string_view_literals;
using lightloom::southbound::LeafMap;

void check(bool holds) {
  if (!holds) std::abort();
}

lightloom::southbound::TreeLimits small_limits() {
  lightloom::southbound::TreeLimits limits;
  limits.leaves = 500;
  limits.bytes = 100'000;
  return limits;
}

const lightloom::southbound::ModeTable& modes() {
  lightloom::Mode mode;
  mode.transceiver = "t";
  mode.name = "m";
  mode.baud_rate = lightloom::Mhz{60'000};
  mode.min_spacing = lightloom::Mhz{75'000};
  static const lightloom::southbound::ModeTable table(std::vector<lightloom::Mode>{mode});
  return table;
}

// A device in order, so that few changed bytes reach deep.
LeafMap lit_tree() {
  lightloom::NodeDesired lit;
  lit.channels["l-7"] = {"line-7", "degree-3", lightloom::Slot{4, 4}};
  lit.lasers["l-7"] = {"line-7", "t", "m", lightloom::Slot{4, 4}};
  LeafMap leaves;
  leaves.put("/terminal-device/operational-modes/mode[mode-id=1]/state/description", std::string("t m"));
  for (const auto& write : lightloom::southbound::orders_for(leaves, lit, {}, modes()).writes)
    leaves.put(write.path, write.value);
  return leaves;
}

void check_orders(const LeafMap& leaves) {
  const auto seen = lightloom::southbound::observed_in(leaves, modes(), "site");
  check(seen.reachable && seen.node == "site");
  lightloom::southbound::Baseline baseline;
  baseline.told(seen.holds, true);
  check(lightloom::southbound::orders_for(leaves, seen.holds, baseline, modes()).is_empty());
  const auto orders = lightloom::southbound::orders_for(leaves, {}, baseline, modes());
  LeafMap darkened = leaves;
  ::gnmi::Path path;
  for (const auto& gone : orders.deletes) {
    check(lightloom::southbound::parse_path(gone, path).has_value());
    darkened.erase_subtree(gone);
  }
  check(darkened.size() <= leaves.size());
}

void feed(const ::gnmi::Notification& message) {
  static const LeafMap kLit = lit_tree();
  LeafMap leaves = kLit;
  const auto merged = lightloom::southbound::merge(message, small_limits(), leaves);
  if (!merged) return check(!merged.error().message.empty());
  check(leaves.fits(small_limits()));
  check((merged->skipped == 0) == merged->first_skipped.empty());
  LeafMap again = leaves;
  check(lightloom::southbound::merge(message, small_limits(), again).has_value());
  check_orders(leaves);
  again.erase_subtree("");
  check(again.size() == 0 && again.bytes() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  ::gnmi::Notification message;
  if (message.ParseFromString(bytes)) feed(message);
  // The same bytes as JSON at a place of each kind: what most devices send, and no fuzzer finds by itself.
  for (const auto place : {""sv, "/lldp/interfaces"sv, "/wavelength-router/media-channels"sv, "/components"sv,
                           "/terminal-device"sv, "/system/alarms"sv}) {
    message.Clear();
    auto& update = *message.add_update();
    check(lightloom::southbound::parse_path(place, *update.mutable_path()).has_value());
    update.mutable_val()->set_json_ietf_val(bytes);
    feed(message);
  }
  ::gnmi::Path path;
  std::string text;
  if (lightloom::southbound::parse_path(bytes, path) && lightloom::southbound::append_path(text, path)) {
    std::string second;
    check(lightloom::southbound::parse_path(text, path) && lightloom::southbound::append_path(second, path));
    check(text == second);
  }
  return 0;
}
