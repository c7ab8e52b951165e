#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "lab/control/control_client.h"
#include "lab/control/requests.h"
#include "lab/control/verbs.h"
#include "lab/device/json_text.h"

namespace lightloom::lab {

namespace json = boost::json;

void VerbContext::refuse(const Error& error) {
  exit = exit_of(error);
  if (json) {
    const json::object document{
        {"error", {{"message", error.message}, {"field", error.field}, {"nearest", error.nearest}}}};
    fmt::print("{}\n", json_text(document));
  }
  fmt::print(stderr, "{}\n", error.message);
}

void VerbContext::done(const json::object& document, const std::string& sentence) {
  if (json) fmt::print("{}\n", json_text(document));
  fmt::print(stderr, "{}\n", sentence);
}

Result<json::object> VerbContext::ask(const json::object& request) {
  auto line = ask_lab(name, json_text(request));
  if (!line) {
    refuse(line.error());
    if (line.error().code == ErrorCode::kNotFound) exit = 1;
    return fail(line.error());
  }
  json::error_code problem;
  auto value = json::parse(*line, problem);
  const auto* reply = problem ? nullptr : value.if_object();
  if (reply == nullptr) {
    Error error{ErrorCode::kUnavailable, "the lab answered something that is not JSON", {}, {}, {}};
    refuse(error);
    return fail(std::move(error));
  }
  const auto* problem_found = reply->if_contains("error");
  if (problem_found == nullptr) return *reply;
  Error error{ErrorCode::kInvalidArgument,
              std::string(problem_found->at("message").as_string()),
              std::string(problem_found->at("field").as_string()),
              std::string(problem_found->at("nearest").as_string()),
              {}};
  refuse(error);
  exit = reply->at("exit").to_number<int>();
  return fail(std::move(error));
}

void add_common_options(CLI::App& verb, VerbContext& context) {
  verb.add_option("--name", context.name, "Which lab, where several run")->capture_default_str();
  verb.add_flag("--json", context.json, "One JSON document on standard output");
}

Result<std::chrono::milliseconds> duration_of(const std::string& text, const std::string& flag) {
  constexpr double kMsPerSecond = 1'000, kMostMs = 600'000;
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double milliseconds = unit == "s" ? number * kMsPerSecond : number;
  const bool has_unit = unit == "ms" || unit == "s";
  if (problem != std::errc() || !has_unit || !(milliseconds >= 0 && milliseconds <= kMostMs))
    return invalid(
        fmt::format("{} {:?}: a time of 0 to 10 minutes with its unit, as 20ms or 1.5s", flag, text), flag);
  return std::chrono::milliseconds(std::llround(milliseconds));
}

}  // namespace lightloom::lab
