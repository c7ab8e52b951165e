#include "db/migrations.h"

#include <fmt/format.h>

#include <array>

#include "db/sqlite.h"

namespace lightloom::db {
namespace {

// WITHOUT ROWID clusters rows by key, so the working set loads in one sequential scan. Ids are BLOBs, because
// BLOBs compare by bytes whatever the collation.
constexpr std::array kSteps{Migration{1, R"(
CREATE TABLE leadership (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO leadership (only, epoch, revision) VALUES (1, 0, 0);
CREATE TABLE record (
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 63),
  id BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE history (
  kind INTEGER NOT NULL CHECK (kind BETWEEN 64 AND 255),
  id BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
)"}};

}  // namespace

std::span<const Migration> migrations() { return kSteps; }
int newest_version() { return kSteps.back().version; }

Result<void> migrate(sqlite3* connection, std::span<const Migration> steps) {
  const auto version = number(connection, "PRAGMA user_version");
  if (!version) return fail(version.error());
  for (const Migration& step : steps) {
    if (step.version <= *version) continue;
    const auto done = execute(connection, fmt::format("BEGIN IMMEDIATE;{};PRAGMA user_version = {};COMMIT",
                                                      step.sql, step.version));
    if (done) continue;
    auto error = done.error();
    error.message = fmt::format("bring the schema to version {}: {}", step.version, error.message);
    // Best effort: where the transaction already ended, this says so and changes nothing.
    static_cast<void>(execute(connection, "ROLLBACK"));
    return fail(std::move(error));
  }
  return {};
}

}  // namespace lightloom::db
