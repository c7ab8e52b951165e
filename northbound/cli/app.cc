#include "northbound/cli/app.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "northbound/cli/context.h"
#include "northbound/cli/provenance.h"

namespace lightloom::cli {
namespace {

/// CLI11 says what is wrong with the words; the nearest word that would be right is ours.
std::string usage_sentence(const CLI::App& app, const std::vector<std::string>& words,
                           const CLI::ParseError& problem) {
  std::vector<std::string_view> verbs;
  for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    verbs.emplace_back(verb->get_name());
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    if (words.empty()) return "no verb given; lightloom --help lists them";
    const auto nearest = nearest_of(words.front(), verbs);
    return fmt::format("lightloom has no verb {:?}; {}", words.front(),
                       nearest.empty() ? "lightloom --help lists them" : "the nearest is " + nearest);
  }
  const auto* verb = chosen.front();
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (name.rfind("--", 0) != 0 || verb->get_option_no_throw(name) != nullptr) continue;
    std::vector<std::string> names;
    for (const auto* option : verb->get_options())
      if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
    const auto nearest = nearest_of(name, {names.begin(), names.end()});
    return fmt::format("{} takes no {}; {}", verb->get_name(), name,
                       nearest.empty()
                           ? fmt::format("lightloom {} --help lists what it takes", verb->get_name())
                           : "the nearest is " + nearest);
  }
  std::string reason = problem.what();
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return fmt::format("{}: {}; lightloom {} --help shows an example", verb->get_name(), reason,
                     verb->get_name());
}

Exit parse_and_run(CLI::App& app, Context& context) {
  auto words = context.command;
  words.erase(words.begin());
  try {
    auto reversed = words;
    std::reverse(reversed.begin(), reversed.end());
    app.parse(reversed);
  } catch (const CLI::Success& asked_for_help) {
    app.exit(asked_for_help);
    return Exit::kDone;
  } catch (const CLI::ParseError& problem) {
    context.json = std::find(words.begin(), words.end(), "--json") != words.end();
    return context.refuse(
        Error{ErrorCode::kInvalidArgument, usage_sentence(app, words, problem), {}, {}, {}});
  }
  return context.exit;
}

}  // namespace

int run(int count, const char* const* words) {
  Context context;
  context.command.assign(words, words + count);
  CLI::App app("Lightloom: light paths between compute hubs, computed, reserved and kept.");
  app.name("lightloom");
  app.footer(
      "Example: lightloom path horinger shaoguan --gbps 400 --within 12ms\nExit: 0 done, 1 refused, 2 bad "
      "usage or input, 3 could not ask.");
  app.require_subcommand(1);
  app.set_version_flag("--version", version_text());
  add_path_verb(app, context);
  add_reservation_verbs(app, context);
  add_plant_verbs(app, context);
  add_qot_verb(app, context);
  return static_cast<int>(parse_and_run(app, context));
}

}  // namespace lightloom::cli
