#include "lab/device/json_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

/// `openconfig-platform:config` or `config`.
std::string_view without_module(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

tl::unexpected<Error> below(std::string_view name, const Error& error) {
  auto copy = error;
  copy.message = fmt::format("{}: {}", name, error.message);
  return fail(std::move(copy));
}

/// Walks a JSON value and the schema side by side.
class Merger {
 public:
  explicit Merger(Leaves& config) : config_(&config) {}

  // NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the schema
  Result<void> merge(const Leaf& place, const json::value& value) {
    const auto& node = schema()[place.node];
    if (node.leaf) return write_leaf(place, Json{json::serialize(value)}, *config_);
    if (place.keys.size() < node.keys_above + node.keys.size()) return merge_list(place, value);
    const auto* object = value.if_object();
    if (object == nullptr) return invalid("takes a JSON object");
    for (const auto& [name, member] : *object) {
      const auto child = schema().child(place.node, without_module(view(name)));
      if (!child) return unknown(place.node, view(name));
      const auto merged = merge(Leaf{*child, place.keys}, member);
      if (!merged) return below(schema()[*child].name, merged.error());
    }
    return {};
  }

 private:
  static tl::unexpected<Error> unknown(NodeId parent, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto child : schema().children(parent)) names.emplace_back(schema()[child].name);
    return fail(ErrorCode::kNotFound, fmt::format("there is no {:?}", name.substr(0, kMaxPathWord)), {},
                nearest_of(without_module(name), names));
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  Result<void> merge_list(const Leaf& place, const json::value& value) {
    const auto* entries = value.if_array();
    if (entries == nullptr) return invalid("is a list: takes a JSON array of objects");
    for (const auto& entry : *entries) {
      const auto* object = entry.if_object();
      if (object == nullptr) return invalid("is a list: takes a JSON array of objects");
      auto keyed = with_keys(place, *object);
      if (!keyed) return fail(keyed.error());
      const auto merged = merge(*keyed, entry);
      if (!merged) return below(fmt::format("[{}]", fmt::join(keyed->keys, ", ")), merged.error());
    }
    return {};
  }

  static Result<Leaf> with_keys(Leaf place, const json::object& entry) {
    for (const auto& key : schema()[place.node].keys) {
      const auto found = std::find_if(entry.begin(), entry.end(), [&](const auto& member) {
        return without_module(view(member.key())) == key;
      });
      if (found == entry.end()) return invalid(fmt::format("an entry without its key {:?}", key));
      const auto type = schema()[*schema().child(place.node, key)].leaf.value_or(LeafType{});
      const auto value = read_value(type, Json{json::serialize(found->value())});
      if (!value) return below(key, value.error());
      place.keys.push_back(to_text(*value));
    }
    return place;
  }

  Leaves* config_;
};

/// The key that a leaf repeats: `index` of `channel[index]/config/index`.
std::optional<std::size_t> repeated_key(const SchemaNode& leaf) {
  const auto& parent = schema()[leaf.parent];
  const auto& list = leaf.access == Access::kKey ? parent : schema()[parent.parent];
  if (leaf.access == Access::kConfig && parent.name != "config") return std::nullopt;
  const auto found = std::find(list.keys.begin(), list.keys.end(), leaf.name);
  if (found == list.keys.end()) return std::nullopt;
  return list.keys_above + static_cast<std::size_t>(found - list.keys.begin());
}

}  // namespace

Result<void> write_leaf(const Leaf& place, const Written& written, Leaves& config) {
  const auto& node = schema()[place.node];
  if (node.access == Access::kState) return invalid("the device says this, nobody writes it");
  auto value = read_value(*node.leaf, written);
  if (!value) return fail(value.error());
  if (const auto key = repeated_key(node); key && to_text(*value) != place.keys[*key])
    return invalid(fmt::format("{:?} is not the key of its entry, {:?}", to_text(*value), place.keys[*key]));
  if (node.access == Access::kConfig) config.insert_or_assign(place, std::move(*value));
  return {};
}

Result<void> write_container(const Leaf& place, const Written& written, Leaves& config) {
  const auto* text = std::get_if<Json>(&written);
  const auto* plain = std::get_if<Plain>(&written);
  if (text == nullptr && plain == nullptr)
    return invalid("is a container: takes a JSON object, found one value; write the leaf below it");
  json::error_code problem;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  const auto value = json::parse(text != nullptr ? text->text : plain->text, problem, {}, options);
  if (problem)
    return invalid(fmt::format("takes a JSON object, found something else: {}", problem.message()));
  return Merger(config).merge(place, value);
}

void fill_keys(Leaves& config) {
  Leaves filled;
  const auto paths = {"/wavelength-router/media-channels/channel",
                      "/terminal-device/logical-channels/channel",
                      "/terminal-device/logical-channels/channel/logical-channel-assignments/assignment"};
  for (const std::string list : paths) {
    const auto node = schema().at(list);
    const auto index = schema().at(list + "/config/index");
    const auto count = schema()[node].keys_above + schema()[node].keys.size();
    for (auto at = config.lower_bound(Leaf{node, {}});
         at != config.end() && at->first.node < schema()[node].end; ++at) {
      Leaf leaf{index, {at->first.keys.begin(), at->first.keys.begin() + static_cast<std::ptrdiff_t>(count)}};
      if (config.contains(leaf)) continue;
      auto value = read_value(*schema()[index].leaf, Plain{leaf.keys.back()});
      if (value) filled.insert_or_assign(std::move(leaf), std::move(*value));
    }
  }
  config.merge(filled);
}

}  // namespace lightloom::lab
