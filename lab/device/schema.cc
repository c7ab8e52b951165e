#include "lab/device/schema.h"

#include <cassert>
#include <memory>

#include "lab/device/schema_table.h"

namespace lightloom::lab {
namespace {

/// A node while the tree grows, before nodes have numbers.
struct Draft {
  SchemaNode node;
  std::vector<std::unique_ptr<Draft>> children;
};

LeafType type_of(const Row& row) {
  using Kind = LeafType::Kind;
  constexpr int kDigits = 2;        // of powers and ratios in the models
  constexpr int kRatioDigits = 18;  // of bit-error-ratio-type
  switch (row.type) {
    case RowType::kText:
      return {Kind::kString};
    case RowType::kFlag:
      return {Kind::kBool};
    case RowType::kUint16:
      return {Kind::kUint, 16};
    case RowType::kUint32:
      return {Kind::kUint, 32};
    case RowType::kUint64:
      return {Kind::kUint, 64};
    case RowType::kDecimal:
      return {Kind::kDecimal, kDigits};
    case RowType::kBitErrorRatio:
      return {Kind::kDecimal, kRatioDigits};
    case RowType::kWord:
      break;
  }
  LeafType type{Kind::kEnum};
  for (auto rest = row.words; !rest.empty();) {
    const auto bar = std::min(rest.find('|'), rest.size());
    type.words.push_back(rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return type;
}

Draft& child_of(Draft& parent, std::string_view name) {
  for (auto& child : parent.children)
    if (child->node.name == name) return *child;
  parent.children.push_back(std::make_unique<Draft>());
  parent.children.back()->node.name = name;
  return *parent.children.back();
}

/// Follows `[a][b]` behind a list's name.
void add_keys(Draft& list, std::string_view brackets) {
  if (!list.node.keys.empty()) return;
  while (!brackets.empty()) {
    const auto end = brackets.find(']');
    list.node.keys.emplace_back(brackets.substr(1, end - 1));
    brackets.remove_prefix(end + 1);
  }
}

void add_row(Draft& root, std::string_view path, const LeafType& type, Access access, bool mirrors) {
  Draft* at = &root;
  Draft* list = nullptr;  // the nearest above
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    const auto element = path.substr(0, end);
    const auto bracket = std::min(element.find('['), element.size());
    at = &child_of(*at, element.substr(0, bracket));
    if (bracket < element.size()) {
      add_keys(*at, element.substr(bracket));
      list = at;
      for (const auto& key : at->node.keys) child_of(*at, key).node.access = Access::kKey;
    }
    path.remove_prefix(end);
  }
  at->node.leaf = type;
  at->node.access = access;
  at->node.mirrors_config = mirrors;
  if (list == nullptr) return;
  // A key has the type of the leaf of the same name below the list.
  for (const auto& key : list->node.keys)
    if (auto& leaf = child_of(*list, key).node; !leaf.leaf || at->node.name == key)
      leaf.leaf = at->node.name == key ? type : LeafType{};
}

}  // namespace

class SchemaBuilder {
 public:
  static Schema build() {
    Draft root;
    for (const auto& row : schema_rows()) {
      constexpr std::string_view kConfig = "/config/";
      const auto config = row.path.find(kConfig);
      const bool is_written = config != std::string_view::npos;
      add_row(root, row.path, type_of(row), is_written ? Access::kConfig : Access::kState, false);
      if (!is_written) continue;
      const auto twin = std::string(row.path.substr(0, config)) + "/state/" +
                        std::string(row.path.substr(config + kConfig.size()));
      add_row(root, twin, type_of(row), Access::kState, true);
    }
    Schema schema;
    append(schema, root, Schema::kRoot, 0);
    return schema;
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): as deep as a row is long
  static void append(Schema& schema, Draft& draft, NodeId parent, std::size_t keys_above) {
    const auto id = static_cast<NodeId>(schema.nodes_.size());
    draft.node.parent = parent;
    draft.node.keys_above = keys_above;
    const auto keys = keys_above + draft.node.keys.size();
    schema.nodes_.push_back(std::move(draft.node));
    for (auto& child : draft.children) append(schema, *child, id, keys);
    schema.nodes_[id].end = static_cast<NodeId>(schema.nodes_.size());
  }
};

const Schema& schema() {
  static const Schema the_schema = SchemaBuilder::build();
  return the_schema;
}

std::optional<NodeId> Schema::child(NodeId parent, std::string_view name) const {
  for (NodeId id = parent + 1; id < nodes_[parent].end; id = nodes_[id].end)
    if (nodes_[id].name == name) return id;
  return std::nullopt;
}

std::vector<NodeId> Schema::children(NodeId parent) const {
  std::vector<NodeId> found;
  for (NodeId id = parent + 1; id < nodes_[parent].end; id = nodes_[id].end) found.push_back(id);
  return found;
}

NodeId Schema::at(std::string_view path) const {
  NodeId id = kRoot;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    const auto next = child(id, path.substr(0, end));
    assert(next && "a path of the schema");
    id = *next;
    path.remove_prefix(end);
  }
  return id;
}

bool Schema::is_writable_below(NodeId id) const {
  for (NodeId at = id; at < nodes_[id].end; ++at)
    if (nodes_[at].leaf && nodes_[at].access == Access::kConfig) return true;
  return false;
}

Path path_of(const Leaf& leaf) {
  std::vector<NodeId> way;
  for (NodeId id = leaf.node; id != Schema::kRoot; id = schema()[id].parent) way.push_back(id);
  Path path;
  for (auto id = way.rbegin(); id != way.rend(); ++id) {
    const auto& node = schema()[*id];
    PathElement element{node.name, {}};
    for (std::size_t key = 0; key < node.keys.size(); ++key)
      if (node.keys_above + key < leaf.keys.size())
        element.keys[node.keys[key]] = leaf.keys[node.keys_above + key];
    path.elements.push_back(std::move(element));
  }
  return path;
}

}  // namespace lightloom::lab
