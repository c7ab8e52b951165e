// Verbs about the plant: sites, nodes, links, spectrum, status.
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

struct Column {
  std::string title, path;
};

void add_list(CLI::App& app, Context& context, const std::string& name, const std::string& help,
              const std::vector<Column>& columns) {
  auto* verb = app.add_subcommand(name, help);
  verb->footer(fmt::format("Example: lightloom {} --json", name));
  add_daemon_options(*verb, context);
  verb->callback([name, columns, &context] {
    context.exit = context.ask_list("/v1/" + name, name, [&](const json::value& document) {
      std::vector<std::string> titles;
      titles.reserve(columns.size());
      for (const auto& column : columns) titles.push_back(column.title);
      Table table(titles);
      for (const auto& item : document.at(name).as_array()) {
        std::vector<std::string> cells;
        cells.reserve(columns.size());
        for (const auto& column : columns) cells.push_back(text_of(item, column.path));
        table.add(std::move(cells));
      }
      std::cout << table.text();
    });
  });
}

void add_spectrum(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("spectrum", "Show who holds which slots of a cable now");
  verb->footer("Example: lightloom spectrum horinger-taiyuan-1");
  auto cable = std::make_shared<std::string>();
  verb->add_option("cable", *cable, "Its name, as lightloom links lists it")->required();
  add_daemon_options(*verb, context);
  verb->callback([cable, &context] {
    context.exit = context.ask("GET", "/v1/links/" + url_encoded(*cable) + "/spectrum", {},
                               [](const json::value& document) {
                                 Table table({"direction", "n", "m", "state", "reservation"});
                                 for (const auto* direction : {"az", "za"})
                                   for (const auto& item : document.at(direction).as_array())
                                     table.add({direction, text_of(item, "slot.n"), text_of(item, "slot.m"),
                                                text_of(item, "state"), text_of(item, "reservation")});
                                 std::cout << table.text();
                               });
  });
}

void add_status(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("status", "Show whether the daemon serves, and how");
  verb->footer("Example: lightloom status");
  add_daemon_options(*verb, context);
  verb->callback([&context] {
    context.exit = context.ask("GET", "/healthz", {}, [](const json::value& document) {
      for (const auto& [key, value] : document.as_object())
        std::cout << fmt::format(
            "{:<14} {}\n", std::string_view(key.data(), key.size()),
            value.is_string() ? std::string(value.get_string()) : json::serialize(value));
    });
  });
}

}  // namespace

void add_plant_verbs(CLI::App& app, Context& context) {
  add_list(app, context, "sites", "List sites, with their free line ports",
           {{"name", "name"},
            {"", "name_zh"},
            {"kind", "kind"},
            {"hub", "hub"},
            {"line ports", "line_ports"},
            {"free", "line_ports_free"},
            {"regenerators", "regenerators"}});
  add_list(app, context, "nodes", "List managed devices",
           {{"name", "name"}, {"site", "site"}, {"kind", "kind"}});
  add_list(app, context, "links", "List cables",
           {{"name", "name"},
            {"a", "a_site"},
            {"z", "z_site"},
            {"km", "length_km"},
            {"latency us", "latency_us"},
            {"state", "state"},
            {"shared risks", "srlgs"}});
  add_spectrum(app, context);
  add_status(app, context);
}

}  // namespace lightloom::cli
