// The verbs of `lightloom-lab`, and what they have in common.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "topology/result.h"

namespace CLI {
class App;
}

namespace lightloom::lab {

/// What all verbs share. Outlives the parse.
struct VerbContext {
  std::string name = "lab";
  bool json = false;
  int exit = 0;

  /// Says an error, to standard error or with --json to standard output, and keeps its exit code.
  void refuse(const Error& error);
  /// Prints one document where --json asks for it, else `sentence`, to standard error.
  void done(const boost::json::object& document, const std::string& sentence);
  /// Asks the running lab; refuses by itself where there is none or it says no.
  Result<boost::json::object> ask(const boost::json::object& request);
};

/// `--name` and `--json`.
void add_common_options(CLI::App& verb, VerbContext& context);
/// `200ms`, `1.5s`: kInvalidArgument with the flag.
Result<std::chrono::milliseconds> duration_of(const std::string& text, const std::string& flag);

void add_up_verb(CLI::App& app, VerbContext& context);
void add_lab_verbs(CLI::App& app, VerbContext& context);  ///< status, down
void add_act_verbs(CLI::App& app, VerbContext& context);  ///< cut, splice, bend, behave, reboot, drift
void add_play_verb(CLI::App& app, VerbContext& context);

}  // namespace lightloom::lab
