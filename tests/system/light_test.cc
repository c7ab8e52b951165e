// A controller and a lab, both as they are shipped: light outlives the controller, and what a kill
// interrupted is finished or undone, never doubled.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "tests/system/daemon_process.h"

namespace lightloom::test {
namespace {

namespace json = boost::json;

const std::string kBin = LIGHTLOOM_BINARY_DIR "/bin/";

/// Five sites in a row, 100 km apart. Where it is.
std::string write_row(const ScratchFolder& folder) {
  return folder.put("network.csv",
                    "cable,a_site,z_site,length_km\nab,a,b,100\nbc,b,c,120\ncd,c,d,90\nde,d,e,100\n");
}

/// Three sites, 1,000 km apart, with regenerators in the middle and transceivers for 800 Gbit/s alone, which
/// do not reach that far twice.
std::string write_long_row(const ScratchFolder& folder) {
  std::ifstream file(LIGHTLOOM_SOURCE_DIR "/lab/networks/national/equipment.json");
  auto equipment = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  auto& transceivers = equipment.at("Transceiver").as_array();
  transceivers.resize(1);
  transceivers.front().at("mode").as_array().resize(1);
  folder.put("equipment.json", json::serialize(equipment));
  folder.put("sites.csv", "site,line_ports,regenerators\na,4,0\nb,4,2\nc,4,0\n");
  folder.put("cables.csv", "cable,a_site,z_site,length_km\nab,a,b,1000\nbc,b,c,1000\n");
  return folder.path().string();
}

/// A lightloom-lab in the background; ended with this object.
class LabProcess {
 public:
  LabProcess(const ScratchFolder& folder, std::string network)
      : folder_(folder),
        network_(std::move(network)),
        name_("test-" + std::to_string(::getpid()) + "-" + std::to_string(made_++)) {}
  ~LabProcess() { tell("down"); }
  LabProcess(const LabProcess&) = delete;
  LabProcess& operator=(const LabProcess&) = delete;

  json::value up() { return tell("up " + network_ + " --devices " + devices_file()); }
  std::string devices_file() const { return (folder_ / "devices.json").string(); }
  /// What it prints with --json; null where that is nothing. `status_` is how it ended.
  json::value tell(const std::string& words) {
    const std::string command = kBin + "lightloom-lab " + words + " --name " + name_ + " --json 2>/dev/null";
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return {};
    std::string text;
    std::array<char, 4096> buffer{};
    while (const auto got = fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), got);
    status_ = pclose(pipe);
    return text.empty() ? json::value() : json::parse(text);
  }
  int status() const { return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1; }
  std::int64_t total(const char* what) {
    return tell("status").at("totals").at(what).to_number<std::int64_t>();
  }

 private:
  static inline int made_ = 0;
  const ScratchFolder& folder_;
  std::string network_, name_;
  int status_ = 0;
};

class Light : public ::testing::Test {
 protected:
  explicit Light(const std::function<std::string(const ScratchFolder&)>& write = write_row)
      : network_(write(folder_)) {}
  void start() {
    daemon_ = std::make_unique<DaemonProcess>(
        kBin + "lightloomd",
        std::vector<std::string>{"--network", network_, "--devices", lab_.devices_file(), "--db",
                                 (folder_ / "lightloom.db").string()},
        folder_);
    ASSERT_TRUE(daemon_->is_serving()) << daemon_->log();
  }
  json::value ask(std::string_view method, const std::string& target, const json::value& body = {}) {
    const auto answer = HttpConnection(daemon_->port())
                            .call(method, target, body.is_null() ? std::string() : json::serialize(body));
    return answer ? json::parse(answer->body) : json::value();
  }
  std::string state(const std::string& name) {
    return std::string(ask("GET", "/v1/reservations/" + name).at("state").as_string());
  }
  bool all_links_are(const std::string& wanted) {
    const auto answer = ask("GET", "/v1/links");
    for (const auto& link : answer.at("links").as_array())
      if (link.at("state").as_string() != wanted) return false;
    return true;
  }
  static bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 3'000; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  json::value reserve() {
    return ask("POST", "/v1/reservations", json::object{{"from", "a"}, {"to", "e"}, {"gbps", 400}});
  }

  ScratchFolder folder_;
  std::string network_;
  LabProcess lab_{folder_, network_};
  std::unique_ptr<DaemonProcess> daemon_;
};

