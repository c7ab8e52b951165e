// The rows from which the schema is made.
#pragma once

#include <span>
#include <string_view>

namespace lightloom::lab {

enum class RowType { kText, kFlag, kUint16, kUint32, kUint64, kDecimal, kBitErrorRatio, kWord };

struct Row {
  std::string_view
      path;  ///< keys as `[name]`; `config` in it: written, and repeated by the device under `state`
  RowType type = RowType::kText;
  std::string_view words = {};  ///< of a kWord, separated by |
};

std::span<const Row> schema_rows();

}  // namespace lightloom::lab
