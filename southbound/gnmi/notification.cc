#include "southbound/gnmi/notification.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <utility>

#include "southbound/gnmi/merging.h"
#include "southbound/gnmi/path.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::southbound {
namespace {

constexpr std::uint32_t kGreatestPrecision = 18;  // RFC 7950, 9.3.4: fraction-digits

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
double decimal_of(const ::gnmi::Decimal64& decimal) {
  return static_cast<double>(decimal.digits()) / std::pow(10.0, decimal.precision());
}

// The shortest decimal that is this float: -17.02, not -17.0200004.
double decimal_of(float number) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.begin(), text.end(), number);
  double decimal = number;
  if (written.ec == std::errc()) std::from_chars(text.begin(), written.ptr, decimal);
  return decimal;
}

void merge_deprecated(const ::gnmi::TypedValue& value, const std::string& path, Merging& merging) {
  if (value.has_float_val()) return merging.put(path, decimal_of(value.float_val()));
  if (value.decimal_val().precision() > kGreatestPrecision)
    return merging.skip(path, "a decimal of more than 18 digits after the point");
  merging.put(path, decimal_of(value.decimal_val()));
}
#pragma GCC diagnostic pop

void merge_value(const ::gnmi::TypedValue& value, const std::string& path, Merging& merging) {
  using Value = ::gnmi::TypedValue;
  switch (value.value_case()) {
    case Value::kStringVal:
      return merging.put(path, value.string_val());
    case Value::kAsciiVal:
      return merging.put(path, value.ascii_val());
    case Value::kIntVal:
      return merging.put(path, std::int64_t{value.int_val()});
    case Value::kUintVal:
      return merging.put(path, std::uint64_t{value.uint_val()});
    case Value::kBoolVal:
      return merging.put(path, value.bool_val());
    case Value::kDoubleVal:
      return merging.put(path, value.double_val());
    case Value::kFloatVal:
    case Value::kDecimalVal:
      return merge_deprecated(value, path, merging);
    case Value::kJsonVal:
      return merge_json(value.json_val(), path, merging);
    case Value::kJsonIetfVal:
      return merge_json(value.json_ietf_val(), path, merging);
    case Value::kBytesVal:
    case Value::kLeaflistVal:
    case Value::kAnyVal:
    case Value::kProtoBytes:
      return merging.skip(path, "a value of a type that no leaf read here has");
    case Value::VALUE_NOT_SET:
      return merging.skip(path, "no value");
  }
  merging.skip(path, "no value");
}

std::string shown_path(const std::string& path) { return path.empty() ? "/" : path; }

Result<void> too_large(const Merging& merging) {
  if (!merging.is_full()) return {};
  return fail(ErrorCode::kTooLarge, fmt::format("tells more than {} leaves or {} bytes of state",
                                                merging.limits().leaves, merging.limits().bytes));
}

Result<void> merge_updates(const ::gnmi::Notification& message, const std::string& prefix, Merging& merging) {
  std::string path;
  for (const auto& update : message.update()) {
    path = prefix;
    if (const auto appended = append_path(path, update.path()); !appended) {
      merging.skip(path, appended.error().message);
      continue;
    }
    merge_value(update.val(), path, merging);
    if (auto bounded = too_large(merging); !bounded) return bounded;
  }
  return {};
}

}  // namespace

Result<Merged> merge(const ::gnmi::Notification& message, const TreeLimits& limits, LeafMap& leaves) {
  Merging merging(limits, leaves);
  std::string prefix;
  if (const auto appended = append_path(prefix, message.prefix()); !appended) {
    merging.skip(prefix, appended.error().message);
    return merging.merged();
  }
  if (message.atomic()) merging.erase(prefix);
  for (const auto& gone : message.delete_()) {
    std::string path = prefix;
    if (const auto appended = append_path(path, gone); appended)
      merging.erase(path);
    else
      merging.skip(path, appended.error().message);
  }
  if (const auto merged = merge_updates(message, prefix, merging); !merged) return fail(merged.error());
  return merging.merged();
}

void Merging::put(std::string_view path, Scalar value) {
  ++merged_.leaves;
  if (const auto* number = std::get_if<double>(&value); number != nullptr && !std::isfinite(*number))
    return skip(path, "a number that is not finite");
  if (bytes_of(value) > limits_.value_bytes)
    return skip(path, fmt::format("a text of {} bytes; at most {}", bytes_of(value), limits_.value_bytes));
  if (path.empty()) return skip(path, "a value without a path");
  if (const auto* whole = std::get_if<std::int64_t>(&value); whole != nullptr && *whole >= 0)
    value = static_cast<std::uint64_t>(*whole);
  merged_.changed = leaves_.put(path, std::move(value)) || merged_.changed;
}

void Merging::erase(std::string_view path) {
  merged_.changed = leaves_.erase_subtree(path) || merged_.changed;
}

void Merging::skip(std::string_view path, std::string_view why) {
  if (merged_.skipped++ == 0)
    merged_.first_skipped = fmt::format("{}: {}", shown_path(std::string(path)), why);
}

}  // namespace lightloom::southbound
