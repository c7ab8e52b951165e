#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>

#include "lab/control/devices_file.h"
#include "lab/control/play.h"
#include "lab/control/verbs.h"
#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

double seconds(std::chrono::milliseconds time) { return std::chrono::duration<double>(time).count(); }

json::object json_of(const Played& played) {
  auto act = lab::json_of(played.timed.act);
  act["line"] = played.timed.line;
  act["at_s"] = seconds(played.timed.at);
  act["done_at_s"] = seconds(played.done_at);
  act["ok"] = played.error.empty();
  if (!played.error.empty()) act["error"] = played.error;
  return act;
}

std::string sentence_of(const Played& played) {
  return fmt::format("{:9.3f} s  line {}  {}{}{}", seconds(played.done_at), played.timed.line,
                     json_text(lab::json_of(played.timed.act)), played.error.empty() ? "" : ": ",
                     played.error);
}

struct PlayWords {
  std::string scenario, report;
};

void play_scenario(VerbContext& context, const PlayWords& words) {
  const auto acts = load_scenario(words.scenario, context.name);
  if (!acts) {
    context.refuse(acts.error());
    if (acts.error().code == ErrorCode::kNotFound && acts.error().field.empty()) context.exit = 1;
    return;
  }
  const auto all = play(*acts, context.name,
                        [](const Played& played) { fmt::print(stderr, "{}\n", sentence_of(played)); });
  json::array list;
  bool is_ok = true;
  for (const auto& played : all) {
    list.push_back(json_of(played));
    is_ok = is_ok && played.error.empty();
  }
  const json::object document{
      {"ok", is_ok}, {"lab", context.name}, {"scenario", words.scenario}, {"acts", list}};
  if (!words.report.empty())
    if (const auto written = write_whole(words.report, json_text(document) + "\n"); !written)
      return context.refuse(written.error());
  context.done(document, fmt::format("{} acts, {}", all.size(), is_ok ? "all done" : "not all of them done"));
  context.exit = is_ok ? 0 : 1;
}

}  // namespace

void add_play_verb(CLI::App& app, VerbContext& context) {
  auto* verb = app.add_subcommand("play", "Let a scenario happen to a lab, at its times");
  verb->footer(
      "Example: lightloom-lab play storm.jsonl --report build/storm.json\n"
      "A line: {\"at_s\": 5, \"do\": \"cut\", \"cable\": \"wuhan-changsha-1\"}\n"
      "do: cut splice bend (cable); kill start lie honest reboot behave drift (site)");
  auto words = std::make_shared<PlayWords>();
  verb->add_option("scenario", words->scenario, "File of JSON lines")->required();
  verb->add_option("--report", words->report, "Write here what was done when");
  add_common_options(*verb, context);
  verb->callback([words, &context] { play_scenario(context, *words); });
}

}  // namespace lightloom::lab
