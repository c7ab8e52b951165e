// The database as a file: whether it is ours, whose it is now, and how a new one comes to be whole. Every
// refusal leaves the file as it was found.
#pragma once

#include <filesystem>

#include "db/sqlite.h"
#include "topology/result.h"

namespace lightloom::db {

/// Keeps every other process (and store of this one) away from a database, until destroyed or the process
/// ends, kill -9 included. It is a flock(2) on FILE-lock: SQLite's own locks would let a second writer in
/// between two transactions, and a lock on FILE itself would cost SQLite its locks when closed (fcntl(2)).
class FileLock {
 public:
  /// kUnavailable, naming the process that has it.
  static Result<FileLock> take(const std::filesystem::path& database);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  FileLock(std::filesystem::path path, int descriptor);
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// A database that is ours, of the newest version, writable, and nobody else's while `lock` lives.
struct DatabaseFile {
  FileLock lock;  ///< first: destroyed after the connection
  std::filesystem::path path;
  Connection writer;  ///< in WAL mode, synchronous=FULL
};

/// Opens `path`, creating it where there is nothing, and migrates it where it is older. kUnavailable in one
/// sentence for a folder, a read-only file, a file of another program, a newer or damaged one, one in use.
Result<DatabaseFile> open_database(const std::filesystem::path& path);

}  // namespace lightloom::db
