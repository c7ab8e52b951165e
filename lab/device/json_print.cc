#include "lab/device/json_print.h"

#include <boost/json.hpp>
#include <map>
#include <vector>

#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

json::value json_value(const Value& value, const LeafType& type, JsonStyle style) {
  constexpr int kWide = 64;
  const bool is_text = style == JsonStyle::kIetf;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* text = std::get_if<std::string>(&value)) return json::string(*text);
  if (const auto* decimal = std::get_if<Decimal>(&value))
    return is_text ? json::value(json::string(to_text(value))) : json::value(to_double(*decimal));
  if (is_text && type.size == kWide) return json::string(to_text(value));
  return std::get<std::uint64_t>(value);
}

/// The tree that the leaves make.
struct Branch {
  std::map<NodeId, Branch> children;
  std::map<std::vector<std::string>, Branch> entries;  ///< of a list
  const Value* value = nullptr;
};

void insert(Branch& root, NodeId top, const Leaf& leaf, const Value& value) {
  std::vector<NodeId> way;
  for (NodeId id = leaf.node; id != top; id = schema()[id].parent) way.push_back(id);
  auto* at = &root;
  for (auto id = way.rbegin(); id != way.rend(); ++id) {
    at = &at->children[*id];
    const auto& node = schema()[*id];
    if (node.keys.empty()) continue;
    const auto first = leaf.keys.begin() + static_cast<std::ptrdiff_t>(node.keys_above);
    at = &at->entries[{first, first + static_cast<std::ptrdiff_t>(node.keys.size())}];
  }
  at->value = &value;
}

/// An entry says its keys, whether or not they are among the leaves.
void print_keys(NodeId list, const std::vector<std::string>& keys, JsonStyle style, json::object& entry) {
  for (std::size_t key = 0; key < keys.size(); ++key) {
    const auto& name = schema()[list].keys[key];
    const auto type = schema()[*schema().child(list, name)].leaf.value_or(LeafType{});
    if (const auto value = read_value(type, Plain{keys[key]})) entry[name] = json_value(*value, type, style);
  }
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the schema
json::value printed(const Branch& branch, NodeId id, JsonStyle style) {
  if (branch.value != nullptr) return json_value(*branch.value, *schema()[id].leaf, style);
  if (!branch.entries.empty()) {
    json::array entries;
    for (const auto& [keys, below] : branch.entries) {
      json::object entry;
      print_keys(id, keys, style, entry);
      for (const auto& [child, branch_below] : below.children)
        entry[schema()[child].name] = printed(branch_below, child, style);
      entries.push_back(std::move(entry));
    }
    return entries;
  }
  json::object object;
  for (const auto& [child, below] : branch.children)
    object[schema()[child].name] = printed(below, child, style);
  return object;
}

}  // namespace

std::string json_of(const Value& value, const LeafType& type, JsonStyle style) {
  return json_text(json_value(value, type, style));
}

std::string json_of(const Leaves& leaves, const Leaf& place, JsonStyle style) {
  Branch root;
  for (const auto& [leaf, value] : leaves) insert(root, place.node, leaf, value);
  auto value = printed(root, place.node, style);
  const auto& node = schema()[place.node];
  if (node.keys.empty() || !value.is_object()) return json_text(value);
  json::object entry;
  const auto first = place.keys.begin() + static_cast<std::ptrdiff_t>(node.keys_above);
  print_keys(place.node, {first, place.keys.end()}, style, entry);
  for (auto& [name, member] : value.get_object()) entry[name] = std::move(member);
  return json_text(entry);
}

}  // namespace lightloom::lab
