// The gNMI service of one device: calls come in on gRPC's threads and are answered on the loop.
#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace lightloom::lab {

class Loop;
class Node;

/// `node` and `loop` outlive the service and every call to it.
std::unique_ptr<grpc::Service> make_service(Loop& loop, Node& node);

}  // namespace lightloom::lab
