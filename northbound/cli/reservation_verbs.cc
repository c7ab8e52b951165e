// Verbs about promises: reserve, reservations, commit, release, renew, wait, why, decisions, events.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>

#include "northbound/cli/context.h"
#include "northbound/cli/quantities.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;

Instant now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

struct ReserveWords {
  std::string from, to, gbps, within, start, end, length, hold, lease, request_id;
  std::vector<std::string> labels;
};

tl::unexpected<Error> bad_flag(std::string_view flag, const Error& error) {
  return invalid(fmt::format("{}: {}", flag, error.message), std::string(flag));
}

/// Adds a time to `object` and echoes it in UTC, so that nobody is surprised by a zone.
Result<void> put_time(json::object& object, std::string_view key, std::string_view flag,
                      const std::string& word) {
  if (word.empty()) return {};
  const auto time = parse_time(word, now());
  if (!time) return bad_flag(flag, time.error());
  const auto text = to_rfc3339(*time);
  if (text != word) std::cerr << flag << ' ' << text << '\n';
  object[json::string_view(key.data(), key.size())] = text;
  return {};
}

/// Whole seconds, rounded up.
Result<void> put_seconds(json::object& object, std::string_view key, std::string_view flag,
                         const std::string& word) {
  if (word.empty()) return {};
  const auto length = parse_duration(word, "s");
  if (!length) return bad_flag(flag, length.error());
  object[json::string_view(key.data(), key.size())] =
      std::chrono::ceil<std::chrono::seconds>(*length).count();
  return {};
}

Result<json::object> labels_of(const std::vector<std::string>& words) {
  json::object labels;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
      return invalid(fmt::format("--label {:?}: needs KEY=VALUE, as --label project=climate", word),
                     "--label");
    labels[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return labels;
}

Result<json::object> reserve_body(const ReserveWords& words) {
  json::object body{{"from", words.from}, {"to", words.to}};
  const auto rate = parse_gbps(words.gbps);
  if (!rate) return bad_flag("--gbps", rate.error());
  body["gbps"] = static_cast<double>(rate->value) / 1e6;
  if (!words.within.empty()) {
    const auto budget = parse_duration(words.within, "ms");
    if (!budget) return bad_flag("--within", budget.error());
    body["max_latency_us"] = budget->count();
  }
  json::object window;
  if (auto put = put_time(window, "start", "--start", words.start); !put) return fail(put.error());
  if (auto put = put_time(window, "end", "--end", words.end); !put) return fail(put.error());
  if (auto put = put_seconds(window, "duration_s", "--for", words.length); !put) return fail(put.error());
  if (!window.empty()) body["window"] = window;
  if (auto put = put_seconds(body, "hold_s", "--hold", words.hold); !put) return fail(put.error());
  if (auto put = put_seconds(body, "lease_s", "--lease", words.lease); !put) return fail(put.error());
  if (!words.request_id.empty()) body["request_id"] = words.request_id;
  const auto labels = labels_of(words.labels);
  if (!labels) return fail(labels.error());
  if (!labels->empty()) body["labels"] = *labels;
  return body;
}

void show_reservation(const json::value& reservation) { std::cout << reservation_text(reservation); }

void add_reserve(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("reserve", "Reserve a light path between two sites");
  verb->footer("Example: lightloom reserve horinger shaoguan --gbps 400 --within 12ms --for 2h --hold 60s");
  auto words = std::make_shared<ReserveWords>();
  verb->add_option("from", words->from, "A site, or site/line-3")->required();
  verb->add_option("to", words->to, "A site, or site/line-3")->required();
  verb->add_option("--gbps", words->gbps, "Rate in Gbit/s")->required();
  verb->add_option("--within", words->within, "Most latency one way, as 12ms (a bare number: ms)");
  verb->add_option("--start", words->start, "When it begins: RFC 3339, 06:00, +2h; now if not given");
  auto* end = verb->add_option("--end", words->end, "When it ends; without it or --for: until released");
  verb->add_option("--for", words->length, "How long it lasts, as 2h")->excludes(end);
  verb->add_option("--hold", words->hold, "Only hold it, so many seconds, until committed");
  verb->add_option("--lease", words->lease, "It lapses so many seconds after the last renewal");
  verb->add_option("--request-id", words->request_id, "Makes a repeated request the same reservation");
  verb->add_option("--label", words->labels, "KEY=VALUE; may be given more than once");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    const auto body = reserve_body(*words);
    if (!body)
      context.exit = context.refuse(body.error());
    else
      context.exit = context.ask("POST", "/v1/reservations", json::serialize(*body), show_reservation);
  });
}

