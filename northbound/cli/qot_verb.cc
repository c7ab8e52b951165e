// `lightloom qot`: GSNR, OSNR, power, dispersion and latency of explicit chains of fibres and amplifiers.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <iostream>
#include <memory>

#include "northbound/cli/context.h"
#include "northbound/cli/provenance.h"
#include "topology/formats/files.h"
#include "topology/formats/qot_file.h"
#include "topology/optics/ggn_tables.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;
constexpr std::size_t kLargestFile = 64ULL * 1024 * 1024;

// JSON has no infinity: a ratio over no noise at all is null.
json::array numbers(const std::vector<double>& values) {
  json::array numbers;
  for (const double value : values)
    numbers.push_back(std::isfinite(value) ? json::value(value) : json::value());
  return numbers;
}

json::object case_document(const std::string& id, const optics::QotResult& result) {
  return {{"id", id},
          {"gsnr_0p1nm_db", numbers(result.gsnr_0p1nm_db)},
          {"gsnr_signal_bandwidth_db", numbers(result.gsnr_signal_bandwidth_db)},
          {"osnr_ase_0p1nm_db", numbers(result.osnr_ase_0p1nm_db)},
          {"snr_nli_signal_bandwidth_db", numbers(result.snr_nli_signal_bandwidth_db)},
          {"power_dbm", numbers(result.power_dbm)},
          {"chromatic_dispersion_ps_per_nm", numbers(result.chromatic_dispersion_ps_per_nm)},
          {"pmd_ps", numbers(result.pmd_ps)},
          {"latency_us", numbers(result.latency_us)}};
}

Exit evaluate_file(const std::string& file, const Context& context) {
  const auto bytes = formats::read_file(file, kLargestFile);
  if (!bytes) return context.refuse(bytes.error());
  const auto cases = formats::read_qot_cases(*bytes, file);
  if (!cases) return context.refuse(cases.error());
  Exit exit = Exit::kDone;
  json::array documents;
  Table table({"case", "channels", "GSNR 0.1 nm min", "mean", "max", "latency us"});
  optics::GgnTables tables;
  for (const auto& item : *cases) {
    const auto result = optics::evaluate(item, tables);
    if (!result) {
      exit = Exit::kRefused;
      documents.push_back(json::object{{"id", item.id}, {"error", result.error().message}});
      table.add({item.id, result.error().message});
      continue;
    }
    documents.push_back(case_document(item.id, *result));
    const auto& gsnr = result->gsnr_0p1nm_db;
    double sum = 0;
    for (const double value : gsnr) sum += value;
    const auto [least, most] = std::minmax_element(gsnr.begin(), gsnr.end());
    table.add({item.id, std::to_string(gsnr.size()), fmt::format("{:.3f}", *least),
               fmt::format("{:.3f}", sum / static_cast<double>(gsnr.size())), fmt::format("{:.3f}", *most),
               fmt::format("{:.3f}", result->latency_us.front())});
  }
  if (!context.json) {
    std::cout << table.text();
    return exit;
  }
  auto source = provenance(context.command, {file});
  if (!source) return context.refuse(source.error());
  std::cout << json::serialize(
                   json::object{{"cases", std::move(documents)}, {"provenance", std::move(*source)}})
            << '\n';
  return exit;
}

}  // namespace

void add_qot_verb(CLI::App& app, Context& context) {
  auto* verb =
      app.add_subcommand("qot", "Compute quality of transmission over chains of fibres and amplifiers");
  verb->footer("Example: lightloom qot tests/data/qot/gnpy_vectors.json --json");
  auto file = std::make_shared<std::string>();
  verb->add_option("file", *file, "JSON file of cases")->required();
  verb->add_flag("--json", context.json, "One JSON document on standard output, nothing else there");
  verb->callback([file, &context] { context.exit = evaluate_file(*file, context); });
}

}  // namespace lightloom::cli
