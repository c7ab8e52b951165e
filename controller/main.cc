// The map of the daemon: configuration -> network -> store -> devices -> shell around the engine -> servers
// -> run -> stop in reverse. Every thread and queue begins here or one call away: the shell's loop and its
// history reader, the store's writer, gRPC's callbacks of the devices, the server's thread and its planners.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "controller/shell/shell.h"
#include "db/memory_store.h"
#include "db/sqlite_store.h"
#include "northbound/http/server.h"
#include "southbound/devices_file.h"
#include "southbound/gnmi_devices.h"
#include "topology/formats/load_network.h"

namespace lightloom {
namespace {

struct Configuration {
  std::string network, equipment, devices, db, listen = "127.0.0.1:8420", grpc, ready_file;
  unsigned set_up_s = 10, tear_down_s = 10;
  std::string admission = "full-load";
  double load_margin_db = AdmissionPolicy{}.margin.value;
};

class WallClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
};

/// Null where none was named: the store may keep one.
Result<std::shared_ptr<const Network>> open_network(const Configuration& configuration) {
  if (configuration.network.empty()) return nullptr;
  std::optional<std::filesystem::path> equipment;
  if (!configuration.equipment.empty()) equipment = configuration.equipment;
  auto loaded = formats::load_network(configuration.network, equipment);
  if (!loaded) return fail(loaded.error());
  for (const auto& sentence : loaded->assumed) spdlog::info("network: {}", sentence);
  auto network = Network::build(std::move(loaded->record));
  if (!network) return fail(network.error());
  spdlog::info("network: {} sites, {} cables", network->sites().size(), network->links().size());
  return std::make_shared<const Network>(std::move(*network));
}

Result<std::unique_ptr<Store>> open_store(const Configuration& configuration) {
  if (configuration.db.empty()) {
    spdlog::warn("store: in memory, gone with this process; --db FILE keeps it");
    return std::make_unique<db::MemoryStore>();
  }
  auto store = db::SqliteStore::open(configuration.db);
  if (!store) return fail(store.error());
  return std::unique_ptr<Store>(std::move(*store));
}

/// Written beside and renamed, so that who waits for the file reads it whole.
Result<void> write_ready_file(const std::string& path, const std::string& http_address) {
  const auto draft = path + ".new";
  std::ofstream(draft) << fmt::format("{{\"http\": \"{}\"}}\n", http_address);
  std::error_code problem;
  std::filesystem::rename(draft, path, problem);
  if (problem)
    return invalid(fmt::format("--ready-file {}: cannot be written: {}", path, problem.message()),
                   "--ready-file");
  return {};
}

/// Waits for SIGTERM or SIGINT; both are kept from the moment this is made.
class StopSignals {
 public:
  void wait() {
    signals_.async_wait([](const boost::system::error_code&, int) {});
    io_.run();
  }

 private:
  boost::asio::io_context io_;
  boost::asio::signal_set signals_{io_, SIGTERM, SIGINT};
};

Result<Shell::Options> options_from(const Configuration& configuration) {
  Shell::Options options;
  options.keeps_network = true;
  options.engine.set_up = std::chrono::seconds(configuration.set_up_s);
  options.engine.tear_down = std::chrono::seconds(configuration.tear_down_s);
  if (configuration.admission == "actual-load")
    options.engine.admission.load = AdmissionPolicy::Load::kActual;
  options.engine.admission.margin = Decibel{configuration.load_margin_db};
  if (configuration.devices.empty()) return options;
  auto devices = southbound::read_devices(configuration.devices);
  if (!devices) return fail(devices.error());
  options.devices = std::move(*devices);
  return options;
}

void log_start(const Shell& shell) {
  const auto figures = shell.figures();
  const bool planning_only = shell.health().planning_only;
  spdlog::info("store: revision {}, loaded in {:.3f} s; {}", figures.revision, figures.last_load_seconds,
               planning_only ? std::string("planning only: no devices")
                             : fmt::format("{} devices registered", figures.devices.size()));
}

Result<void> serve(const Configuration& configuration) {
  StopSignals stop;
  const auto network = open_network(configuration);
  if (!network) return fail(network.error());
  auto store = open_store(configuration);
  if (!store) return fail(store.error());
  const WallClock clock;
  auto options = options_from(configuration);
  if (!options) return fail(options.error());
  southbound::GnmiDevices devices({});
  auto shell = Shell::start(*network, **store, &devices, clock, std::move(*options));
  if (!shell) return fail(shell.error());
  log_start(**shell);

  const auto listen = northbound::http_options_of(configuration.listen);
  if (!listen) return fail(listen.error());
  northbound::HttpServer server(**shell, clock, *listen);
  const auto port = server.start();
  if (!port) return fail(port.error());
  const bool is_v6 = listen->address.find(':') != std::string::npos;
  const auto address =
      is_v6 ? fmt::format("[{}]:{}", listen->address, *port) : fmt::format("{}:{}", listen->address, *port);
  spdlog::info("serving http://{}", address);
  if (!configuration.ready_file.empty())
    if (auto written = write_ready_file(configuration.ready_file, address); !written) return written;

  stop.wait();
  spdlog::info("stopping");
  server.stop();
  shell->reset();
  return {};
}

Configuration configuration_from(CLI::App& app, int count, char** words) {
  Configuration configuration;
  app.add_option("--network", configuration.network,
                 "Plant record: a folder, a CSV or a GNPy topology; without it the one that the store keeps");
  app.add_option("--equipment", configuration.equipment, "GNPy equipment file, instead of the network's own");
  app.add_option("--devices", configuration.devices,
                 "Devices to register: {\"devices\": [{\"node\", \"site\", \"address\", ...}]}");
  app.add_option("--set-up", configuration.set_up_s, "Seconds that light gets to come up before a start")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_option("--tear-down", configuration.tear_down_s, "Seconds that light gets to go after an end")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_option("--admission", configuration.admission,
                 "By what load GSNR is judged: full-load, or actual-load with a margin")
      ->check(CLI::IsMember({"full-load", "actual-load"}));
  app.add_option(
         "--load-margin", configuration.load_margin_db,
         "With actual-load: decibels that every channel keeps over its requirement and the operator's margin")
      ->check(CLI::Range(0.0, 20.0));
  app.add_option("--db", configuration.db, "SQLite file that keeps every promise; without it: memory only");
  app.add_option("--listen", configuration.listen, "Address and port of HTTP; port 0 picks a free one")
      ->default_str("127.0.0.1:8420");
  app.add_option("--grpc", configuration.grpc, "Taken, and ignored until gRPC is served");
  app.add_option("--ready-file", configuration.ready_file,
                 "Receives {\"http\": \"ADDRESS:PORT\"} once it serves");
  app.footer("Example: lightloomd --network lab/networks/national --db lightloom.db");
  app.parse(count, words);
  return configuration;
}

int run(int count, char** words) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("lightloomd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  CLI::App app("lightloomd: keeps light paths promised and true.");
  app.name("lightloomd");
  try {
    const auto configuration = configuration_from(app, count, words);
    if (const auto served = serve(configuration); !served) {
      fmt::print(stderr, "lightloomd: {}\n", served.error().message);
      return served.error().code == ErrorCode::kUnavailable ? 3 : 2;
    }
    return 0;
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "lightloomd: {}\n", problem.what());
    return 3;
  }
}

}  // namespace
}  // namespace lightloom

int main(int count, char** words) { return lightloom::run(count, words); }