void add_action(CLI::App& app, Context& context, const std::string& action, const std::string& help) {
  auto* verb = app.add_subcommand(action, help);
  verb->footer(fmt::format("Example: lightloom {} r-3", action));
  auto name = std::make_shared<std::string>();
  verb->add_option("reservation", *name, "Its name, as r-3")->required();
  add_daemon_options(*verb, context);
  verb->callback([name, action, &context] {
    context.exit = context.ask("POST", fmt::format("/v1/reservations/{}:{}", url_encoded(*name), action),
                               "{}", show_reservation);
  });
}

void show_reservations(const json::value& document) {
  Table table({"name", "state", "service", "from", "to", "Gbit/s", "latency us", "start", "end", "links"});
  for (const auto& item : document.at("reservations").as_array())
    table.add({text_of(item, "name"), text_of(item, "state"), text_of(item, "service"), text_of(item, "from"),
               text_of(item, "to"), text_of(item, "gbps"), text_of(item, "path.latency_us"),
               text_of(item, "window.start"), text_of(item, "window.end"), text_of(item, "path.links")});
  std::cout << table.text();
}

void add_reservations(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("reservations", "List reservations");
  verb->footer("Example: lightloom reservations --state ACTIVE --site horinger");
  struct Words {
    std::string state, site, link, label;
  };
  auto words = std::make_shared<Words>();
  verb->add_option("--state", words->state, "Only those in this state, as ACTIVE");
  verb->add_option("--site", words->site, "Only those that begin, pass or end there");
  verb->add_option("--link", words->link, "Only those on this cable");
  verb->add_option("--label", words->label, "Only those with KEY=VALUE");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    const auto target = with_query(
        "/v1/reservations",
        {{"state", words->state}, {"site", words->site}, {"link", words->link}, {"label", words->label}});
    context.exit = context.ask_list(target, "reservations", show_reservations);
  });
}

void add_wait(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("wait", "Wait until a reservation is in a state");
  verb->footer("Example: lightloom wait r-3 --state ACTIVE --for 60s");
  struct Words {
    std::string name, state = "ACTIVE", patience = "30s";
  };
  auto words = std::make_shared<Words>();
  verb->add_option("reservation", words->name, "Its name, as r-3")->required();
  verb->add_option("--state", words->state, "The state to wait for")->default_str("ACTIVE");
  verb->add_option("--for", words->patience, "How long to wait at the most (600s)")->default_str("30s");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    const auto patience = parse_duration(words->patience, "s");
    if (!patience) {
      context.exit = context.refuse(
          Error{ErrorCode::kInvalidArgument, "--for: " + patience.error().message, "--for", {}, {}});
      return;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*patience).count();
    Context patient = context;
    if (const auto timeout = parse_duration(context.timeout, "s"))
      patient.timeout = fmt::format("{}us", (*timeout + *patience).count());
    const auto where = patient.server();
    if (!where) {
      context.exit = context.refuse(where.error());
      return;
    }
    std::string state;
    context.exit = patient.ask("GET",
                               fmt::format("/v1/reservations/{}?wait_for={}&wait_s={}",
                                           url_encoded(words->name), url_encoded(words->state), seconds),
                               {}, show_reservation);
    if (context.exit != Exit::kDone) return;
    // The answer is 200 either way; what it is now tells whether the wait was for nothing.
    const auto answer = call(*where, "GET", "/v1/reservations/" + url_encoded(words->name), {});
    if (!answer) return;
    boost::system::error_code problem;
    const auto document = json::parse(answer->body, problem);
    if (problem) return;
    state = text_of(document, "state");
    std::string wanted = words->state;
    for (auto& letter : wanted) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    if (state == wanted) return;
    const bool is_over = state == "FAILED" || state == "ENDED" || state == "RELEASED" || state == "EXPIRED";
    std::cerr << fmt::format("{} is {}, not {}{}\n", words->name, state, wanted,
                             is_over ? "" : fmt::format(", after {} s", seconds));
    context.exit = is_over ? Exit::kRefused : Exit::kCouldNotAsk;
  });
}

