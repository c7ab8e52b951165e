// gNMI messages to the lab's own values and back. Messages are untrusted: sizes and kinds are checked here.
#pragma once

#include <cstdint>
#include <optional>

#include "lab/device/device.h"
#include "lab/device/edit.h"
#include "lab/device/path.h"
#include "lab/device/schema.h"
#include "topology/result.h"

namespace gnmi {
class Path;
class SetRequest;
class TypedValue;
}  // namespace gnmi

namespace lightloom::lab {

enum class Encoding { kProto, kJson, kJsonIetf };
/// Of the number on the wire; nothing for one that the device does not speak.
std::optional<Encoding> encoding_of(int wire);

/// Prefix and path together. kInvalidArgument for an origin other than openconfig's, or a path in the form
/// that gNMI gave up.
Result<Path> path_of(const gnmi::Path& prefix, const gnmi::Path& path);
/// Into `message`, without the first `skip` elements.
void write_path(const Path& path, std::size_t skip, gnmi::Path& message);

/// kInvalidArgument for the kinds that no leaf has.
Result<Written> written_of(const gnmi::TypedValue& message);
/// A decimal in PROTO is a float_val, which clients of every age can print.
void write_value(const Value& value, const LeafType& type, Encoding encoding, gnmi::TypedValue& message);

/// Deletes, then replaces, then updates. Its union_replace is not read.
Result<std::vector<Edit>> edits_of(const gnmi::SetRequest& request);

/// Since 1970, by the wall clock.
std::uint64_t now_ns();

}  // namespace lightloom::lab
