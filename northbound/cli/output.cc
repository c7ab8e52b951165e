#include "northbound/cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace lightloom::cli {
namespace {

namespace json = boost::json;

/// Columns that a text takes on a terminal: UTF-8 sequences of three bytes or more are taken as wide (CJK).
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 || (byte >= 0xC0 && byte < 0xE0))
      width += 1;
    else if (byte >= 0xE0)
      width += 2;
  }
  return width;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos &&
         text.find("..") == std::string_view::npos;
}

const json::value* member(const json::value& object, std::string_view path) {
  const json::value* at = &object;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto* members = at->if_object();
    if (members == nullptr) return nullptr;
    at = members->if_contains(json::string_view(path.data(), std::min(dot, path.size())));
    if (at == nullptr) return nullptr;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return at;
}

std::string joined(const json::value* list, std::string_view separator) {
  std::string text;
  if (list == nullptr || !list->is_array()) return text;
  for (const auto& item : list->get_array()) {
    if (!item.is_string()) continue;
    if (!text.empty()) text += separator;
    text += std::string_view(item.get_string().data(), item.get_string().size());
  }
  return text;
}

std::int64_t integer_of(const json::value& object, std::string_view path) {
  const auto* found = member(object, path);
  if (found == nullptr || !found->is_number()) return 0;
  return found->is_double() ? static_cast<std::int64_t>(found->get_double())
                            : found->to_number<std::int64_t>();
}

double number_of(const json::value& object, std::string_view path) {
  const auto* found = member(object, path);
  return found != nullptr && found->is_number() ? found->to_number<double>() : 0.0;
}

std::string slot_text(const json::value& lightpath) {
  const auto n = integer_of(lightpath, "slot.n");
  const auto m = integer_of(lightpath, "slot.m");
  if (m == 0) return "-";
  return fmt::format("n={} m={} ({:.8g} THz)", n, m, 193.1 + static_cast<double>(n) * 0.00625);
}

}  // namespace

std::string Table::text() const {
  std::vector<std::size_t> widths;
  std::vector<bool> numeric;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    widths.resize(std::max(widths.size(), rows_[r].size()));
    numeric.resize(widths.size(), true);
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      widths[c] = std::max(widths[c], width_of(rows_[r][c]));
      if (r > 0 && rows_[r][c] != "-" && !is_number(rows_[r][c])) numeric[c] = false;
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widths[c] - width_of(row[c]), ' ');
      if (c > 0) line += "  ";
      line += numeric[c] && rows_.size() > 1 ? pad + row[c] : row[c] + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string text_of(const json::value& object, std::string_view path) {
  const auto* found = member(object, path);
  if (found == nullptr || found->is_null() || found->is_object()) return "-";
  if (found->is_string()) {
    const std::string text(found->get_string());
    return text.empty() ? "-" : text;
  }
  if (found->is_array()) return joined(found, " ");
  if (found->is_double()) return fmt::format("{}", found->get_double());
  return json::serialize(*found);
}

std::string decimal_text(const json::value& object, std::string_view path, int decimals) {
  const auto* found = member(object, path);
  if (found == nullptr || !found->is_number()) return "-";
  return fmt::format("{:.{}f}", found->to_number<double>(), decimals);
}

