#include "db/database_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "db/migrations.h"

namespace lightloom::db {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kHeaderBytes = 100;
// Offsets in the header: SQLite file format, section 1.3.
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;

fs::path beside(const fs::path& database, std::string_view suffix) {
  return database.string().append(suffix);
}

tl::unexpected<Error> refuse(const fs::path& path, std::string_view why) {
  return fail(ErrorCode::kUnavailable, fmt::format("open database {}: {}", path.string(), why));
}

std::string words_of(int error) { return std::generic_category().message(error); }

std::uintmax_t size_or_zero(const fs::path& path) {
  std::error_code ignored;
  const auto size = fs::file_size(path, ignored);
  return ignored ? 0 : size;
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(at, 4)) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

// Permission bits do not stop root, but whoever took them all away meant it.
Result<void> check_writable(const fs::path& database, const fs::path& path, std::string_view what) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return refuse(database, words_of(errno));
  const bool nobody_may = (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
  if (nobody_may || ::access(path.c_str(), W_OK) != 0) {
    return refuse(database,
                  fmt::format("{} is read-only (mode {:04o}), and it must be written to; allow that (chmod "
                              "u+w) or name another file",
                              what, status.st_mode & 07777U));
  }
  return {};
}

/// The real file that `path` names, in a folder that exists and may be written to.
Result<fs::path> locate(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  if (error || real.empty()) return refuse(path, error ? error.message() : "the name is empty; name a file");
  const fs::path folder = fs::absolute(real).parent_path();
  if (!fs::is_directory(folder, error)) {
    return refuse(path,
                  fmt::format("folder {} does not exist; create it or name another file", folder.string()));
  }
  const auto status = fs::status(real, error);
  if (fs::is_directory(status)) {
    return refuse(path, fmt::format("it is a folder, and a file is needed; name one in it, as {}",
                                    (real / "lightloom.db").string()));
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return refuse(path, "it is no regular file; name another one");
  }
  if (fs::exists(status)) {
    if (auto fine = check_writable(path, real, "it"); !fine) return fail(fine.error());
  }
  if (auto fine = check_writable(path, folder, "its folder"); !fine) return fail(fine.error());
  return fs::absolute(real);
}

Result<void> check_version(const fs::path& path, std::int64_t version) {
  if (version > newest_version()) {
    return refuse(
        path, fmt::format("its schema is version {}, and this program knows versions up to {}; start a newer "
                          "program or name another file",
                          version, newest_version()));
  }
  if (version < 1) return refuse(path, "it has no schema version: it is damaged; restore a copy");
  return {};
}

/// By the first bytes alone, before SQLite sees the file: opening with SQLite may already change something.
Result<void> check_header(const fs::path& path) {
  std::array<char, kHeaderBytes> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  const std::string_view header(bytes.data(), static_cast<std::size_t>(file.gcount()));
  if (header.size() < kHeaderBytes || !header.starts_with(kMagic)) {
    return refuse(path,
                  "it is not an SQLite file; name another file, or none that exists, to have it created");
  }
  if (const auto id = big_endian(header, kApplicationIdAt); id != kApplicationId) {
    return refuse(
        path,
        fmt::format("it is an SQLite file of another program (application id {:#010x}, needed {:#010x}); "
                    "name another file",
                    id, kApplicationId));
  }
  return check_version(path, big_endian(header, kUserVersionAt));
}

Result<void> sync_folder(const fs::path& file) {
  const int descriptor = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) return refuse(file, words_of(error));
  return {};
}

Result<void> fill_new(const fs::path& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw,
                                   SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const Connection connection(raw);
  if (code != SQLITE_OK) return fail(last_error(raw, "create"));
  auto begun =
      execute(raw, fmt::format("PRAGMA page_size = {}; PRAGMA synchronous = FULL; PRAGMA application_id = {}",
                               kPageBytes, kApplicationId));
  if (!begun) return begun;
  if (auto done = migrate(raw, migrations()); !done) return done;
  return execute(raw, "PRAGMA journal_mode = WAL");
}

