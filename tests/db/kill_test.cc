// Kill -9 at random instants of a store at full speed: what was acknowledged is there, and nothing is torn.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <tuple>

#include "db/sqlite_store.h"
#include "tests/db/answers.h"
#include "tests/scratch_folder.h"

extern char** environ;

namespace lightloom {
namespace {

constexpr const char* kFileVariable = "LIGHTLOOM_TEST_KILLED_STORE";
constexpr int kAcknowledgements = 3;  // the child's file descriptor for them
constexpr std::uint64_t kInFlight = 16;
constexpr std::uint64_t kLivesOfACircuit = 5;  // revisions after which a circuit is deleted

std::string text_of(Revision revision) {
  return fmt::format("{0}:{0}:{0}", revision) + std::string(200, 'x');
}

/// What commit `revision` does: four puts, and from the sixth on a delete, whose texts name the revision.
std::vector<Change> changes_of(Revision revision) {
  std::vector<Change> changes{put(RecordKind::kReservation, fmt::format("r-{}", revision), text_of(revision)),
                              put(RecordKind::kCircuit, fmt::format("c-{}", revision), text_of(revision)),
                              put(RecordKind::kMeta, "newest", text_of(revision)),
                              put(RecordKind::kEvent, fmt::format("{:016}", revision), text_of(revision))};
  if (revision > kLivesOfACircuit) {
    changes.push_back(erase(RecordKind::kCircuit, fmt::format("c-{}", revision - kLivesOfACircuit)));
  }
  return changes;
}

/// The working set after commit `revision`.
std::vector<Record> state_after(Revision revision) {
  std::vector<Record> records;
  if (revision == 0) return records;
  records.push_back({RecordKind::kMeta, "newest", text_of(revision)});
  for (Revision i = 1; i <= revision; ++i) {
    records.push_back({RecordKind::kReservation, fmt::format("r-{}", i), text_of(i)});
    if (i + kLivesOfACircuit > revision)
      records.push_back({RecordKind::kCircuit, fmt::format("c-{}", i), text_of(i)});
  }
  std::sort(records.begin(), records.end(), [](const Record& left, const Record& right) {
    return std::tie(left.kind, left.id) < std::tie(right.kind, right.id);
  });
  return records;
}

// Runs in the child only; the parent starts it and kills it.
TEST(KilledStore, DISABLED_WritesUntilItIsKilled) {
  const char* const file = std::getenv(kFileVariable);
  ASSERT_NE(file, nullptr);
  auto store = db::SqliteStore::open(file).value();
  const Leadership leadership = store->lead().value();
  std::mutex mutex;
  std::condition_variable answered;
  std::uint64_t in_flight = 0;
  for (Revision revision = leadership.revision + 1;; ++revision) {
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return in_flight < kInFlight; });
    ++in_flight;
    lock.unlock();
    store->commit(leadership.epoch, revision, changes_of(revision), [&, revision](Result<void> done) {
      if (!done || ::write(kAcknowledgements, &revision, sizeof revision) != sizeof revision) std::_Exit(1);
      const std::lock_guard counting(mutex);
      --in_flight;
      answered.notify_one();
    });
  }
}

class Writer {
 public:
  explicit Writer(const std::filesystem::path& file) {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], kAcknowledgements);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::setenv(kFileVariable, file.c_str(), 1);
    std::string filter = "--gtest_filter=KilledStore.DISABLED_WritesUntilItIsKilled";
    std::string disabled = "--gtest_also_run_disabled_tests";
    std::string program = "lightloom";
    std::array<char*, 4> words{program.data(), filter.data(), disabled.data(), nullptr};
    EXPECT_EQ(::posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, words.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    acknowledgements_ = pipe[0];
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { ::close(acknowledgements_); }

  /// The next revision that was acknowledged; 0 where the child is gone.
  Revision next() const {
    Revision revision = 0;
    return ::read(acknowledgements_, &revision, sizeof revision) == sizeof revision ? revision : 0;
  }
  /// Kills it and returns the last revision that it acknowledged.
  Revision kill(Revision last) const {
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    while (const Revision revision = next()) last = revision;
    return last;
  }

 private:
  pid_t process_ = -1;
  int acknowledgements_ = -1;
};

TEST(KilledStore, KeepsWhatItAcknowledgedAndTearsNothing) {
  constexpr int kRounds = 20;
  const test::ScratchFolder folder;
  const auto file = folder.path() / "promises.db";
  std::mt19937 random(20'240'601);  // NOLINT: the same instants in every run, as far as the scheduler allows
  Revision acknowledged = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Writer writer(file);
    const auto until = random() % 300;  // 0: perhaps while the file is being opened
    Revision last = acknowledged;
    for (std::uint64_t i = 0; i < until; ++i) {
      last = writer.next();
      ASSERT_NE(last, 0U) << "the writer gave up";
    }
    acknowledged = writer.kill(last);

    auto store = db::SqliteStore::open(file).value();
    Revision revision = 0;
    const auto records = loaded(*store, &revision);
    ASSERT_GE(revision, acknowledged) << "round " << round;
    ASSERT_LE(revision, acknowledged + kInFlight) << "round " << round;
    ASSERT_TRUE(records == state_after(revision)) << "torn or lost in round " << round;
    const auto events = store->history(RecordKind::kEvent, "", "", 1'000'000, false).value();
    ASSERT_EQ(events.size(), revision);
    for (Revision i = 1; i <= revision; ++i) ASSERT_EQ(events[i - 1].bytes, text_of(i));
    acknowledged = revision;
  }
}

}  // namespace
}  // namespace lightloom
