// The one writer of a database file.
#pragma once

#include <memory>

#include "db/group_commit.h"
#include "db/sqlite.h"

namespace lightloom::db {

/// Puts batches of commits into one transaction each.
class SqliteWriter final : public Backend {
 public:
  /// `connection` outlives this, and is used on the GroupCommit's thread only from now on. kUnavailable where
  /// the schema is not as expected.
  static Result<std::unique_ptr<SqliteWriter>> on(sqlite3* connection);

  Result<Leadership> lead() override;
  Result<void> write(const Leadership& leadership, std::span<const Commit> commits) override;
  /// Folds the log into the file when it is long.
  void tidy() override;

 private:
  explicit SqliteWriter(sqlite3* connection) : connection_(connection) {}

  struct ByTable {
    Statement put, erase;
  };
  Result<void> prepare();
  Result<Leadership> stored();
  Result<void> store(const Leadership& leadership);
  Result<Leadership> lead_in_transaction();
  Result<void> write_in_transaction(const Leadership& leadership, std::span<const Commit> commits);
  Result<void> apply(const Change& change);
  template <class T>
  Result<T> end(Result<T> outcome);

  sqlite3* connection_;
  Statement begin_, commit_, rollback_, read_leadership_, write_leadership_;
  ByTable record_, history_;
  int log_pages_ = 0;
};

}  // namespace lightloom::db
