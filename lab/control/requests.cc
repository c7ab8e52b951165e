#include "lab/control/requests.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cmath>

#include "lab/control/act.h"
#include "lab/control/status_json.h"
#include "lab/device/json_text.h"

namespace lightloom::lab {
namespace {

namespace json = boost::json;

std::string error_line(const Error& error) {
  return json_text(json::object{
      {"error", {{"message", error.message}, {"field", error.field}, {"nearest", error.nearest}}},
      {"exit", exit_of(error)}});
}

json::object names_of(const Network& network) {
  json::array sites, cables;
  for (const auto& site : network.sites()) sites.emplace_back(site.name);
  for (const auto& link : network.links()) cables.emplace_back(link.name);
  return {{"ok", true}, {"sites", std::move(sites)}, {"cables", std::move(cables)}};
}

}  // namespace

int exit_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kWrongState:
      return 1;
    case ErrorCode::kUnavailable:
    case ErrorCode::kDeadlineExceeded:
      return 3;
    default:
      return 2;
  }
}

Requests::Requests(std::string name, Lab& lab, std::shared_ptr<const Network> network,
                   std::function<void()> stop)
    : name_(std::move(name)), lab_(&lab), network_(std::move(network)), stop_(std::move(stop)) {}

std::string Requests::answer(std::string_view line) {
  json::error_code problem;
  const auto value = json::parse({line.data(), line.size()}, problem);
  if (problem || !value.is_object())
    return error_line({ErrorCode::kInvalidArgument, "not a JSON object", {}, {}, {}});
  const auto& request = value.get_object();
  const auto* verb = request.if_contains("do");
  if (verb != nullptr && *verb == "status") {
    const std::chrono::duration<double> up = std::chrono::steady_clock::now() - start_;
    auto status = json_of(lab_->status(), *network_);
    status["name"] = name_;
    status["pid"] = ::getpid();
    status["up_s"] = std::round(up.count() * 10) / 10;
    return json_text(status);
  }
  if (verb != nullptr && *verb == "names") return json_text(names_of(*network_));
  if (verb != nullptr && *verb == "down") {
    stop_();
    return json_text(json::object{{"ok", true}, {"pid", ::getpid()}});
  }
  const auto act = act_of(request);
  if (!act) return error_line(act.error());
  const auto done = perform(*act, *lab_);
  if (!done) return error_line(done.error());
  return json_text(json::object{{"ok", true}, {"did", json_of(*act)}});
}

}  // namespace lightloom::lab