void show_decision(const json::value& decision) {
  std::cout << fmt::format("{} {}  {}  {} -> {}  {} Gbit/s\n", text_of(decision, "name"),
                           text_of(decision, "verdict"), text_of(decision, "time"),
                           text_of(decision, "request.from"), text_of(decision, "request.to"),
                           text_of(decision, "request.gbps"));
  const auto* error = decision.as_object().if_contains("error");
  if (error == nullptr) {
    std::cout << "  reservation " << text_of(decision, "reservation") << '\n';
    return;
  }
  std::cout << "  " << error_text(json::object{{"error", *error}}) << '\n';
  const auto* blockers = error->is_object() ? error->get_object().if_contains("blockers") : nullptr;
  if (blockers == nullptr || !blockers->is_array()) return;
  for (const auto& blocker : blockers->get_array()) {
    const auto links = text_of(blocker, "links");
    std::cout << fmt::format("  {}: asked {} {}, available {}{}\n", text_of(blocker, "constraint"),
                             text_of(blocker, "asked"), text_of(blocker, "unit"),
                             text_of(blocker, "available"), links == "-" ? "" : " on " + links);
  }
}

void add_decisions(CLI::App& app, Context& context) {
  auto* why = app.add_subcommand("why", "Show why a request was granted or refused");
  why->footer("Example: lightloom why d-417");
  auto name = std::make_shared<std::string>();
  why->add_option("decision", *name, "Its name, as d-417")->required();
  add_daemon_options(*why, context);
  why->callback([name, &context] {
    context.exit = context.ask("GET", "/v1/decisions/" + url_encoded(*name), {}, show_decision);
  });

  auto* list = app.add_subcommand("decisions", "List what was asked and how it was answered, newest first");
  list->footer("Example: lightloom decisions --verdict REFUSED");
  auto verdict = std::make_shared<std::string>();
  list->add_option("--verdict", *verdict, "GRANTED or REFUSED");
  add_daemon_options(*list, context);
  list->callback([verdict, &context] {
    const auto target = with_query("/v1/decisions", {{"verdict", *verdict}});
    context.exit = context.ask_list(target, "decisions", [](const json::value& document) {
      Table table({"name", "time", "verdict", "from", "to", "Gbit/s", "reservation or reason"});
      for (const auto& item : document.at("decisions").as_array()) {
        const auto reservation = text_of(item, "reservation");
        table.add({text_of(item, "name"), text_of(item, "time"), text_of(item, "verdict"),
                   text_of(item, "request.from"), text_of(item, "request.to"), text_of(item, "request.gbps"),
                   reservation == "-" ? text_of(item, "error.reason") : reservation});
      }
      std::cout << table.text();
    });
  });
}

void add_events(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("events", "Follow what happens, one line each, until Ctrl-C");
  verb->footer("Example: lightloom events --after 0.0 --count 10");
  struct Words {
    std::string after, types, name;
    std::uint64_t count = 0;
  };
  auto words = std::make_shared<Words>();
  verb->add_option("--after", words->after, "Begin after this event; without it: from now on");
  verb->add_option("--types", words->types, "Only these types, as reservation.state,link,alarm");
  verb->add_option("--name", words->name, "Only those about this one, as r-3 or a cable");
  verb->add_option("--count", words->count, "Stop after so many");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] {
    const auto where = context.server();
    if (!where) {
      context.exit = context.refuse(where.error());
      return;
    }
    const auto target =
        with_query("/v1/events", {{"after", words->after}, {"types", words->types}, {"name", words->name}});
    std::uint64_t seen = 0;
    const auto answer = stream(*where, target, [&](std::string_view data) {
      if (context.json) {
        std::cout << data << std::endl;
      } else {
        boost::system::error_code problem;
        const auto event = json::parse(json::string_view(data.data(), data.size()), problem);
        if (!problem)
          std::cout << fmt::format("{}  {}  {}  {} -> {}", text_of(event, "time"), text_of(event, "type"),
                                   text_of(event, "name"), text_of(event, "before"), text_of(event, "after"))
                    << std::endl;
      }
      return words->count == 0 || ++seen < words->count;
    });
    if (!answer) {
      context.exit = context.refuse(answer.error());
    } else if (answer->status != 200) {
      boost::system::error_code problem;
      const auto document = json::parse(answer->body, problem);
      context.exit =
          problem ? context.refuse(Error{ErrorCode::kUnavailable, "the answer is not JSON", {}, {}, {}})
                  : context.refuse(document, answer->status);
    }
  });
}

}  // namespace

void add_reservation_verbs(CLI::App& app, Context& context) {
  add_reserve(app, context);
  add_reservations(app, context);
  add_action(app, context, "commit", "Commit a reservation that is held");
  add_action(app, context, "release", "Release a reservation");
  add_action(app, context, "renew", "Prolong a reservation's hold or lease by its own length, from now");
  add_wait(app, context);
  add_decisions(app, context);
  add_events(app, context);
}

}  // namespace lightloom::cli
