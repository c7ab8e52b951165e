#include "db/sqlite_writer.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace lightloom::db {
namespace {

// A checkpoint writes each page that changed since the last one once, so rarer is cheaper; but it holds up
// the commits behind it, and the log is read again after a kill. 4'096 pages of 4 KiB are 16 MiB.
constexpr int kCheckpointPages = 4'096;

}  // namespace

Result<std::unique_ptr<SqliteWriter>> SqliteWriter::on(sqlite3* connection) {
  std::unique_ptr<SqliteWriter> writer(new SqliteWriter(connection));
  if (auto prepared = writer->prepare(); !prepared) return fail(prepared.error());
  sqlite3_wal_hook(
      connection,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteWriter*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      writer.get());
  return writer;
}

Result<void> SqliteWriter::prepare() {
  const std::pair<Statement*, std::string_view> all[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&rollback_, "ROLLBACK"},
      {&read_leadership_, "SELECT epoch, revision FROM leadership WHERE only = 1"},
      {&write_leadership_, "UPDATE leadership SET epoch = ?1, revision = ?2 WHERE only = 1"},
      {&record_.put, "INSERT OR REPLACE INTO record (kind, id, bytes) VALUES (?1, ?2, ?3)"},
      {&record_.erase, "DELETE FROM record WHERE kind = ?1 AND id = ?2"},
      {&history_.put, "INSERT OR REPLACE INTO history (kind, id, bytes) VALUES (?1, ?2, ?3)"},
      {&history_.erase, "DELETE FROM history WHERE kind = ?1 AND id = ?2"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = Statement::prepare(connection_, sql);
    if (!prepared) return fail(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Result<Leadership> SqliteWriter::stored() {
  const auto row = read_leadership_.step();
  if (!row) return fail(row.error());
  const Leadership found{{static_cast<std::uint64_t>(read_leadership_.integer(0))},
                         static_cast<Revision>(read_leadership_.integer(1))};
  read_leadership_.reset();
  if (!*row) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("read database {}: its row of leadership is gone; restore a copy",
                            sqlite3_db_filename(connection_, "main")));
  }
  return found;
}

Result<void> SqliteWriter::store(const Leadership& leadership) {
  write_leadership_.bind(1, static_cast<std::int64_t>(leadership.epoch.value));
  write_leadership_.bind(2, static_cast<std::int64_t>(leadership.revision));
  return write_leadership_.run();
}

template <class T>
Result<T> SqliteWriter::end(Result<T> outcome) {
  if (outcome) {
    auto committed = commit_.run();
    if (committed) return outcome;
    outcome = fail(std::move(committed.error()));
  }
  // Some errors (a full disk) end the transaction by themselves.
  if (sqlite3_get_autocommit(connection_) == 0) static_cast<void>(rollback_.run());
  return outcome;
}

Result<Leadership> SqliteWriter::lead() {
  if (auto begun = begin_.run(); !begun) return fail(begun.error());
  return end(lead_in_transaction());
}

Result<Leadership> SqliteWriter::lead_in_transaction() {
  auto leadership = stored();
  if (!leadership) return leadership;
  ++leadership->epoch.value;
  if (auto done = store(*leadership); !done) return fail(done.error());
  return leadership;
}

Result<void> SqliteWriter::write(const Leadership& leadership, std::span<const Commit> commits) {
  if (auto begun = begin_.run(); !begun) return begun;
  return end(write_in_transaction(leadership, commits));
}

Result<void> SqliteWriter::write_in_transaction(const Leadership& leadership,
                                                std::span<const Commit> commits) {
  const auto found = stored();
  if (!found) return fail(found.error());
  if (found->epoch != leadership.epoch || found->revision != leadership.revision) {
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("commit {} of epoch {}: the database is at epoch {}, revision {}; lead again and reload",
                    leadership.revision + 1, leadership.epoch.value, found->epoch.value, found->revision));
  }
  for (const Commit& commit : commits) {
    for (const Change& change : commit.changes) {
      if (auto done = apply(change); !done) return done;
    }
  }
  return store({leadership.epoch, leadership.revision + commits.size()});
}

Result<void> SqliteWriter::apply(const Change& change) {
  ByTable& table = is_history(change.kind) ? history_ : record_;
  Statement& statement = change.bytes ? table.put : table.erase;
  statement.bind(1, static_cast<std::int64_t>(change.kind));
  statement.bind(2, change.id);
  if (change.bytes) statement.bind(3, *change.bytes);
  return statement.run();
}

void SqliteWriter::tidy() {
  if (log_pages_ < kCheckpointPages) return;
  log_pages_ = 0;
  // Where it fails, the log stays and the next one does the work; a disk that is full tells commits as well.
  sqlite3_wal_checkpoint_v2(connection_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace lightloom::db
