// Leaves as JSON text.
#pragma once

#include <string>

#include "lab/device/schema.h"

namespace lightloom::lab {

enum class JsonStyle {
  kPlain,
  kIetf  ///< RFC 7951: 64-bit numbers and decimals are strings
};

std::string json_of(const Value& value, const LeafType& type, JsonStyle style);
/// What lies below `place`, as its value: of a leaf the value alone, of a list entry an object with its keys.
/// All of `leaves` lie below `place`; `place` has all its keys.
std::string json_of(const Leaves& leaves, const Leaf& place, JsonStyle style);

}  // namespace lightloom::lab
