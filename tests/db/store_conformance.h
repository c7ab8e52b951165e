// What every Store keeps to, as tests. A backend passes by instantiating the suite with a Maker:
//   struct Maker { std::unique_ptr<Store> make(); };  // a new, empty store
//   INSTANTIATE_TYPED_TEST_SUITE_P(Name, StoreConformance, Maker);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <limits>
#include <map>
#include <memory>
#include <thread>
#include <tuple>

#include "tests/db/answers.h"

namespace lightloom {

template <class Maker>
class StoreConformance : public ::testing::Test {
 protected:
  Maker maker_;
  std::unique_ptr<Store> store_ = maker_.make();

  Store& store() { return *store_; }
  Leadership lead() { return store_->lead().value(); }
  /// The ids of a history listing.
  std::vector<std::string> ids(std::string_view after, std::string_view before, std::size_t limit,
                               bool newest_first) {
    const auto listed = store_->history(RecordKind::kEvent, after, before, limit, newest_first).value();
    std::vector<std::string> found;
    for (const Record& record : listed) found.push_back(record.id);
    return found;
  }
};
TYPED_TEST_SUITE_P(StoreConformance);

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TYPED_TEST_P(StoreConformance, IsEmptyAtRevisionZeroWhenNew) {
  const Leadership leadership = this->lead();
  EXPECT_EQ(leadership.revision, 0U);
  EXPECT_GT(leadership.epoch, Epoch{0});
  Revision revision = 7;
  EXPECT_THAT(loaded(this->store(), &revision), IsEmpty());
  EXPECT_EQ(revision, 0U);
}

TYPED_TEST_P(StoreConformance, LoadsByKindAndThenByTheBytesOfTheId) {
  const Leadership leadership = this->lead();
  const std::string with_zero("a\0b", 3);
  const std::vector<Change> changes{
      put(RecordKind::kLink, "x", "1"),          put(RecordKind::kReservation, "r-2", "2"),
      put(RecordKind::kReservation, "r-10", ""), put(RecordKind::kReservation, "\xff", "4"),
      put(RecordKind::kReservation, "a", "5"),   put(RecordKind::kReservation, with_zero, with_zero),
      put(RecordKind::kMeta, "m", "7")};
  ASSERT_TRUE(commit_now(this->store(), leadership.epoch, 1, changes));
  Revision revision = 0;
  const auto kind = RecordKind::kReservation;
  EXPECT_THAT(
      loaded(this->store(), &revision),
      ElementsAre(Record{RecordKind::kMeta, "m", "7"}, Record{kind, "a", "5"},
                  Record{kind, with_zero, with_zero}, Record{kind, "r-10", ""}, Record{kind, "r-2", "2"},
                  Record{kind, "\xff", "4"}, Record{RecordKind::kLink, "x", "1"}));
  EXPECT_EQ(revision, 1U);
}

TYPED_TEST_P(StoreConformance, AppliesTheChangesOfACommitInTheirOrder) {
  const Epoch epoch = this->lead().epoch;
  const auto kind = RecordKind::kCircuit;
  ASSERT_TRUE(commit_now(this->store(), epoch, 1,
                         {put(kind, "replaced", "old"), put(kind, "gone", "x"), erase(kind, "never-was")}));
  ASSERT_TRUE(commit_now(this->store(), epoch, 2,
                         {put(kind, "replaced", "new"), erase(kind, "gone"), put(kind, "twice", "1"),
                          erase(kind, "twice"), put(kind, "twice", "2")}));
  EXPECT_THAT(loaded(this->store()),
              ElementsAre(Record{kind, "replaced", "new"}, Record{kind, "twice", "2"}));
}

TYPED_TEST_P(StoreConformance, CountsACommitWithoutChanges) {
  const Epoch epoch = this->lead().epoch;
  ASSERT_TRUE(commit_now(this->store(), epoch, 1, {}));
  EXPECT_EQ(this->lead().revision, 1U);
}

TYPED_TEST_P(StoreConformance, LeavesHistoryOutOfTheWorkingSet) {
  const Epoch epoch = this->lead().epoch;
  ASSERT_TRUE(commit_now(this->store(), epoch, 1,
                         {put(RecordKind::kDecision, "d-1", "why"), put(RecordKind::kEvent, "e-1", "what"),
                          put(RecordKind::kAlarm, "a-1", "!")}));
  EXPECT_THAT(loaded(this->store()), ElementsAre(Record{RecordKind::kAlarm, "a-1", "!"}));
}

TYPED_TEST_P(StoreConformance, ListsHistoryBetweenItsBoundsBothWays) {
  const Epoch epoch = this->lead().epoch;
  std::vector<Change> changes;
  for (const char* id : {"e", "a", "c", "b", "d"}) changes.push_back(put(RecordKind::kEvent, id, "x"));
  changes.push_back(put(RecordKind::kDecision, "bb", "of another kind"));
  ASSERT_TRUE(commit_now(this->store(), epoch, 1, changes));
  EXPECT_THAT(this->ids("", "", 9, false), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(this->ids("", "", 9, true), ElementsAre("e", "d", "c", "b", "a"));
  EXPECT_THAT(this->ids("a", "e", 9, false), ElementsAre("b", "c", "d"));
  EXPECT_THAT(this->ids("a", "e", 2, true), ElementsAre("d", "c"));
  EXPECT_THAT(this->ids("bb", "", 2, false), ElementsAre("c", "d"));
  EXPECT_THAT(this->ids("", "b", 9, true), ElementsAre("a"));
  EXPECT_THAT(this->ids("e", "", 9, false), IsEmpty());
  EXPECT_THAT(this->ids("d", "b", 9, false), IsEmpty());
  EXPECT_THAT(this->ids("d", "b", 9, true), IsEmpty());
  EXPECT_THAT(this->ids("c", "c", 9, true), IsEmpty());
  EXPECT_THAT(this->ids("", "", 0, false), IsEmpty());
  EXPECT_EQ(this->ids("", "", std::numeric_limits<std::size_t>::max(), false).size(), 5U);
}

TYPED_TEST_P(StoreConformance, DeletesHistoryToo) {
  const Epoch epoch = this->lead().epoch;
  ASSERT_TRUE(commit_now(this->store(), epoch, 1,
                         {put(RecordKind::kEvent, "a", "1"), put(RecordKind::kEvent, "b", "2")}));
  ASSERT_TRUE(commit_now(this->store(), epoch, 2, {erase(RecordKind::kEvent, "a")}));
  EXPECT_THAT(this->ids("", "", 9, false), ElementsAre("b"));
}

TYPED_TEST_P(StoreConformance, FindsOneRecordOfAnyKind) {
  const Epoch epoch = this->lead().epoch;
  ASSERT_TRUE(
      commit_now(this->store(), epoch, 1,
                 {put(RecordKind::kDecision, "d-1", "why"), put(RecordKind::kReservation, "r-1", "what")}));
  const std::optional<Record> decision = Record{RecordKind::kDecision, "d-1", "why"};
  const std::optional<Record> reservation = Record{RecordKind::kReservation, "r-1", "what"};
  EXPECT_EQ(this->store().find(RecordKind::kDecision, "d-1").value(), decision);
  EXPECT_EQ(this->store().find(RecordKind::kReservation, "r-1").value(), reservation);
  EXPECT_EQ(this->store().find(RecordKind::kReservation, "d-1").value(), std::nullopt);
  EXPECT_EQ(this->store().find(RecordKind::kEvent, "").value(), std::nullopt);
}

TYPED_TEST_P(StoreConformance, AnswersOnceEachInTheOrderOfCallsFromAnotherThread) {
  constexpr std::size_t kCommits = 2'500;
  const Epoch epoch = this->lead().epoch;
  Answers answers;
  for (Revision revision = 1; revision <= kCommits; ++revision) {
    this->store().commit(epoch, revision, {put(RecordKind::kMeta, "newest", std::to_string(revision))},
                         answers.to(revision));
  }
  const auto all = answers.wait_for(kCommits);
  this->store_.reset();
  ASSERT_EQ(answers.so_far().size(), kCommits);
  for (std::size_t i = 0; i < kCommits; ++i) {
    ASSERT_EQ(all[i].commit, i + 1);
    ASSERT_TRUE(all[i].result);
    ASSERT_NE(all[i].thread, std::this_thread::get_id());
  }
}

TYPED_TEST_P(StoreConformance, TakesCommitsFromAnAnswer) {
  constexpr Revision kCommits = 50;
  const Epoch epoch = this->lead().epoch;
  Answers answers;
  std::function<void(Revision)> go_on = [&](Revision revision) {
    if (revision > kCommits) return;
    this->store().commit(epoch, revision, {put(RecordKind::kMeta, "newest", std::to_string(revision))},
                         [&, revision](Result<void> result) {
                           go_on(revision + 1);
                           answers.to(revision)(std::move(result));
                         });
  };
  go_on(1);
  for (const Answer& answer : answers.wait_for(kCommits)) EXPECT_TRUE(answer.result);
  EXPECT_THAT(loaded(this->store()), ElementsAre(Record{RecordKind::kMeta, "newest", "50"}));
}

TYPED_TEST_P(StoreConformance, ShowsACommitToReadersOnceItIsAnswered) {
  const Epoch epoch = this->lead().epoch;
  for (Revision revision = 1; revision <= 20; ++revision) {
    const auto text = std::to_string(revision);
    ASSERT_TRUE(commit_now(this->store(), epoch, revision, {put(RecordKind::kMeta, "newest", text)}));
    ASSERT_EQ(this->store().find(RecordKind::kMeta, "newest").value()->bytes, text);
  }
}

TYPED_TEST_P(StoreConformance, NeverShowsReadersHalfACommit) {
  constexpr Revision kCommits = 400;
  const Epoch epoch = this->lead().epoch;
  std::atomic<bool> is_over{false};
  std::atomic<int> torn{0};
  std::thread reader([&] {
    do {
      Revision revision = 0;
      const auto records = loaded(this->store(), &revision);
      const auto text = std::to_string(revision);
      const bool is_whole = revision == 0
                                ? records.empty()
                                : records.size() == 2 && records[0].bytes == text && records[1].bytes == text;
      if (!is_whole) ++torn;
    } while (!is_over);
  });
  Answers answers;
  for (Revision revision = 1; revision <= kCommits; ++revision) {
    const auto text = std::to_string(revision);
    this->store().commit(epoch, revision,
                         {put(RecordKind::kMeta, "a", text), put(RecordKind::kAlarm, "b", text)},
                         answers.to(revision));
    if (revision % 20 == 0) answers.wait_for(revision);
  }
  answers.wait_for(kCommits);
  is_over = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TYPED_TEST_P(StoreConformance, WritesNothingBeforeItLeads) {
  const auto result = commit_now(this->store(), Epoch{1}, 1, {put(RecordKind::kMeta, "a", "1")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(loaded(this->store()), IsEmpty());
}

TYPED_TEST_P(StoreConformance, FencesAnEarlierLeaderOut) {
  const Leadership old = this->lead();
  ASSERT_TRUE(commit_now(this->store(), old.epoch, 1, {put(RecordKind::kMeta, "a", "old")}));
  const Leadership young = this->lead();
  EXPECT_GT(young.epoch, old.epoch);
  EXPECT_EQ(young.revision, 1U);
  const auto late = commit_now(this->store(), old.epoch, 2, {put(RecordKind::kMeta, "a", "late")});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(commit_now(this->store(), young.epoch, 2, {put(RecordKind::kMeta, "b", "new")}));
  EXPECT_THAT(loaded(this->store()),
              ElementsAre(Record{RecordKind::kMeta, "a", "old"}, Record{RecordKind::kMeta, "b", "new"}));
}

TYPED_TEST_P(StoreConformance, WritesNothingAfterAFailureUntilItLeadsAgain) {
  const Leadership first = this->lead();
  Answers answers;
  this->store().commit(first.epoch, 1, {put(RecordKind::kMeta, "a", "1")}, answers.to(1));
  this->store().commit(first.epoch, 3, {put(RecordKind::kMeta, "b", "gap")}, answers.to(3));
  this->store().commit(first.epoch, 2, {put(RecordKind::kMeta, "c", "after")}, answers.to(2));
  const auto all = answers.wait_for(3);
  EXPECT_TRUE(all[0].result);
  ASSERT_FALSE(all[1].result);
  EXPECT_EQ(all[1].result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(all[1].result.error().message, HasSubstr("revision 2 comes next"));
  ASSERT_FALSE(all[2].result);
  EXPECT_EQ(all[2].result.error().code, ErrorCode::kUnavailable);
  const Leadership second = this->lead();
  EXPECT_EQ(second.revision, 1U);
  EXPECT_TRUE(commit_now(this->store(), second.epoch, 2, {put(RecordKind::kMeta, "d", "2")}));
  EXPECT_THAT(loaded(this->store()),
              ElementsAre(Record{RecordKind::kMeta, "a", "1"}, Record{RecordKind::kMeta, "d", "2"}));
}

TYPED_TEST_P(StoreConformance, RefusesARevisionThatWasWritten) {
  const Epoch epoch = this->lead().epoch;
  ASSERT_TRUE(commit_now(this->store(), epoch, 1, {}));
  EXPECT_FALSE(commit_now(this->store(), epoch, 1, {}));
}

TYPED_TEST_P(StoreConformance, TakesUpTo100ChangesInACommit) {
  Epoch epoch = this->lead().epoch;
  std::vector<Change> changes;
  for (std::size_t i = 0; i < kMaxChangesPerCommit; ++i)
    changes.push_back(put(RecordKind::kLink, std::to_string(i), "x"));
  EXPECT_TRUE(commit_now(this->store(), epoch, 1, changes));
  changes.push_back(put(RecordKind::kLink, "one too many", "x"));
  const auto result = commit_now(this->store(), epoch, 2, changes);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(loaded(this->store()).size(), kMaxChangesPerCommit);
  epoch = this->lead().epoch;
  EXPECT_TRUE(commit_now(this->store(), epoch, 2, {}));
}

TYPED_TEST_P(StoreConformance, TakesUpToAMillionBytesInARecord) {
  const Epoch epoch = this->lead().epoch;
  const std::string largest(kMaxRecordBytes, 'x');
  EXPECT_TRUE(commit_now(this->store(), epoch, 1, {put(RecordKind::kLink, "a", largest)}));
  const auto result = commit_now(this->store(), epoch, 2, {put(RecordKind::kLink, "b", largest + "x")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(loaded(this->store()), ElementsAre(Record{RecordKind::kLink, "a", largest}));
}

TYPED_TEST_P(StoreConformance, AnswersEveryCommitOnceWhenDestroyed) {
  constexpr std::size_t kCommits = 300;
  const Epoch epoch = this->lead().epoch;
  Answers answers;
  for (Revision revision = 1; revision <= kCommits; ++revision) {
    this->store().commit(epoch, revision, {put(RecordKind::kMeta, "a", "x")}, answers.to(revision));
  }
  this->store_.reset();
  const auto all = answers.so_far();
  ASSERT_EQ(all.size(), kCommits);
  for (std::size_t i = 0; i < kCommits; ++i) EXPECT_EQ(all[i].commit, i + 1);
}

/// Whatever is written, what is read is what a map of maps would hold.
TYPED_TEST_P(StoreConformance, HoldsWhatAMapWouldHold) {
  using Key = std::tuple<RecordKind, std::string>;
  rc::detail::checkGTest([this] {
    auto store = this->maker_.make();
    const Epoch epoch = store->lead().value().epoch;
    std::map<Key, std::string> model;
    const auto kinds = rc::gen::element(RecordKind::kReservation, RecordKind::kLink, RecordKind::kEvent);
    const auto commits = *rc::gen::inRange<Revision>(1, 12);
    for (Revision revision = 1; revision <= commits; ++revision) {
      std::vector<Change> changes;
      const int count = *rc::gen::inRange(0, 8);
      for (int i = 0; i < count; ++i) {
        // Few ids of one or two bytes, so that many meet.
        const auto id = *rc::gen::nonEmpty(rc::gen::resize(2, rc::gen::string<std::string>()));
        Change change{*kinds, id, std::nullopt};
        if (*rc::gen::inRange(0, 3) != 0) change.bytes = *rc::gen::string<std::string>();
        if (change.bytes) {
          model.insert_or_assign({change.kind, change.id}, *change.bytes);
        } else {
          model.erase({change.kind, change.id});
        }
        changes.push_back(std::move(change));
      }
      RC_ASSERT(commit_now(*store, epoch, revision, std::move(changes)).has_value());
    }
    std::vector<Record> working_set;
    std::vector<Record> events;
    for (const auto& [key, bytes] : model) {
      auto& group = is_history(std::get<0>(key)) ? events : working_set;
      group.push_back({std::get<0>(key), std::get<1>(key), bytes});
    }
    RC_ASSERT(loaded(*store) == working_set);
    RC_ASSERT(store->history(RecordKind::kEvent, "", "", 1'000, false).value() == events);
  });
}

REGISTER_TYPED_TEST_SUITE_P(StoreConformance, IsEmptyAtRevisionZeroWhenNew,
                            LoadsByKindAndThenByTheBytesOfTheId, AppliesTheChangesOfACommitInTheirOrder,
                            CountsACommitWithoutChanges, LeavesHistoryOutOfTheWorkingSet,
                            ListsHistoryBetweenItsBoundsBothWays, DeletesHistoryToo, FindsOneRecordOfAnyKind,
                            AnswersOnceEachInTheOrderOfCallsFromAnotherThread, TakesCommitsFromAnAnswer,
                            ShowsACommitToReadersOnceItIsAnswered, NeverShowsReadersHalfACommit,
                            WritesNothingBeforeItLeads, FencesAnEarlierLeaderOut,
                            WritesNothingAfterAFailureUntilItLeadsAgain, RefusesARevisionThatWasWritten,
                            TakesUpTo100ChangesInACommit, TakesUpToAMillionBytesInARecord,
                            AnswersEveryCommitOnceWhenDestroyed, HoldsWhatAMapWouldHold);

}  // namespace lightloom
