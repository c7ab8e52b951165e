// What was acknowledged survives `kill -9` at any instant; nothing is promised twice.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "tests/system/daemon_process.h"

namespace lightloom::test {
namespace {

namespace json = boost::json;

const std::string kProgram = LIGHTLOOM_BINARY_DIR "/bin/lightloomd";
const std::string kNetwork = LIGHTLOOM_SOURCE_DIR "/lab/networks/national";

std::unique_ptr<DaemonProcess> start(const ScratchFolder& folder) {
  return std::make_unique<DaemonProcess>(
      kProgram, std::vector<std::string>{"--network", kNetwork, "--db", (folder / "lightloom.db").string()},
      folder);
}

json::value parsed(const std::optional<HttpAnswer>& answer) {
  return answer ? json::parse(answer->body) : json::value();
}

/// Acknowledged names by request id.
struct Acknowledged {
  std::mutex mutex;
  std::map<std::string, std::string> name_of;
};

/// Reserves without a pause until the daemon is gone. Pairs and hours are drawn from `seed`.
void reserve_until_killed(std::uint16_t port, const std::string& prefix, std::uint32_t seed,
                          Acknowledged& acknowledged) {
  static const std::vector<std::string> kSites{"beijing", "guian",    "horinger", "shaoguan",
                                               "wuhu",    "qingyang", "zhongwei", "tianfu"};
  std::mt19937 draw(seed);
  HttpConnection connection(port);
  for (int number = 0;; ++number) {
    const auto from = draw() % kSites.size();
    const auto to = (from + 1 + draw() % (kSites.size() - 1)) % kSites.size();
    const auto id = prefix + std::to_string(number);
    const json::object body{
        {"request_id", id},
        {"from", kSites[from]},
        {"to", kSites[to]},
        {"gbps", 100},
        {"window",
         {{"start", "2031-01-" + std::to_string(10 + draw() % 20) + "T00:00:00Z"}, {"duration_s", 3600}}}};
    const auto answer = connection.call("POST", "/v1/reservations", json::serialize(body));
    if (!answer) return;
    if (answer->status != 200) continue;
    const auto name = std::string(json::parse(answer->body).at("name").as_string());
    const std::lock_guard lock(acknowledged.mutex);
    acknowledged.name_of[id] = name;
  }
}

/// Every listed reservation: request id -> name. Fails where an id or a name stands twice.
std::map<std::string, std::string> listed(std::uint16_t port) {
  HttpConnection connection(port);
  std::map<std::string, std::string> name_of;
  std::set<std::string> names;
  std::string token;
  do {
    const auto page = parsed(connection.call(
        "GET", "/v1/reservations?page_size=10000" + (token.empty() ? "" : "&page_token=" + token)));
    if (!page.is_object()) break;
    for (const auto& item : page.at("reservations").as_array()) {
      const std::string name(item.at("name").as_string());
      EXPECT_TRUE(names.insert(name).second) << name << " is listed twice";
      EXPECT_TRUE(name_of.emplace(std::string(item.at("request_id").as_string()), name).second) << name;
    }
    token = std::string(page.at("next_page_token").as_string());
  } while (!token.empty());
  return name_of;
}

TEST(KillNine, LosesNoAcknowledgedReservationAndDoublesNone) {
  constexpr int kKills = 20;
  constexpr int kClients = 4;
  const ScratchFolder folder;
  Acknowledged acknowledged;
  std::mt19937 draw(20261124);
  auto daemon = start(folder);
  for (int kill = 0; kill < kKills; ++kill) {
    ASSERT_TRUE(daemon->is_serving()) << daemon->log();
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client)
      clients.emplace_back(
          [&, seed = draw(), prefix = "k" + std::to_string(kill) + "c" + std::to_string(client) + "n"] {
            reserve_until_killed(daemon->port(), prefix, static_cast<std::uint32_t>(seed), acknowledged);
          });
    // A random instant is what is tested; nothing is asserted about how much was done by then.
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + draw() % 200));
    daemon->kill();
    for (auto& client : clients) client.join();
    daemon = start(folder);
    ASSERT_TRUE(daemon->is_serving()) << daemon->log();
    const auto now = listed(daemon->port());
    for (const auto& [id, name] : acknowledged.name_of) {
      const auto found = now.find(id);
      ASSERT_TRUE(found != now.end()) << name << " was acknowledged and is lost";
      EXPECT_EQ(found->second, name);
    }
  }
  EXPECT_GT(acknowledged.name_of.size(), 100U);
}

TEST(KillNine, AnswersARepeatedRequestWithTheSameReservation) {
  const ScratchFolder folder;
  auto daemon = start(folder);
  ASSERT_TRUE(daemon->is_serving()) << daemon->log();
  const std::string body = R"({"request_id":"once","from":"beijing","to":"guian","gbps":400})";
  const auto first = parsed(HttpConnection(daemon->port()).call("POST", "/v1/reservations", body));
  daemon->kill();
  daemon = start(folder);
  ASSERT_TRUE(daemon->is_serving()) << daemon->log();
  // The answer is the reservation as it is now: its state may have moved on, its promise may not.
  const auto again = parsed(HttpConnection(daemon->port()).call("POST", "/v1/reservations", body));
  for (const auto* promise : {"name", "request_id", "gbps", "window", "path", "endpoints", "create_time"})
    EXPECT_EQ(again.at(promise), first.at(promise)) << promise;
}

TEST(Daemon, EndsCleanlyOnSigterm) {
  const ScratchFolder folder;
  auto daemon = start(folder);
  ASSERT_TRUE(daemon->is_serving()) << daemon->log();
  daemon->send(SIGTERM);
  EXPECT_EQ(daemon->wait(), 0) << daemon->log();
}

}  // namespace
}  // namespace lightloom::test
