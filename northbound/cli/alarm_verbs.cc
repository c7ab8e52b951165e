// Verbs about what goes wrong in the glass: alarms, alarms acknowledge, lightpath.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "northbound/cli/context.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;

Table alarm_table() {
  return Table({"name", "severity", "kind", "resource", "since", "cleared", "acknowledged", "root", "affects",
                "message"});
}

void add_row(Table& table, const json::value& alarm) {
  table.add({text_of(alarm, "name"), text_of(alarm, "severity"), text_of(alarm, "kind"),
             text_of(alarm, "resource"), text_of(alarm, "time"), text_of(alarm, "cleared_time"),
             text_of(alarm, "acknowledged_time"), text_of(alarm, "root"), text_of(alarm, "affects"),
             text_of(alarm, "message")});
}

void show_alarms(const json::value& document) {
  Table table = alarm_table();
  for (const auto& alarm : document.at("alarms").as_array()) add_row(table, alarm);
  std::cout << table.text();
}

void add_acknowledge(CLI::App& alarms, Context& context) {
  auto* verb = alarms.add_subcommand("acknowledge", "Say that somebody has seen an alarm");
  verb->footer("Example: lightloom alarms acknowledge a-3");
  auto name = std::make_shared<std::string>();
  verb->add_option("alarm", *name, "Its name, as a-3")->required();
  add_daemon_options(*verb, context);
  verb->callback([name, &context] {
    context.exit = context.ask("POST", "/v1/alarms/" + url_encoded(*name) + ":acknowledge", {},
                               [](const json::value& alarm) {
                                 Table table = alarm_table();
                                 add_row(table, alarm);
                                 std::cout << table.text();
                               });
  });
}

void add_alarms(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("alarms", "List alarms, newest first; acknowledge one");
  verb->footer("Example: lightloom alarms --active\nExample: lightloom alarms acknowledge a-3");
  struct Words {
    std::string resource;
    bool active = false;
  };
  auto words = std::make_shared<Words>();
  verb->add_flag("--active", words->active, "Only those that last");
  verb->add_option("--resource", words->resource, "Only those of this cable, device or lightpath");
  add_daemon_options(*verb, context);
  add_acknowledge(*verb, context);
  verb->callback([verb, words, &context] {
    if (!verb->get_subcommands().empty()) return;
    const auto target =
        with_query("/v1/alarms", {{"active", words->active ? "true" : ""}, {"resource", words->resource}});
    context.exit = context.ask_list(target, "alarms", show_alarms);
  });
}

void show_lightpath(const json::value& report) {
  constexpr int kPowerDecimals = 1;
  constexpr int kGsnrDecimals = 1;
  std::cout << fmt::format("{} {}  {}\n", text_of(report, "name"), text_of(report, "light"),
                           text_of(report, "reservation"));
  if (const auto message = text_of(report, "message"); message != "-") std::cout << "  " << message << '\n';
  Table table({"site", "port", "power dBm", "predicted", "GSNR dB", "predicted", "pre-FEC BER"});
  for (const auto& receiver : report.at("receivers").as_array())
    table.add({text_of(receiver, "site"), text_of(receiver, "port"),
               decimal_text(receiver, "power_dbm", kPowerDecimals),
               decimal_text(receiver, "predicted_power_dbm", kPowerDecimals),
               decimal_text(receiver, "gsnr_0p1nm_db", kGsnrDecimals),
               decimal_text(receiver, "predicted_gsnr_0p1nm_db", kGsnrDecimals),
               text_of(receiver, "pre_fec_ber")});
  std::cout << table.text();
}

void add_lightpath(CLI::App& app, Context& context) {
  auto* verb =
      app.add_subcommand("lightpath", "Show what the receivers of a lightpath say, and what they should");
  verb->footer("Example: lightloom lightpath l-7\nWith --json also the last week, in bins of 15 minutes.");
  auto name = std::make_shared<std::string>();
  verb->add_option("lightpath", *name, "Its name, as l-7")->required();
  add_daemon_options(*verb, context);
  verb->callback([name, &context] {
    context.exit = context.ask("GET", "/v1/lightpaths/" + url_encoded(*name), {}, show_lightpath);
  });
}

}  // namespace

void add_alarm_verbs(CLI::App& app, Context& context) {
  add_alarms(app, context);
  add_lightpath(app, context);
}

}  // namespace lightloom::cli
