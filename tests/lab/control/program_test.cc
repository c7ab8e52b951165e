// The program itself, started and ended as people do it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

#include "lab/control/control_client.h"
#include "tests/scratch_folder.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

struct Said {
  int exit = -1;
  std::string out;
  json::value document() const { return json::parse(out); }
};

class Program : public ::testing::Test {
 protected:
  void TearDown() override { run("down"); }
  /// With --name and --json.
  Said run(const std::string& words) const {
    const auto command = std::string(LIGHTLOOM_BINARY_DIR) + "/bin/lightloom-lab " + words +
                         " --json --name " + name_ + " 2>/dev/null";
    Said said;
    auto* pipe = ::popen(command.c_str(), "r");
    std::array<char, 4'096> bytes{};
    while (const auto size = std::fread(bytes.data(), 1, bytes.size(), pipe))
      said.out.append(bytes.data(), size);
    said.exit = WEXITSTATUS(::pclose(pipe));
    return said;
  }
  Said up() const {
    return run("up " + std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national --devices " +
               file_.string());
  }

  test::ScratchFolder folder_;
  std::string name_ = "program-" + std::to_string(::getpid());
  std::filesystem::path file_ = folder_ / "devices.json";
};

TEST_F(Program, ServesUntilItIsToldToEnd) {
  const auto began = up();
  ASSERT_EQ(began.exit, 0);
  EXPECT_EQ(began.document().at("devices").to_number<int>(), 40);
  EXPECT_TRUE(std::filesystem::exists(file_));
  EXPECT_EQ(up().exit, 1) << "the name is taken";

  EXPECT_EQ(run("cut wuhan-changsha-1 --direction za").exit, 0);
  EXPECT_EQ(run("cut wuhan-changsha-l").exit, 2);
  EXPECT_EQ(run("behave wuhan rude").exit, 2);
  EXPECT_EQ(run("status").document().at("cut"), json::array{"wuhan-changsha-1"});

  EXPECT_EQ(run("down").exit, 0);
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_EQ(run("status").exit, 1);
  EXPECT_EQ(run("down").exit, 1);
}

TEST_F(Program, StartsAgainAfterItWasKilled) {
  const auto pid = up().document().at("pid").to_number<int>();
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(wait_until_gone(pid));
  EXPECT_EQ(up().exit, 0);
}

TEST_F(Program, TellsWhatIsWrongWithItsWords) {
  EXPECT_EQ(run("").exit, 2);
  EXPECT_EQ(run("dwon").exit, 2);
  EXPECT_EQ(run("up /nowhere").exit, 2);
  EXPECT_EQ(run("up --nmae x").exit, 2);
  EXPECT_EQ(run("up /nowhere --delay 5").document().at("error").at("field"), "--delay");
  EXPECT_EQ(run("--help").exit, 0);
}

}  // namespace
}  // namespace lightloom::lab
