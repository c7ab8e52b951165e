#include "db/sqlite_readers.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace lightloom::db {
namespace {

constexpr std::size_t kMaxIdle = 4;  // connections kept open between reads

std::string history_sql(bool has_after, bool has_before, bool newest_first) {
  std::string sql = "SELECT id, bytes FROM history WHERE kind = ?1";
  if (has_after) sql += " AND id > ?2";
  if (has_before) sql += " AND id < ?3";
  sql += newest_first ? " ORDER BY id DESC" : " ORDER BY id";
  return sql + " LIMIT ?4";
}

// An unfinished statement would hold its read transaction open, and the log could not be reused.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;
  ~ResetAtEnd() { statement_.reset(); }

 private:
  Statement& statement_;
};

}  // namespace

/// One connection and the statements that it has needed so far.
class SqliteReaders::Reader {
 public:
  explicit Reader(Connection connection) : connection_(std::move(connection)) {}

  Result<Statement*> statement(const std::string& sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) return &found->second;
    auto prepared = Statement::prepare(connection_.get(), sql);
    if (!prepared) return fail(prepared.error());
    return &statements_.emplace(sql, std::move(*prepared)).first->second;
  }

 private:
  Connection connection_;
  std::map<std::string, Statement> statements_;  ///< by SQL; destroyed before the connection
};

class SqliteReaders::Loan {
 public:
  Loan(SqliteReaders& owner, std::unique_ptr<Reader> reader) : owner_(&owner), reader_(std::move(reader)) {}
  Loan(Loan&&) noexcept = default;
  Loan& operator=(Loan&&) = delete;
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  ~Loan() {
    if (reader_) owner_->give_back(std::move(reader_));
  }
  Reader* operator->() { return reader_.get(); }

 private:
  SqliteReaders* owner_;
  std::unique_ptr<Reader> reader_;
};

SqliteReaders::SqliteReaders(std::filesystem::path file) : file_(std::move(file)) {}
SqliteReaders::~SqliteReaders() = default;

Result<SqliteReaders::Loan> SqliteReaders::lend() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return Loan(*this, std::move(reader));
    }
  }
  auto connection = connect(file_, Access::kRead);
  if (!connection) return fail(connection.error());
  return Loan(*this, std::make_unique<Reader>(std::move(*connection)));
}

void SqliteReaders::give_back(std::unique_ptr<Reader> reader) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(reader));
}

Result<Revision> SqliteReaders::load(
    const std::function<void(RecordKind, std::string_view, std::string_view)>& take) {
  auto reader = lend();
  if (!reader) return fail(reader.error());
  // One statement, so that the revision is that of the records: the outer join's left side is one row.
  const auto scan = (*reader)->statement(
      "SELECT revision, kind, id, bytes FROM leadership LEFT JOIN record WHERE only = 1 ORDER BY kind, id");
  if (!scan) return fail(scan.error());
  Statement& rows = **scan;
  const ResetAtEnd reset(rows);
  Revision revision = 0;
  for (;;) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) break;
    revision = static_cast<Revision>(rows.integer(0));
    // Kind 0 is none: the row of an empty working set has NULL there.
    if (rows.integer(1) != 0) take(static_cast<RecordKind>(rows.integer(1)), rows.blob(2), rows.blob(3));
  }
  return revision;
}

Result<std::vector<Record>> SqliteReaders::history(RecordKind kind, std::string_view after,
                                                   std::string_view before, std::size_t limit,
                                                   bool newest_first) {
  auto reader = lend();
  if (!reader) return fail(reader.error());
  const auto prepared = (*reader)->statement(history_sql(!after.empty(), !before.empty(), newest_first));
  if (!prepared) return fail(prepared.error());
  Statement& rows = **prepared;
  const ResetAtEnd reset(rows);
  constexpr auto kNoLimit = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  rows.bind(1, static_cast<std::int64_t>(kind));
  if (!after.empty()) rows.bind(2, after);
  if (!before.empty()) rows.bind(3, before);
  rows.bind(4, static_cast<std::int64_t>(std::min(limit, kNoLimit)));
  std::vector<Record> found;
  for (;;) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) break;
    found.push_back({kind, std::string(rows.blob(0)), std::string(rows.blob(1))});
  }
  return found;
}

Result<std::optional<Record>> SqliteReaders::find(RecordKind kind, std::string_view id) {
  auto reader = lend();
  if (!reader) return fail(reader.error());
  const auto prepared =
      (*reader)->statement(is_history(kind) ? "SELECT bytes FROM history WHERE kind = ?1 AND id = ?2"
                                            : "SELECT bytes FROM record WHERE kind = ?1 AND id = ?2");
  if (!prepared) return fail(prepared.error());
  Statement& rows = **prepared;
  const ResetAtEnd reset(rows);
  rows.bind(1, static_cast<std::int64_t>(kind));
  rows.bind(2, id);
  const auto row = rows.step();
  if (!row) return fail(row.error());
  std::optional<Record> found;
  if (*row) found = Record{kind, std::string(id), std::string(rows.blob(0))};
  return found;
}

}  // namespace lightloom::db
