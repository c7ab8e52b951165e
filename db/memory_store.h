// A store without durability, for running without --db and for tests: same order, fencing and timing as the
// durable ones, nothing left when the process ends.
#pragma once

#include <memory>

#include "controller/ports/store.h"

namespace lightloom::db {

/// Keeps records in memory. Answers come from a thread of its own, as every store's do.
class MemoryStore final : public Store {
 public:
  MemoryStore();
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;
  /// Takes in what waits and answers it.
  ~MemoryStore() override;

  Result<Leadership> lead() override;
  Result<Revision> load(
      const std::function<void(RecordKind, std::string_view id, std::string_view bytes)>& take) override;
  void commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) override;
  Result<std::vector<Record>> history(RecordKind kind, std::string_view after, std::string_view before,
                                      std::size_t limit, bool newest_first) override;
  Result<std::optional<Record>> find(RecordKind kind, std::string_view id) override;
  bool is_durable() const override { return false; }

 private:
  class Records;
  std::unique_ptr<Records> records_;
};

}  // namespace lightloom::db