std::string milliseconds_text(std::int64_t microseconds) {
  return fmt::format("{:.2f} ms", static_cast<double>(microseconds) / 1'000);
}

std::string error_text(const json::value& document) {
  const auto* error = member(document, "error");
  if (error == nullptr)
    return "the server's answer is no error document: " + json::serialize(document).substr(0, 200);
  auto text = text_of(*error, "message");
  if (const auto field = text_of(*error, "field"); field != "-" && text.find(field) == std::string::npos)
    text += fmt::format(" (field {})", field);
  const auto* offers = member(*error, "alternatives");
  if (offers != nullptr && offers->is_array())
    for (const auto& offer : offers->get_array()) text += "\n  would fit: " + text_of(offer, "differs");
  if (const auto decision = text_of(*error, "decision"); decision != "-")
    text += fmt::format("\n  lightloom why {} tells more", decision);
  return text;
}

json::value error_document(const Error& error) {
  json::object inner;
  inner["code"] = http_status_of(error.code);
  inner["status"] = json::string_view(status_of(error.code).data(), status_of(error.code).size());
  inner["reason"] = json::string_view(reason_of(error.code).data(), reason_of(error.code).size());
  inner["message"] = error.message;
  inner["field"] = error.field;
  inner["nearest"] = error.nearest;
  inner["blockers"] = json::array();
  inner["alternatives"] = json::array();
  inner["retry_after_s"] = 0;
  inner["decision"] = "";
  return json::object{{"error", inner}};
}

Exit exit_of(unsigned http_status) {
  switch (http_status) {
    case 200:
      return Exit::kDone;
    case 400:
    case 404:
    case 413:
    case 415:
      return Exit::kBadInput;
    case 401:
    case 429:
    case 503:
    case 504:
      return Exit::kCouldNotAsk;
    default:
      return http_status >= 500 ? Exit::kCouldNotAsk : Exit::kRefused;
  }
}

Exit exit_of(const Error& error) { return exit_of(static_cast<unsigned>(http_status_of(error.code))); }

namespace {

// Where a lightpath begins and ends that is one of the sections of a path; nothing where it is all of it.
std::string section_text(const json::value& path, const json::value& lightpath) {
  const auto* const sites = member(path, "sites");
  const auto* const links = member(path, "links");
  const auto* const own = member(lightpath, "links");
  if (sites == nullptr || !sites->is_array() || links == nullptr || !links->is_array() || own == nullptr ||
      !own->is_array() || own->get_array().empty() || *own == *links)
    return {};
  const auto& all = links->get_array();
  const auto first =
      static_cast<std::size_t>(std::find(all.begin(), all.end(), own->get_array().front()) - all.begin());
  const auto last = first + own->get_array().size();
  if (last >= sites->get_array().size()) return {};
  const auto name_at = [&](std::size_t at) {
    const auto& site = sites->get_array()[at];
    return site.is_string() ? std::string(site.get_string()) : std::string("-");
  };
  return fmt::format("  {} -> {}", name_at(first), name_at(last));
}

}  // namespace

std::string path_text(const json::value& path) {
  auto text = fmt::format("{}  {:.0f} km  {}\n  by {}\n", milliseconds_text(integer_of(path, "latency_us")),
                          number_of(path, "length_km"), joined(member(path, "sites"), " "),
                          joined(member(path, "links"), " "));
  const auto* lightpaths = member(path, "lightpaths");
  if (lightpaths == nullptr || !lightpaths->is_array()) return text;
  for (const auto& lightpath : lightpaths->get_array()) {
    const auto name = text_of(lightpath, "name");
    text +=
        fmt::format("  {}{}, slot {}: GSNR {:.1f} dB, margin {:.1f} dB{}\n", name == "-" ? "" : name + " ",
                    text_of(lightpath, "mode"), slot_text(lightpath), number_of(lightpath, "gsnr_0p1nm_db"),
                    number_of(lightpath, "margin_db"), section_text(path, lightpath));
  }
  return text;
}

std::string reservation_text(const json::value& reservation) {
  const auto end = text_of(reservation, "window.end");
  auto text = fmt::format("{} {}  {} -> {}  {} Gbit/s  {} to {}\n", text_of(reservation, "name"),
                          text_of(reservation, "state"), text_of(reservation, "from"),
                          text_of(reservation, "to"), text_of(reservation, "gbps"),
                          text_of(reservation, "window.start"), end == "-" ? "released" : end);
  if (const auto message = text_of(reservation, "state_message"); message != "-")
    text += "  " + message + "\n";
  const auto* path = member(reservation, "path");
  if (path != nullptr) text += "  " + path_text(*path);
  return text;
}

}  // namespace lightloom::cli
