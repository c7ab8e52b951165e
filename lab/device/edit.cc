#include "lab/device/edit.h"

#include <fmt/format.h>

#include "lab/device/json_edit.h"
#include "lab/device/select.h"
#include "lab/device/validate.h"

namespace lightloom::lab {
namespace {

tl::unexpected<Error> at_path(const Error& error, const std::string& path) {
  auto copy = error;
  copy.message = fmt::format("{}: {}{}", path, error.message,
                             error.nearest.empty() ? "" : fmt::format("; the nearest is {}", error.nearest));
  copy.field = path;
  return fail(std::move(copy));
}

Result<Selections> writable(const Path& path) {
  auto selections = select(path);
  if (!selections) return fail(selections.error());
  for (const auto& selection : *selections)
    if (schema().is_writable_below(selection.node)) return selections;
  return invalid(
      fmt::format("{}: the device says this, nobody writes it; what can be written is below a config",
                  to_text(path)),
      to_text(path));
}

Result<void> erase(const Path& path, Leaves& config) {
  const auto selections = writable(path);
  if (!selections) return fail(selections.error());
  std::erase_if(config, [&](const auto& entry) { return matches(*selections, entry.first); });
  return {};
}

/// A list written without its keys: an array of entries, each of which brings its own.
bool is_whole_list(const Selection& selection) {
  const auto& node = schema()[selection.node];
  if (node.keys.empty() || node.leaf) return false;
  for (std::size_t key = 0; key < selection.keys.size(); ++key)
    if (selection.keys[key].has_value() == (key >= node.keys_above)) return false;
  return true;
}

Result<void> write(const Edit& edit, Leaves& config) {
  const auto text = to_text(edit.path);
  const auto selections = select(edit.path);
  if (!selections) return fail(selections.error());
  auto selection = selections->front();
  const bool is_list = is_whole_list(selection);
  if (selections->size() > 1 || !(is_list || selection.is_concrete()))
    return invalid(fmt::format("{}: a value is written to one place; give every key, without *", text), text);
  if (is_list) selection.keys.resize(schema()[selection.node].keys_above);
  const Leaf place{selection.node, selection.concrete_keys()};
  const auto written = schema()[place.node].leaf ? write_leaf(place, edit.value, config)
                                                 : write_container(place, edit.value, config);
  return written ? Result<void>() : at_path(written.error(), text);
}

Result<void> apply(const Edit& edit, Leaves& config) {
  if (edit.kind != Edit::Kind::kUpdate) {
    auto erased = erase(edit.path, config);
    if (!erased) return erased;
  }
  if (edit.kind != Edit::Kind::kDelete) {
    auto written = write(edit, config);
    if (!written) return written;
  }
  if (config.size() <= kMaxConfigLeaves) return {};
  return fail(ErrorCode::kTooLarge,
              fmt::format("more than {} leaves configured on one device", kMaxConfigLeaves));
}

}  // namespace

Result<Leaves> edited(const DeviceFacts& facts, const Leaves& config, std::span<const Edit> edits) {
  auto next = config;
  for (const auto& edit : edits) {
    const auto applied = apply(edit, next);
    if (!applied) return fail(applied.error());
  }
  next.insert(facts.defaults().begin(), facts.defaults().end());
  fill_keys(next);
  const auto valid = validate(facts, next);
  if (!valid) return fail(valid.error());
  return next;
}

std::size_t configured_leaves(const DeviceFacts& facts, const Leaves& config) {
  std::size_t count = 0;
  for (const auto& [leaf, value] : config) {
    const auto built = facts.defaults().find(leaf);
    if (built == facts.defaults().end() || built->second != value) ++count;
  }
  return count;
}

}  // namespace lightloom::lab
