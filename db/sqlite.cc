#include "db/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <utility>

namespace lightloom::db {
namespace {

std::string_view next_step(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "free some space on its disk";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "stop the other program that has it open";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "it is damaged: restore a copy";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "make it and its folder writable";
    default:
      return "look at its disk";
  }
}

}  // namespace

void CloseConnection::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Error last_error(sqlite3* connection, std::string_view what) {
  const int code = sqlite3_errcode(connection);
  const int system = sqlite3_system_errno(connection);
  const char* const file = sqlite3_db_filename(connection, "main");
  // SQLite keeps the last errno for ever: it says something about input and output errors alone.
  const bool is_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  return Error{ErrorCode::kUnavailable,
               fmt::format("{} database {}: {}{}{}; {}", what, file == nullptr ? "" : file,
                           sqlite3_errmsg(connection), is_system && system != 0 ? ", " : "",
                           is_system && system != 0 ? std::strerror(system) : "", next_step(code & 0xff)),
               {},
               {},
               {}};
}

Result<Connection> connect(const std::filesystem::path& file, Access access) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  Connection connection(raw);
  if (code != SQLITE_OK) return fail(last_error(raw, "open"));
  if (access == Access::kRead) {
    // Not SQLITE_OPEN_READONLY: such a connection cannot recover the log when it comes first.
    if (auto done = execute(raw, "PRAGMA query_only = ON"); !done) return fail(done.error());
  }
  return connection;
}

Result<void> execute(sqlite3* connection, const std::string& sql) {
  if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return fail(last_error(connection, "change"));
  }
  return {};
}

Result<std::int64_t> number(sqlite3* connection, std::string_view sql) {
  auto statement = Statement::prepare(connection, sql);
  if (!statement) return fail(statement.error());
  const auto row = statement->step();
  if (!row) return fail(row.error());
  return *row ? statement->integer(0) : 0;
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<Statement> Statement::prepare(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return fail(last_error(connection, "read"));
  Statement statement;
  statement.statement_.reset(raw);
  return statement;
}

void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
}

void Statement::bind(int parameter, std::string_view bytes) {
  // A null pointer would bind NULL, not the empty value.
  const char* const data = bytes.empty() ? "" : bytes.data();
  sqlite3_bind_blob64(statement_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* const connection = sqlite3_db_handle(statement_.get());
  auto error = last_error(connection, sqlite3_stmt_readonly(statement_.get()) != 0 ? "read" : "write");
  sqlite3_reset(statement_.get());
  return fail(std::move(error));
}

Result<void> Statement::run() {
  const auto row = step();
  reset();
  if (!row) return fail(row.error());
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::blob(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace lightloom::db
