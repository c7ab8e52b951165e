#include "lab/control/up.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>

#include "lab/control/background.h"
#include "lab/control/control_client.h"
#include "lab/control/socket_address.h"
#include "topology/formats/load_network.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr int kPatienceMs = 120'000;

Result<std::shared_ptr<const Network>> open_network(const UpOptions& options,
                                                    std::vector<std::string>& assumed) {
  std::optional<std::filesystem::path> equipment;
  if (options.equipment) equipment = *options.equipment;
  auto loaded = formats::load_network(options.network, equipment);
  if (!loaded) return fail(loaded.error());
  assumed = std::move(loaded->assumed);
  auto network = Network::build(std::move(loaded->record));
  if (!network) return fail(network.error());
  return std::make_shared<const Network>(std::move(*network));
}

Result<void> check_sites(const UpOptions& options, const Network& network) {
  const auto check = [&](const std::string& site, const std::string& flag) -> Result<void> {
    const auto found = network.find_site(site);
    if (found) return {};
    auto error = found.error();
    error.message = flag + ": " + error.message;
    error.field = flag;
    return fail(std::move(error));
  };
  for (const auto& site : options.only)
    if (auto known = check(site, "--only"); !known) return known;
  for (const auto& [site, address] : options.external)
    if (auto known = check(site, "--external"); !known) return known;
  return {};
}

/// Everything that the new process writes until it closes the pipe, at most a line.
std::string read_line(int pipe) {
  std::string line;
  char letter = 0;
  pollfd wanted{pipe, POLLIN, 0};
  while (::poll(&wanted, 1, kPatienceMs) == 1 && ::read(pipe, &letter, 1) == 1 && letter != '\n')
    line += letter;
  return line;
}

Result<UpReport> report_of(const std::string& line, pid_t child, const UpOptions& options) {
  json::error_code problem;
  const auto value = json::parse(line, problem);
  if (problem || !value.is_object()) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("the lab did not start{}", options.log_file ? "; " + *options.log_file + " may tell why"
                                                                : "; --log FILE keeps what it says"));
  }
  const auto& object = value.get_object();
  if (const auto* message = object.if_contains("error")) {
    ::waitpid(child, nullptr, 0);
    const auto code = static_cast<ErrorCode>(object.at("code").to_number<int>());
    return fail(code, std::string(message->as_string()));
  }
  UpReport report;
  report.pid = child;
  report.devices = object.at("devices").to_number<std::size_t>();
  report.devices_file = object.at("devices_file").as_string();
  report.ca_file = object.at("ca_file").as_string();
  return report;
}

}  // namespace

Result<UpReport> bring_up(const UpOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  if (auto sound = check_lab_name(options.name); !sound) return fail(sound.error());
  Background background{options, nullptr, {}};
  auto network = open_network(options, background.assumed);
  if (!network) return fail(network.error());
  background.network = *network;
  if (auto known = check_sites(options, **network); !known) return fail(known.error());
  if (auto resolved = background.resolve_files(); !resolved) return fail(resolved.error());
  if (const auto other = ask_lab(options.name, R"({"do": "names"})");
      other || other.error().code != ErrorCode::kNotFound)
    return fail(
        ErrorCode::kWrongState,
        fmt::format("a lab called {:?} runs already; lightloom-lab down --name {} ends it, another --name "
                    "runs beside it",
                    options.name, options.name));
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return fail(ErrorCode::kUnavailable, "no pipe to the new process");
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::kUnavailable, "no new process");
  if (child == 0) {
    ::close(pipe[0]);
    background.run(pipe[1]);
  }
  ::close(pipe[1]);
  auto report = report_of(read_line(pipe[0]), child, options);
  ::close(pipe[0]);
  if (!report) return report;
  report->cables = (*network)->links().size();
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace lightloom::lab
