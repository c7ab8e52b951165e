#include "db/memory_store.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "db/group_commit.h"

namespace lightloom::db {
namespace {

using ById = std::map<std::string, std::string, std::less<>>;
constexpr std::size_t kKinds = 256;  // every value of a RecordKind

}  // namespace

// Readers come from any thread while the writer's thread changes the maps: the mutex stands for the
// transaction that a database would give each of them.
class MemoryStore::Records final : public Backend {
 public:
  Result<Leadership> lead() override {
    const std::lock_guard lock(mutex_);
    ++leadership_.epoch.value;
    return leadership_;
  }

  Result<void> write(const Leadership& leadership, std::span<const Commit> commits) override {
    const std::lock_guard lock(mutex_);
    for (const Commit& commit : commits) {
      for (const Change& change : commit.changes) put(change);
    }
    leadership_.revision = leadership.revision + commits.size();
    return {};
  }

  Revision load(const std::function<void(RecordKind, std::string_view, std::string_view)>& take) {
    const std::lock_guard lock(mutex_);
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      if (is_history(static_cast<RecordKind>(kind))) break;
      for (const auto& [id, bytes] : kinds_.at(kind)) take(static_cast<RecordKind>(kind), id, bytes);
    }
    return leadership_.revision;
  }

  std::vector<Record> history(RecordKind kind, std::string_view after, std::string_view before,
                              std::size_t limit, bool newest_first) {
    const std::lock_guard lock(mutex_);
    const ById& records = of(kind);
    const auto end = before.empty() ? records.end() : records.lower_bound(before);
    // An empty range where the bounds cross: walking from `after` would pass `end`.
    const auto begin = after.empty()                        ? records.begin()
                       : !before.empty() && before <= after ? end
                                                            : records.upper_bound(after);
    std::vector<Record> found;
    const auto take = [&](const auto& entry) {
      if (found.size() == limit) return false;
      found.push_back({kind, entry.first, entry.second});
      return true;
    };
    if (newest_first) {
      for (auto at = std::make_reverse_iterator(end); at != std::make_reverse_iterator(begin) && take(*at);
           ++at) {
      }
    } else {
      for (auto at = begin; at != end && take(*at); ++at) {
      }
    }
    return found;
  }

  std::optional<Record> find(RecordKind kind, std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found = of(kind).find(id);
    if (found == of(kind).end()) return std::nullopt;
    return Record{kind, found->first, found->second};
  }

  GroupCommit& writer() { return writer_; }

 private:
  ById& of(RecordKind kind) { return kinds_.at(static_cast<std::size_t>(kind)); }

  void put(const Change& change) {
    if (change.bytes) {
      of(change.kind).insert_or_assign(change.id, *change.bytes);
    } else {
      of(change.kind).erase(change.id);
    }
  }

  std::mutex mutex_;
  std::array<ById, kKinds> kinds_;
  Leadership leadership_;
  GroupCommit writer_{*this};  ///< last: its thread uses all of the above
};

MemoryStore::MemoryStore() : records_(std::make_unique<Records>()) {}
MemoryStore::~MemoryStore() = default;

Result<Leadership> MemoryStore::lead() { return records_->writer().lead(); }

Result<Revision> MemoryStore::load(
    const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) {
  return records_->load(take);
}

void MemoryStore::commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) {
  records_->writer().commit({epoch, revision, std::move(changes), std::move(done)});
}

Result<std::vector<Record>> MemoryStore::history(RecordKind kind, std::string_view after,
                                                 std::string_view before, std::size_t limit,
                                                 bool newest_first) {
  return records_->history(kind, after, before, limit, newest_first);
}

Result<std::optional<Record>> MemoryStore::find(RecordKind kind, std::string_view id) {
  return records_->find(kind, id);
}

}  // namespace lightloom::db
