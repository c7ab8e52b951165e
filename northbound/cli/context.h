// What every verb shares: where to ask, how to print.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "northbound/cli/client.h"
#include "northbound/cli/output.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace lightloom::cli {

struct Context {
  std::string server_url = "http://127.0.0.1:8420";
  std::string token_file;
  std::string timeout = "30s";
  bool json = false;
  std::vector<std::string> command;  ///< as it was typed, for provenance
  Exit exit = Exit::kDone;           ///< set by the verb that ran

  /// Where to ask; reads the token. kInvalidArgument.
  Result<Server> server() const;

  /// Prints an error for a person on standard error, or its document on standard output with --json.
  Exit refuse(const Error& error) const;
  Exit refuse(const boost::json::value& document, unsigned status) const;

  using Show = std::function<void(const boost::json::value&)>;
  /// Whether an answer of 200 is what was hoped for.
  using Judge = std::function<Exit(const boost::json::value&)>;
  /// Asks and hands the parsed answer to `show` where it is 200 (with --json it is printed as it came
  /// instead), then, where given, to `judge`.
  Exit ask(std::string_view method, const std::string& target, const std::string& body, const Show& show,
           const Judge& judge = {}) const;
  /// Fetches a list to its last page and hands it over, or prints it, as one document.
  Exit ask_list(const std::string& target, std::string_view key, const Show& show) const;
};

/// Adds `--server --token-file --timeout --json` to a verb that asks the daemon.
void add_daemon_options(CLI::App& verb, Context& context);

/// Each file adds its verbs.
void add_reservation_verbs(CLI::App& app, Context& context);
void add_plant_verbs(CLI::App& app, Context& context);
void add_device_verbs(CLI::App& app, Context& context);
void add_alarm_verbs(CLI::App& app, Context& context);
void add_record_verbs(CLI::App& app, Context& context);
void add_path_verb(CLI::App& app, Context& context);
void add_qot_verb(CLI::App& app, Context& context);
void add_plan_verb(CLI::App& app, Context& context);

}  // namespace lightloom::cli
