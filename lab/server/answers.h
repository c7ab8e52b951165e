// What a device answers to the three calls that have one answer. On the loop.
#pragma once

#include <grpcpp/support/status.h>

#include "lab/server/node.h"

namespace gnmi {
class CapabilityResponse;
class GetRequest;
class GetResponse;
class SetRequest;
class SetResponse;
}  // namespace gnmi

namespace lightloom::lab {

grpc::Status status_of(const Error& error);
/// UNIMPLEMENTED, with the encodings that there are.
grpc::Status no_such_encoding(int wire);

grpc::Status answer_capabilities(gnmi::CapabilityResponse& response);
grpc::Status answer_get(Node& node, const gnmi::GetRequest& request, gnmi::GetResponse& response);
grpc::Status answer_set(Node& node, const gnmi::SetRequest& request, gnmi::SetResponse& response);

}  // namespace lightloom::lab
