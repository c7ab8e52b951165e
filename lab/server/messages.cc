#include "lab/server/messages.h"

#include <fmt/format.h>

#include <chrono>

#include "lab/device/json_print.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::lab {
namespace {

// float_val and decimal_val are deprecated on the wire, and still what clients send.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

Result<Written> decimal_written(const gnmi::Decimal64& decimal) {
  constexpr std::uint32_t kMostDigits = 18;
  if (decimal.precision() > kMostDigits)
    return invalid(fmt::format("a decimal with {} fraction digits; at most {} are read", decimal.precision(),
                               kMostDigits));
  return Written(Decimal{decimal.digits(), static_cast<int>(decimal.precision())});
}

bool uses_old_form(const gnmi::Path& path) { return path.element_size() > 0; }

void write_proto(const Value& value, gnmi::TypedValue& message) {
  if (const auto* flag = std::get_if<bool>(&value)) message.set_bool_val(*flag);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) message.set_uint_val(*number);
  if (const auto* text = std::get_if<std::string>(&value)) message.set_string_val(*text);
  if (const auto* decimal = std::get_if<Decimal>(&value))
    message.set_float_val(static_cast<float>(to_double(*decimal)));
}

Result<Edit> edit_of(Edit::Kind kind, const gnmi::Path& prefix, const gnmi::Update& update) {
  auto path = path_of(prefix, update.path());
  if (!path) return fail(path.error());
  if (!update.has_val())
    return invalid(fmt::format("{}: no value; give it in the field val", to_text(*path)), to_text(*path));
  auto written = written_of(update.val());
  if (!written)
    return invalid(fmt::format("{}: {}", to_text(*path), written.error().message), to_text(*path));
  return Edit{kind, std::move(*path), std::move(*written)};
}

}  // namespace

std::optional<Encoding> encoding_of(int wire) {
  switch (wire) {
    case gnmi::JSON:
      return Encoding::kJson;
    case gnmi::JSON_IETF:
      return Encoding::kJsonIetf;
    case gnmi::PROTO:
      return Encoding::kProto;
    default:
      return std::nullopt;
  }
}

Result<Path> path_of(const gnmi::Path& prefix, const gnmi::Path& path) {
  for (const auto* part : {&prefix, &path}) {
    if (!part->origin().empty() && part->origin() != "openconfig")
      return invalid(fmt::format("origin {:?}: this device knows openconfig only", part->origin()), "origin",
                     "openconfig");
    if (uses_old_form(*part))
      return invalid("a path in the field element, which gNMI gave up; use elem", "path");
  }
  if (prefix.elem_size() + path.elem_size() > static_cast<int>(kMaxPathElements))
    return invalid(fmt::format("a path of more than {} elements", kMaxPathElements), "path");
  Path whole;
  for (const auto* part : {&prefix, &path})
    for (const auto& elem : part->elem())
      whole.elements.push_back({elem.name(), {elem.key().begin(), elem.key().end()}});
  return whole;
}

void write_path(const Path& path, std::size_t skip, gnmi::Path& message) {
  for (std::size_t at = skip; at < path.elements.size(); ++at) {
    auto& elem = *message.add_elem();
    elem.set_name(path.elements[at].name);
    for (const auto& [name, value] : path.elements[at].keys) (*elem.mutable_key())[name] = value;
  }
}

Result<Written> written_of(const gnmi::TypedValue& message) {
  switch (message.value_case()) {
    case gnmi::TypedValue::kStringVal:
      return Written(message.string_val());
    case gnmi::TypedValue::kAsciiVal:
      return Written(message.ascii_val());
    case gnmi::TypedValue::kIntVal:
      return Written(std::int64_t{message.int_val()});
    case gnmi::TypedValue::kUintVal:
      return Written(std::uint64_t{message.uint_val()});
    case gnmi::TypedValue::kBoolVal:
      return Written(message.bool_val());
    case gnmi::TypedValue::kFloatVal:
      return Written(static_cast<double>(message.float_val()));
    case gnmi::TypedValue::kDoubleVal:
      return Written(message.double_val());
    case gnmi::TypedValue::kDecimalVal:
      return decimal_written(message.decimal_val());
    case gnmi::TypedValue::kJsonVal:
      return Written(Json{message.json_val()});
    case gnmi::TypedValue::kJsonIetfVal:
      return Written(Json{message.json_ietf_val()});
    case gnmi::TypedValue::VALUE_NOT_SET:
      return invalid("no value");
    default:
      return invalid("a value of a kind that no leaf here has; send a scalar, json_val or json_ietf_val");
  }
}

void write_value(const Value& value, const LeafType& type, Encoding encoding, gnmi::TypedValue& message) {
  switch (encoding) {
    case Encoding::kProto:
      return write_proto(value, message);
    case Encoding::kJson:
      return message.set_json_val(json_of(value, type, JsonStyle::kPlain));
    case Encoding::kJsonIetf:
      return message.set_json_ietf_val(json_of(value, type, JsonStyle::kIetf));
  }
}

#pragma GCC diagnostic pop

Result<std::vector<Edit>> edits_of(const gnmi::SetRequest& request) {
  std::vector<Edit> edits;
  for (const auto& message : request.delete_()) {
    auto path = path_of(request.prefix(), message);
    if (!path) return fail(path.error());
    auto& edit = edits.emplace_back();
    edit.kind = Edit::Kind::kDelete;
    edit.path = std::move(*path);
  }
  const auto add = [&](Edit::Kind kind, const auto& updates) -> Result<void> {
    for (const auto& update : updates) {
      auto edit = edit_of(kind, request.prefix(), update);
      if (!edit) return fail(edit.error());
      edits.push_back(std::move(*edit));
    }
    return {};
  };
  if (auto added = add(Edit::Kind::kReplace, request.replace()); !added) return fail(added.error());
  if (auto added = add(Edit::Kind::kUpdate, request.update()); !added) return fail(added.error());
  return edits;
}

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

}  // namespace lightloom::lab
