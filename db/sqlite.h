// SQLite's C interface as values that close themselves, and its errors as sentences. Inside db only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "topology/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace lightloom::db {

struct CloseConnection {
  void operator()(sqlite3* connection) const;
};
/// One thread at a time; opened without SQLite's own mutex.
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

/// Of new databases.
inline constexpr int kPageBytes = 4'096;
/// Of the writer's page cache.
inline constexpr int kCacheKibibytes = 65'536;

enum class Access { kRead, kWrite };
/// Opens an existing database file. kUnavailable.
Result<Connection> connect(const std::filesystem::path& file, Access access);

/// What went wrong last on `connection`, as a sentence that begins with `what` ("write", "read"), names the
/// file and ends with the next step. kUnavailable.
Error last_error(sqlite3* connection, std::string_view what);

/// Runs statements that return no rows, separated by semicolons.
Result<void> execute(sqlite3* connection, const std::string& sql);
/// The one number that `sql` (a PRAGMA or a SELECT) answers with.
Result<std::int64_t> number(sqlite3* connection, std::string_view sql);

/// A prepared statement, kept for many runs; parameters count from 1, columns from 0.
class Statement {
 public:
  Statement() = default;
  static Result<Statement> prepare(sqlite3* connection, std::string_view sql);

  void bind(int parameter, std::int64_t value);
  /// Borrows `bytes` until `reset`.
  void bind(int parameter, std::string_view bytes);
  /// True where there is a row.
  Result<bool> step();
  /// For statements without rows: step, then reset.
  Result<void> run();
  /// Makes it ready for the next run; bound values are gone.
  void reset();

  std::int64_t integer(int column) const;
  /// Valid until the next `step` or `reset`.
  std::string_view blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace lightloom::db