TEST_F(Light, OutlivesTheControllerAndIsNotWrittenAgain) {
  lab_.up();
  ASSERT_EQ(lab_.status(), 0);
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  reserve();
  ASSERT_TRUE(eventually([&] { return state("r-1") == "ACTIVE"; }));
  const auto sets = lab_.total("sets");
  daemon_->kill();
  EXPECT_EQ(lab_.total("receivers_lit"), 2);
  start();
  EXPECT_EQ(state("r-1"), "ACTIVE");
  const auto is_heard = [&] {
    const auto answer = ask("GET", "/v1/devices");
    for (const auto& device : answer.at("devices").as_array())
      if (!device.as_object().contains("last_seen")) return false;
    return true;
  };
  ASSERT_TRUE(eventually(is_heard));
  EXPECT_EQ(lab_.total("sets"), sets);
  EXPECT_EQ(lab_.total("receivers_lit"), 2);
}

TEST_F(Light, IsFinishedOrUndoneAfterAKillAtAnyInstant) {
  lab_.up();
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  std::mt19937 draw(20261124);
  for (int round = 1; round <= 4; ++round) {
    const std::string name(reserve().at("name").as_string());
    // A random instant is what is tested; nothing is asserted about how much was done by then.
    std::this_thread::sleep_for(std::chrono::milliseconds(draw() % 150));
    daemon_->kill();
    start();
    ASSERT_TRUE(eventually([&] { return state(name) == "ACTIVE"; })) << daemon_->log();
    EXPECT_EQ(lab_.total("receivers_lit"), 2);
    ask("POST", "/v1/reservations/" + name + ":release");
    std::this_thread::sleep_for(std::chrono::milliseconds(draw() % 150));
    daemon_->kill();
    start();
    ASSERT_TRUE(eventually([&] { return state(name) == "RELEASED"; })) << daemon_->log();
    EXPECT_EQ(lab_.total("receivers_lit"), 0);
    EXPECT_EQ(lab_.total("configured_leaves"), 0);
  }
}

TEST_F(Light, ComesBackOnDevicesThatWereKilledAndAreEmpty) {
  const auto first = lab_.up();
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  reserve();
  ASSERT_TRUE(eventually([&] { return state("r-1") == "ACTIVE"; }));
  ASSERT_EQ(kill(static_cast<pid_t>(first.at("pid").to_number<int>()), SIGKILL), 0);
  lab_.up();
  ASSERT_EQ(lab_.status(), 0);
  EXPECT_EQ(lab_.total("receivers_lit"), 0);
  // The devices of the new lab have other addresses: another start reads them.
  daemon_->kill();
  start();
  EXPECT_TRUE(eventually([&] { return lab_.total("receivers_lit") == 2 && state("r-1") == "ACTIVE"; }))
      << daemon_->log();
}

class RegeneratedLight : public Light {
 protected:
  RegeneratedLight() : Light(write_long_row) {}
  json::value at_receivers(const std::string& lightpath) {
    return ask("GET", "/v1/lightpaths/" + lightpath).at("receivers");
  }
  // Measured, and as predicted by what is lit now.
  bool agrees(const std::string& lightpath) {
    const auto receivers = at_receivers(lightpath);
    for (const auto& receiver : receivers.as_array()) {
      const auto* const measured = receiver.as_object().if_contains("gsnr_0p1nm_db");
      const auto* const predicted = receiver.as_object().if_contains("predicted_gsnr_0p1nm_db");
      if (measured == nullptr || predicted == nullptr) return false;
      if (std::abs(measured->to_number<double>() - predicted->to_number<double>()) > 0.5) return false;
    }
    return receivers.as_array().size() == 2;
  }
};

