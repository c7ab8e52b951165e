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

void show_links(const json::value& document) {
  Table table({"name", "a", "z", "km", "latency us", "state", "shared risks", "message"});
  for (const auto& item : document.at("links").as_array()) {
    const auto state = text_of(item, "state");
    // Of a cable that is only recorded the message says nothing more.
    table.add({text_of(item, "name"), text_of(item, "a_site"), text_of(item, "z_site"),
               text_of(item, "length_km"), text_of(item, "latency_us"), state, text_of(item, "srlgs"),
               state == "PLANNED" ? "-" : text_of(item, "state_message")});
  }
  std::cout << table.text();
}

void add_links(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("links", "List cables, as recorded and as discovered");
  verb->footer("Example: lightloom links --state DOWN");
  struct Words {
    std::string site, state;
  };
  auto words = std::make_shared<Words>();
  verb->add_option("--site", words->site, "Only those that end there");
  verb->add_option("--state", words->state,
                   "Only those in this state: PLANNED UP DOWN ONE_WAY MISWIRED UNRECORDED");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    const auto target = with_query("/v1/links", {{"site", words->site}, {"state", words->state}});
    context.exit = context.ask_list(target, "links", show_links);
  });
}

void add_spectrum(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("spectrum", "Show who holds which slots of a cable now");
  verb->footer("Example: lightloom spectrum horinger-taiyuan-1");
  auto cable = std::make_shared<std::string>();
  verb->add_option("cable", *cable, "Its name, as lightloom links lists it")->required();
  add_daemon_options(*verb, context);
  verb->callback([cable, &context] {
    context.exit = context.ask(
        "GET", "/v1/links/" + url_encoded(*cable) + "/spectrum", {}, [](const json::value& document) {
          Table table({"direction", "n", "m", "state", "reservation", "site", "channel"});
          for (const auto* direction : {"az", "za"})
            for (const auto& item : document.at(direction).as_array())
              table.add({direction, text_of(item, "slot.n"), text_of(item, "slot.m"), text_of(item, "state"),
                         text_of(item, "reservation"), text_of(item, "site"), text_of(item, "channel")});
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
  add_list(app, context, "sites", "List sites, with their free line ports and regenerators",
           {{"name", "name"},
            {"", "name_zh"},
            {"kind", "kind"},
            {"hub", "hub"},
            {"line ports", "line_ports"},
            {"free", "line_ports_free"},
            {"regenerators", "regenerators"},
            {"free", "regenerators_free"}});
  add_list(app, context, "nodes", "List managed devices",
           {{"name", "name"}, {"site", "site"}, {"kind", "kind"}, {"device", "device"}});
  add_links(app, context);
  add_spectrum(app, context);
  add_status(app, context);
}

}  // namespace lightloom::cli
