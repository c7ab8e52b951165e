// Verbs about devices: devices, devices add, devices remove.
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

Table device_table() { return Table({"node", "site", "address", "state", "last seen", "drift", "message"}); }

void add_row(Table& table, const json::value& device) {
  table.add({text_of(device, "node"), text_of(device, "site"), text_of(device, "address"),
             text_of(device, "state"), text_of(device, "last_seen"), text_of(device, "drift"),
             text_of(device, "state_message")});
}

void show_device(const json::value& device) {
  Table table = device_table();
  add_row(table, device);
  std::cout << table.text();
}

void add_add(CLI::App& devices, Context& context) {
  auto* verb = devices.add_subcommand("add", "Register the device of a site, or change how it is reached");
  verb->footer(
      "Example: lightloom devices add roadm-horinger horinger 10.0.3.7:9339 --ca-file /etc/lightloom/ca.pem\n"
      "Files are read by the daemon, on its machine.");
  struct Words {
    std::string node, site, address, username, password_file, ca_file;
  };
  auto words = std::make_shared<Words>();
  verb->add_option("node", words->node, "What it calls itself, as roadm-horinger")->required();
  verb->add_option("site", words->site, "Where it stands")->required();
  verb->add_option("address", words->address, "As 10.0.3.7:9339, [2001:db8::7]:9339 or host:9339")
      ->required();
  verb->add_option("--username", words->username, "With which the daemon logs in");
  verb->add_option("--password-file", words->password_file, "File that holds the password");
  verb->add_option("--ca-file", words->ca_file, "PEM file: TLS with it, plain text without");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    json::object body{{"node", words->node}, {"site", words->site}, {"address", words->address}};
    if (!words->username.empty()) body["username"] = words->username;
    if (!words->password_file.empty()) body["password_file"] = words->password_file;
    if (!words->ca_file.empty()) body["ca_file"] = words->ca_file;
    context.exit = context.ask("POST", "/v1/devices", json::serialize(body), show_device);
  });
}

void add_remove(CLI::App& devices, Context& context) {
  auto* verb = devices.add_subcommand("remove", "Forget a device; light that it carries stays lit");
  verb->footer("Example: lightloom devices remove roadm-horinger");
  auto node = std::make_shared<std::string>();
  verb->add_option("node", *node, "Its node, as lightloom devices lists it")->required();
  add_daemon_options(*verb, context);
  verb->callback([node, &context] {
    context.exit =
        context.ask("DELETE", "/v1/devices/" + url_encoded(*node), {}, [](const json::value& device) {
          std::cout << fmt::format("{} removed; it was {} at {}\n", text_of(device, "node"),
                                   text_of(device, "state"), text_of(device, "address"));
        });
  });
}

void show_devices(const json::value& document) {
  Table table = device_table();
  for (const auto& device : document.at("devices").as_array()) add_row(table, device);
  std::cout << table.text();
}

}  // namespace

void add_device_verbs(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("devices", "List devices and how they fare; add and remove them");
  verb->footer(
      "Example: lightloom devices --state SILENT\n"
      "Example: lightloom devices add roadm-horinger horinger 10.0.3.7:9339");
  struct Words {
    std::string site, state;
  };
  auto words = std::make_shared<Words>();
  verb->add_option("--site", words->site, "Only that of this site");
  verb->add_option("--state", words->state, "Only those in this state: CONNECTING UP SILENT REFUSING LYING");
  add_daemon_options(*verb, context);
  add_add(*verb, context);
  add_remove(*verb, context);
  verb->callback([verb, words, &context] {
    if (!verb->get_subcommands().empty()) return;
    const auto target = with_query("/v1/devices", {{"site", words->site}, {"state", words->state}});
    context.exit = context.ask_list(target, "devices", show_devices);
  });
}

}  // namespace lightloom::cli
