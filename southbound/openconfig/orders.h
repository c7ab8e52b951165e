// From what a node holds and what it shall hold to the leaves to write and to delete: only those that differ,
// and nothing that the core does not know of.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controller/ports/devices.h"
#include "southbound/gnmi/leaf_map.h"
#include "southbound/openconfig/baseline.h"
#include "southbound/openconfig/mode_table.h"
#include "southbound/openconfig/wanted_leaf.h"

namespace lightloom::southbound {

/// One transaction: deletes, then writes.
struct Orders {
  std::vector<std::string> deletes;
  std::vector<Write> writes;
  std::vector<std::string> touched;  ///< subtrees to be read back
  /// By lightpath the words by which a device may speak of it: its name, ports and indices.
  std::map<std::string, std::vector<std::string>> about;
  /// By lightpath why it cannot even be asked for. Nothing is to be sent then.
  std::map<std::string, std::string> impossible;

  bool is_empty() const { return deletes.empty() && writes.empty(); }
};

/// `foreign:` names in `desired` are never made or changed; one that the core knows of and leaves out goes.
Orders orders_for(const LeafMap& leaves, const NodeDesired& desired, const Baseline& baseline,
                  const ModeTable& modes);

/// Lightpaths of an order that a device's refusal speaks of, where it does not speak of all.
std::vector<std::string> blamed_in(std::string_view device_words, const Orders& orders);

}  // namespace lightloom::southbound
