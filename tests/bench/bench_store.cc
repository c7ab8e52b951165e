// How fast promises become durable, and how fast a restart reads them back. Fails past its budgets.
// Usage: bench_store [folder of the database; default: the current one]
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <numeric>
#include <vector>

#include "db/sqlite_store.h"

namespace lightloom {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::uint64_t kReservations = 100'000;
constexpr std::size_t kRecordBytes = 300;
constexpr double kMinCommitsPerSecond = 8'000;
constexpr double kMaxLoadSeconds = 0.2;

double seconds_since(Time::time_point start) {
  return std::chrono::duration<double>(Time::now() - start).count();
}

std::vector<Change> reservation(std::uint64_t revision) {
  std::vector<Change> changes;
  const auto put = [&](RecordKind kind, std::string id) {
    changes.push_back(
        {kind, std::move(id), std::string(kRecordBytes, static_cast<char>('a' + revision % 26))});
  };
  put(RecordKind::kReservation, fmt::format("r-{}", revision));
  put(RecordKind::kCircuit, fmt::format("c-{}", revision));
  put(RecordKind::kLightpath, fmt::format("l-{}", revision));
  put(RecordKind::kDecision, fmt::format("{:016}", revision));
  put(RecordKind::kEvent, fmt::format("{:016}.0", revision));
  put(RecordKind::kEvent, fmt::format("{:016}.1", revision));
  return changes;
}

struct Run {
  double seconds = 0;
  std::vector<double> latencies;  ///< seconds, one a commit
};

/// Commits `count` reservations with `in_flight` always waiting, as that many clients would.
class ClosedLoop {
 public:
  ClosedLoop(Store& store, Leadership leadership, std::uint64_t count)
      : store_(store), leadership_(leadership), last_(leadership.revision + count) {
    run_.latencies.reserve(count);
  }

  Run run(std::size_t in_flight) {
    const auto start = Time::now();
    {
      // Held so that the answers, which commit too, do not come between.
      const std::lock_guard lock(mutex_);
      for (std::size_t i = 0; i < in_flight; ++i) commit_next();
    }
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return run_.latencies.size() == run_.latencies.capacity(); });
    run_.seconds = seconds_since(start);
    return run_;
  }

 private:
  void commit_next() {
    if (leadership_.revision == last_) return;
    const Revision revision = ++leadership_.revision;
    store_.commit(leadership_.epoch, revision, reservation(revision),
                  [this, asked = Time::now()](Result<void> done) {
                    if (!done) {
                      fmt::print(stderr, "{}\n", done.error().message);
                      std::exit(1);
                    }
                    const std::lock_guard lock(mutex_);
                    run_.latencies.push_back(seconds_since(asked));
                    commit_next();
                    if (run_.latencies.size() == run_.latencies.capacity()) finished_.notify_one();
                  });
  }

  Store& store_;
  Leadership leadership_;
  Revision last_;
  Run run_;
  std::mutex mutex_;
  std::condition_variable finished_;
};

double report_writes(std::size_t in_flight, Run run) {
  auto& all = run.latencies;
  std::sort(all.begin(), all.end());
  const auto at = [&](double part) {
    return 1e3 * all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
  };
  const double rate = static_cast<double>(all.size()) / run.seconds;
  fmt::print(
      "commit   {:3} in flight: {:8.0f} /s   p50 {:6.2f} ms  p99 {:6.2f}  p99.9 {:6.2f}  max {:6.2f}\n",
      in_flight, rate, at(0.5), at(0.99), at(0.999), at(1));
  return rate;
}

double load_seconds(Store& store) {
  const auto start = Time::now();
  std::size_t records = 0;
  std::size_t bytes = 0;
  const auto loaded = store.load([&](RecordKind, std::string_view id, std::string_view record) {
    ++records;
    bytes += id.size() + record.size();
  });
  const double seconds = seconds_since(start);
  if (!loaded) fmt::print(stderr, "{}\n", loaded.error().message);
  fmt::print("load     {} records, {:.1f} MB: {:.3f} s\n", records, static_cast<double>(bytes) / 1e6,
             seconds);
  return seconds;
}

int bench(const std::filesystem::path& folder) {
  const auto file = folder / "bench_store.db";
  std::filesystem::remove(file);
  double rate = 0;
  {
    auto store = db::SqliteStore::open(file).value();
    for (const std::size_t in_flight : std::array<std::size_t, 4>{1, 8, 32, 256}) {
      const auto leadership = store->lead().value();
      const std::uint64_t count = in_flight == 1 ? 2'000 : (kReservations - 2'000) / 3;
      const double now = report_writes(in_flight, ClosedLoop(*store, leadership, count).run(in_flight));
      if (in_flight == 8) rate = now;
    }
  }
  auto store = db::SqliteStore::open(file).value();
  const double load = std::min(load_seconds(*store), load_seconds(*store));
  store.reset();
  std::filesystem::remove(file);
  if (rate < kMinCommitsPerSecond || load > kMaxLoadSeconds) {
    fmt::print("past budget: needed {:.0f} commits/s with 8 in flight and a load within {:.1f} s\n",
               kMinCommitsPerSecond, kMaxLoadSeconds);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace lightloom

int main(int count, char** words) { return lightloom::bench(count > 1 ? words[1] : "."); }
