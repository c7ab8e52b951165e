// Reads beside the writer, from any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "controller/ports/store.h"
#include "db/sqlite.h"

namespace lightloom::db {

/// Connections that read what is durable: in WAL mode a reader sees whole transactions and only flushed ones.
class SqliteReaders {
 public:
  explicit SqliteReaders(std::filesystem::path file);
  SqliteReaders(const SqliteReaders&) = delete;
  SqliteReaders& operator=(const SqliteReaders&) = delete;
  ~SqliteReaders();

  /// As the Store's functions of these names. Any thread, also at the same time.
  Result<Revision> load(
      const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take);
  Result<std::vector<Record>> history(RecordKind kind, std::string_view after, std::string_view before,
                                      std::size_t limit, bool newest_first);
  Result<std::optional<Record>> find(RecordKind kind, std::string_view id);

 private:
  class Reader;
  class Loan;
  Result<Loan> lend();
  void give_back(std::unique_ptr<Reader> reader);

  std::filesystem::path file_;
  // A queue of idle connections: the mutex is held while one is handed over, never while it reads.
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace lightloom::db
