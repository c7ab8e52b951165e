#include "lab/control/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "lab/device/path.h"
#include "lab/device/select.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 32;

Result<std::chrono::milliseconds> time_of(const json::object& object) {
  constexpr double kMostSeconds = 7.0 * 24 * 3600;
  constexpr double kMsPerSecond = 1'000;
  const auto* value = object.if_contains("at_s");
  if (value == nullptr) return invalid("\"at_s\" is missing: when, in seconds from the start", "at_s");
  const double seconds = value->is_number() ? value->to_number<double>() : -1;
  if (!std::isfinite(seconds) || seconds < 0 || seconds > kMostSeconds)
    return invalid(fmt::format("\"at_s\" takes seconds from the start, 0 to {}", kMostSeconds), "at_s");
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::llround(seconds * kMsPerSecond)));
}

Result<void> check_name(const std::string& name, const std::vector<std::string>& names,
                        const std::string& what) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  return invalid(fmt::format("no {} {:?} in this lab", what, name), what,
                 nearest_of(name, {names.begin(), names.end()}));
}

Result<void> check_names(const Act& act, const LabNames& names) {
  switch (act.kind) {
    case Act::Kind::kCut:
    case Act::Kind::kSplice:
    case Act::Kind::kBend:
      return check_name(act.target, names.cables, "cable");
    default:
      break;
  }
  if (auto known = check_name(act.target, names.sites, "site"); !known) return known;
  if (act.kind != Act::Kind::kDrift) return {};
  const auto path = parse_path(act.path);
  if (!path) return fail(path.error());
  const auto selections = select(*path);
  return selections ? Result<void>() : fail(selections.error());
}

Result<TimedAct> read_line(std::string_view line, const LabNames& names) {
  json::error_code problem;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  const auto value = json::parse({line.data(), line.size()}, problem, {}, options);
  if (problem || !value.is_object())
    return invalid(fmt::format("not a JSON object{}", problem ? ": " + problem.message() : ""));
  const auto at = time_of(value.get_object());
  if (!at) return fail(at.error());
  auto act = act_of(value.get_object(), {"at_s"});
  if (!act) return fail(act.error());
  if (auto known = check_names(*act, names); !known) return fail(known.error());
  return TimedAct{0, *at, std::move(*act)};
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

Result<std::vector<TimedAct>> parse_scenario(std::string_view text, const LabNames& names) {
  if (text.size() > kMaxScenarioBytes)
    return fail(ErrorCode::kTooLarge,
                fmt::format("a scenario of {} bytes; at most {} are read", text.size(), kMaxScenarioBytes));
  std::vector<TimedAct> acts;
  for (int number = 1; !text.empty(); ++number) {
    if (number > kMaxScenarioLines)
      return fail(ErrorCode::kTooLarge, fmt::format("a scenario of more than {} lines", kMaxScenarioLines));
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_blank(line)) continue;
    auto timed = read_line(line, names);
    if (!timed) {
      auto error = timed.error();
      error.message = fmt::format("line {}: {}{}", number, error.message,
                                  error.nearest.empty() ? "" : "; the nearest is " + error.nearest);
      return fail(std::move(error));
    }
    timed->line = number;
    acts.push_back(std::move(*timed));
  }
  std::stable_sort(acts.begin(), acts.end(),
                   [](const TimedAct& one, const TimedAct& other) { return one.at < other.at; });
  return acts;
}

}  // namespace lightloom::lab
