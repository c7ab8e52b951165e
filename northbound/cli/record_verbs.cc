// Verbs about the plant record as files have it: check (offline), apply (to a daemon).
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "northbound/cli/context.h"
#include "northbound/cli/provenance.h"
#include "northbound/json/mapper.h"
#include "northbound/json/plant.h"
#include "northbound/proto/lightloom/v1/operations.pb.h"
#include "topology/formats/load_network.h"
#include "topology/plan/plan.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;

struct RecordWords {
  std::string network, equipment;
  bool dry_run = false;
};

/// What the files said, and the network that it makes.
struct Loaded {
  formats::LoadedNetwork files;  // without the record
  std::shared_ptr<const Network> network;
};

Result<Loaded> load(const RecordWords& words) {
  std::optional<std::filesystem::path> equipment;
  if (!words.equipment.empty()) equipment = words.equipment;
  auto files = formats::load_network(words.network, equipment);
  if (!files) return fail(std::move(files.error()));
  auto network = Network::build(std::move(files->record));
  if (!network) return fail(std::move(network.error()));
  return Loaded{std::move(*files), std::make_shared<const Network>(std::move(*network))};
}

void add_network_words(CLI::App& verb, RecordWords& words) {
  verb.add_option("network", words.network, "A plant folder, a .csv of cables, or a GNPy topology .json")
      ->required();
  verb.add_option("--equipment", words.equipment, "GNPy equipment file, instead of the network's own");
}

double length_km(const Network& network) {
  Metres sum{};
  for (const Link& link : network.links()) sum += link.length;
  return static_cast<double>(sum.value) / 1e3;
}
std::size_t count_spans(const Network& network) {
  std::size_t spans = 0;
  for (const Link& link : network.links()) spans += link.spans.size();
  return spans;
}

json::object check_document(const Loaded& loaded) {
  const Network& network = *loaded.network;
  json::array assumed(loaded.files.assumed.begin(), loaded.files.assumed.end());
  json::array unsupported;
  for (const auto& each : loaded.files.unsupported)
    unsupported.push_back(json::object{{"section", each.section}, {"name", each.name}, {"why", each.why}});
  json::array inputs;
  for (const auto& input : loaded.files.inputs) inputs.emplace_back(input.string());
  return {{"sites", network.sites().size()},           {"cables", network.links().size()},
          {"length_km", length_km(network)},           {"spans", count_spans(network)},
          {"modes", network.equipment().modes.size()}, {"assumed", std::move(assumed)},
          {"unsupported", std::move(unsupported)},     {"inputs", std::move(inputs)}};
}

void show_check(const Loaded& loaded) {
  const Network& network = *loaded.network;
  std::cout << fmt::format("{} sites, {} cables, {:.0f} km, {} spans, {} modes\n", network.sites().size(),
                           network.links().size(), length_km(network), count_spans(network),
                           network.equipment().modes.size());
  for (const auto& input : loaded.files.inputs) std::cout << "  read       " << input.string() << '\n';
  for (const auto& sentence : loaded.files.assumed) std::cout << "  assumed    " << sentence << '\n';
  for (const auto& each : loaded.files.unsupported)
    std::cout << fmt::format("  left out   {} {} {}\n", each.section, each.name, each.why);
}

Exit check(const RecordWords& words, const Context& context) {
  const auto loaded = load(words);
  if (!loaded) return context.refuse(loaded.error());
  // A record may be well-formed and its optics not: a daemon would not start with it.
  if (const auto planner = Planner::build(loaded->network); !planner) return context.refuse(planner.error());
  if (!context.json) {
    show_check(*loaded);
    return Exit::kDone;
  }
  auto document = check_document(*loaded);
  auto source = provenance(context.command, loaded->files.inputs);
  if (!source) return context.refuse(source.error());
  document["provenance"] = std::move(*source);
  std::cout << json::serialize(document) << '\n';
  return Exit::kDone;
}

std::string names_text(const json::value& changes, std::string_view list) {
  return fmt::format("  {:<9}{}\n", list == "in_use" ? "in use" : list, text_of(changes, list));
}

void show_changes(const json::value& changes, bool is_dry_run) {
  bool is_any = false;
  std::string text;
  for (const auto* list : {"added", "changed", "removed", "in_use"}) {
    if (changes.at(list).as_array().empty()) continue;
    is_any = true;
    text += names_text(changes, list);
  }
  if (!is_any) text = "  no site or cable\n";
  std::cout << (is_dry_run ? "would change\n" : "changed\n") << text;
}

Exit apply(const RecordWords& words, const Context& context) {
  const auto loaded = load(words);
  if (!loaded) return context.refuse(loaded.error());
  for (const auto& sentence : loaded->files.assumed) std::cerr << "assumed: " << sentence << '\n';
  v1::ApplyNetworkRequest request;
  *request.mutable_network() = northbound::network_message(*loaded->network);
  if (words.dry_run) request.set_dry_run(true);
  const auto body = northbound::message_to_json(request);
  if (body.size() > northbound::kMaxJsonBytes)
    return context.refuse(Error{
        ErrorCode::kTooLarge,
        fmt::format("{}: the record has {} bytes as JSON, and a daemon takes {}; start it with --network {}",
                    words.network, body.size(), northbound::kMaxJsonBytes, words.network),
        {},
        {},
        {}});
  return context.ask(
      "POST", "/v1/network:apply", body,
      [&](const json::value& changes) { show_changes(changes, words.dry_run); },
      [](const json::value& changes) {
        const auto* in_use = changes.as_object().if_contains("in_use");
        const bool is_free = in_use == nullptr || !in_use->is_array() || in_use->get_array().empty();
        return is_free ? Exit::kDone : Exit::kRefused;
      });
}

void add_check(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("check", "Read a network offline: say what was read and what was assumed");
  verb->footer("Example: lightloom check lab/networks/national");
  auto words = std::make_shared<RecordWords>();
  add_network_words(*verb, *words);
  verb->add_flag("--json", context.json, "One JSON document on standard output, nothing else there");
  verb->callback([words, &context] { context.exit = check(*words, context); });
}

void add_apply(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("apply", "Put another plant record in place of the daemon's");
  verb->footer(
      "Example: lightloom apply lab/networks/national --dry-run\n"
      "What a reservation stands on is neither removed nor changed: then nothing is, and the exit is 1.");
  auto words = std::make_shared<RecordWords>();
  add_network_words(*verb, *words);
  verb->add_flag("--dry-run", words->dry_run, "Only tell what would change");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] { context.exit = apply(*words, context); });
}

}  // namespace

void add_record_verbs(CLI::App& app, Context& context) {
  add_check(app, context);
  add_apply(app, context);
}

}  // namespace lightloom::cli
