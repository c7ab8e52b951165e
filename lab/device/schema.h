// What a device's tree can hold: the parts of the OpenConfig models that docs/wire.md names. A leaf of a
// device is a node of this schema and the keys of the lists above it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/device/path.h"
#include "lab/device/value.h"
#include "topology/result.h"

namespace lightloom::lab {

using NodeId = std::uint16_t;

enum class Access {
  kState,   ///< the device says it
  kConfig,  ///< clients write it
  kKey      ///< a list's own key, beside `config` and `state`
};

struct SchemaNode {
  std::string name;
  NodeId parent{};
  NodeId end{};                   ///< nodes [this, end) are this one and what is below
  std::vector<std::string> keys;  ///< of a list, in the order of the model
  std::size_t keys_above = 0;     ///< how many keys the lists above have
  std::optional<LeafType> leaf;   ///< nothing: a container or list
  Access access = Access::kState;
  bool mirrors_config = false;  ///< a `state` leaf that repeats a `config` one
};

class Schema {
 public:
  static constexpr NodeId kRoot = 0;

  const SchemaNode& operator[](NodeId id) const { return nodes_[id]; }
  std::size_t size() const { return nodes_.size(); }
  std::optional<NodeId> child(NodeId parent, std::string_view name) const;
  std::vector<NodeId> children(NodeId parent) const;
  /// Without keys: `/lldp/interfaces/interface/state/name`. The path must be one of the schema's.
  NodeId at(std::string_view path) const;
  bool is_writable_below(NodeId id) const;

 private:
  friend class SchemaBuilder;
  std::vector<SchemaNode> nodes_;  ///< depth first, so that a subtree is a range
};

/// The one schema; a constant.
const Schema& schema();

struct Leaf {
  NodeId node{};
  std::vector<std::string> keys;  ///< of all lists from the root down
  auto operator<=>(const Leaf&) const = default;
};
using Leaves = std::map<Leaf, Value>;

/// Of a leaf, or of any node together with as many keys as there are on the way to it.
Path path_of(const Leaf& leaf);

}  // namespace lightloom::lab
