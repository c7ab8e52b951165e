#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>

#include "lab/control/act.h"
#include "lab/control/verbs.h"

namespace lightloom::lab {
namespace {

void act(VerbContext& context, const Act& what, const std::string& sentence) {
  const auto reply = context.ask(json_of(what));
  if (reply) context.done(*reply, sentence);
}

CLI::App* add_verb(CLI::App& app, VerbContext& context, const std::string& name, const std::string& help,
                   const std::string& example) {
  auto* verb = app.add_subcommand(name, help);
  verb->footer("Example: lightloom-lab " + example);
  add_common_options(*verb, context);
  return verb;
}

void add_cut(CLI::App& app, VerbContext& context) {
  auto* verb = add_verb(app, context, "cut", "Break a cable, or one of its two fibres",
                        "cut wuhan-changsha-1 --direction az --km 40");
  auto what = std::make_shared<Act>();
  auto direction = std::make_shared<std::string>("both");
  verb->add_option("cable", what->target, "Its name in the plant record")->required();
  verb->add_option("--direction", *direction, "az, za or both")->capture_default_str();
  verb->add_option("--km", what->km, "Where, from the a-site; in the middle where not given");
  verb->callback([what, direction, &context] {
    const auto read = direction_of(*direction);
    if (!read) return context.refuse(read.error());
    what->kind = Act::Kind::kCut;
    what->direction = *read;
    act(context, *what, fmt::format("{}: cut", what->target));
  });
}

void add_splice(CLI::App& app, VerbContext& context) {
  auto* verb = add_verb(app, context, "splice", "Mend a cable", "splice wuhan-changsha-1");
  auto what = std::make_shared<Act>();
  what->kind = Act::Kind::kSplice;
  verb->add_option("cable", what->target, "Its name in the plant record")->required();
  verb->callback([what, &context] { act(context, *what, fmt::format("{}: spliced", what->target)); });
}

void add_bend(CLI::App& app, VerbContext& context) {
  auto* verb = add_verb(app, context, "bend", "Add loss to the first span of a cable, both ways",
                        "bend wuhan-changsha-1 --loss 3");
  auto what = std::make_shared<Act>();
  what->kind = Act::Kind::kBend;
  verb->add_option("cable", what->target, "Its name in the plant record")->required();
  verb->add_option("--loss", what->loss.value, "In dB; 0 straightens it")->required();
  verb->callback([what, &context] {
    act(context, *what, fmt::format("{}: bent by {} dB", what->target, what->loss.value));
  });
}

void add_behave(CLI::App& app, VerbContext& context) {
  auto* verb =
      add_verb(app, context, "behave",
               "Make a device normal, slow, silent, refusing, lying or dead (normal starts a dead one)",
               "behave taiyuan slow --delay 500ms");
  auto what = std::make_shared<Act>();
  auto manner = std::make_shared<std::string>();
  auto delay = std::make_shared<std::string>("200ms");
  verb->add_option("site", what->target, "Where the device stands")->required();
  verb->add_option("manner", *manner, "normal, slow, silent, refusing, lying, dead")->required();
  verb->add_option("--delay", *delay, "Before answers, while it is slow")->capture_default_str();
  verb->callback([what, manner, delay, &context] {
    const auto wanted = manner_of(*manner);
    if (!wanted) return context.refuse(wanted.error());
    const auto time = duration_of(*delay, "--delay");
    if (!time) return context.refuse(time.error());
    what->kind = Act::Kind::kBehave;
    what->manner = *wanted;
    what->delay = *time;
    act(context, *what, fmt::format("{}: {}", what->target, *manner));
  });
}

void add_reboot(CLI::App& app, VerbContext& context) {
  auto* verb =
      add_verb(app, context, "reboot", "Restart a device, which loses its configuration", "reboot taiyuan");
  auto what = std::make_shared<Act>();
  what->kind = Act::Kind::kReboot;
  verb->add_option("site", what->target, "Where the device stands")->required();
  verb->callback(
      [what, &context] { act(context, *what, fmt::format("{}: restarted, empty", what->target)); });
}

void add_drift(CLI::App& app, VerbContext& context) {
  auto* verb = add_verb(
      app, context, "drift", "Change a device as somebody else would, past its clients",
      "drift taiyuan '/components/component[name=transceiver-line-1]/transceiver/config/enabled' false");
  auto what = std::make_shared<Act>();
  auto value = std::make_shared<std::string>();
  auto removes = std::make_shared<bool>(false);
  what->kind = Act::Kind::kDrift;
  verb->add_option("site", what->target, "Where the device stands")->required();
  verb->add_option("path", what->path, "Of a leaf or container, as docs/wire.md writes it")->required();
  auto* given = verb->add_option("value", *value, "Text, or JSON for a container");
  auto* removal = verb->add_flag("--delete", *removes, "Delete it")->excludes(given);
  verb->callback([what, value, given, removal, &context] {
    if (given->empty() == removal->empty())
      return context.refuse(
          {ErrorCode::kInvalidArgument, "drift takes either a VALUE or --delete", "value", {}, {}});
    if (!given->empty()) what->value = *value;
    act(context, *what,
        fmt::format("{}: {} {}", what->target, what->path, what->value ? "changed" : "deleted"));
  });
}

}  // namespace

void add_act_verbs(CLI::App& app, VerbContext& context) {
  add_cut(app, context);
  add_splice(app, context);
  add_bend(app, context);
  add_behave(app, context);
  add_reboot(app, context);
  add_drift(app, context);
}

}  // namespace lightloom::lab
