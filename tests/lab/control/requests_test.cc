// The control socket and what it answers, with a lab in the same process.
#include "lab/control/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <thread>

#include "lab/control/control_client.h"
#include "lab/control/control_server.h"
#include "lab/control/devices_file.h"
#include "lab/control/play.h"
#include "lab/control/socket_address.h"
#include "lab/control/status_json.h"
#include "lab/control/up.h"
#include "tests/lab/server/lab_rig.h"
#include "tests/scratch_folder.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A name that no other test of this machine has.
std::string own_name(const std::string& test) { return test + "-" + std::to_string(::getpid()); }

class Control : public ::testing::Test {
 protected:
  Control()
      : network(testing::lab_options().network),
        lab(testing::started()),
        requests("test", *lab, network, [this] { stopped = true; }) {}
  json::object ask(const std::string& line) { return json::parse(requests.answer(line)).as_object(); }

  bool stopped = false;
  std::shared_ptr<const Network> network;
  std::unique_ptr<Lab> lab;
  Requests requests;
};

TEST_F(Control, StatusTellsDevicesAndTotals) {
  ASSERT_TRUE(ask(R"({"do": "cut", "cable": "wuhan-changsha-1"})").contains("ok"));
  const auto status = ask(R"({"do": "status"})");
  EXPECT_EQ(status.at("devices").as_array().size(), network->sites().size());
  EXPECT_EQ(status.at("cut"), json::array{"wuhan-changsha-1"});
  EXPECT_EQ(status.at("totals").at("cables_cut").to_number<int>(), 1);
  EXPECT_THAT(status_text(status), HasSubstr("cut: wuhan-changsha-1"));
}

TEST_F(Control, RefusesWithAnExitCode) {
  EXPECT_EQ(ask("{").at("exit").to_number<int>(), 2);
  EXPECT_EQ(ask("[]").at("exit").to_number<int>(), 2);
  const auto reply = ask(R"({"do": "cut", "cable": "wuhan-changsha-l"})");
  EXPECT_EQ(reply.at("error").at("nearest"), "wuhan-changsha-1");
  EXPECT_EQ(reply.at("exit").to_number<int>(), 2);
  ASSERT_TRUE(ask(R"({"do": "kill", "site": "wuhan"})").contains("ok"));
  EXPECT_EQ(
      ask(R"({"do": "drift", "site": "wuhan", "path": "/", "value": "{}"})").at("exit").to_number<int>(), 1);
}

TEST_F(Control, DownStops) {
  EXPECT_EQ(ask(R"({"do": "down"})").at("pid").to_number<int>(), ::getpid());
  EXPECT_TRUE(stopped);
}

/// A lab behind its socket, served by a thread until the end of the test.
class ControlSocket : public Control {
 protected:
  ControlSocket() : name(own_name("socket")), server(ControlServer::claim(name).value()) {
    serving = std::thread([this] {
      server->run([this](std::string_view line) {
        if (line.find("down") != std::string_view::npos) server->stop();
        return requests.answer(line);
      });
    });
  }
  void TearDown() override {
    EXPECT_TRUE(ask_lab(name, R"({"do": "down"})"));
    serving.join();
    server.reset();
    EXPECT_EQ(ask_lab(name, "{}").error().code, ErrorCode::kNotFound) << "nobody is there any more";
  }

  std::string name;
  std::unique_ptr<ControlServer> server;
  std::thread serving;
};

TEST_F(ControlSocket, ItsNameIsTaken) {
  EXPECT_EQ(ControlServer::claim(name).error().code, ErrorCode::kWrongState);
}

TEST_F(ControlSocket, PlaysAScenarioInItsTime) {
  const test::ScratchFolder folder;
  const auto file =
      folder.put("scenario.jsonl", R"({"at_s": 0.05, "do": "splice", "cable": "wuhan-changsha-1"}
{"at_s": 0, "do": "cut", "cable": "wuhan-changsha-1"}
{"at_s": 0, "do": "reboot", "site": "wuhan"}
)");
  const auto acts = load_scenario(file, name).value();
  int told = 0;
  const auto played = play(acts, name, [&](const Played& act) { told += act.error.empty() ? 1 : 0; });
  EXPECT_EQ(told, 3);
  EXPECT_GE(played.back().done_at, std::chrono::milliseconds(50));
  EXPECT_THAT(lab->status().cut, SizeIs(0));
}

TEST_F(ControlSocket, AScenarioThatIsNotThereIsRefused) {
  EXPECT_EQ(load_scenario("/nowhere/storm.jsonl", name).error().code, ErrorCode::kInvalidArgument);
}

TEST(DevicesFile, IsWholeAndGoesOnlyIfItIsStillOurs) {
  const test::ScratchFolder folder;
  const auto file = folder / "devices.json";
  std::vector<DeviceStatus> devices(1);
  devices[0].node = "roadm-wuhan";
  devices[0].site = "wuhan";
  devices[0].address = "127.0.0.1:9339";
  const auto written = DevicesFile::write(file, devices, "PEM").value();
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto device = json::parse(text).at("devices").at(0);
  EXPECT_EQ(device.at("node"), "roadm-wuhan");
  EXPECT_EQ(device.at("ca_file").as_string(), written.ca_file().string());
  std::ofstream(file) << "somebody else's";
  written.remove();
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(written.ca_file()));
  EXPECT_EQ(DevicesFile::write("/nowhere/devices.json", devices, "").error().code, ErrorCode::kUnavailable);
}

TEST(Up, RefusesBadInputBeforeAnythingIsStarted) {
  UpOptions options;
  options.network = std::string(LIGHTLOOM_SOURCE_DIR) + "/lab/networks/national";
  options.name = "bad name";
  EXPECT_EQ(bring_up(options).error().field, "--name");
  options.name = own_name("up");
  options.only = {"taiyaun"};
  EXPECT_EQ(bring_up(options).error().field, "--only");
  options.only = {};
  options.tls = true;
  EXPECT_EQ(bring_up(options).error().field, "--devices");
  options.devices_file = "/nowhere/devices.json";
  EXPECT_EQ(bring_up(options).error().code, ErrorCode::kInvalidArgument);
  options.network = "/nowhere";
  EXPECT_EQ(bring_up(options).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace lightloom::lab
