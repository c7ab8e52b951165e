#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <optional>
#include <utility>

#include "southbound/gnmi/merging.h"
#include "southbound/gnmi/path.h"

namespace lightloom::southbound {
namespace {

namespace json = boost::json;

std::optional<Scalar> scalar_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::int64:
      return std::int64_t{value.get_int64()};
    case json::kind::uint64:
      return std::uint64_t{value.get_uint64()};
    case json::kind::double_:
      return value.get_double();
    case json::kind::string:
      return std::string(value.get_string());
    default:
      return std::nullopt;
  }
}

// A key's value as it stands in a path.
std::optional<std::string> key_text(const json::value& value) {
  const auto scalar = scalar_of(value);
  if (!scalar) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&*scalar)) return *text;
  if (const auto flag = flag_in(*scalar)) return *flag ? "true" : "false";
  if (const auto whole = whole_in(*scalar)) return std::to_string(*whole);
  return std::nullopt;
}

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

// Recursive: the parser bounds the depth.
class JsonLeaves {
 public:
  explicit JsonLeaves(Merging& merging) : merging_(merging) {}

  void walk(const json::value& value, std::string& path) {
    if (merging_.is_full()) return;
    if (const auto* object = value.if_object()) return walk_object(*object, path, false);
    if (const auto* array = value.if_array()) return walk_array(*array, path);
    if (auto scalar = scalar_of(value)) return merging_.put(path, std::move(*scalar));
    merging_.skip(path, "null");
  }

 private:
  // In a list's entry the leaves are the keys, and in the path already.
  void walk_object(const json::object& object, std::string& path, bool is_entry) {
    const auto length = path.size();
    for (const auto& member : object) {
      if (member.key().starts_with('@')) continue;  // metadata of RFC 7952
      if (is_entry && is_scalar(member.value())) continue;
      const auto name = without_module(std::string_view(member.key()));
      if (!is_identifier(name)) {
        merging_.skip(path, "a member whose name cannot be a node's");
        continue;
      }
      append_name(path, name);
      walk(member.value(), path);
      path.resize(length);
    }
  }

  void walk_array(const json::array& array, std::string& path) {
    const auto length = path.size();
    for (const auto& value : array) {
      const auto* entry = value.if_object();
      if (entry == nullptr) return merging_.skip(path, "a list of values, which no leaf read here is");
      if (append_keys(*entry, path))
        walk_object(*entry, path, true);
      else
        merging_.skip(path, "an entry without usable keys");
      path.resize(length);
    }
  }

  static bool append_keys(const json::object& entry, std::string& path) {
    std::map<std::string_view, std::string> keys;
    for (const auto& member : entry) {
      if (!is_scalar(member.value()) || member.key().starts_with('@')) continue;
      const auto name = without_module(std::string_view(member.key()));
      auto value = key_text(member.value());
      if (!value || !is_identifier(name) || !is_key_value(*value)) return false;
      keys.emplace(name, std::move(*value));
    }
    if (keys.empty() || keys.size() > static_cast<std::size_t>(kMaxPathKeys)) return false;
    for (const auto& [key, value] : keys) append_key(path, key, value);
    return true;
  }

  Merging& merging_;
};

}  // namespace

void merge_json(std::string_view text, const std::string& path, Merging& merging) {
  json::parse_options options;
  options.max_depth = merging.limits().depth;
  json::error_code failed;
  const auto value = json::parse(json::string_view(text.data(), text.size()), failed, {}, options);
  if (failed) return merging.skip(path, fmt::format("not JSON: {}", failed.message()));
  std::string base = path;
  JsonLeaves(merging).walk(value, base);
}

}  // namespace lightloom::southbound
