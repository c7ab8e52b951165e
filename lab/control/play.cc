#include "lab/control/play.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <thread>

#include "lab/control/control_client.h"
#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

Result<json::object> ask(const std::string& lab, const json::object& request) {
  const auto line = ask_lab(lab, json_text(request));
  if (!line) return fail(line.error());
  json::error_code problem;
  auto value = json::parse(*line, problem);
  if (problem || !value.is_object()) return fail(ErrorCode::kUnavailable, "the lab's answer is not JSON");
  const auto* error = value.get_object().if_contains("error");
  if (error == nullptr) return value.get_object();
  return invalid(std::string(error->at("message").as_string()), std::string(error->at("field").as_string()));
}

Result<std::string> read_scenario(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMaxScenarioBytes + 1, '\0');  // one more than is read, so that too much is seen
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad() || (in.fail() && !in.eof()))
    return invalid(fmt::format("{}: cannot be read", file), "scenario");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::vector<std::string> texts_of(const json::value& list) {
  std::vector<std::string> texts;
  for (const auto& text : list.as_array()) texts.emplace_back(text.as_string());
  return texts;
}

}  // namespace

Result<std::vector<TimedAct>> load_scenario(const std::string& file, const std::string& lab) {
  const auto text = read_scenario(file);
  if (!text) return fail(text.error());
  const auto names = ask(lab, {{"do", "names"}});
  if (!names) return fail(names.error());
  auto acts = parse_scenario(*text, {texts_of(names->at("sites")), texts_of(names->at("cables"))});
  if (acts) return acts;
  auto error = acts.error();
  error.message = file + ": " + error.message;
  return fail(std::move(error));
}

std::vector<Played> play(const std::vector<TimedAct>& acts, const std::string& lab,
                         const std::function<void(const Played&)>& told) {
  std::vector<Played> all;
  const auto start = Clock::now();
  for (const auto& timed : acts) {
    std::this_thread::sleep_until(start + timed.at);
    const auto reply = ask(lab, json_of(timed.act));
    all.push_back({timed, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start),
                   reply ? std::string() : reply.error().message});
    told(all.back());
  }
  return all;
}

}  // namespace lightloom::lab
