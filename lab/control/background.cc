#include "lab/control/background.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>

#include "lab/control/answering.h"
#include "lab/control/control_server.h"
#include "lab/control/devices_file.h"
#include "lab/control/requests.h"
#include "lab/device/json_text.h"
#include "lab/server/lab.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr int kPipe = 3;  ///< the only descriptor that comes along beside the standard ones

/// Standard error is the log by then.
void log(const std::string& line) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  fmt::print(stderr, "{:%Y-%m-%dT%H:%M:%S}Z {}\n", now, line);
  std::fflush(stderr);
}

void tell(int pipe, const json::object& report) {
  const auto line = json_text(report) + "\n";
  // The parent may have gone; then nobody is told.
  if (::write(pipe, line.data(), line.size()) < 0) log("nobody waits for this lab any more");
  ::close(pipe);
}

LabOptions lab_options(const UpOptions& options, std::shared_ptr<const Network> network) {
  LabOptions lab;
  lab.network = std::move(network);
  lab.name = options.name;
  lab.only = options.only;
  lab.external = options.external;
  lab.seed = options.seed;
  lab.tls = options.tls;
  lab.delay = options.delay;
  return lab;
}

}  // namespace

Result<void> Background::resolve_files() {
  for (auto* file : {&options.devices_file, &options.log_file}) {
    if (!*file) continue;
    const auto path = std::filesystem::absolute(**file);
    std::error_code ignored;
    if (!std::filesystem::is_directory(path.parent_path(), ignored) ||
        std::filesystem::is_directory(path, ignored))
      return invalid(fmt::format("{}: not a file in a folder that is there", path.string()),
                     file == &options.devices_file ? "--devices" : "--log");
    *file = path.string();
  }
  if (options.tls && !options.devices_file)
    return invalid("--tls needs --devices FILE: the authority's certificate is written beside it",
                   "--devices");
  return {};
}

/// Leaves session, folder and descriptors of who started it, so that nobody waits for it by accident.
Result<void> Background::detach() {
  ::setsid();
  ::signal(SIGPIPE, SIG_IGN);
  const auto sink = options.log_file.value_or("/dev/null");
  constexpr mode_t kReadable = 0644;
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(sink.c_str(), O_WRONLY | O_CREAT | O_APPEND, kReadable);
  if (in < 0 || out < 0)
    return invalid(fmt::format("--log {}: cannot be written: {}", sink, std::strerror(errno)), "--log");
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::close_range(kPipe + 1, ~0U, 0);
  return ::chdir("/") == 0 ? Result<void>() : fail(ErrorCode::kUnavailable, "cannot leave the folder");
}

Result<void> Background::serve(int pipe) {
  auto control = ControlServer::claim(options.name);
  if (!control) return fail(control.error());
  for (const auto& sentence : assumed) log(sentence);
  auto lab = Lab::start(lab_options(options, network));
  if (!lab) return fail(lab.error());
  const auto devices = (*lab)->devices();
  constexpr std::chrono::seconds kPatience{60};
  if (auto all = wait_until_answering(devices, (*lab)->ca_pem(), kPatience); !all) return all;
  std::optional<DevicesFile> file;
  if (options.devices_file) {
    auto written = DevicesFile::write(*options.devices_file, devices, (*lab)->ca_pem());
    if (!written) return fail(written.error());
    file = std::move(*written);
  }
  log(fmt::format("lab {}: {} devices answer", options.name, devices.size()));
  tell(pipe, {{"devices", devices.size()},
              {"devices_file", options.devices_file.value_or("")},
              {"ca_file", file ? file->ca_file().string() : ""}});
  Requests requests(options.name, **lab, network, [&] { (*control)->stop(); });
  (*control)->run([&](std::string_view line) {
    if (line.find("\"status\"") == std::string_view::npos) log(std::string(line));
    return requests.answer(line);
  });
  if (file) file->remove();
  log(fmt::format("lab {}: ends", options.name));
  return {};
}

void Background::run(int pipe) {
  try {
    if (pipe != kPipe) {
      ::dup2(pipe, kPipe);
      ::close(pipe);
    }
    auto done = detach();
    if (done) done = serve(kPipe);
    if (!done) {
      log(done.error().message);
      tell(kPipe, {{"error", done.error().message}, {"code", static_cast<int>(done.error().code)}});
    }
    std::fflush(nullptr);
    ::_exit(done ? 0 : 1);
  } catch (const std::exception& problem) {
    log(problem.what());
    tell(kPipe, {{"error", problem.what()}, {"code", static_cast<int>(ErrorCode::kUnavailable)}});
    ::_exit(1);
  }
}

}  // namespace lightloom::lab
