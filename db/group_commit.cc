#include "db/group_commit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lightloom::db {
namespace {

// So that one transaction's dirty pages stay within the page cache however many commits wait.
constexpr std::size_t kMaxCommitsTogether = 1'000;

// No leader has this epoch: such a commit is answered in its turn, and not written.
constexpr Epoch kNobody{};

std::optional<Error> objection_to_size(const Commit& commit) {
  if (commit.changes.size() > kMaxChangesPerCommit) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("commit {}: it has {} changes, and at most {} go into one; split it",
                             commit.revision, commit.changes.size(), kMaxChangesPerCommit),
                 {},
                 {},
                 {}};
  }
  for (const Change& change : commit.changes) {
    if (!change.bytes || change.bytes->size() <= kMaxRecordBytes) continue;
    return Error{ErrorCode::kUnavailable,
                 fmt::format("commit {}: record {} has {} bytes, and at most {} are kept; make it smaller",
                             commit.revision, change.id, change.bytes->size(), kMaxRecordBytes),
                 {},
                 {},
                 {}};
  }
  return std::nullopt;
}

Error spoiled_by(const Commit& commit, const Error& cause) {
  return Error{
      ErrorCode::kUnavailable,
      fmt::format("commit {}: an earlier one of epoch {} failed, so this one is not written either ({}); "
                  "lead again and reload",
                  commit.revision, commit.epoch.value, cause.message),
      {},
      {},
      {}};
}

}  // namespace

GroupCommit::GroupCommit(Backend& backend) : backend_(backend), thread_([this] { run(); }) {}

GroupCommit::~GroupCommit() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_one();
  thread_.join();
}

Result<Leadership> GroupCommit::lead() {
  Lead lead;
  auto answer = lead.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(std::move(lead));
  }
  news_.notify_one();
  return answer.get();
}

void GroupCommit::commit(Commit commit) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) commit.epoch = kNobody;
    waiting_.emplace_back(std::move(commit));
  }
  news_.notify_one();
}

void GroupCommit::run() {
  std::vector<Task> tasks;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      tasks.swap(waiting_);
    }
    perform(tasks);
    tasks.clear();
  }
}

void GroupCommit::perform(std::vector<Task>& tasks) {
  std::vector<Commit> together;
  const auto flush = [&] {
    if (!together.empty()) perform(together);
    together.clear();
  };
  for (Task& task : tasks) {
    if (auto* lead = std::get_if<Lead>(&task)) {
      flush();
      perform(*lead);
    } else {
      together.push_back(std::move(std::get<Commit>(task)));
      if (together.size() == kMaxCommitsTogether) flush();
    }
  }
  flush();
}

void GroupCommit::perform(Lead& lead) {
  auto led = backend_.lead();
  spoiled_.reset();
  leadership_ = led ? std::optional(*led) : std::nullopt;
  lead.set_value(std::move(led));
}

std::optional<Error> GroupCommit::objection(const Commit& commit, Revision expected) const {
  if (commit.epoch == kNobody) {
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("commit {}: the store is closing; send it again to the next leader", commit.revision),
        {},
        {},
        {}};
  }
  if (!leadership_ || commit.epoch != leadership_->epoch) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("commit {} of epoch {}: epoch {} leads now; lead again and reload",
                             commit.revision, commit.epoch.value, leadership_ ? leadership_->epoch.value : 0),
                 {},
                 {},
                 {}};
  }
  if (spoiled_) return spoiled_by(commit, *spoiled_);
  if (commit.revision != expected) {
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("commit {}: revision {} comes next; lead again and reload", commit.revision, expected),
        {},
        {},
        {}};
  }
  return objection_to_size(commit);
}

void GroupCommit::perform(std::span<Commit> commits) {
  std::vector<std::optional<Error>> objections(commits.size());
  // A sound commit never follows an unsound one of its own leadership, so the sound ones are moved together
  // in their order and written as one.
  std::vector<Commit> sound;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const Revision next = leadership_ ? leadership_->revision + sound.size() + 1 : 1;
    objections[i] = objection(commits[i], next);
    if (!objections[i]) {
      sound.push_back(Commit{commits[i].epoch, commits[i].revision, std::move(commits[i].changes), {}});
    } else if (leadership_ && commits[i].epoch == leadership_->epoch && !spoiled_) {
      spoiled_ = *objections[i];
    }
  }
  Result<void> written;
  if (!sound.empty()) {
    written = backend_.write(*leadership_, sound);
    if (written) {
      leadership_->revision += sound.size();
    } else {
      spoiled_ = written.error();
    }
  }
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (objections[i]) {
      commits[i].done(fail(std::move(*objections[i])));
    } else {
      commits[i].done(written);
    }
  }
  backend_.tidy();
}

}  // namespace lightloom::db
