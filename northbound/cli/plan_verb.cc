// `lightloom plan`: a planner's path requests on its network, with its library; or on our own plant record.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "northbound/cli/context.h"
#include "northbound/cli/provenance.h"
#include "topology/formats/files.h"
#include "topology/formats/load_network.h"
#include "topology/gnpy/design.h"
#include "topology/gnpy/from_plant.h"
#include "topology/gnpy/library_file.h"
#include "topology/gnpy/planner.h"

namespace lightloom::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using gnpy::PlannedPath;

struct PlanWords {
  std::string network, equipment, services;
  bool no_insert_edfas = false;
};

struct Planned {
  std::vector<PlannedPath> paths;
  std::vector<fs::path> inputs;
  std::future<Result<json::value>> provenance;  ///< of the inputs; with --json only
  std::vector<std::string> assumed;
};

bool is_plant(const fs::path& network) {
  std::error_code ignored;
  return fs::is_directory(network, ignored) || network.extension() == ".csv";
}

class Reading {
 public:
  Reading(const PlanWords& words, const Context& context) : words_(words), context_(context) {}

  Result<Planned> plan() && {
    list_inputs();
    const auto library = read_library();
    if (!library) return fail(library.error());
    const auto network = is_plant(words_.network) ? plant(*library) : topology(*library);
    if (!network) return fail(network.error());
    const auto bytes = formats::read_file(words_.services);
    if (!bytes) return fail(bytes.error());
    const auto services = gnpy::read_services(*bytes, words_.services, *network, *library);
    if (!services) return fail(services.error());
    auto paths = gnpy::plan_requests(*network, *library, *services);
    if (!paths) return fail(paths.error());
    planned_.paths = std::move(*paths);
    return std::move(planned_);
  }

 private:
  // What a plant consists of is known when it is loaded.
  void list_inputs() {
    if (const auto file = equipment_file()) planned_.inputs.push_back(*file);
    planned_.inputs.emplace_back(words_.services);
    if (is_plant(words_.network)) return;
    planned_.inputs.emplace_back(words_.network);
    hash_inputs();
  }

  // Beside the planning: hashing a national topology takes a tenth of the whole.
  void hash_inputs() {
    if (context_.json)
      planned_.provenance = std::async(std::launch::async, provenance, context_.command, planned_.inputs);
  }

  /// The file given, else the one in the plant's folder, else nothing.
  std::optional<fs::path> equipment_file() const {
    if (!words_.equipment.empty()) return words_.equipment;
    std::error_code ignored;
    const auto beside = fs::path(words_.network) / "equipment.json";
    return fs::exists(beside, ignored) ? std::optional(beside) : std::nullopt;
  }

  Result<gnpy::Library> read_library() {
    if (const auto file = equipment_file()) return gnpy::read_library_file(*file);
    if (!is_plant(words_.network))
      return invalid("no --equipment given; a topology needs the library that it was planned with",
                     "--equipment");
    return gnpy::builtin_library();
  }

  Result<gnpy::PlannerNetwork> topology(const gnpy::Library& library) {
    const auto bytes = formats::read_file(words_.network);
    if (!bytes) return fail(bytes.error());
    auto network = gnpy::read_planner_network(*bytes, words_.network, library);
    if (!network) return network;
    gnpy::DesignOptions options;
    options.add_missing = !words_.no_insert_edfas;
    return gnpy::design(std::move(*network), library, options);
  }

  Result<gnpy::PlannerNetwork> plant(const gnpy::Library& library) {
    const auto equipment =
        words_.equipment.empty() ? std::nullopt : std::optional<fs::path>(words_.equipment);
    auto loaded = formats::load_network(words_.network, equipment);
    if (!loaded) return fail(loaded.error());
    for (auto& input : loaded->inputs)
      if (std::find(planned_.inputs.begin(), planned_.inputs.end(), input) == planned_.inputs.end())
        planned_.inputs.push_back(std::move(input));
    hash_inputs();
    planned_.assumed = std::move(loaded->assumed);
    return gnpy::planner_network_of(loaded->record, words_.network, library);
  }

  const PlanWords& words_;
  const Context& context_;
  Planned planned_;
};

// JSON has no number for what was not computed: it is null.
json::value number(double value) { return std::isfinite(value) ? json::value(value) : json::value(); }

json::array texts(const std::vector<std::string>& words) { return json::array(words.begin(), words.end()); }

