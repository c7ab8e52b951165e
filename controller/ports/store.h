// Where records are kept. What `commit` reported as done survives power loss; nothing else was promised.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/result.h"

namespace lightloom {

/// Numbers are stored: never change or reuse one. From 64 on: history, listed but not loaded.
enum class RecordKind : std::uint8_t {
  kMeta = 1,
  kReservation = 2,
  kCircuit = 3,
  kLightpath = 4,
  kDevice = 5,
  kLink = 6,
  kAlarm = 7,
  kDecision = 64,
  kEvent = 65,
  kPerformance = 66,
};
constexpr bool is_history(RecordKind kind) { return static_cast<std::uint8_t>(kind) >= 64; }

struct Record {
  RecordKind kind{};
  std::string id;
  std::string bytes;
  bool operator==(const Record&) const = default;
};
/// A put, or a delete where `bytes` is absent.
struct Change {
  RecordKind kind{};
  std::string id;
  std::optional<std::string> bytes;
  bool operator==(const Change&) const = default;
};

/// Which leader writes: a later `lead` fences every earlier one out.
struct Epoch {
  std::uint64_t value = 0;
  auto operator<=>(const Epoch&) const = default;
};
/// One more with every commit.
using Revision = std::uint64_t;

struct Leadership {
  Epoch epoch;
  Revision revision = 0;  ///< of the last commit
};

inline constexpr std::size_t kMaxChangesPerCommit = 100;
inline constexpr std::size_t kMaxRecordBytes = 1'000'000;

/// Every backend passes tests/db/store_conformance.h.
class Store {
 public:
  using Done = std::function<void(Result<void>)>;
  virtual ~Store() = default;

  /// Becomes the one writer. Call before anything else; blocking. kUnavailable with the reason.
  virtual Result<Leadership> lead() = 0;
  /// Hands every record of the working set to `take`, kind by kind in the order of RecordKind, each kind by
  /// id in the order of bytes. Blocking; one consistent revision, that is returned.
  virtual Result<Revision> load(
      const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) = 0;
  /// Puts and deletes, all or nothing, as revision `revision` (the last one + 1). Returns at once; `done` is
  /// called from the store's thread when it is durable, in the order of calls. Commits that wait are written
  /// together, without a timer. After one failure every later commit of the same leadership fails too, until
  /// `lead` is called again: kUnavailable (disk full, fenced out, wrong revision, more than
  /// kMaxChangesPerCommit changes or kMaxRecordBytes).
  virtual void commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) = 0;
  /// Up to `limit` records of a history kind with after < id < before (empty: no bound), by id; newest first
  /// where `newest_first`. Any thread, blocking, sees what is durable.
  virtual Result<std::vector<Record>> history(RecordKind kind, std::string_view after,
                                              std::string_view before, std::size_t limit,
                                              bool newest_first) = 0;
  /// One record of any kind. Any thread, blocking.
  virtual Result<std::optional<Record>> find(RecordKind kind, std::string_view id) = 0;
  /// False where records live in memory only.
  virtual bool is_durable() const = 0;
};

}  // namespace lightloom
