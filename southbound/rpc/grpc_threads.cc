#include "southbound/rpc/grpc_threads.h"

#include <grpc/support/log.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <spdlog/spdlog.h>

#include <future>
#include <mutex>
#include <string_view>

#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::southbound {
namespace {

// gRPC tells its own log of each failed attempt. What matters of it is in how calls end.
void quieten_grpc() {
  static std::once_flag done;
  std::call_once(done, [] {
    gpr_set_log_function([](gpr_log_func_args* line) {
      const bool is_the_end = std::string_view(line->message).find("assertion failed") != std::string::npos;
      spdlog::log(is_the_end ? spdlog::level::critical : spdlog::level::debug, "gRPC: {}", line->message);
    });
  });
}

struct Call {
  ::grpc::ClientContext context;
  ::gnmi::CapabilityRequest request;
  ::gnmi::CapabilityResponse response;
  std::promise<void> answered;
};

}  // namespace

struct GrpcThreads::Impl {
  // Without credentials a channel fails each call at once, and never opens a connection.
  std::shared_ptr<::grpc::Channel> channel = ::grpc::CreateChannel("", nullptr);
};

GrpcThreads::GrpcThreads() : impl_(std::make_unique<Impl>()) {
  quieten_grpc();
  const auto stub = ::gnmi::gNMI::NewStub(impl_->channel);
  const auto call = std::make_shared<Call>();
  // A channel takes its share of the threads with its first call.
  stub->async()->Capabilities(&call->context, &call->request, &call->response,
                              [call](const ::grpc::Status&) { call->answered.set_value(); });
  call->answered.get_future().wait();
}

GrpcThreads::~GrpcThreads() = default;

}  // namespace lightloom::southbound
