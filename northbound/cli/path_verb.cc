// `lightloom path`: ways between two sites. Asks the daemon, or with --network plans offline on an empty
// network.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>

#include "controller/ports/path_view.h"
#include "northbound/cli/context.h"
#include "northbound/cli/provenance.h"
#include "northbound/cli/quantities.h"
#include "northbound/json/mapper.h"
#include "northbound/json/translate.h"
#include "topology/formats/load_network.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;
constexpr std::size_t kMostAlternatives = 1'000;

struct PathWords {
  std::string from, to, gbps, within, network, equipment;
  std::size_t alternatives = 1;
  bool explain = false;
};

/// The words as numbers, checked once for both ways to answer.
struct Asked {
  std::optional<Kbps> rate;
  std::optional<std::int64_t> max_latency_us;
};

Result<Asked> asked(const PathWords& words) {
  Asked asked;
  if (!words.gbps.empty()) {
    const auto rate = parse_gbps(words.gbps);
    if (!rate) return invalid("--gbps: " + rate.error().message, "--gbps");
    asked.rate = *rate;
  }
  if (!words.within.empty()) {
    const auto budget = parse_duration(words.within, "ms");
    if (!budget) return invalid("--within: " + budget.error().message, "--within");
    asked.max_latency_us = budget->count();
  }
  if (words.alternatives < 1 || words.alternatives > kMostAlternatives)
    return invalid(fmt::format("--alternatives {}: needs 1 to {}", words.alternatives, kMostAlternatives),
                   "--alternatives");
  return asked;
}

void show_paths(const json::value& document) {
  for (const auto& path : document.at("paths").as_array()) std::cout << path_text(path);
}

/// Whose the noise is of each path, where that was asked: an empty list is left out.
struct Offline {
  std::vector<PathView> paths;
  std::vector<optics::NoiseShares> noise;  ///< of the first lightpath of each path
};

json::object noise_document(const optics::NoiseShares& shares) {
  const double total = shares.total().value;
  json::array stretches;
  for (const auto& stretch : shares.stretches)
    stretches.push_back(json::object{
        {"where", stretch.where}, {"ase", stretch.ase.value / total}, {"nli", stretch.nli.value / total}});
  const auto optimum = optics::launch_optimum(shares);
  return {{"ase", shares.ase().value / total},
          {"nli", shares.nli().value / total},
          {"transmitter", shares.transmitter.value / total},
          {"add_drop", shares.add_drop.value / total},
          {"stretches", std::move(stretches)},
          {"launch_optimum_db", optimum.global.value},
          {"launch_gain_db", optimum.global_gain.value},
          {"local_launch_gain_db", optimum.local_gain.value}};
}

std::string noise_text(const optics::NoiseShares& shares) {
  const auto optimum = optics::launch_optimum(shares);
  return fmt::format(
      "  noise: {}\n  launch power {:+.1f} dB everywhere would gain {:.2f} dB, each span its own "
      "{:.2f} dB\n",
      optics::in_words(shares), optimum.global.value, optimum.global_gain.value, optimum.local_gain.value);
}

Result<Offline> plan_offline(Planner& planner, const PathWords& words, const Asked& asked) {
  const auto& network = planner.network();
  const auto from = network.find_site(words.from);
  if (!from) return fail(from.error());
  const auto to = network.find_site(words.to);
  if (!to) return fail(to.error());
  std::optional<Latency> budget;
  if (asked.max_latency_us) budget = std::chrono::microseconds(*asked.max_latency_us);
  Offline found;
  if (!asked.rate) {
    const auto routes = planner.routes(*from, *to, budget, words.alternatives);
    if (!routes) return fail(routes.error());
    for (const auto& route : *routes) found.paths.push_back(path_view(network, route));
    return found;
  }
  Demand demand{*from, *to, {}, {}, *asked.rate, budget, Window{Instant{}, kForever}};
  const Calendar nothing_taken(network.links().size(), network.sites().size());
  const auto plans = planner.alternatives(nothing_taken, demand, words.alternatives);
  if (!plans) {
    if (plans.error().code != ErrorCode::kNoFeasibleMode) return fail(plans.error());
    const auto in_sections = plan_regenerated(planner, nothing_taken, demand);
    if (!in_sections) return fail(in_sections.error());
    found.paths.push_back(path_view(network, *in_sections));
    return found;
  }
  for (const auto& plan : *plans) {
    found.paths.push_back(path_view(network, plan));
    if (words.explain)
      found.noise.push_back(planner.optics().noise_shares(plan.lightpaths.front().mode, plan.route.hops));
  }
  return found;
}