/// Made whole under another name and then renamed, so that a kill in between leaves no half of a database.
Result<void> create(const fs::path& path) {
  for (const std::string_view suffix : {"-wal", "-journal"}) {
    const fs::path log = beside(path, suffix);
    if (size_or_zero(log) == 0) continue;
    return refuse(
        path,
        fmt::format("it is missing or empty while its log {} is there; restore the file, or move the log "
                    "away to begin anew",
                    log.string()));
  }
  const fs::path fresh = beside(path, "-new");
  std::error_code error;
  for (const std::string_view suffix : {"", "-wal", "-journal", "-shm"})
    fs::remove(beside(fresh, suffix), error);
  if (auto filled = fill_new(fresh); !filled) return filled;
  fs::rename(fresh, path, error);
  if (error) return refuse(path, error.message());
  return sync_folder(path);
}

Result<void> prepare_writer(sqlite3* writer, const fs::path& path) {
  const auto version = number(writer, "PRAGMA user_version");
  if (!version) return fail(version.error());
  if (auto fine = check_version(path, *version); !fine) return fine;
  // Refuses while another program is writing, and where the schema cannot be read.
  auto probed =
      execute(writer,
              "PRAGMA busy_timeout = 100;"
              "BEGIN IMMEDIATE; SELECT epoch FROM leadership; SELECT kind, id, bytes FROM record LIMIT 1;"
              "SELECT kind, id, bytes FROM history LIMIT 1; ROLLBACK");
  if (!probed) return probed;
  // secure_delete is on in Debian's build; wiping what is deleted costs a third of the throughput here.
  return execute(
      writer, fmt::format("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;"
                          "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
                          "PRAGMA cache_size = -{}; PRAGMA busy_timeout = 2000",
                          kCacheKibibytes));
}

Result<Connection> open_writer(const fs::path& path) {
  // With a log of somebody's last commits, closing after a refusal must not fold them into the file.
  const bool has_log = size_or_zero(beside(path, "-wal")) > 0;
  auto writer = connect(path, Access::kWrite);
  if (!writer) return writer;
  const auto keep_log = [&](int keep) {
    sqlite3_db_config(writer->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, nullptr);
  };
  keep_log(has_log ? 1 : 0);
  if (auto done = prepare_writer(writer->get(), path); !done) return fail(done.error());
  if (auto done = migrate(writer->get(), migrations()); !done) return fail(done.error());
  keep_log(0);
  return writer;
}

}  // namespace

FileLock::FileLock(fs::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  // While still locked: whoever opened this file meanwhile sees that it is gone from the folder.
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

Result<FileLock> FileLock::take(const fs::path& database) {
  const fs::path path = beside(database, "-lock");
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) {
      return refuse(database, fmt::format("cannot make {}: {}", path.string(), words_of(errno)));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      std::array<char, 24> owner{};
      const auto size = ::pread(descriptor, owner.data(), owner.size() - 1, 0);
      ::close(descriptor);
      return refuse(
          database,
          fmt::format("process {} has it open, and only one may; stop that one or name another file",
                      size > 0 ? owner.data() : "(unknown)"));
    }
    FileLock lock(path, descriptor);
    struct stat opened {};
    struct stat present {};
    const bool is_present = ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &present) == 0 &&
                            opened.st_ino == present.st_ino && opened.st_dev == present.st_dev;
    if (!is_present) {
      // The last owner removed it between our open and our lock; the name may be another's by now.
      ::close(std::exchange(lock.descriptor_, -1));
      continue;
    }
    const std::string owner = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, owner.data(), owner.size(), 0) < 0) {
      return refuse(database, fmt::format("cannot write {}: {}", path.string(), words_of(errno)));
    }
    return lock;
  }
}

Result<DatabaseFile> open_database(const fs::path& path) {
  const auto real = locate(path);
  if (!real) return fail(real.error());
  auto lock = FileLock::take(*real);
  if (!lock) return fail(lock.error());
  if (size_or_zero(*real) == 0) {
    if (auto created = create(*real); !created) return fail(created.error());
  }
  if (auto ours = check_header(*real); !ours) return fail(ours.error());
  auto writer = open_writer(*real);
  if (!writer) return fail(writer.error());
  return DatabaseFile{std::move(*lock), *real, std::move(*writer)};
}

}  // namespace lightloom::db
