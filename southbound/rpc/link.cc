#include "southbound/rpc/link.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

#include "southbound/proto/gnmi/gnmi.grpc.pb.h"

namespace lightloom::southbound {
namespace {

using Context = std::shared_ptr<::grpc::ClientContext>;

// The calls under way, so that they can be cancelled together.
class Calls {
 public:
  /// One that begins after `cancel` is cancelled at once.
  void begin(const Context& context) {
    const std::lock_guard lock(mutex_);
    if (is_cancelled_) context->TryCancel();  // not begun yet: only a mark on the context
    contexts_.insert(context);
  }
  void end(const Context& context) {
    const std::lock_guard lock(mutex_);
    contexts_.erase(context);
  }
  void cancel() {
    std::vector<Context> contexts;
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
      contexts.assign(contexts_.begin(), contexts_.end());
    }
    for (const auto& context : contexts) context->TryCancel();
  }

 private:
  std::mutex mutex_;  // guards the set; never held over a call that may call back
  std::unordered_set<Context> contexts_;
  bool is_cancelled_ = false;
};

// Deletes itself when the call is over.
class StreamReactor final
    : public ::grpc::ClientBidiReactor<::gnmi::SubscribeRequest, ::gnmi::SubscribeResponse> {
 public:
  StreamReactor(Context context, std::shared_ptr<Calls> calls, ::gnmi::SubscribeRequest request,
                Link::Stream stream)
      : context_(std::move(context)),
        calls_(std::move(calls)),
        request_(std::move(request)),
        stream_(std::move(stream)) {}

  void start(::gnmi::gNMI::Stub& stub) {
    stub.async()->Subscribe(context_.get(), this);
    StartWrite(&request_);
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    stream_.on_message(response_);
    StartRead(&response_);
  }
  void OnDone(const ::grpc::Status& status) override {
    calls_->end(context_);
    stream_.on_end(outcome_of(status, "Subscribe", Duration{0}));
    delete this;
  }

 private:
  Context context_;
  std::shared_ptr<Calls> calls_;
  ::gnmi::SubscribeRequest request_;
  ::gnmi::SubscribeResponse response_;
  Link::Stream stream_;
};

template <class Request, class Response>
struct Call {
  Context context;
  Request request;
  Response response;
};

class GrpcLink final : public Link {
 public:
  GrpcLink(const std::shared_ptr<::grpc::Channel>& channel, const Credentials& credentials,
           std::shared_ptr<void> presence)
      : presence_(std::move(presence)), stub_(::gnmi::gNMI::NewStub(channel)), credentials_(credentials) {}

  void capabilities(Duration patience, Answer<::gnmi::CapabilityResponse> answer) override {
    unary(::gnmi::CapabilityRequest(), patience, "Capabilities", std::move(answer),
          [this](auto... call) { stub_->async()->Capabilities(std::move(call)...); });
  }
  void read(const ::gnmi::GetRequest& request, Duration patience,
            Answer<::gnmi::GetResponse> answer) override {
    unary(request, patience, "Get", std::move(answer),
          [this](auto... call) { stub_->async()->Get(std::move(call)...); });
  }
  void write(const ::gnmi::SetRequest& request, Duration patience,
             std::function<void(const RpcOutcome&)> answer) override {
    unary(request, patience, "Set",
          Answer<::gnmi::SetResponse>(
              [answer = std::move(answer)](const RpcOutcome& outcome, const auto&) { answer(outcome); }),
          [this](auto... call) { stub_->async()->Set(std::move(call)...); });
  }
  void subscribe(const ::gnmi::SubscribeRequest& request, Stream stream) override {
    const auto context = new_context();
    calls_->begin(context);
    // Owned by the call: it deletes itself in OnDone, which comes for every call that was started.
    auto reactor = std::make_unique<StreamReactor>(context, calls_, request, std::move(stream));
    reactor.release()->start(*stub_);
  }
  void cancel() override { calls_->cancel(); }

 private:
  Context new_context() const {
    // A call holds the channel through its context, and may let go of it last of all.
    Context context(new ::grpc::ClientContext,
                    [presence = presence_](::grpc::ClientContext* done) { delete done; });
    if (credentials_.username) context->AddMetadata("username", *credentials_.username);
    if (credentials_.password) context->AddMetadata("password", *credentials_.password);
    return context;
  }

  template <class Request, class Response, class Start>
  void unary(const Request& request, Duration patience, const char* name, Answer<Response> answer,
             const Start& start) {
    auto call = std::make_shared<Call<Request, Response>>();
    call->context = new_context();
    call->request = request;
    call->context->set_deadline(std::chrono::system_clock::now() + patience);
    calls_->begin(call->context);
    start(call->context.get(), &call->request, &call->response,
          [call, calls = calls_, patience, name, answer = std::move(answer)](const ::grpc::Status& status) {
            calls->end(call->context);
            answer(outcome_of(status, name, patience), call->response);
          });
  }

  const std::shared_ptr<void> presence_;  // first, so that it goes last
  const std::unique_ptr<::gnmi::gNMI::Stub> stub_;
  const Credentials credentials_;
  const std::shared_ptr<Calls> calls_ = std::make_shared<Calls>();
};

int milliseconds_of(Duration duration) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

}  // namespace

std::shared_ptr<Link> Link::open(const std::string& address, const Credentials& credentials,
                                 const LinkOptions& options) {
  ::grpc::ChannelArguments arguments;
  // Each link connects for itself: a new one never waits out the back-off of one before.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, milliseconds_of(options.connect));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes));
  ::grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = credentials.ca_pem;
  const auto kind =
      credentials.ca_pem.empty() ? ::grpc::InsecureChannelCredentials() : ::grpc::SslCredentials(tls);
  auto channel = ::grpc::CreateCustomChannel(address, kind, arguments);
  std::shared_ptr<void> presence;
  if (options.roll) presence = std::make_shared<Presence>(options.roll);
  return std::make_shared<GrpcLink>(std::move(channel), credentials, std::move(presence));
}

}  // namespace lightloom::southbound
