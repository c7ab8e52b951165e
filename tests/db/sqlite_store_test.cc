#include "db/sqlite_store.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>

#include "tests/db/store_conformance.h"
#include "tests/scratch_folder.h"

namespace lightloom {
namespace {

/// A new file for every store.
struct SqliteMaker {
  std::unique_ptr<Store> make() {
    return db::SqliteStore::open(folder.path() / fmt::format("{}.db", ++made)).value();
  }
  test::ScratchFolder folder;
  int made = 0;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreConformance, SqliteMaker);

class SqliteStoreFile : public ::testing::Test {
 protected:
  std::unique_ptr<db::SqliteStore> open() const { return db::SqliteStore::open(path_).value(); }
  /// By a connection of another program.
  void run_sql(const char* sql) const {
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(other, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(other);
    sqlite3_close(other);
  }

  test::ScratchFolder folder_;
  std::filesystem::path path_ = folder_.path() / "promises.db";
};

TEST_F(SqliteStoreFile, SaysThatItIsDurable) { EXPECT_TRUE(open()->is_durable()); }

TEST_F(SqliteStoreFile, KeepsRecordsHistoryAndRevisionWhenReopened) {
  Epoch before;
  {
    auto store = open();
    before = store->lead().value().epoch;
    ASSERT_TRUE(commit_now(*store, before, 1, {put(RecordKind::kReservation, "r-1", "a")}));
    ASSERT_TRUE(commit_now(*store, before, 2, {put(RecordKind::kEvent, "e-1", "b")}));
  }
  auto store = open();
  const Leadership leadership = store->lead().value();
  EXPECT_GT(leadership.epoch, before);
  EXPECT_EQ(leadership.revision, 2U);
  Revision revision = 0;
  EXPECT_THAT(loaded(*store, &revision), ElementsAre(Record{RecordKind::kReservation, "r-1", "a"}));
  EXPECT_EQ(revision, 2U);
  EXPECT_EQ(store->find(RecordKind::kEvent, "e-1").value()->bytes, "b");
}

TEST_F(SqliteStoreFile, WritesWhatStillWaitsWhenDestroyed) {
  constexpr Revision kCommits = 500;
  Answers answers;
  {
    auto store = open();
    const Epoch epoch = store->lead().value().epoch;
    for (Revision revision = 1; revision <= kCommits; ++revision) {
      store->commit(epoch, revision, {put(RecordKind::kMeta, "newest", std::to_string(revision))},
                    answers.to(revision));
    }
  }
  for (const Answer& answer : answers.wait_for(kCommits)) EXPECT_TRUE(answer.result);
  EXPECT_EQ(open()->lead().value().revision, kCommits);
}

TEST_F(SqliteStoreFile, LeavesOneFileBehindWhenClosed) {
  {
    auto store = open();
    const Epoch epoch = store->lead().value().epoch;
    ASSERT_TRUE(commit_now(*store, epoch, 1, {put(RecordKind::kMeta, "a", "b")}));
    ASSERT_TRUE(store->find(RecordKind::kMeta, "a"));
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ElementsAre("promises.db"));
}

TEST_F(SqliteStoreFile, IsFencedOutByWhoeverElseWroteAnEpoch) {
  auto store = open();
  const Leadership leadership = store->lead().value();
  ASSERT_TRUE(commit_now(*store, leadership.epoch, 1, {}));
  run_sql("UPDATE leadership SET epoch = epoch + 1");
  const auto result = commit_now(*store, leadership.epoch, 2, {put(RecordKind::kMeta, "a", "b")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(loaded(*store), IsEmpty());
  EXPECT_EQ(store->lead().value().epoch.value, leadership.epoch.value + 2);
}

TEST_F(SqliteStoreFile, GoesOnWritingWhileTheLogIsFolded) {
  // 60 records of 300 kB are more than one checkpoint's worth of log.
  constexpr Revision kCommits = 60;
  const std::string large(300'000, 'x');
  auto store = open();
  const Epoch epoch = store->lead().value().epoch;
  for (Revision revision = 1; revision <= kCommits; ++revision) {
    ASSERT_TRUE(
        commit_now(*store, epoch, revision, {put(RecordKind::kLink, std::to_string(revision), large)}));
  }
  EXPECT_EQ(loaded(*store).size(), kCommits);
  EXPECT_GT(std::filesystem::file_size(path_), 10'000'000U);
}

/// No file may grow past `bytes` while this lives: what a full disk does to a process, without a disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now = before_;
    now.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(SqliteStoreFile, FailsWhenTheDiskIsFullAndGoesOnOnceThereIsRoom) {
  auto store = open();
  const Epoch epoch = store->lead().value().epoch;
  ASSERT_TRUE(commit_now(*store, epoch, 1, {put(RecordKind::kMeta, "a", "before")}));
  const std::string large(1'000'000, 'x');
  {
    const FullDisk full(500'000);
    const auto result = commit_now(*store, epoch, 2, {put(RecordKind::kMeta, "b", large)});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(result.error().message, HasSubstr(path_.string()));
  }
  EXPECT_FALSE(commit_now(*store, epoch, 2, {put(RecordKind::kMeta, "c", "of the failed leadership")}));
  const Leadership again = store->lead().value();
  EXPECT_EQ(again.revision, 1U);
  EXPECT_TRUE(commit_now(*store, again.epoch, 2, {put(RecordKind::kMeta, "d", "after")}));
  store.reset();
  EXPECT_THAT(loaded(*open()),
              ElementsAre(Record{RecordKind::kMeta, "a", "before"}, Record{RecordKind::kMeta, "d", "after"}));
}

}  // namespace
}  // namespace lightloom
