#include "northbound/cli/context.h"

#include <gtest/gtest.h>

namespace lightloom::cli {
namespace {

TEST(Context, AsksTheDaemonOfThisMachineUnlessTold) {
  const auto server = Context().server();
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ(server->host, "127.0.0.1");
  EXPECT_EQ(server->port, "8420");
  EXPECT_EQ(server->timeout, std::chrono::seconds(30));
}

TEST(Context, NamesTheServerThatIsNone) {
  Context context;
  context.server_url = "ftp://x";
  const auto server = context.server();
  ASSERT_FALSE(server);
  EXPECT_NE(server.error().message.find("http://127.0.0.1:8420"), std::string::npos);
}

}  // namespace
}  // namespace lightloom::cli
