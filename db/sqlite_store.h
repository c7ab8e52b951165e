// The embedded store: one SQLite file. A commit is answered when the log that holds it has been flushed to
// disk (WAL, synchronous=FULL); commits that wait share one flush.
#pragma once

#include <filesystem>
#include <memory>

#include "controller/ports/store.h"

namespace lightloom::db {

/// One connection on one thread writes; reads have connections of their own and never wait for it.
class SqliteStore final : public Store {
 public:
  /// Opens `path`, or creates it where there is nothing; its folder must exist. The file is this store's
  /// alone until destroyed. kUnavailable, the file left as it was, where it is a folder, read-only, no SQLite
  /// file, another program's, of a newer schema, damaged, or in use.
  static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& path);

  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  /// Writes what waits and answers it; a clean end leaves one file and no log.
  ~SqliteStore() override;

  Result<Leadership> lead() override;
  Result<Revision> load(
      const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) override;
  void commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) override;
  Result<std::vector<Record>> history(RecordKind kind, std::string_view after, std::string_view before,
                                      std::size_t limit, bool newest_first) override;
  Result<std::optional<Record>> find(RecordKind kind, std::string_view id) override;
  bool is_durable() const override { return true; }

 private:
  struct File;
  explicit SqliteStore(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

}  // namespace lightloom::db
