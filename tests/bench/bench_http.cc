// Durable reservations over HTTP: how many a second and how late the slowest, with 8 connections; then kill
// -9 and how long it takes to serve again. usage: bench_http [RESERVATIONS] [CONNECTIONS]
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "tests/system/daemon_process.h"

namespace lightloom::test {
namespace {

constexpr const char* kSites[] = {"beijing",  "shanghai", "guangzhou", "chongqing", "zhangjiakou", "qingpu",
                                  "wuhu",     "shaoguan", "tianfu",    "horinger",  "guian",       "qingyang",
                                  "zhongwei", "wuhan",    "xian",      "urumqi"};

std::string body_of(std::mt19937& draw) {
  const auto from = draw() % std::size(kSites);
  const auto to = (from + 1 + draw() % (std::size(kSites) - 1)) % std::size(kSites);
  const auto day = draw() % 365;
  return fmt::format(
      R"({{"from":"{}","to":"{}","gbps":{},"window":{{"start":"2030-{:02}-{:02}T{:02}:00:00Z","duration_s":3600}}}})",
      kSites[from], kSites[to], 100 * (1 + draw() % 4), 1 + day / 31, 1 + day % 28, draw() % 24);
}

struct Tally {
  std::vector<double> latencies_ms;
  std::size_t refused = 0;
};

void run_client(std::uint16_t port, std::uint32_t seed, std::atomic<std::int64_t>& left, Tally& tally) {
  std::mt19937 draw(seed);
  HttpConnection connection(port);
  while (left.fetch_sub(1) > 0) {
    const auto body = body_of(draw);
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = connection.call("POST", "/v1/reservations", body);
    if (!answer) return;
    if (answer->status != 200) ++tally.refused;
    tally.latencies_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
}

int run(std::int64_t reservations, std::size_t connections) {
  const ScratchFolder folder;
  const std::vector<std::string> words{"--network", LIGHTLOOM_SOURCE_DIR "/lab/networks/national", "--db",
                                       (folder / "lightloom.db").string()};
  const std::string program = LIGHTLOOM_BINARY_DIR "/bin/lightloomd";
  std::vector<Tally> tallies(connections);
  {
    DaemonProcess daemon(program, words, folder);
    if (!daemon.is_serving()) {
      fmt::print("{}", daemon.log());
      return 1;
    }
    fmt::print("empty store: serving after {:.3f} s\n", daemon.time_to_serve().count());
    std::atomic<std::int64_t> left{reservations};
    std::vector<std::thread> clients;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t client = 0; client < connections; ++client)
      clients.emplace_back([&, client] {
        run_client(daemon.port(), static_cast<std::uint32_t>(client + 1), left, tallies[client]);
      });
    for (auto& client : clients) client.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::vector<double> all;
    std::size_t refused = 0;
    for (const auto& tally : tallies) {
      all.insert(all.end(), tally.latencies_ms.begin(), tally.latencies_ms.end());
      refused += tally.refused;
    }
    std::sort(all.begin(), all.end());
    const auto at = [&](double share) {
      return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    fmt::print(
        "POST /v1/reservations, {} connections: {} in {:.2f} s = {:.0f} /s, p50 {:.2f} ms, p99 {:.2f} ms, "
        "max {:.1f} ms, {} refused\n",
        connections, all.size(), took.count(), static_cast<double>(all.size()) / took.count(), at(0.5),
        at(0.99), all.back(), refused);
    daemon.kill();
  }
  DaemonProcess again(program, words, folder);
  fmt::print("kill -9, then serving again with {} reservations after {:.3f} s\n", reservations,
             again.time_to_serve().count());
  return again.is_serving() ? 0 : 1;
}

}  // namespace
}  // namespace lightloom::test

int main(int count, char** words) {
  return lightloom::test::run(count > 1 ? std::atoll(words[1]) : 100'000,
                              count > 2 ? static_cast<std::size_t>(std::atoll(words[2])) : 8);
}