json::object document_of(const PlannedPath& path) {
  json::array slots;
  for (const auto& slot : path.slots) slots.push_back(json::object{{"n", slot.n}, {"m", slot.m}});
  json::object document{{"id", path.id},
                        {"feasible", path.feasible},
                        {"reason", path.reason},
                        {"mode", path.mode},
                        {"gsnr_0p1nm_db", number(path.gsnr_0p1nm_db)},
                        {"gsnr_signal_bandwidth_db", number(path.gsnr_signal_bandwidth_db)},
                        {"osnr_0p1nm_db", number(path.osnr_0p1nm_db)},
                        {"latency_us", number(path.latency_us)},
                        {"length_km", number(path.length_km)},
                        {"roadms", texts(path.roadms)},
                        {"elements", texts(path.elements)},
                        {"slots", std::move(slots)}};
  if (!path.detail.empty()) document["detail"] = path.detail;
  if (path.back)
    document["back"] = json::object{{"gsnr_0p1nm_db", number(path.back->gsnr_0p1nm_db)},
                                    {"gsnr_signal_bandwidth_db", number(path.back->gsnr_signal_bandwidth_db)},
                                    {"osnr_0p1nm_db", number(path.back->osnr_0p1nm_db)}};
  return document;
}

std::string decimals(double value, int count) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, count) : "-";
}

std::string slots_text(const PlannedPath& path) {
  std::string text;
  for (const auto& slot : path.slots)
    text += fmt::format("{}n={} m={}", text.empty() ? "" : ", ", slot.n, slot.m);
  return text.empty() ? "-" : text;
}

std::string route_text(const PlannedPath& path) {
  return path.roadms.empty() ? "-" : fmt::format("{}", fmt::join(path.roadms, ", "));
}

// How many pass, and what holds the others up.
std::string sentence(const std::vector<PlannedPath>& paths) {
  std::map<std::string, int> refused;
  std::size_t feasible = 0;
  for (const auto& path : paths)
    if (path.feasible)
      ++feasible;
    else
      ++refused[path.reason];
  auto text = fmt::format("{} of {} requests can be served", feasible, paths.size());
  const char* joint = ": ";
  for (const auto& [reason, count] : refused) {
    text += fmt::format("{}{} {}", joint, count, reason);
    joint = ", ";
  }
  return text + "\n";
}

void show(const Planned& planned) {
  Table table({"request", "answer", "mode", "GSNR 0.1 nm", "km", "latency us", "slots", "route"});
  for (const auto& path : planned.paths)
    table.add({path.id, path.feasible ? "yes" : path.reason, path.mode.empty() ? "-" : path.mode,
               decimals(path.gsnr_0p1nm_db, 2), decimals(path.length_km, 1), decimals(path.latency_us, 1),
               slots_text(path), route_text(path)});
  std::cout << table.text();
  for (const auto& path : planned.paths)
    if (!path.detail.empty()) std::cout << path.id << ": " << path.detail << '\n';
  std::cout << sentence(planned.paths);
  for (const auto& assumption : planned.assumed) std::cerr << assumption << '\n';
}

Exit print_document(Planned& planned, double elapsed_ms, Exit exit, const Context& context) {
  auto source = planned.provenance.get();
  if (!source) return context.refuse(source.error());
  json::array requests;
  requests.reserve(planned.paths.size());
  for (const auto& path : planned.paths) requests.push_back(document_of(path));
  json::object document{{"requests", std::move(requests)}, {"elapsed_ms", elapsed_ms}};
  if (!planned.assumed.empty()) document["assumed"] = texts(planned.assumed);
  document["provenance"] = std::move(*source);
  std::cout << json::serialize(document) << '\n';
  return exit;
}

Exit run_plan(const PlanWords& words, const Context& context) {
  const auto start = std::chrono::steady_clock::now();
  auto planned = Reading(words, context).plan();
  if (!planned) return context.refuse(planned.error());
  const bool all = std::all_of(planned->paths.begin(), planned->paths.end(),
                               [](const PlannedPath& path) { return path.feasible; });
  const auto exit = all ? Exit::kDone : Exit::kRefused;
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  if (context.json) return print_document(*planned, elapsed.count(), exit, context);
  show(*planned);
  return exit;
}

}  // namespace

void add_plan_verb(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("plan", "Answer a planner's path requests: route, mode, slots");
  verb->footer(
      "Example: lightloom plan --network lab/networks/national/topology.json --equipment "
      "lab/networks/national/equipment.json --services lab/networks/national/services.json --json\n"
      "Exit: 0 every request can be served, 1 some cannot, 2 bad input.");
  auto words = std::make_shared<PlanWords>();
  verb->add_option("--network", words->network,
                   "GNPy topology .json, or a plant record: a folder or a table of cables (.csv)")
      ->required();
  verb->add_option("--equipment", words->equipment,
                   "GNPy equipment library; a plant's folder has its own, else the built-in one is taken");
  verb->add_option("--services", words->services, "GNPy path requests")->required();
  verb->add_flag("--no-insert-edfas", words->no_insert_edfas,
                 "Neither split fibres nor add amplifiers to a topology");
  verb->add_flag("--json", context.json, "One JSON document on standard output, nothing else there");
  verb->callback([words, &context] { context.exit = run_plan(*words, context); });
}

}  // namespace lightloom::cli
