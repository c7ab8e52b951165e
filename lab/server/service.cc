#include "lab/server/service.h"

#include "lab/server/answers.h"
#include "lab/server/calls.h"
#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::lab {
namespace {

class DeviceService final : public gnmi::gNMI::CallbackService {
 public:
  DeviceService(Loop& loop, Node& node) : loop_(&loop), node_(&node) {}

  // The names are those of the generated class.
  // NOLINTBEGIN(readability-identifier-naming)
  grpc::ServerUnaryReactor* Capabilities(grpc::CallbackServerContext*, const gnmi::CapabilityRequest*,
                                         gnmi::CapabilityResponse* response) override {
    return new UnaryCall(*loop_, *node_, [response] { return answer_capabilities(*response); });
  }
  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext*, const gnmi::GetRequest* request,
                                gnmi::GetResponse* response) override {
    return new UnaryCall(
        *loop_, *node_, [node = node_, request, response] { return answer_get(*node, *request, *response); });
  }
  grpc::ServerUnaryReactor* Set(grpc::CallbackServerContext*, const gnmi::SetRequest* request,
                                gnmi::SetResponse* response) override {
    return new UnaryCall(
        *loop_, *node_, [node = node_, request, response] { return answer_set(*node, *request, *response); });
  }
  grpc::ServerBidiReactor<gnmi::SubscribeRequest, gnmi::SubscribeResponse>* Subscribe(
      grpc::CallbackServerContext*) override {
    return new SubscribeCall(*loop_, *node_);
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  Loop* loop_;
  Node* node_;
};

}  // namespace

std::unique_ptr<grpc::Service> make_service(Loop& loop, Node& node) {
  return std::make_unique<DeviceService>(loop, node);
}

}  // namespace lightloom::lab
