#include "lab/server/answers.h"

#include <fmt/format.h>

#include <array>

#include "lab/server/messages.h"
#include "lab/server/reply.h"
#include "southbound/proto/gnmi/gnmi.pb.h"

namespace lightloom::lab {
namespace {

struct Model {
  const char* name;
  const char* version;
};
/// Of which docs/wire.md names the paths; versions are those of the public models that have them.
constexpr std::array kModels{
    Model{"openconfig-system", "0.17.1"},
    Model{"openconfig-alarms", "0.3.2"},
    Model{"openconfig-lldp", "0.2.1"},
    Model{"openconfig-platform", "0.23.0"},
    Model{"openconfig-platform-transceiver", "0.9.0"},
    Model{"openconfig-terminal-device", "1.9.2"},
    Model{"openconfig-wavelength-router", "0.3.1"},
    Model{"openconfig-optical-amplifier", "0.5.0"},
    Model{"openconfig-channel-monitor", "0.4.0"},
};

void add_result(const gnmi::Path& path, gnmi::UpdateResult::Operation operation,
                gnmi::SetResponse& response) {
  auto& result = *response.add_response();
  *result.mutable_path() = path;
  result.set_op(operation);
}

}  // namespace

grpc::Status status_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return {grpc::StatusCode::NOT_FOUND, error.message};
    case ErrorCode::kWrongState:
      return {grpc::StatusCode::FAILED_PRECONDITION, error.message};
    case ErrorCode::kTooLarge:
      return {grpc::StatusCode::RESOURCE_EXHAUSTED, error.message};
    case ErrorCode::kUnavailable:
      return {grpc::StatusCode::UNAVAILABLE, error.message};
    default:
      return {grpc::StatusCode::INVALID_ARGUMENT, error.message};
  }
}

grpc::Status no_such_encoding(int wire) {
  return {grpc::StatusCode::UNIMPLEMENTED,
          fmt::format("encoding {}: this device speaks JSON (0), PROTO (2) and JSON_IETF (4)", wire)};
}

grpc::Status answer_capabilities(gnmi::CapabilityResponse& response) {
  for (const auto& model : kModels) {
    auto& data = *response.add_supported_models();
    data.set_name(model.name);
    data.set_organization("OpenConfig working group");
    data.set_version(model.version);
  }
  for (const auto encoding : {gnmi::JSON, gnmi::PROTO, gnmi::JSON_IETF})
    response.add_supported_encodings(encoding);
  response.set_gnmi_version("0.10.0");
  return grpc::Status::OK;
}

grpc::Status answer_get(Node& node, const gnmi::GetRequest& request, gnmi::GetResponse& response) {
  ++node.counters().gets;
  const auto encoding = encoding_of(request.encoding());
  if (!encoding) return no_such_encoding(request.encoding());
  const auto answered = answer_get(node.read(), request, *encoding, response);
  return answered ? grpc::Status::OK : status_of(answered.error());
}

grpc::Status answer_set(Node& node, const gnmi::SetRequest& request, gnmi::SetResponse& response) {
  if (request.union_replace_size() > 0)
    return {grpc::StatusCode::UNIMPLEMENTED, "union_replace: this device knows delete, replace and update"};
  const auto edits = edits_of(request);
  if (!edits) return status_of(edits.error());
  const auto done = node.set(*edits);
  if (!done) return status_of(done.error());
  *response.mutable_prefix() = request.prefix();
  response.set_timestamp(static_cast<std::int64_t>(now_ns()));
  for (const auto& path : request.delete_()) add_result(path, gnmi::UpdateResult::DELETE, response);
  for (const auto& update : request.replace())
    add_result(update.path(), gnmi::UpdateResult::REPLACE, response);
  for (const auto& update : request.update()) add_result(update.path(), gnmi::UpdateResult::UPDATE, response);
  return grpc::Status::OK;
}

}  // namespace lightloom::lab
