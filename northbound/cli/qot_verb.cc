// `lightloom qot`: GSNR, OSNR, power, dispersion and latency of explicit chains of fibres and amplifiers.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <numeric>
#include <tuple>

#include "northbound/cli/context.h"
#include "northbound/cli/line_plot.h"
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

struct QotWords {
  std::string file, svg, only;
  bool explain = false;
};

// The channel that has the least, for that is the one to mend.
std::size_t worst_channel(const optics::QotResult& result) {
  const auto& gsnr = result.gsnr_0p1nm_db;
  return static_cast<std::size_t>(std::min_element(gsnr.begin(), gsnr.end()) - gsnr.begin());
}

json::object explanation(const optics::QotCase& item, const optics::QotResult& result,
                         const optics::QotTrace& trace) {
  const auto channel = worst_channel(result);
  const auto shares = optics::shares_of(trace, item, channel);
  const auto optimum = optics::launch_optimum(shares);
  const double total = std::max(shares.total().value, std::numeric_limits<double>::min());
  json::array stretches;
  for (std::size_t i = 0; i < shares.stretches.size(); ++i) {
    const auto& stretch = shares.stretches[i];
    stretches.push_back(json::object{{"where", stretch.where},
                                     {"ase", stretch.ase.value / total},
                                     {"nli", stretch.nli.value / total},
                                     {"launch_optimum_db", optimum.local[i].value}});
  }
  return {{"channel", channel},
          {"frequency_thz", trace.frequency_hz[channel] * 1e-12},
          {"gsnr_0p1nm_db", result.gsnr_0p1nm_db[channel]},
          {"ase", shares.ase().value / total},
          {"nli", shares.nli().value / total},
          {"stretches", std::move(stretches)},
          {"launch_optimum_db", optimum.global.value},
          {"launch_gain_db", optimum.global_gain.value},
          {"local_launch_gain_db", optimum.local_gain.value}};
}

void show_explanation(const optics::QotCase& item, const optics::QotResult& result,
                      const optics::QotTrace& trace) {
  const auto channel = worst_channel(result);
  const auto shares = optics::shares_of(trace, item, channel);
  const auto optimum = optics::launch_optimum(shares);
  std::cout << fmt::format("\n{}: worst is channel {} at {:.4f} THz with GSNR {:.2f} dB; {}\n", item.id,
                           channel, trace.frequency_hz[channel] * 1e-12, result.gsnr_0p1nm_db[channel],
                           optics::in_words(shares));
  std::cout << fmt::format(
      "  launch power {:+.1f} dB everywhere would gain {:.2f} dB, each span its own {:.2f} dB\n",
      optimum.global.value, optimum.global_gain.value, optimum.local_gain.value);
  Table table({"stretch", "ASE", "NLI", "launch best at"});
  const double total = shares.total().value;
  const auto percent = [total](LinearRatio part) {
    return fmt::format("{:.1f} %", 100.0 * part.value / total);
  };
  for (std::size_t i = 0; i < shares.stretches.size(); ++i) {
    const auto& stretch = shares.stretches[i];
    table.add({stretch.where, percent(stretch.ase), percent(stretch.nli),
               fmt::format("{:+.1f} dB", optimum.local[i].value)});
  }
  std::cout << table.text();
}

Result<void> write_plot(const std::string& path, const std::string& svg) {
  std::ofstream file(path, std::ios::binary);
  file << svg;
  file.close();
  if (!file) return invalid(fmt::format("--svg {}: cannot be written", path), "--svg");
  return {};
}

// The cases that are meant: all, or the one that was named.
Result<std::vector<optics::QotCase>> cases_of(const QotWords& words) {
  const auto bytes = formats::read_file(words.file, kLargestFile);
  if (!bytes) return fail(bytes.error());
  auto cases = formats::read_qot_cases(*bytes, words.file);
  if (!cases) return cases;
  if (!words.only.empty()) {
    const auto found =
        std::find_if(cases->begin(), cases->end(), [&](const auto& item) { return item.id == words.only; });
    if (found == cases->end()) {
      std::vector<std::string_view> ids;
      ids.reserve(cases->size());
      for (const auto& item : *cases) ids.emplace_back(item.id);
      auto nearest = nearest_of(words.only, ids);
      return invalid(fmt::format("--case {}: {} has no such case{}", words.only, words.file,
                                 nearest.empty() ? "" : "; the nearest is " + nearest),
                     "--case", nearest);
    }
    *cases = {optics::QotCase(*found)};
  }
  if (!words.svg.empty() && cases->size() != 1)
    return invalid(
        fmt::format("--svg draws one case and {} has {}; name one with --case", words.file, cases->size()),
        "--svg");
  return cases;
}

std::vector<std::string> row_of(const std::string& id, const optics::QotResult& result) {
  const auto& gsnr = result.gsnr_0p1nm_db;
  const double sum = std::accumulate(gsnr.begin(), gsnr.end(), 0.0);
  const auto [least, most] = std::minmax_element(gsnr.begin(), gsnr.end());
  return {id,
          std::to_string(gsnr.size()),
          fmt::format("{:.3f}", *least),
          fmt::format("{:.3f}", sum / static_cast<double>(gsnr.size())),
          fmt::format("{:.3f}", *most),
          fmt::format("{:.3f}", result.latency_us.front())};
}

Exit evaluate_file(const QotWords& words, const Context& context) {
  const auto cases = cases_of(words);
  if (!cases) return context.refuse(cases.error());
  const bool traces = words.explain || !words.svg.empty();
  std::vector<std::tuple<optics::QotCase, optics::QotResult, optics::QotTrace>> told;
  Exit exit = Exit::kDone;
  json::array documents;
  Table table({"case", "channels", "GSNR 0.1 nm min", "mean", "max", "latency us"});
  optics::GgnTables tables;
  for (const auto& item : *cases) {
    optics::QotTrace trace;
    const auto result = optics::evaluate(item, tables, traces ? &trace : nullptr);
    if (!result) {
      exit = Exit::kRefused;
      documents.push_back(json::object{{"id", item.id}, {"error", result.error().message}});
      table.add({item.id, result.error().message});
      continue;
    }
    documents.push_back(case_document(item.id, *result));
    table.add(row_of(item.id, *result));
    if (words.explain) documents.back().as_object()["explain"] = explanation(item, *result, trace);
    if (!words.svg.empty())
      if (auto written = write_plot(words.svg, line_plot(item, *result, trace)); !written)
        return context.refuse(written.error());
    if (words.explain) told.emplace_back(item, *result, std::move(trace));
  }
  if (!context.json) {
    std::cout << table.text();
    for (const auto& [item, result, trace] : told) show_explanation(item, result, trace);
    return exit;
  }
  auto source = provenance(context.command, {words.file});
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
  auto words = std::make_shared<QotWords>();
  verb->add_option("file", words->file, "JSON file of cases")->required();
  verb->add_option("--case", words->only, "Only the case of this id");
  verb->add_flag("--explain", words->explain,
                 "Say whose the noise of the worst channel is, and the best launch power");
  verb->add_option("--svg", words->svg, "Draw the case to this file: GSNR over frequency and along the line");
  verb->add_flag("--json", context.json, "One JSON document on standard output, nothing else there");
  verb->callback([words, &context] { context.exit = evaluate_file(*words, context); });
}

}  // namespace lightloom::cli
