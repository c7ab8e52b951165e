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

/// The verb that was typed, and the one below it where that has any: `devices add`.
std::vector<const CLI::App*> chosen_verbs(const CLI::App& app) {
  std::vector<const CLI::App*> chosen;
  for (const auto* at = &app; !at->get_subcommands().empty(); chosen.push_back(at))
    at = at->get_subcommands().front();
  return chosen;
}

std::vector<std::string_view> names_of_verbs(const CLI::App& app) {
  std::vector<std::string_view> names;
  for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.emplace_back(verb->get_name());
  return names;
}

std::string no_such_verb(std::string_view of, const std::string& word, const CLI::App& app) {
  const auto nearest = nearest_of(word, names_of_verbs(app));
  return fmt::format("{} has no verb {:?}; {}", of, word,
                     nearest.empty() ? fmt::format("{} --help lists them", of) : "the nearest is " + nearest);
}

/// The first option among the words that the verb does not take; empty where there is none.
std::string unknown_option(const CLI::App& verb, const std::vector<std::string>& words) {
  for (const auto& word : words) {
    auto name = word.substr(0, word.find('='));
    if (name.rfind("--", 0) == 0 && verb.get_option_no_throw(name) == nullptr) return name;
  }
  return {};
}

std::string no_such_option(const CLI::App& verb, const std::string& verb_name, const std::string& option) {
  std::vector<std::string> names;
  for (const auto* known : verb.get_options())
    if (!known->get_lnames().empty()) names.push_back("--" + known->get_lnames().front());
  const auto nearest = nearest_of(option, {names.begin(), names.end()});
  return fmt::format("{} takes no {}; {}", verb_name, option,
                     nearest.empty() ? fmt::format("lightloom {} --help lists what it takes", verb_name)
                                     : "the nearest is " + nearest);
}

/// CLI11 says what is wrong with the words; the nearest word that would be right is ours.
std::string usage_sentence(const CLI::App& app, const std::vector<std::string>& words,
                           const CLI::ParseError& problem) {
  const auto chosen = chosen_verbs(app);
  if (chosen.empty())
    return words.empty() ? "no verb given; lightloom --help lists them"
                         : no_such_verb("lightloom", words.front(), app);
  const CLI::App& verb = *chosen.back();
  std::string name = chosen.front()->get_name();
  if (chosen.size() > 1) name += ' ' + verb.get_name();
  if (const auto option = unknown_option(verb, words); !option.empty())
    return no_such_option(verb, name, option);
  const auto typed = std::find(words.begin(), words.end(), verb.get_name());
  const bool has_more = typed != words.end() && typed + 1 != words.end();
  if (has_more && !names_of_verbs(verb).empty()) return no_such_verb("lightloom " + name, *(typed + 1), verb);
  std::string reason = problem.what();
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return fmt::format("{}: {}; lightloom {} --help shows an example", name, reason, name);
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
  add_device_verbs(app, context);
  add_alarm_verbs(app, context);
  add_record_verbs(app, context);
  add_qot_verb(app, context);
  add_plan_verb(app, context);
  return static_cast<int>(parse_and_run(app, context));
}

}  // namespace lightloom::cli
