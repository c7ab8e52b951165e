#include "db/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "db/sqlite.h"
#include "tests/scratch_folder.h"

namespace lightloom::db {
namespace {

class Migrations : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path() / "a.db").flush();
    connection_ = connect(folder_.path() / "a.db", Access::kWrite).value();
  }
  std::int64_t version() { return number(connection_.get(), "PRAGMA user_version").value(); }

  test::ScratchFolder folder_;
  Connection connection_;
};

constexpr Migration kFirst{1, "CREATE TABLE site (name TEXT)"};
constexpr Migration kSecond{2, "INSERT INTO site VALUES ('gaoan'); CREATE TABLE link (name TEXT)"};

TEST_F(Migrations, AreNumberedFromOneWithoutAGap) {
  int expected = 0;
  for (const Migration& step : migrations()) EXPECT_EQ(step.version, ++expected);
  EXPECT_EQ(newest_version(), expected);
}

TEST_F(Migrations, BringAnOldFileToTheNewestVersion) {
  ASSERT_TRUE(migrate(connection_.get(), std::array{kFirst}));
  EXPECT_EQ(version(), 1);
  ASSERT_TRUE(migrate(connection_.get(), std::array{kFirst, kSecond}));
  EXPECT_EQ(version(), 2);
  EXPECT_EQ(number(connection_.get(), "SELECT count(*) FROM site").value(), 1);
}

TEST_F(Migrations, DoNothingASecondTime) {
  ASSERT_TRUE(migrate(connection_.get(), std::array{kFirst, kSecond}));
  ASSERT_TRUE(migrate(connection_.get(), std::array{kFirst, kSecond}));
  EXPECT_EQ(number(connection_.get(), "SELECT count(*) FROM site").value(), 1);
}

TEST_F(Migrations, LeaveNothingOfAStepThatFails) {
  constexpr Migration kBroken{3, "INSERT INTO site VALUES ('wuhan'); INSERT INTO absent VALUES (1)"};
  const auto result = migrate(connection_.get(), std::array{kFirst, kSecond, kBroken});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, ::testing::HasSubstr("bring the schema to version 3"));
  EXPECT_THAT(result.error().message, ::testing::HasSubstr("no such table: absent"));
  EXPECT_EQ(version(), 2);
  EXPECT_EQ(number(connection_.get(), "SELECT count(*) FROM site").value(), 1);
}

}  // namespace
}  // namespace lightloom::db
