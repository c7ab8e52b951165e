// Messages and JSON, by descriptor: one mapper for every message of the API, so that a new field needs no
// code. Strict where protobuf's own is lax: what a client misspelt is told, not dropped.
#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "topology/result.h"

namespace lightloom::northbound {

inline constexpr std::size_t kMaxJsonBytes = 1 << 20;
inline constexpr std::size_t kMaxJsonDepth = 32;
/// Elements of one list, members of one map.
inline constexpr std::size_t kMaxJsonElements = 10'000;

/// Reads one object of RFC 8259 into `message`, which should be empty and after an error is of no use.
/// kInvalidArgument with the field's path (`window.start`): bad syntax or UTF-8, a name given twice, an
/// unknown name (with the nearest), a wrong type, null, a number out of range, an unknown or UNSPECIFIED
/// enum value, depth beyond kMaxJsonDepth. kTooLarge: more than kMaxJsonBytes, or kMaxJsonElements in a list.
/// Names are as in the .proto file; enums in any letter case; 64-bit integers as number or string;
/// Timestamps as RFC 3339. Any thread.
Result<void> json_to_message(std::string_view json, google::protobuf::Message& message);

/// One line. Every field is printed except those with presence that are not set. Integers of any width as
/// numbers, doubles in the shortest form that reads back the same, Timestamps in UTC, an Any as the message
/// that is in it. Precondition: doubles are finite, Anys hold messages that are linked in.
std::string message_to_json(const google::protobuf::Message& message);
/// The same, appended.
void append_json(const google::protobuf::Message& message, std::string& out);
/// A JSON string with its quotes, appended. Precondition: UTF-8.
void append_json_string(std::string_view text, std::string& out);

}  // namespace lightloom::northbound
