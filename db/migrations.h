// The schema as numbered steps. Version n is what steps 1 to n made; a released step never changes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "topology/result.h"

struct sqlite3;

namespace lightloom::db {

/// In the file's header ("LLm1"), so that another program's SQLite file is told apart.
inline constexpr std::int32_t kApplicationId = 0x4c4c6d31;

struct Migration {
  int version = 0;  ///< 1, 2, 3 ... without a gap
  std::string_view sql;
};

/// All steps of this program, oldest first; docs/schema.md tells what they make.
std::span<const Migration> migrations();
/// The schema that this program reads and writes.
int newest_version();

/// Brings `connection` from its PRAGMA user_version to the last of `steps`, each step in a transaction of its
/// own: where one fails, the steps before it stay and nothing of it does. kUnavailable.
Result<void> migrate(sqlite3* connection, std::span<const Migration> steps);

}  // namespace lightloom::db
