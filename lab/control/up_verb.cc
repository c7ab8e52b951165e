#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>

#include "lab/control/up.h"
#include "lab/control/verbs.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

/// As the words say it, before it is understood.
struct UpWords {
  UpOptions options;
  std::vector<std::string> external;
  std::string equipment, devices_file, log_file, delay = "20ms";
};

/// `SITE=HOST:PORT`.
Result<void> read_external(const std::string& word, UpOptions& options) {
  const auto equals = word.find('=');
  const auto colon = word.rfind(':');
  if (equals == std::string::npos || equals == 0 || colon == std::string::npos || colon < equals + 2 ||
      colon + 1 == word.size())
    return invalid(fmt::format("--external {:?}: SITE=HOST:PORT, as taiyuan=127.0.0.1:9339", word),
                   "--external");
  if (!options.external.emplace(word.substr(0, equals), word.substr(equals + 1)).second)
    return invalid(fmt::format("--external {}: given twice", word.substr(0, equals)), "--external");
  return {};
}

Result<UpOptions> options_of(const UpWords& words) {
  auto options = words.options;
  for (const auto& word : words.external)
    if (auto read = read_external(word, options); !read) return fail(read.error());
  if (!words.equipment.empty()) options.equipment = words.equipment;
  if (!words.devices_file.empty()) options.devices_file = words.devices_file;
  if (!words.log_file.empty()) options.log_file = words.log_file;
  const auto delay = duration_of(words.delay, "--delay");
  if (!delay) return fail(delay.error());
  options.delay = *delay;
  return options;
}

void up(VerbContext& context, const UpWords& words) {
  auto options = options_of(words);
  if (!options) return context.refuse(options.error());
  options->name = context.name;
  const auto report = bring_up(*options);
  if (!report) return context.refuse(report.error());
  context.done({{"name", context.name},
                {"pid", report->pid},
                {"devices", report->devices},
                {"cables", report->cables},
                {"seconds", report->seconds},
                {"devices_file", report->devices_file},
                {"ca_file", report->ca_file}},
               fmt::format("lab {}: {} devices answer, {} cables, {:.1f} s (pid {})", context.name,
                           report->devices, report->cables, report->seconds, report->pid));
}

}  // namespace

void add_up_verb(CLI::App& app, VerbContext& context) {
  auto* verb =
      app.add_subcommand("up", "Start a lab in the background and return when all its devices answer");
  verb->footer("Example: lightloom-lab up lab/networks/national --devices build/devices.json");
  auto words = std::make_shared<UpWords>();
  verb->add_option("network", words->options.network, "Folder, four-column CSV or GNPy topology")->required();
  verb->add_option("--equipment", words->equipment, "Equipment file, in place of the network's own");
  verb->add_option("--only", words->options.only, "SITE,...: emulate these only; cables to others stay dark")
      ->delimiter(',');
  verb->add_option("--external", words->external, "SITE=HOST:PORT: this device is somewhere else")
      ->allow_extra_args(false);
  verb->add_option("--seed", words->options.seed, "Of small errors of every instrument; 0: none");
  verb->add_flag("--tls", words->options.tls,
                 "Serve with certificates; the authority's is put beside the devices file");
  verb->add_option("--devices", words->devices_file, "Write here what lightloomd --devices reads");
  verb->add_option("--delay", words->delay, "Before every answer")->capture_default_str();
  verb->add_option("--log", words->log_file, "Where the lab says what it does");
  add_common_options(*verb, context);
  verb->callback([words, &context] { up(context, *words); });
}

}  // namespace lightloom::lab
