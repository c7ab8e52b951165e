#include "controller/watch/alarm_book.h"

#include <gmock/gmock.h>

#include "tests/controller/watch/reports.h"

namespace lightloom::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const engine::AlarmKey kCut{"LINK_DOWN", "a-b-1"};
const engine::AlarmKey kSilent{"DEVICE_SILENT", "roadm-b"};

Condition because(std::string message, Duration patience = {}) {
  Condition condition;
  condition.message = std::move(message);
  condition.patience = patience;
  return condition;
}
Condition follows_from(const engine::AlarmKey& root, Duration patience = {}) {
  Condition condition = because("b does not answer", patience);
  condition.root = root;
  return condition;
}

/// "raise LINK_DOWN a-b-1: words", with " < KIND of the root" behind.
std::vector<std::string> told(AlarmBook& book) {
  std::vector<std::string> words;
  for (const auto& command : book.take_commands()) {
    if (const auto* raise = std::get_if<engine::RaiseAlarm>(&command))
      words.push_back("raise " + raise->alarm.kind + " " + raise->alarm.resource + ": " +
                      raise->alarm.message + (raise->root ? " < " + raise->root->first : ""));
    if (const auto* clear = std::get_if<engine::ClearAlarm>(&command))
      words.push_back("clear " + clear->key.first + " " + clear->key.second);
  }
  return words;
}

TEST(AlarmBook, RaisesAtOnceWhatNeedsNoPatience) {
  AlarmBook book;
  book.update({{kCut, because("cut")}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise LINK_DOWN a-b-1: cut"));
  EXPECT_THAT(told(book), IsEmpty());
  EXPECT_EQ(book.next_due(), std::nullopt);
  book.update({{kCut, because("cut")}}, kStart + seconds(1));
  EXPECT_THAT(told(book), IsEmpty()) << "it was told";
}

TEST(AlarmBook, WaitsForItsPatienceAndForgetsWhatPasses) {
  AlarmBook book;
  const Conditions conditions{{kSilent, because("no reply", seconds(3))}};
  book.update(conditions, kStart);
  EXPECT_THAT(told(book), IsEmpty());
  EXPECT_EQ(book.next_due(), kStart + seconds(3));
  book.update({}, kStart + seconds(2));
  EXPECT_EQ(book.next_due(), std::nullopt);
  book.update(conditions, kStart + seconds(2));
  book.update(conditions, kStart + seconds(4));
  EXPECT_THAT(told(book), IsEmpty()) << "its patience begins anew";
  book.update(conditions, kStart + seconds(5));
  EXPECT_THAT(told(book), ElementsAre("raise DEVICE_SILENT roadm-b: no reply"));
}

TEST(AlarmBook, CountsPatienceFromTheFirstWhateverTheWords) {
  AlarmBook book;
  book.update({{kSilent, because("no reply", seconds(3))}}, kStart);
  book.update({{kSilent, because("connection refused", seconds(3))}}, kStart + seconds(3));
  EXPECT_THAT(told(book), ElementsAre("raise DEVICE_SILENT roadm-b: connection refused"));
}

TEST(AlarmBook, TellsWhatChangesOfARaisedAlarm) {
  AlarmBook book;
  book.update({{kCut, because("cut")}}, kStart);
  told(book);
  book.update({{kCut, because("b does not answer")}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise LINK_DOWN a-b-1: b does not answer"));
  Condition with_span = because("b does not answer");
  with_span.span = AlarmSpan{"a-b-1", 1, 70.0};
  book.update({{kCut, with_span}}, kStart);
  const auto commands = book.take_commands();
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(std::get<engine::RaiseAlarm>(commands[0]).alarm.span, with_span.span);
  book.update({{kCut, follows_from(kSilent)}, {kSilent, because("no reply")}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise DEVICE_SILENT roadm-b: no reply",
                                      "raise LINK_DOWN a-b-1: b does not answer < DEVICE_SILENT"));
  // The root is over: told without one.
  book.update({{kCut, because("b does not answer")}}, kStart);
  EXPECT_THAT(told(book),
              ElementsAre("raise LINK_DOWN a-b-1: b does not answer", "clear DEVICE_SILENT roadm-b"));
}

TEST(AlarmBook, RaisesRootsFirstAndDoesNotWaitForThem) {
  AlarmBook book;
  book.update({{kSilent, because("no reply", seconds(5))}, {kCut, follows_from(kSilent)}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise DEVICE_SILENT roadm-b: no reply",
                                      "raise LINK_DOWN a-b-1: b does not answer < DEVICE_SILENT"));
}

TEST(AlarmBook, ClearsOnceWhatIsOver) {
  AlarmBook book;
  book.update({{kCut, because("cut")}}, kStart);
  told(book);
  book.update({}, kStart + seconds(1));
  EXPECT_THAT(told(book), ElementsAre("clear LINK_DOWN a-b-1"));
  book.update({}, kStart + seconds(2));
  EXPECT_THAT(told(book), IsEmpty());
}

std::vector<AlarmView> stored_cut() {
  AlarmView alarm;
  alarm.name = "a-7";
  alarm.kind = kCut.first;
  alarm.resource = kCut.second;
  alarm.severity = Severity::kMajor;
  alarm.message = "cut";
  return {alarm};
}

TEST(AlarmBook, ClearsAnAdoptedAlarmOnlyWhereSomebodyCanTell) {
  AlarmBook book;
  book.adopt(stored_cut());
  const auto open = [](const engine::AlarmKey& key) { return key == kCut; };
  book.update({}, kStart, open);
  EXPECT_THAT(told(book), IsEmpty());
  book.update({}, kStart + seconds(60));
  EXPECT_THAT(told(book), ElementsAre("clear LINK_DOWN a-b-1"));
}

TEST(AlarmBook, TellsWhatIsOtherThanWhatItAdopted) {
  AlarmBook book;
  book.adopt(stored_cut());
  book.update({{kCut, because("cut", seconds(30))}}, kStart);
  const auto confirmed = told(book);  // the engine knows whether that is news
  EXPECT_LE(confirmed.size(), 1U);
  book.update({{kCut, because("neither end hears the other", seconds(30))}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise LINK_DOWN a-b-1: neither end hears the other"));
}

TEST(AlarmBook, TellsAtOnceWhatChangedWhileNobodyWatched) {
  AlarmBook book;
  book.adopt(stored_cut());
  book.update({{kCut, because("neither end hears the other")}}, kStart);
  EXPECT_THAT(told(book), ElementsAre("raise LINK_DOWN a-b-1: neither end hears the other"));
}

TEST(AlarmBook, DoesNotKeepForDoubtWhatWasNeverRaised) {
  AlarmBook book;
  book.update({{kSilent, because("no reply", seconds(3))}}, kStart);
  book.update({}, kStart + seconds(1), [](const engine::AlarmKey&) { return true; });
  EXPECT_EQ(book.next_due(), std::nullopt);
  EXPECT_THAT(told(book), IsEmpty());
}

}  // namespace
}  // namespace lightloom::watch