Exit answer_offline(const PathWords& words, const Asked& asked, const Context& context) {
  std::optional<std::filesystem::path> equipment;
  if (!words.equipment.empty()) equipment = words.equipment;
  auto loaded = formats::load_network(words.network, equipment);
  if (!loaded) return context.refuse(loaded.error());
  auto network = Network::build(std::move(loaded->record));
  if (!network) return context.refuse(network.error());
  auto planner = Planner::build(std::make_shared<const Network>(std::move(*network)));
  if (!planner) return context.refuse(planner.error());
  const auto begin = std::chrono::steady_clock::now();
  const auto found = plan_offline(*planner, words, asked);
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  if (!found) return context.refuse(found.error());
  json::array paths;
  for (const auto& view : found->paths)
    paths.push_back(json::parse(northbound::message_to_json(northbound::to_message(view))));
  for (std::size_t i = 0; i < found->noise.size(); ++i)
    paths[i].as_object()["noise"] = noise_document(found->noise[i]);
  json::object document{{"paths", std::move(paths)}, {"elapsed_us", elapsed.count()}};
  if (!context.json) {
    for (std::size_t i = 0; i < found->paths.size(); ++i) {
      std::cout << path_text(document.at("paths").at(i));
      if (i < found->noise.size()) std::cout << noise_text(found->noise[i]);
    }
    return Exit::kDone;
  }
  auto source = provenance(context.command, loaded->inputs);
  if (!source) return context.refuse(source.error());
  document["provenance"] = std::move(*source);
  std::cout << json::serialize(document) << '\n';
  return Exit::kDone;
}

Exit answer(const PathWords& words, const Context& context) {
  const auto numbers = asked(words);
  if (!numbers) return context.refuse(numbers.error());
  if (!words.network.empty()) return answer_offline(words, *numbers, context);
  json::object body{{"from", words.from}, {"to", words.to}, {"alternatives", words.alternatives}};
  if (numbers->rate) body["gbps"] = static_cast<double>(numbers->rate->value) / 1e6;
  if (numbers->max_latency_us) body["max_latency_us"] = *numbers->max_latency_us;
  if (words.explain) body["explain"] = true;
  return context.ask("POST", "/v1/paths:compute", json::serialize(body), show_paths);
}

}  // namespace

void add_path_verb(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("path", "Find light paths between two sites; nothing is reserved");
  verb->footer(
      "Example: lightloom path horinger shaoguan --gbps 400 --within 12ms --alternatives 3\n"
      "Offline: lightloom path horinger shaoguan --network lab/networks/national");
  auto words = std::make_shared<PathWords>();
  verb->add_option("from", words->from, "A site")->required();
  verb->add_option("to", words->to, "A site")->required();
  verb->add_option("--gbps", words->gbps, "Rate in Gbit/s; without it: routes only");
  verb->add_option("--within", words->within, "Most latency one way, as 12ms (a bare number: ms)");
  verb->add_option("--alternatives", words->alternatives, "How many paths, by latency")->default_str("1");
  verb->add_flag("--explain", words->explain, "Say what was passed over; offline: whose the noise is");
  verb->add_option("--network", words->network,
                   "Plan offline on this network, empty: a folder, CSV or GNPy topology");
  verb->add_option("--equipment", words->equipment, "GNPy equipment file, instead of the network's own");
  add_daemon_options(*verb, context);
  verb->callback([words, &context] { context.exit = answer(*words, context); });
}

}  // namespace lightloom::cli
