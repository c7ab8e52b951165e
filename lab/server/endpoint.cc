#include "lab/server/endpoint.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <chrono>

#include "lab/server/service.h"

namespace lightloom::lab {
namespace {

constexpr int kMaxReceived = 4 << 20;
constexpr int kMaxSent = 64 << 20;
constexpr int kMaxCallsAConnection = 256;
constexpr int kPingsNoOftenerThanMs = 1'000;

std::shared_ptr<grpc::ServerCredentials> credentials_of(const std::optional<Certificate>& certificate) {
  if (!certificate) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({certificate->key_pem, certificate->certificate_pem});
  return grpc::SslServerCredentials(options);
}

}  // namespace

struct Endpoint::Impl {
  std::unique_ptr<grpc::Service> service;
  std::unique_ptr<grpc::Server> server;
};

Endpoint::Endpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Endpoint::~Endpoint() {
  // What has not ended by then is cancelled.
  impl_->server->Shutdown(std::chrono::system_clock::now());
  impl_->server->Wait();
}

Result<std::unique_ptr<Endpoint>> Endpoint::start(Loop& loop, Node& node, std::uint16_t port,
                                                  const std::optional<Certificate>& certificate) {
  auto impl = std::make_unique<Impl>();
  impl->service = make_service(loop, node);
  grpc::ServerBuilder builder;
  int bound = 0;
  const auto address = fmt::format("127.0.0.1:{}", port);
  builder.AddListeningPort(address, credentials_of(certificate), &bound);
  builder.SetMaxReceiveMessageSize(kMaxReceived);
  builder.SetMaxSendMessageSize(kMaxSent);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 1);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxCallsAConnection);
  // Clients may ask whether the connection lives.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingsNoOftenerThanMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
  builder.RegisterService(impl->service.get());
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || bound == 0)
    return fail(ErrorCode::kUnavailable,
                fmt::format("{}: cannot serve on {}", node.device().facts().identity().system_name, address));
  return std::unique_ptr<Endpoint>(new Endpoint(std::move(impl)));
}

}  // namespace lightloom::lab
