#include "lab/control/answering.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <future>
#include <memory>

#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::lab {
namespace {

/// A question to one device, and its answer.
struct Question {
  explicit Question(const std::shared_ptr<grpc::Channel>& channel) : stub(gnmi::gNMI::NewStub(channel)) {}
  std::unique_ptr<gnmi::gNMI::Stub> stub;
  grpc::ClientContext context;
  gnmi::CapabilityRequest request;
  gnmi::CapabilityResponse response;
  // Shared with who gives the answer: he may still be at it when it has been read.
  std::shared_ptr<std::promise<grpc::Status>> answer = std::make_shared<std::promise<grpc::Status>>();
};

std::unique_ptr<Question> ask(const DeviceStatus& device, const std::string& ca_pem,
                              std::chrono::seconds patience) {
  auto credentials = grpc::InsecureChannelCredentials();
  if (!ca_pem.empty()) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ca_pem;
    credentials = grpc::SslCredentials(options);
  }
  auto question = std::make_unique<Question>(grpc::CreateChannel(device.address, credentials));
  question->context.set_deadline(std::chrono::system_clock::now() + patience);
  question->context.set_wait_for_ready(true);
  question->stub->async()->Capabilities(
      &question->context, &question->request, &question->response,
      [answer = question->answer](grpc::Status status) { answer->set_value(std::move(status)); });
  return question;
}

}  // namespace

Result<void> wait_until_answering(const std::vector<DeviceStatus>& devices, const std::string& ca_pem,
                                  std::chrono::seconds patience) {
  std::vector<std::pair<const DeviceStatus*, std::unique_ptr<Question>>> questions;
  for (const auto& device : devices)
    if (!device.is_external) questions.emplace_back(&device, ask(device, ca_pem, patience));
  Result<void> result;
  for (auto& [device, question] : questions) {
    const auto status = question->answer->get_future().get();
    if (status.ok() || !result) continue;
    result = fail(ErrorCode::kUnavailable, fmt::format("{} at {} does not answer: {}", device->node,
                                                       device->address, status.error_message()));
  }
  return result;
}

}  // namespace lightloom::lab
