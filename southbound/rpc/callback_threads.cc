#include "southbound/rpc/callback_threads.h"

#include <grpcpp/grpcpp.h>

#include <future>

#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::southbound {

// A channel takes its share of the threads with its first call; this one leads nowhere and fails at once.
struct CallbackThreads::Call {
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateChannel("unix-abstract:lightloom-nobody", grpc::InsecureChannelCredentials());
  std::unique_ptr<gnmi::gNMI::Stub> stub = gnmi::gNMI::NewStub(channel);
  grpc::ClientContext context;
  gnmi::CapabilityRequest request;
  gnmi::CapabilityResponse response;
  std::promise<void> answered;
};

CallbackThreads::CallbackThreads() : call_(std::make_unique<Call>()) {
  Call& call = *call_;
  call.stub->async()->Capabilities(&call.context, &call.request, &call.response,
                                   [&call](const grpc::Status&) { call.answered.set_value(); });
}

CallbackThreads::~CallbackThreads() { call_->answered.get_future().wait(); }

}  // namespace lightloom::southbound
