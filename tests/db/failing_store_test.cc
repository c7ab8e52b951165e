#include "tests/fakes/failing_store.h"

#include "db/memory_store.h"
#include "tests/db/store_conformance.h"

namespace lightloom {
namespace {

/// Without orders it is a Store like any other.
class Unharmed final : public Store {
 public:
  Result<Leadership> lead() override { return outer_.lead(); }
  Result<Revision> load(
      const std::function<void(RecordKind, std::string_view, std::string_view)>& take) override {
    return outer_.load(take);
  }
  void commit(Epoch epoch, Revision revision, std::vector<Change> changes, Done done) override {
    outer_.commit(epoch, revision, std::move(changes), std::move(done));
  }
  Result<std::vector<Record>> history(RecordKind kind, std::string_view after, std::string_view before,
                                      std::size_t limit, bool newest_first) override {
    return outer_.history(kind, after, before, limit, newest_first);
  }
  Result<std::optional<Record>> find(RecordKind kind, std::string_view id) override {
    return outer_.find(kind, id);
  }
  bool is_durable() const override { return outer_.is_durable(); }

 private:
  db::MemoryStore inner_;
  FailingStore outer_{inner_};
};
struct UnharmedMaker {
  std::unique_ptr<Store> make() { return std::make_unique<Unharmed>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Failing, StoreConformance, UnharmedMaker);

class FailingStoreOnDemand : public ::testing::Test {
 protected:
  Result<void> commit(Revision revision) {
    return commit_now(store_, epoch_, revision, {put(RecordKind::kMeta, std::to_string(revision), "x")});
  }
  void commit_later(Revision revision) {
    store_.commit(epoch_, revision, {put(RecordKind::kMeta, std::to_string(revision), "x")},
                  answers_.to(revision));
  }

  db::MemoryStore inner_;
  Answers answers_;
  FailingStore store_{inner_};
  Epoch epoch_ = store_.lead().value().epoch;
};

TEST_F(FailingStoreOnDemand, FailsTheCommitOfThatNumberAndAllBehindItUntilItLeadsAgain) {
  store_.fail_commit(2);
  EXPECT_TRUE(commit(1));
  EXPECT_FALSE(commit(2));
  EXPECT_FALSE(commit(3));
  EXPECT_EQ(loaded(store_).size(), 1U);
  const Leadership again = store_.lead().value();
  EXPECT_EQ(again.revision, 1U);
  epoch_ = again.epoch;
  EXPECT_TRUE(commit(2));
}

TEST_F(FailingStoreOnDemand, WritesTheCommitWhoseFateIsUnknown) {
  store_.fail_after_writing(1);
  EXPECT_FALSE(commit(1));
  EXPECT_FALSE(commit(2));
  EXPECT_EQ(store_.lead().value().revision, 1U);
  EXPECT_EQ(loaded(store_).size(), 1U);
}

TEST_F(FailingStoreOnDemand, HoldsCommitsBackUntilTheyAreLetGoOneByOne) {
  store_.step_by_hand();
  commit_later(1);
  commit_later(2);
  EXPECT_EQ(store_.held(), 2U);
  EXPECT_TRUE(store_.complete_next());
  EXPECT_EQ(answers_.so_far().size(), 1U);
  EXPECT_EQ(loaded(store_).size(), 1U);
  store_.go_on();
  EXPECT_EQ(answers_.so_far().size(), 2U);
  EXPECT_FALSE(store_.complete_next());
  EXPECT_TRUE(commit(3));
}

TEST_F(FailingStoreOnDemand, KeepsTheOrderBehindADelayedCommit) {
  store_.delay_commit(2);
  for (Revision revision = 1; revision <= 3; ++revision) commit_later(revision);
  EXPECT_EQ(store_.held(), 2U);
  EXPECT_EQ(answers_.wait_for(1).size(), 1U);
  EXPECT_TRUE(store_.complete_next());
  EXPECT_TRUE(store_.complete_next());
  EXPECT_TRUE(answers_.wait_for(3).back().result);
}

TEST_F(FailingStoreOnDemand, FencesOutWhatWasHeldBackOverANewLeadership) {
  store_.step_by_hand();
  commit_later(1);
  ASSERT_TRUE(store_.lead());
  EXPECT_TRUE(store_.complete_next());
  EXPECT_FALSE(answers_.so_far().front().result);
}

TEST_F(FailingStoreOnDemand, SpoilsNoLaterLeadershipByAFailureOfAnEarlierOne) {
  store_.fail_commit(1);
  store_.step_by_hand();
  commit_later(1);
  epoch_ = store_.lead().value().epoch;
  store_.go_on();
  EXPECT_FALSE(answers_.so_far().front().result);
  EXPECT_TRUE(commit(1));
}

TEST_F(FailingStoreOnDemand, FailsToLeadOnce) {
  store_.fail_next_lead("the disk is gone");
  const auto failed = store_.lead();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "the disk is gone");
  EXPECT_TRUE(store_.lead());
}

}  // namespace
}  // namespace lightloom
