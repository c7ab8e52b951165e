#include "lab/server/reply.h"

#include <fmt/format.h>

#include <algorithm>

#include "lab/device/json_print.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::lab {
namespace {

constexpr int kMostPaths = 1'000;

/// Paths can only be relative to a prefix that is one place.
bool is_one_place(const gnmi::Path& prefix) {
  const auto path = path_of(gnmi::Path(), prefix);
  const auto selections = path ? select(*path) : Result<Selections>(Selections());
  return selections && selections->size() == 1 && selections->front().is_concrete();
}

Part part_of(const gnmi::GetRequest& request) {
  switch (request.type()) {
    case gnmi::GetRequest::CONFIG:
      return Part::kConfig;
    case gnmi::GetRequest::STATE:
      return Part::kState;
    case gnmi::GetRequest::OPERATIONAL:
      return Part::kOperational;
    default:
      return Part::kAll;
  }
}

void write_json(std::string json, Encoding encoding, gnmi::TypedValue& message) {
  if (encoding == Encoding::kJson) {
    message.set_json_val(std::move(json));
  } else {
    message.set_json_ietf_val(std::move(json));
  }
}

}  // namespace

Reply::Reply(const gnmi::Path& prefix, Encoding encoding)
    : prefix_(std::make_unique<gnmi::Path>(prefix)), encoding_(encoding) {
  if (is_one_place(prefix)) {
    skipped_ = static_cast<std::size_t>(prefix.elem_size());
  } else {
    prefix_->clear_elem();
  }
}
Reply::Reply(Reply&&) noexcept = default;
Reply& Reply::operator=(Reply&&) noexcept = default;
Reply::~Reply() = default;

void Reply::begin(gnmi::Notification& notification) const {
  notification.set_timestamp(static_cast<std::int64_t>(now_ns()));
  *notification.mutable_prefix() = *prefix_;
}

void Reply::add(const Leaf& leaf, const Value& value, gnmi::Notification& notification) const {
  auto& update = *notification.add_update();
  write_path(path_of(leaf), skipped_, *update.mutable_path());
  write_value(value, *schema()[leaf.node].leaf, encoding_, *update.mutable_val());
}

void Reply::add(const Change& change, std::uint32_t duplicates, gnmi::Notification& notification) const {
  if (!change.value) return write_path(path_of(change.leaf), skipped_, *notification.add_delete_());
  add(change.leaf, *change.value, notification);
  notification.mutable_update()->rbegin()->set_duplicates(duplicates);
}

void Reply::add_trees(const Selections& selections, const Leaves& leaves,
                      gnmi::Notification& notification) const {
  for (const auto& selection : selections) {
    std::map<std::vector<std::string>, Leaves> places;
    const auto count = static_cast<std::ptrdiff_t>(selection.keys.size());
    for_each_match(leaves, selection, [&](const Leaf& leaf, const Value& value) {
      places[{leaf.keys.begin(), leaf.keys.begin() + count}].emplace(leaf, value);
    });
    for (const auto& [keys, below] : places) {
      const Leaf place{selection.node, keys};
      auto& update = *notification.add_update();
      write_path(path_of(place), skipped_, *update.mutable_path());
      const auto style = encoding_ == Encoding::kJsonIetf ? JsonStyle::kIetf : JsonStyle::kPlain;
      write_json(json_of(below, place, style), encoding_, *update.mutable_val());
    }
  }
}

Result<void> answer_get(const Device& device, const gnmi::GetRequest& request, Encoding encoding,
                        gnmi::GetResponse& response) {
  if (request.path_size() > kMostPaths)
    return invalid(fmt::format("a Get of {} paths; at most {} are read", request.path_size(), kMostPaths),
                   "path");
  const Reply reply(request.prefix(), encoding);
  const auto part = part_of(request);
  std::vector<gnmi::Path> paths{request.path().begin(), request.path().end()};
  if (paths.empty()) paths.emplace_back();  // the prefix alone
  for (const auto& message : paths) {
    const auto path = path_of(request.prefix(), message);
    if (!path) return fail(path.error());
    const auto selections = select(*path);
    if (!selections) return fail(selections.error());
    const auto leaves = device.read(*selections, part);
    auto& notification = *response.add_notification();
    reply.begin(notification);
    if (encoding == Encoding::kProto) {
      for (const auto& [leaf, value] : leaves) reply.add(leaf, value, notification);
    } else {
      reply.add_trees(*selections, leaves, notification);
    }
  }
  return {};
}

}  // namespace lightloom::lab
