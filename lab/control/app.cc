#include "lab/control/app.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "lab/control/verbs.h"

namespace lightloom::lab {
namespace {

std::string verb_sentence(const CLI::App& app, const std::vector<std::string>& words) {
  std::vector<std::string_view> verbs;
  for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    verbs.emplace_back(verb->get_name());
  if (words.empty()) return fmt::format("no verb given; there are {}", fmt::join(verbs, ", "));
  const auto nearest = nearest_of(words.front(), verbs);
  return fmt::format(
      "lightloom-lab has no verb {:?}; {}", words.front(),
      nearest.empty() ? fmt::format("there are {}", fmt::join(verbs, ", ")) : "the nearest is " + nearest);
}

/// CLI11 says what is wrong with the words; the nearest word that would be right is ours.
std::string usage_sentence(const CLI::App& app, const std::vector<std::string>& words,
                           const CLI::ParseError& problem) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return verb_sentence(app, words);
  const auto* verb = chosen.front();
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (name.rfind("--", 0) != 0 || verb->get_option_no_throw(name) != nullptr) continue;
    std::vector<std::string> names;
    for (const auto* option : verb->get_options())
      if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
    const auto nearest = nearest_of(name, {names.begin(), names.end()});
    return fmt::format(
        "{} takes no {}; {}", verb->get_name(), name,
        nearest.empty() ? fmt::format("it takes {}", fmt::join(names, ", ")) : "the nearest is " + nearest);
  }
  std::string reason = problem.what();
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return fmt::format("{}: {}; lightloom-lab {} --help shows an example", verb->get_name(), reason,
                     verb->get_name());
}

}  // namespace

int run(int count, const char* const* words) {
  VerbContext context;
  CLI::App app("An emulated optical network: devices that speak gNMI, and the glass between them.");
  app.name("lightloom-lab");
  app.footer(
      "Example: lightloom-lab up lab/networks/national --devices build/devices.json\n"
      "Exit: 0 done, 1 refused, 2 bad usage or input, 3 could not.");
  app.require_subcommand(1);
  add_up_verb(app, context);
  add_lab_verbs(app, context);
  add_act_verbs(app, context);
  add_play_verb(app, context);
  std::vector<std::string> given(words + std::min(count, 1), words + count);
  try {
    auto reversed = given;
    std::reverse(reversed.begin(), reversed.end());
    app.parse(reversed);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& problem) {
    context.json = std::find(given.begin(), given.end(), "--json") != given.end();
    context.refuse({ErrorCode::kInvalidArgument, usage_sentence(app, given, problem), {}, {}, {}});
  }
  return context.exit;
}

}  // namespace lightloom::lab
