#include "northbound/http/call.h"

#include <algorithm>

namespace lightloom::northbound {
namespace {

bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  const auto media = content_type.substr(0, content_type.find(';'));
  const auto end = media.find_last_not_of(" \t");
  if (end == std::string_view::npos || end + 1 != kJson.size()) return false;
  return std::equal(kJson.begin(), kJson.end(), media.begin(), [](char wanted, char given) {
    return wanted == (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given);
  });
}

}  // namespace

void Call::error(const Error& error) const {
  HttpResponse response = error_response(error);
  response.call = name;
  respond(std::move(response));
}

void Call::write_error(const v1::Error& error, HttpResponse& response) {
  response.status = error.code();
  response.retry_after_s = error.retry_after_s();
  v1::ErrorDocument document;
  *document.mutable_error() = error;
  append_json(document, response.body);
}

bool read_body(const Call& call, google::protobuf::Message& message, bool may_be_empty) {
  if (call.request.body.empty() && may_be_empty) return true;
  if (!call.request.body.empty() && !is_json(call.request.content_type)) {
    call.error({ErrorCode::kNotJson,
                fmt::format("the body is \"{}\"; send it as Content-Type: application/json",
                            call.request.content_type.substr(0, 128)),
                {},
                "application/json",
                {}});
    return false;
  }
  const auto read = json_to_message(call.request.body, message);
  if (!read) call.error(read.error());
  return read.has_value();
}

std::size_t Taking::page_size(const Query& query) {
  constexpr std::int64_t kDefault = 1'000;
  return static_cast<std::size_t>(take(query.number("page_size", 1, kMaxPageSize)).value_or(kDefault));
}

}  // namespace lightloom::northbound
