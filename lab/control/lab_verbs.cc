#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>

#include "lab/control/control_client.h"
#include "lab/control/status_json.h"
#include "lab/control/verbs.h"
#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

void status(VerbContext& context) {
  const auto reply = context.ask({{"do", "status"}});
  if (!reply) return;
  fmt::print("{}", context.json ? json_text(*reply) + "\n" : status_text(*reply));
}

void down(VerbContext& context) {
  const auto reply = context.ask({{"do", "down"}});
  if (!reply) return;
  const auto pid = reply->at("pid").to_number<int>();
  if (const auto gone = wait_until_gone(pid); !gone) return context.refuse(gone.error());
  context.done({{"name", context.name}, {"pid", pid}, {"ended", true}},
               fmt::format("lab {}: ended", context.name));
}

}  // namespace

void add_lab_verbs(CLI::App& app, VerbContext& context) {
  auto* status_verb = app.add_subcommand("status", "Show devices, cut cables and lit receivers");
  status_verb->footer("Example: lightloom-lab status --json");
  add_common_options(*status_verb, context);
  status_verb->callback([&context] { status(context); });

  auto* down_verb = app.add_subcommand("down", "End a lab and wait until it is gone");
  down_verb->footer("Example: lightloom-lab down");
  add_common_options(*down_verb, context);
  down_verb->callback([&context] { down(context); });
}

}  // namespace lightloom::lab