TEST_F(RegeneratedLight, GoesOnFromTheRegeneratorAndIsLostAndFoundWithEitherSection) {
  lab_.up();
  ASSERT_EQ(lab_.status(), 0);
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  const auto made = ask("POST", "/v1/reservations", json::object{{"from", "a"}, {"to", "c"}, {"gbps", 800}});
  ASSERT_TRUE(made.as_object().contains("path")) << json::serialize(made);
  ASSERT_EQ(made.at("path").at("lightpaths").as_array().size(), 2U);
  ASSERT_TRUE(eventually([&] { return state("r-1") == "ACTIVE"; })) << daemon_->log();
  EXPECT_EQ(lab_.total("receivers_lit"), 4) << "two at the ends, two back to back";
  EXPECT_EQ(at_receivers("l-1").at(1).at("port"), "line-1919");
  EXPECT_EQ(at_receivers("l-2").at(0).at("port"), "line-1920");
  EXPECT_TRUE(eventually([&] { return agrees("l-1") && agrees("l-2"); }))
      << json::serialize(at_receivers("l-1")) << json::serialize(at_receivers("l-2"));
  const auto middle = ask("GET", "/v1/sites").at("sites").at(1);
  EXPECT_EQ(middle.at("regenerators_free").to_number<int>(), 1);
  EXPECT_EQ(middle.at("line_ports_free").to_number<int>(), 4);

  const auto sets = lab_.total("sets");
  daemon_->kill();
  start();
  lab_.tell("cut bc");
  const auto service = [&] { return ask("GET", "/v1/reservations/r-1").at("service").as_string(); };
  ASSERT_TRUE(eventually([&] { return state("r-1") == "DEGRADED"; })) << daemon_->log();
  EXPECT_EQ(service(), "DOWN") << "the other section still shines";
  lab_.tell("splice bc");
  ASSERT_TRUE(eventually([&] { return state("r-1") == "ACTIVE"; })) << daemon_->log();
  EXPECT_EQ(lab_.total("sets"), sets) << "nothing was configured anew";
  ask("POST", "/v1/reservations/r-1:release");
  EXPECT_TRUE(eventually([&] { return state("r-1") == "RELEASED"; })) << daemon_->log();
  EXPECT_EQ(lab_.total("configured_leaves"), 0);
}

class BadDevice : public Light, public ::testing::WithParamInterface<const char*> {
 protected:
  bool has_active_alarm(const std::string& resource) {
    const auto answer = ask("GET", "/v1/alarms?active=true&resource=" + resource);
    return !answer.at("alarms").as_array().empty();
  }
};

// The third of five nodes is bad; what does not cross it is not held up.
TEST_P(BadDevice, HoldsUpOnlyWhatCrossesItUntilItMends) {
  lab_.up();
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  // Held while all was well: a dead site's cables are down, and nothing new is promised over them.
  ask("POST", "/v1/reservations", json::object{{"from", "a"}, {"to", "e"}, {"gbps", 400}, {"hold_s", 60}});
  lab_.tell(std::string("behave c ") + GetParam());
  ask("POST", "/v1/reservations/r-1:commit");
  const auto beside =
      ask("POST", "/v1/reservations", json::object{{"from", "a"}, {"to", "b"}, {"gbps", 400}});
  EXPECT_TRUE(eventually([&] { return state("r-2") == "ACTIVE"; })) << json::serialize(beside);
  EXPECT_TRUE(eventually([&] { return has_active_alarm("roadm-c"); })) << daemon_->log();
  EXPECT_NE(state("r-1"), "ACTIVE");
  lab_.tell("behave c normal");
  EXPECT_TRUE(eventually([&] { return state("r-1") == "ACTIVE"; })) << daemon_->log();
  EXPECT_TRUE(eventually([&] { return !has_active_alarm("roadm-c"); })) << daemon_->log();
  EXPECT_EQ(lab_.total("receivers_lit"), 4);
}

TEST_P(BadDevice, InTheMiddleOfAnActivationDelaysIt) {
  lab_.up();
  start();
  ASSERT_TRUE(eventually([&] { return all_links_are("UP"); }));
  reserve();
  lab_.tell(std::string("behave c ") + GetParam());
  lab_.tell("reboot d");
  lab_.tell("behave c normal");
  EXPECT_TRUE(eventually([&] { return state("r-1") == "ACTIVE" && lab_.total("receivers_lit") == 2; }))
      << daemon_->log();
  ask("POST", "/v1/reservations/r-1:release");
  lab_.tell(std::string("behave c ") + GetParam());
  lab_.tell("behave c normal");
  EXPECT_TRUE(eventually([&] { return state("r-1") == "RELEASED"; })) << daemon_->log();
  EXPECT_EQ(lab_.total("configured_leaves"), 0);
}

INSTANTIATE_TEST_SUITE_P(Manners, BadDevice, ::testing::Values("silent", "refusing", "lying", "dead"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace lightloom::test
