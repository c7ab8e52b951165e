#include "db/sqlite_store.h"

#include <utility>

#include "db/database_file.h"
#include "db/group_commit.h"
#include "db/sqlite_readers.h"
#include "db/sqlite_writer.h"

namespace lightloom::db {

/// Destroyed from the last member up: the writer's thread first, the lock on the file last.
struct SqliteStore::File {
  File(DatabaseFile opened, std::unique_ptr<SqliteWriter> its_writer)
      : file(std::move(opened)), readers(file.path), to_file(std::move(its_writer)), writer(*to_file) {}

  DatabaseFile file;
  SqliteReaders readers;
  std::unique_ptr<SqliteWriter> to_file;
  GroupCommit writer;
};

SqliteStore::SqliteStore(std::unique_ptr<File> file) : file_(std::move(file)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& path) {
  auto file = open_database(path);
  if (!file) return fail(file.error());
  auto writer = SqliteWriter::on(file->writer.get());
  if (!writer) return fail(writer.error());
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(std::make_unique<File>(std::move(*file), std::move(*writer))));
}

Result<Leadership> SqliteStore::lead() { return file_->writer.lead(); }

Result<Revision> SqliteStore::load(
    const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) {
  return file_->readers.load(take);
}

void SqliteStore::commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) {
  file_->writer.commit({epoch, revision, std::move(changes), std::move(done)});
}

Result<std::vector<Record>> SqliteStore::history(RecordKind kind, std::string_view after,
                                                 std::string_view before, std::size_t limit,
                                                 bool newest_first) {
  return file_->readers.history(kind, after, before, limit, newest_first);
}

Result<std::optional<Record>> SqliteStore::find(RecordKind kind, std::string_view id) {
  return file_->readers.find(kind, id);
}

}  // namespace lightloom::db
