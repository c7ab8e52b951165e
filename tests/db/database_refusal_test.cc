// A database that is not ours to write is refused in one sentence, and found afterwards as it was.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "db/sqlite_store.h"
#include "tests/db/answers.h"
#include "tests/scratch_folder.h"

namespace lightloom {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class DatabaseRefusal : public ::testing::Test {
 protected:
  /// One of our databases with a record in it, closed.
  void make_ours() const {
    auto store = db::SqliteStore::open(path_).value();
    ASSERT_TRUE(commit_now(*store, store->lead().value().epoch, 1, {put(RecordKind::kMeta, "a", "b")}));
  }
  void write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  void run_sql(const fs::path& file, const std::string& sql) const {
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(other, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(other);
    sqlite3_close(other);
  }
  /// Opens, expects a refusal that names the file and changes no byte of it, and returns the sentence.
  std::string refusal(const fs::path& path) const {
    const std::string before = fs::is_directory(path) ? "" : bytes_of(path);
    const auto opened = db::SqliteStore::open(path);
    if (opened) return "not refused";
    EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(opened.error().message, AllOf(HasSubstr(path.string()), Not(HasSubstr("\n"))));
    EXPECT_NE(opened.error().message.back(), '.');
    if (!fs::is_directory(path)) {
      EXPECT_EQ(bytes_of(path), before) << "the refused file was changed";
    }
    return opened.error().message;
  }
  std::string refusal() const { return refusal(path_); }

  test::ScratchFolder folder_;
  fs::path path_ = folder_.path() / "promises.db";
};

TEST_F(DatabaseRefusal, NamesTheNewerSchemaAndWhatIsKnown) {
  make_ours();
  run_sql(path_, "PRAGMA user_version = 7");
  EXPECT_THAT(refusal(), HasSubstr("its schema is version 7, and this program knows versions up to 1"));
}

TEST_F(DatabaseRefusal, SeesTheNewerSchemaInALogThatWasNotFoldedIn) {
  make_ours();
  const fs::path copy = folder_.path() / "copy.db";
  {
    sqlite3* newer = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &newer), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(newer, "PRAGMA user_version = 7", nullptr, nullptr, nullptr), SQLITE_OK);
    // As a kill would leave it: the file of before, and beside it the log.
    fs::copy(path_, copy);
    fs::copy(path_.string() + "-wal", copy.string() + "-wal");
    sqlite3_close(newer);
  }
  const std::string log = bytes_of(copy.string() + "-wal");
  EXPECT_THAT(refusal(copy), HasSubstr("its schema is version 7"));
  EXPECT_EQ(bytes_of(copy.string() + "-wal"), log);
}

TEST_F(DatabaseRefusal, LeavesAFileAloneThatNobodyMayWrite) {
  make_ours();
  ASSERT_EQ(::chmod(path_.c_str(), 0444), 0);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("read-only (mode 0444)"), HasSubstr("chmod u+w")));
}

TEST_F(DatabaseRefusal, LeavesAFolderAloneThatNobodyMayWrite) {
  make_ours();
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0555), 0);
  EXPECT_THAT(refusal(), HasSubstr("its folder is read-only (mode 0555)"));
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
}

TEST_F(DatabaseRefusal, OffersANameInTheFolderThatWasGiven) {
  EXPECT_THAT(refusal(folder_.path()),
              AllOf(HasSubstr("it is a folder"), HasSubstr((folder_.path() / "lightloom.db").string())));
}

TEST_F(DatabaseRefusal, NamesTheFolderThatDoesNotExist) {
  EXPECT_THAT(refusal(folder_.path() / "absent" / "promises.db"),
              HasSubstr((folder_.path() / "absent").string() + " does not exist"));
}

TEST_F(DatabaseRefusal, LeavesAFileAloneThatIsNotSqlite) {
  write("cable,a_site,z_site,length_km\n" + std::string(500, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("not an SQLite file"));
}

TEST_F(DatabaseRefusal, LeavesAFileAloneThatIsTooShort) {
  write("SQLite");
  EXPECT_THAT(refusal(), HasSubstr("not an SQLite file"));
}

TEST_F(DatabaseRefusal, LeavesTheSqliteFileOfAnotherProgramAlone) {
  run_sql(path_, "CREATE TABLE bookmark (url TEXT); PRAGMA user_version = 1");
  EXPECT_THAT(refusal(), HasSubstr("of another program"));
}

TEST_F(DatabaseRefusal, LeavesNoOtherFileBehind) {
  write(std::string(500, 'x'));
  refusal();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(DatabaseRefusal, LeavesAFileAloneWhoseSchemaIsDamaged) {
  make_ours();
  std::string bytes = bytes_of(path_);
  std::fill(bytes.begin() + 100, bytes.begin() + 4'096, 'x');
  write(bytes);
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(DatabaseRefusal, LeavesAFileAloneThatLostItsEnd) {
  make_ours();
  fs::resize_file(path_, 4'096);
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(DatabaseRefusal, LeavesAFileAloneThatLostATable) {
  make_ours();
  run_sql(path_, "DROP TABLE history");
  EXPECT_THAT(refusal(), HasSubstr("no such table: history"));
}

TEST_F(DatabaseRefusal, SaysWhereTheWorkingSetIsDamaged) {
  make_ours();
  std::string bytes = bytes_of(path_);
  // Every page but the first, where the schema is, and the one of leadership.
  std::fill(bytes.begin() + 2 * 4'096, bytes.end(), 'x');
  write(bytes);
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(DatabaseRefusal, NamesTheProcessThatHasItOpen) {
  const auto first = db::SqliteStore::open(path_).value();
  EXPECT_THAT(refusal(), HasSubstr(fmt::format("process {} has it open", ::getpid())));
  const Epoch epoch = first->lead().value().epoch;
  EXPECT_TRUE(commit_now(*first, epoch, 1, {put(RecordKind::kMeta, "a", "b")})) << "the first one goes on";
}

TEST_F(DatabaseRefusal, SeesThroughASecondNameOfTheFile) {
  const auto first = db::SqliteStore::open(path_).value();
  fs::create_symlink(path_, folder_.path() / "alias.db");
  const auto second = db::SqliteStore::open(folder_.path() / "alias.db");
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, AllOf(HasSubstr(path_.string()), HasSubstr("has it open")));
}

TEST_F(DatabaseRefusal, EndsWithTheOwner) {
  db::SqliteStore::open(path_).value().reset();
  EXPECT_TRUE(db::SqliteStore::open(path_));
}

TEST_F(DatabaseRefusal, DoesNotMindTheLockFileOfAKilledOwner) {
  make_ours();
  std::ofstream(path_.string() + "-lock") << "4242";
  EXPECT_TRUE(db::SqliteStore::open(path_));
}

TEST_F(DatabaseRefusal, WaitsForNoProgramThatIsWriting) {
  make_ours();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("locked"), HasSubstr("stop the other program")));
  sqlite3_close(other);
}

TEST_F(DatabaseRefusal, DoesNotBeginAnewBesideTheLogOfAMissingFile) {
  std::ofstream(path_.string() + "-wal") << "promises that were made";
  const auto opened = db::SqliteStore::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("while its log"));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(DatabaseRefusal, TakesAnEmptyFileAndTheRestOfAnInterruptedCreation) {
  write("");
  std::ofstream(path_.string() + "-new") << "half of a database";
  EXPECT_TRUE(db::SqliteStore::open(path_));
}

}  // namespace
}  // namespace lightloom
