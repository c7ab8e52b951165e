#include "northbound/cli/context.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <cstdio>

#include "northbound/cli/quantities.h"
#include "topology/formats/files.h"

namespace lightloom::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestToken = 65536;

void print(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stream);
}

Result<json::value> parsed(const Answer& answer) {
  boost::system::error_code problem;
  auto document = json::parse(answer.body, problem);
  if (problem)
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("the answer (status {}) is not JSON; is this address lightloomd's?", answer.status));
  return document;
}

std::string cursor_of(const json::value& page) {
  const auto token = text_of(page, "next_page_token");
  return token == "-" ? std::string() : token;
}

}  // namespace

Result<Server> Context::server() const {
  auto server = parse_server(server_url);
  if (!server) return server;
  const auto patience = parse_duration(timeout, "s");
  if (!patience) return invalid("--timeout: " + patience.error().message, "--timeout");
  server->timeout = std::chrono::duration_cast<std::chrono::milliseconds>(*patience);
  if (!token_file.empty()) {
    const auto token = formats::read_file(token_file, kLongestToken);
    if (!token) return invalid("--token-file: " + token.error().message, "--token-file");
    server->token = token->substr(0, token->find_last_not_of(" \r\n") + 1);
  }
  return server;
}

Exit Context::refuse(const Error& error) const {
  if (json)
    print(stdout, json::serialize(error_document(error)));
  else
    print(stderr, error.message);
  return exit_of(error);
}

Exit Context::refuse(const json::value& document, unsigned status) const {
  if (json)
    print(stdout, json::serialize(document));
  else
    print(stderr, error_text(document));
  return exit_of(status);
}

Exit Context::ask(std::string_view method, const std::string& target, const std::string& body,
                  const Show& show, const Judge& judge) const {
  const auto where = server();
  if (!where) return refuse(where.error());
  const auto answer = call(*where, method, target, body);
  if (!answer) return refuse(answer.error());
  const auto document = parsed(*answer);
  if (!document) return refuse(document.error());
  if (answer->status != 200) return refuse(*document, answer->status);
  if (json)
    print(stdout, answer->body);
  else
    show(*document);
  return judge ? judge(*document) : Exit::kDone;
}

Exit Context::ask_list(const std::string& target, std::string_view key, const Show& show) const {
  const auto where = server();
  if (!where) return refuse(where.error());
  json::object whole;
  const json::string_view list(key.data(), key.size());
  std::string token;
  do {
    const char joint = target.find('?') == std::string::npos ? '?' : '&';
    const auto answer =
        call(*where, "GET", token.empty() ? target : target + joint + "page_token=" + url_encoded(token), {});
    if (!answer) return refuse(answer.error());
    auto page = parsed(*answer);
    if (!page) return refuse(page.error());
    if (answer->status != 200) return refuse(*page, answer->status);
    auto* members = page->if_object();
    auto* items = members == nullptr ? nullptr : members->if_contains(list);
    if (items == nullptr || !items->is_array())
      return refuse(
          Error{ErrorCode::kUnavailable, fmt::format("the answer has no list {:?}", key), {}, {}, {}});
    if (whole.empty()) {
      whole = *members;
    } else {
      auto& all = whole[list].as_array();
      for (auto& item : items->get_array()) all.push_back(std::move(item));
    }
    token = cursor_of(*page);
  } while (!token.empty());
  whole["next_page_token"] = "";
  const json::value document(std::move(whole));
  if (json)
    print(stdout, json::serialize(document));
  else
    show(document);
  return Exit::kDone;
}

void add_daemon_options(CLI::App& verb, Context& context) {
  verb.add_option("--server", context.server_url, "Where lightloomd serves")
      ->envname("LIGHTLOOM_SERVER")
      ->capture_default_str();
  verb.add_option("--token-file", context.token_file, "File with the bearer token")
      ->envname("LIGHTLOOM_TOKEN");
  verb.add_option("--timeout", context.timeout, "How long to wait for an answer")->default_str("30s");
  verb.add_flag("--json", context.json, "One JSON document on standard output, nothing else there");
}

}  // namespace lightloom::cli
